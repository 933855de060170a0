"""The letter as a Word document with real styles, to change before sending.

Same letter, same bytes: dates are the letter's, and the archive's own time stamps are fixed.
"""

import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any, cast

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as DocxParagraph
from docx.text.run import Run as DocxRun

from gemeenten.letters.blocks import (
    Block,
    BulletList,
    Heading,
    NumberedList,
    Run,
    is_right_to_left,
    plain_text,
)
from gemeenten.letters.letter import Letter

#: Ships with Word and has a metric twin in LibreOffice; the PDF's own face is not on people's machines.
FONT = "Cambria"
_INK, _QUIET = RGBColor(0x1D, 0x1D, 0x1F), RGBColor(0x55, 0x58, 0x5C)
_LANGUAGE_TAGS = {"nl": "nl-BE", "fr": "fr-BE", "de": "de-BE"}
#: The earliest time an archive can state.
_ARCHIVE_TIME = (1980, 1, 1, 0, 0, 0)
_DEEPEST_LIST = 3


def render_docx(letter: Letter) -> bytes:
    """``letter`` as the bytes of a ``.docx`` file, A4, in styles: Title (the subject), Normal, headings and lists."""
    document = Document(BytesIO(_base(letter.language)))
    _properties(document, letter)
    for line in letter.sender_lines:
        _add(document, line, "Sender")
    for number, line in enumerate(letter.addressee):
        paragraph = _add(document, line, "Addressee")
        if number == 0:
            paragraph.paragraph_format.space_before = Mm(24)
    _add(document, letter.place_and_date, "Place and Date")
    _add(document, f"{letter.subject_label} {letter.subject}", "Title")
    if letter.salutation:
        _add(document, letter.salutation, "Normal")
    for block in letter.body:
        _add_block(document, block)
    for line in letter.closing:
        _add(document, line, "Closing")
    if letter.signature:
        _add(document, letter.signature, "Signature")
    if letter.footer:
        _write(document.sections[0].footer.paragraphs[0], [Run(letter.footer)])
    written = BytesIO()
    document.save(written)
    return _with_fixed_times(written.getvalue())


def _properties(document: DocumentObject, letter: Letter) -> None:
    moment = datetime(letter.on.year, letter.on.month, letter.on.day, tzinfo=UTC)
    properties = document.core_properties
    properties.title = letter.subject[:255]
    properties.author = "" if letter.is_blank else letter.signature[:255]
    properties.last_modified_by = properties.author
    properties.language = _LANGUAGE_TAGS[letter.language]
    properties.created = properties.modified = moment
    properties.comments = ""
    properties.revision = 1


def _add(document: DocumentObject, text: str, style: str) -> DocxParagraph:
    paragraph = _styled(document, style)
    _write(paragraph, [Run(text)])
    return paragraph


def _styled(document: DocumentObject, style: str) -> DocxParagraph:
    """A new paragraph in ``style``, set by its id: python-docx looks through all styles for a name, each time."""
    paragraph = document.add_paragraph()
    cast(Any, paragraph._p).style = style.replace(" ", "")
    return paragraph


def _add_block(document: DocumentObject, block: Block, depth: int = 1) -> None:
    if isinstance(block, BulletList | NumberedList):
        style = "List Bullet" if isinstance(block, BulletList) else "List Number"
        if depth > 1:
            style = f"{style} {min(depth, _DEEPEST_LIST)}"
        restarted = _new_numbering(document, style) if isinstance(block, NumberedList) else 0
        for item in block.items:
            paragraph = _styled(document, style)
            if restarted:
                _number(paragraph, restarted)
            _write(paragraph, item.runs)
            for sublist in item.sublists:
                _add_block(document, sublist, depth + 1)
    elif isinstance(block, Heading):
        _write(_styled(document, f"Heading {block.level}"), block.runs)
    else:
        _write(_styled(document, "Normal"), block.runs)


