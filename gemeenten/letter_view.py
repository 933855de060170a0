"""Answering the letter's form: thin, since the letter's modules do the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import slugify

from gemeenten.directory import Directory
from gemeenten.finder_api import unmistakable_name
from gemeenten.forms import LetterForm
from gemeenten.geography import nearest
from gemeenten.letters.grammar import letter_languages
from gemeenten.letters.letter import Letter, Neighbour, Sender, build_letter
from gemeenten.letters.render_docx import render_docx
from gemeenten.letters.render_pdf import render_pdf
from gemeenten.letters.render_text import render_text
from gemeenten.register.rows import MunicipalityRow

if TYPE_CHECKING:
    from gemeenten.models.letter import LetterPage

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain; charset=utf-8",
}
#: Solidary neighbours that a letter names.
NEIGHBOURS = 3


def serve_letter(page: LetterPage, request: HttpRequest) -> HttpResponse:
    """The form for GET; for POST the letter as a file, or the form again with what is wrong and all that was typed."""
    directory = Directory.load(page.locale.language_code, request)
    rows = directory.rows
    if request.method == "POST":
        form = LetterForm(request.POST, rows=rows, reader_language=page.locale.language_code)
        if form.is_valid():
            letter = _build(page, form, directory)
            return _as_file(letter, request.POST.get("format", "pdf"))
        response = _show(page, request, form, status=422)
    else:
        entry = directory.entries.get(request.GET.get("gemeente", ""))
        initial = {"municipality": unmistakable_name(rows, entry.row, directory.language)} if entry else {}
        form = LetterForm(rows=rows, reader_language=page.locale.language_code, initial=initial)
        response = _show(page, request, form, status=200)
    response["Cache-Control"] = "no-store"
    return response


def _show(page: LetterPage, request: HttpRequest, form: LetterForm, status: int) -> TemplateResponse:
    context = page.get_context(request)
    context["form"] = form
    context["choices"] = [(row.refnis, row.name(form.reader_language)) for row in form.choices]
    return TemplateResponse(request, page.get_template(request), context, status=status)


def _build(page: LetterPage, form: LetterForm, directory: Directory) -> Letter:
    data = form.cleaned_data
    row: MunicipalityRow = data["municipality"]
    worded = _page_for(page, row, data["language"])
    language = worded.locale.language_code
    entries = {entry.refnis: entry for entry in directory.solidary() if entry.refnis != row.refnis}
    near = nearest(row, [entry.row for entry in entries.values()], NEIGHBOURS)
    labels = Directory.load(language).labels if language != directory.language else directory.labels
    neighbours = [
        Neighbour(
            name=other.name(language),
            activities=tuple(_inside_sentence(labels[label.pk].label) for label in entries[other.refnis].activities),
        )
        for other in near
    ]
    sender = Sender(name=data["sender_name"], street=data["street"], place=data["place"])
    return build_letter(worded.wording, row, sender, timezone.localdate(), neighbours, data["own_words"], language)


def _inside_sentence(label: str) -> str:
    """A label as it stands in running text: without its capital."""
    return label[:1].lower() + label[1:]


def _page_for(page: LetterPage, row: MunicipalityRow, asked: str) -> LetterPage:
    """The letter in the language asked for, else in the first language of the municipality that we have."""
    pages = {page.locale.language_code: page}
    for other in page.get_translations().live().select_related("locale"):
        pages[other.locale.language_code] = other
    wanted = [asked] if asked else [language.code for language in letter_languages(row)]
    return next((pages[code] for code in wanted if code in pages), page)


def _as_file(letter: Letter, kind: str) -> HttpResponse:
    """The letter as a download that nobody keeps; an unknown kind gets the PDF."""
    if kind == "docx":
        content: bytes = render_docx(letter)
    elif kind == "txt":
        content = render_text(letter).encode()
    else:
        kind, content = "pdf", render_pdf(letter)
    name = {"nl": "brief", "fr": "lettre", "de": "brief"}.get(letter.language, "brief")
    response = HttpResponse(content, content_type=CONTENT_TYPES[kind])
    filename = f"{name}-{slugify(letter.municipality)}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["Cache-Control"] = "no-store"
    return response
