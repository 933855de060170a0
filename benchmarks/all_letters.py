"""Make and check every letter there is: all municipalities in all languages the law has for them, in every format.

``python -m benchmarks.all_letters [--every 1] [--output FOLDER]`` uses the starter site's wording, prints what is
wrong and how long it took, and exits with 1 when anything is. ``--output`` keeps the files, for a checker of PDF/UA
such as veraPDF or PAC, or for LibreOffice.
"""

import argparse
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from pypdf import PdfReader

from gemeenten.letters.grammar import letter_languages
from gemeenten.letters.letter import Letter, Neighbour, Sender, Wording, build_letter
from gemeenten.letters.render_docx import render_docx
from gemeenten.letters.render_pdf import render_pdf
from gemeenten.letters.render_text import render_text
from gemeenten.register.reader import read_register

STARTER = Path(__file__).resolve().parent.parent / "home" / "starter_content" / "letter.toml"
DAY = date(2026, 11, 23)
SENDER = Sender("An Peeters", "Kerkstraat 12", "9000 Gent")
OWN_WORDS = "Mes propres mots, mijn eigen woorden."
_TAGS = {"nl": "nl-BE", "fr": "fr-BE", "de": "de-BE"}


def starter_wording(language: str) -> Wording:
    """The wording that the starter site begins with."""
    texts = tomllib.loads(STARTER.read_text(encoding="utf-8"))["letter"]
    return Wording(*(texts[name][language].strip() for name in ("subject", "salutation", "body", "closing")))


def all_letters(every: int = 1) -> Iterator[Letter]:
    """The letter to each municipality in each of its languages that has a wording; or every n-th of them."""
    wordings = {language: starter_wording(language) for language in ("nl", "fr")}
    neighbours = [Neighbour("Genk", ("onderwijs",)), Neighbour("Hove")]
    pairs = [
        (row, language.code)
        for row in read_register().current
        for language in letter_languages(row)
        if language.code in wordings
    ]
    for row, code in pairs[::every]:
        yield build_letter(wordings[code], row, SENDER, DAY, neighbours, OWN_WORDS, code)


def problems_of_text(letter: Letter, text: str) -> list[str]:
    """What is missing from the letter as plain text, or out of order."""
    return _out_of_order(letter, text)


def problems_of_pdf(letter: Letter, pdf: bytes) -> list[str]:
    """What is wrong with the PDF: standard, language, title, tags, fonts, and the order it is read in."""
    reader = PdfReader(BytesIO(pdf))
    catalogue: Any = reader.trailer["/Root"]
    wrong = []
    if b"<pdfuaid:part>1</pdfuaid:part>" not in pdf:
        wrong.append("does not say that it is PDF/UA-1")
    if catalogue.get("/Lang") != _TAGS[letter.language]:
        wrong.append(f"language {catalogue.get('/Lang')}")
    if not (reader.metadata and reader.metadata.title == letter.subject):
        wrong.append("no title")
    if not catalogue["/ViewerPreferences"].get("/DisplayDocTitle"):
        wrong.append("does not show its title")
    tags = Counter(structure_tags(catalogue["/StructTreeRoot"]["/K"]))
    if not (catalogue["/MarkInfo"]["/Marked"] and tags["/H1"] == 1 and tags["/P"] > 5 and tags["/LI"] == 10):
        wrong.append(f"tags {dict(tags)}")
    for page in reader.pages:
        for reference in page["/Resources"]["/Font"].values():  # type: ignore[index]
            descendant = reference.get_object()["/DescendantFonts"][0].get_object()
            if not {"/FontFile2", "/FontFile3"} & set(descendant["/FontDescriptor"].get_object()):
                wrong.append("a font is not embedded")
    text = " ".join(page.extract_text() for page in reader.pages)
    return wrong + _out_of_order(letter, text)


def problems_of_docx(letter: Letter, docx: bytes) -> list[str]:
    """What is wrong with the Word document, opened again: language, title, styles, and the order of its words."""
    document = Document(BytesIO(docx))
    wrong = []
    if document.core_properties.language != _TAGS[letter.language]:
        wrong.append(f"language {document.core_properties.language}")
    if document.core_properties.title != letter.subject:
        wrong.append("no title")
    styles = Counter(paragraph.style.name for paragraph in document.paragraphs if paragraph.style)
    if not (styles["Title"] == 1 and styles["List Number"] == 3 and styles["List Bullet"] == 7):
        wrong.append(f"styles {dict(styles)}")
    return wrong + _out_of_order(letter, "\n".join(paragraph.text for paragraph in document.paragraphs))


def _out_of_order(letter: Letter, text: str) -> list[str]:
    text = _evened(text)
    if "{" in text or "}" in text:
        return ["a placeholder is left open"]
    wrong, at = [], 0
    parts = (*letter.sender_lines, *letter.addressee, letter.place_and_date, letter.subject, letter.salutation)
    for part in (*parts, OWN_WORDS, *letter.closing, letter.signature):
        place = text.find(_evened(part), at)
        if place < 0:
            wrong.append(f"missing, or out of order: {part}")
        else:
            at = place
    return wrong


def _evened(text: str) -> str:
    """``text`` without white space: each program breaks its lines elsewhere, some inside a word with a hyphen."""
    return "".join(text.split())


def structure_tags(node: Any) -> Iterator[str]:
    """The names of the tags of a PDF's structure tree, in reading order."""
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from structure_tags(child)
    elif isinstance(node, dict) and "/S" in node:
        yield str(node["/S"])
        if "/K" in node:
            yield from structure_tags(node["/K"])


def main() -> int:
    """Make, check, print; the number of letters with a problem decides the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="only every n-th letter (default: all)")
    parser.add_argument("--output", type=Path, help="keep the files in this folder")
    options = parser.parse_args()
    if options.output:
        options.output.mkdir(parents=True, exist_ok=True)
    made, bad, spent = 0, 0, Counter[str]()
    for letter in all_letters(max(1, options.every)):
        files = {}
        for kind, render in (
            ("pdf", render_pdf),
            ("docx", render_docx),
            ("txt", lambda one: render_text(one).encode()),
        ):
            started = time.perf_counter()
            files[kind] = render(letter)
            spent[kind] += round((time.perf_counter() - started) * 1e6)
        problems = [
            *(f"pdf: {problem}" for problem in problems_of_pdf(letter, files["pdf"])),
            *(f"docx: {problem}" for problem in problems_of_docx(letter, files["docx"])),
            *(f"txt: {problem}" for problem in problems_of_text(letter, files["txt"].decode())),
        ]
        made, bad = made + 1, bad + bool(problems)
        for problem in problems:
            print(f"{letter.refnis} {letter.municipality} ({letter.language}) {problem}")
        if options.output:
            for kind, content in files.items():
                (options.output / f"{letter.refnis}-{letter.language}.{kind}").write_bytes(content)
    averages = ", ".join(f"{kind} {total / made / 1000:.1f} ms" for kind, total in spent.items())
    print(f"{made} letters in 3 formats, {bad} with a problem; making one takes on average {averages}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
