"""Answering the letter's page: thin, since the letter's modules do the work.

What a visitor types comes by POST only, is made into an answer that nobody may keep, and is gone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.debug import sensitive_variables

from gemeenten.choices import Province
from gemeenten.finder_api import unmistakable_name
from gemeenten.forms import BundleForm, LetterForm
from gemeenten.letter_bundle import bundle_files, open_bundle, plan_bundle, zip_chunks
from gemeenten.letter_count import count_letter
from gemeenten.letter_making import CONTENT_TYPES, LetterMaker, file_name, render
from gemeenten.letters.glyphs import unprintable
from gemeenten.letters.letter import Letter, Sender
from gemeenten.letters.render_text import SHORTENED, mail_link, render_text
from gemeenten.register.rows import MunicipalityRow
from portal.cache import apply_cache_policy
from portal.errors import content_too_large
from portal.models import BasePage
from portal.observe.metrics import LETTERS
from portal.ratelimit import Limit, seconds_to_wait
from portal.request_limits import body_bytes

if TYPE_CHECKING:
    from gemeenten.models.letter import LetterPage

#: The longest form somebody can fill in has some 40 kB once each character is percent-encoded; no body beyond this
#: is read at all.
MAX_BODY_BYTES = 128 * 1024
#: Seconds after which to try again when too many archives are being made.
BUSY_SECONDS = 20


def serve_letter(page: LetterPage, request: HttpRequest) -> HttpResponseBase:
    """The form for GET; for POST the letter or letters, or the form again with what is wrong and all that was typed."""
    # Should anything fail, no error report may hold what was typed.
    request.sensitive_post_parameters = "__ALL__"  # type: ignore[attr-defined]
    if request.method == "POST":
        response = _answer(page, request)
        response["Cache-Control"] = "no-store"
        return response
    maker = LetterMaker(page, request)
    form = _form(maker, known=_asked_for(maker, request.GET.get("gemeente", "")))
    # The empty form is the same for everybody, and the page that a campaign sends everybody to.
    return apply_cache_policy(request, _show(maker, request, form))


def _answer(page: LetterPage, request: HttpRequest) -> HttpResponseBase:
    try:
        if body_bytes(request) > MAX_BODY_BYTES:
            return content_too_large(request)
        posted = request.POST
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
        return content_too_large(request)
    maker = LetterMaker(page, request)
    if _offers_files_only(maker, _official_files(maker)):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if "bundle" in posted:
        return _answer_bundle(maker, request)
    return _answer_letter(maker, request)


@sensitive_variables()
def _answer_letter(maker: LetterMaker, request: HttpRequest) -> HttpResponseBase:
    kind = request.POST.get("format", "pdf")
    blank = kind == "blank" or request.POST.get("blank") == "1"
    form = _form(maker, request.POST, blank=blank)
    if kind == "edit":
        # Back from the letter to its form: looked at only so that it shows what it knows of the municipality.
        form.is_valid()
        return _show(maker, request, form)
    if not form.is_valid():
        return _show(maker, request, form, status=422)
    if wait := seconds_to_wait(request, Limit("letters", settings.PORTAL_LETTERS_A_MINUTE, 60)):
        return _too_many(maker, request, form, wait)
    data = form.cleaned_data
    row: MunicipalityRow = data["municipality"]
    sender = Sender(name=data["sender_name"], street=data["street"], place=data["place"])
    letter = maker.letter(row, data["language"], sender, data["own_words"], blank=blank)
    if not blank and request.POST.get("counted") != "1":
        count_letter(row.refnis, letter.on)
    LETTERS.labels(kind if kind == "show" or kind in CONTENT_TYPES else "pdf").inc()
    if kind == "show":
        return _show_letter(maker, request, form, letter)
    return _as_file(letter, kind)


def _answer_bundle(maker: LetterMaker, request: HttpRequest) -> HttpResponseBase:
    form = BundleForm(request.POST)
    if not form.is_valid():
        return _show(maker, request, _form(maker), bundle=form, status=422)
    if wait := seconds_to_wait(request, Limit("bundles", settings.PORTAL_BUNDLES_IN_TEN_MINUTES, 600)):
        return _too_many(maker, request, _form(maker), wait, bundle=form)
    province, kind, group = (form.cleaned_data[name] for name in ("province", "kind", "group"))
    planned = plan_bundle(maker, province)
    files = bundle_files(maker, planned, kind, Sender(name=group))
    stream = open_bundle(lambda: zip_chunks(files, timezone.localdate()))
    if stream is None:
        return _too_many(maker, request, _form(maker), BUSY_SECONDS, bundle=form, status=503)
    LETTERS.labels("bundle").inc(len(planned))
    response = StreamingHttpResponse(stream, content_type="application/zip")
    name = slugify(Province(province).label) or province
    response["Content-Disposition"] = f'attachment; filename="{name}-{kind}.zip"'
    response["X-Letter-Count"] = str(len(planned))
    # Each letter goes out as soon as it is made: a compressor or a proxy would hold them back and save nothing.
    response["Content-Encoding"] = "identity"
    response["X-Accel-Buffering"] = "no"
    return response


def _form(
    maker: LetterMaker, data: Any = None, *, known: MunicipalityRow | None = None, blank: bool = False
) -> LetterForm:
    return LetterForm(
        data,
        rows=maker.directory.rows,
        reader_language=maker.language,
        available=maker.available,
        known=known,
        blank=blank,
    )


def _asked_for(maker: LetterMaker, refnis: str) -> MunicipalityRow | None:
    """The current municipality of a code in the address; a former code counts as its successor's."""
    row = maker.directory.row(refnis)
    while row is not None and row.successor:
        row = maker.directory.row(row.successor)
    return row if row is not None and row.refnis in maker.directory.entries else None