def _write(paragraph: DocxParagraph, runs: Sequence[Run]) -> None:
    rtl = is_right_to_left(plain_text(runs))
    if rtl:
        # Its place among a paragraph's properties is prescribed: before spacing, indent and alignment.
        properties = cast(Any, paragraph._p).get_or_add_pPr()
        properties.insert_element_before(
            OxmlElement("w:bidi"), "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )
    for run in runs:
        written = paragraph.add_run(run.text)
        written.bold, written.italic = run.bold or None, run.italic or None
        written.font.rtl = True if is_right_to_left(run.text) else None
        if run.href:
            _link(paragraph, written, run.href)


def _link(paragraph: DocxParagraph, run: DocxRun, href: str) -> None:
    """Wrap ``run`` in a hyperlink; python-docx has no call for it."""
    run.font.underline = True
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    link.append(run._r)
    paragraph._p.append(link)


def _new_numbering(document: DocumentObject, list_style: str) -> int:
    """A numbering instance that starts at 1 again: all lists of one style count on otherwise."""
    numbering = cast(Any, document.part.numbering_part.element)
    style = cast(Any, document.styles[list_style].element)
    current = numbering.num_having_numId(style.pPr.numPr.numId.val)
    fresh = numbering.add_num(current.abstractNumId.val)
    fresh.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(fresh.numId)


def _number(paragraph: DocxParagraph, numbering: int) -> None:
    properties = cast(Any, paragraph._p).get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = numbering


@cache
def _base(language: str) -> bytes:
    """An empty letter with page and styles set up, made once a language."""
    document = Document()
    _lighten(document)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin, section.bottom_margin = Mm(22), Mm(25)
    _set_language(document, _LANGUAGE_TAGS[language])
    styles = document.styles

    def style(name: str, change: Callable[[ParagraphStyle], None]) -> None:
        known = name in [one.name for one in styles]
        found = cast(ParagraphStyle, styles[name] if known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH))
        if not known:
            found.base_style = cast(ParagraphStyle, styles["Normal"])
        change(found)

    def spaced(before: float, after: float, size: float = 11, **font: Any) -> Callable[[ParagraphStyle], None]:
        def change(one: ParagraphStyle) -> None:
            one.paragraph_format.space_before, one.paragraph_format.space_after = Pt(before), Pt(after)
            one.paragraph_format.line_spacing = 1.15
            _set_font(one, size, **font)

        return change

    style("Normal", spaced(0, 7))
    style("Sender", spaced(0, 0, 10, colour=_QUIET))
    style("Addressee", spaced(0, 0))
    style("Place and Date", spaced(62, 14))
    style("Title", spaced(0, 14, bold=True))
    style("Heading 2", spaced(8, 4, bold=True))
    style("Heading 3", spaced(8, 4, bold=True, italic=True))
    for name in ("List Bullet", "List Number"):
        for depth in ("", " 2", " 3"):
            style(name + depth, spaced(0, 3))
    style("Closing", spaced(0, 0))
    style("Signature", spaced(48, 0))
    style("Footer", spaced(0, 0, 8, colour=_QUIET))
    cast(ParagraphStyle, styles["Addressee"]).paragraph_format.left_indent = Mm(85)
    _without_border(cast(ParagraphStyle, styles["Title"]))
    for name in ("Closing", "Place and Date"):
        cast(ParagraphStyle, styles[name]).paragraph_format.keep_with_next = True
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _lighten(document: DocumentObject) -> None:
    """Drop what python-docx's template has and a letter never needs: table styles and parts for old programs.

    They are nine tenths of the file, and finding a style is slow among them.
    """
    styles = cast(Any, document.styles.element)
    for style in list(styles.findall(qn("w:style"))):
        if style.get(qn("w:type")) == "table" and style.get(qn("w:default")) is None:
            styles.remove(style)
    for holder in (document.part, document.part.package):
        relationships = cast(Any, holder).rels
        for key, relationship in list(relationships.items()):
            if relationship.reltype.rpartition("/")[2] in ("stylesWithEffects", "customXml", "thumbnail"):
                del relationships[key]


def _set_font(
    style: ParagraphStyle, size: float, colour: RGBColor = _INK, bold: bool = False, italic: bool = False
) -> None:
    font = style.font
    font.name, font.size, font.color.rgb, font.bold, font.italic = FONT, Pt(size), colour, bold, italic
    fonts = cast(Any, style.element).rPr.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for kind in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{kind}"), FONT)


def _without_border(style: ParagraphStyle) -> None:
    properties = cast(Any, style.element).pPr
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _set_language(document: DocumentObject, tag: str) -> None:
    """The language spelling is checked in and a screen reader speaks, for the whole document."""
    defaults = cast(Any, document.styles.element).find(qn("w:docDefaults"))
    properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    language = properties.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        properties.append(language)
    language.set(qn("w:val"), tag)


def _with_fixed_times(docx: bytes) -> bytes:
    """The same archive with the same time stamp on every part."""
    written = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(docx)) as source,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            part = zipfile.ZipInfo(name, _ARCHIVE_TIME)
            part.external_attr = 0o600 << 16
            target.writestr(part, source.read(name), zipfile.ZIP_DEFLATED)
    return written.getvalue()
