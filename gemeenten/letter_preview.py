"""What editors see of their wording: the finished letter to a sample municipality, as on paper or as the PDF itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from gemeenten.letter_making import LetterMaker, render
from gemeenten.letters.blocks import Block, BulletList, Heading, NumberedList, Runs
from gemeenten.letters.grammar import letter_languages
from gemeenten.letters.letter import Letter, Sender
from gemeenten.register.rows import MunicipalityRow

if TYPE_CHECKING:
    from gemeenten.models.letter import LetterPage

#: Samples by language and mode. The French names begin with a vowel, so that the elisions show.
_SAMPLES = {
    ("nl", "letter"): "44021",
    ("nl", "letter-municipality"): "11001",
    ("fr", "letter"): "81001",
    ("fr", "letter-municipality"): "61003",
}
_SENDERS = {
    "nl": Sender("An Peeters", "Kerkstraat 12", "9000 Gent"),
    "fr": Sender("Anne Lambert", "Rue de l’Église 12", "6700 Arlon"),
}
_LINE_BREAK = SafeString("<br>")
_OWN_WORDS = {
    "nl": "Hier staat de paragraaf die iemand zelf schrijft.",
    "fr": "Ici se trouve le paragraphe que chacun écrit soi-même.",
}


def preview_letter(page: LetterPage, request: HttpRequest, mode: str) -> HttpResponse:
    """The letter of ``page`` as it is being edited."""
    letter = sample_letter(page, request, mode)
    if mode == "pdf":
        return HttpResponse(render(letter, "pdf"), content_type="application/pdf")
    context: dict[str, Any] = {
        "page": page,
        "letter": letter,
        "body": letter_html(letter),
        "pdf_href": f"{reverse('wagtailadmin_pages:preview_on_edit', args=[page.pk])}?mode=pdf" if page.pk else "",
    }
    return TemplateResponse(request, "gemeenten/letter_preview.html", context)


def sample_letter(page: LetterPage, request: HttpRequest | None, mode: str) -> Letter:
    """The letter to the sample municipality of ``mode``, from a sample sender."""
    maker = LetterMaker(page, request)
    language = maker.language
    row = _sample_row(maker, mode if mode == "letter-municipality" else "letter")
    sender = _SENDERS.get(language, _SENDERS["nl"])
    return maker.letter(row, language, sender, _OWN_WORDS.get(language, ""))


def letter_html(letter: Letter) -> SafeString:
    """The body as HTML; every word in it is escaped."""
    return format_html_join("\n", "{}", ((_block(block),) for block in letter.body))


def _sample_row(maker: LetterMaker, mode: str) -> MunicipalityRow:
    rows = {entry.refnis: entry.row for entry in maker.directory.entries.values()}
    chosen = rows.get(_SAMPLES.get((maker.language, mode), ""))
    if chosen:
        return chosen
    # A register without the sample, or another language: the first that fits.
    written = [row for row in rows.values() if maker.language in {one.code for one in letter_languages(row)}]
    wanted = [row for row in written if row.is_city == (mode == "letter")]
    return (wanted or written or list(rows.values()))[0]


def _block(block: Block) -> SafeString:
    if isinstance(block, BulletList | NumberedList):
        items = format_html_join(
            "",
            "<li>{}{}</li>",
            (
                (_runs(item.runs), format_html_join("", "{}", ((_block(sublist),) for sublist in item.sublists)))
                for item in block.items
            ),
        )
        return format_html("<ul>{}</ul>" if isinstance(block, BulletList) else "<ol>{}</ol>", items)
    if isinstance(block, Heading):
        return format_html("<h2>{}</h2>" if block.level == 2 else "<h3>{}</h3>", _runs(block.runs))
    return format_html("<p>{}</p>", _runs(block.runs))


def _runs(runs: Runs) -> SafeString:
    pieces = []
    for run in runs:
        piece = format_html_join(_LINE_BREAK, "{}", ((line,) for line in run.text.split("\n")))
        if run.bold:
            piece = format_html("<strong>{}</strong>", piece)
        if run.italic:
            piece = format_html("<em>{}</em>", piece)
        if run.href:
            piece = format_html('<a href="{}">{}</a>', run.href, piece)
        pieces.append((piece,))
    return format_html_join("", "{}", pieces)