def _show(
    maker: LetterMaker, request: HttpRequest, form: LetterForm, *, status: int = 200, **more: Any
) -> TemplateResponse:
    page: BasePage = maker.page
    files = _official_files(maker)
    context = page.get_context(request)
    context.update(
        form=form,
        choices=[(row.refnis, unmistakable_name(form.rows, row, form.reader_language)) for row in form.choices],
        official_files=files,
        only_official=_offers_files_only(maker, files),
        **{"bundle": BundleForm(), **more},
    )
    return TemplateResponse(request, page.get_template(request), context, status=status)


def _too_many(
    maker: LetterMaker, request: HttpRequest, form: LetterForm, wait: int, *, status: int = 429, **more: Any
) -> TemplateResponse:
    """The page again, with all that was typed, and when to send it once more."""
    response = _show(maker, request, form, status=status, wait_seconds=wait, **more)
    response["Retry-After"] = str(wait)
    return response


@sensitive_variables()
def _show_letter(maker: LetterMaker, request: HttpRequest, form: LetterForm, letter: Letter) -> TemplateResponse:
    """The finished letter on a page: to read, to copy, to mail, or to fetch as a file after all."""
    text, mail = render_text(letter), mail_link(letter)
    context = maker.page.get_context(request)
    context.update(
        letter=letter,
        text=text,
        rows=min(40, text.count("\n") + len(text) // 90 + 2),
        mail_href=mail,
        mail_is_shortened=quote(SHORTENED, safe="") in mail,
        missing_signs=unprintable(text),
        typed=[(field.html_name, field.value() or "") for field in form],
    )
    return TemplateResponse(request, "gemeenten/letter_shown.html", context)


def _official_files(maker: LetterMaker) -> list[dict[str, Any]]:
    """The editors' own files, the page's language first. A translation that still has the source's file has none."""
    source = maker.pages.get(settings.LANGUAGE_CODE)
    files = []
    for code, page in maker.pages.items():
        inherited = page is not source and source and page.official_document_id == source.official_document_id
        if page.official_document and not inherited:
            files.append({"language": code, "document": page.official_document})
    return files


def _offers_files_only(maker: LetterMaker, files: list[dict[str, Any]]) -> bool:
    """Whether the editors want their file instead of the form, and there is one in the page's language."""
    return maker.page.only_official and any(file["language"] == maker.language for file in files)


def _as_file(letter: Letter, kind: str) -> HttpResponse:
    """The letter as a download that nobody keeps; an unknown kind gets the PDF."""
    kind = kind if kind in CONTENT_TYPES else "pdf"
    response = HttpResponse(render(letter, kind), content_type=CONTENT_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{file_name(letter, kind)}"'
    return response
