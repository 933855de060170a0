"""The letter as a tagged PDF (PDF/UA-1), set by Typst.

Same letter, same bytes: the time stamp is the letter's date. Only the fonts beside this file are used, never the
machine's. A Typst compiler serves one thread, so each thread gets its own at its first letter.
"""

import json
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import typst

from gemeenten.letters.blocks import (
    Block,
    BulletList,
    Heading,
    NumberedList,
    Run,
    is_right_to_left,
    plain_text,
)
from gemeenten.letters.glyphs import FONT_FOLDER, breakable, families, printable
from gemeenten.letters.letter import Letter

TEMPLATE = Path(__file__).with_name("letter.typ")

#: The longest words, in characters, that fit whatever their letters: in the text and in the columns above it.
_WORD, _WORD_IN_COLUMN = 40, 22

_fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONT_FOLDER])
_of_this_thread = threading.local()


def render_pdf(letter: Letter) -> bytes:
    """``letter`` as the bytes of a PDF. Never fails on what a letter says.

    A character that none of the fonts has is replaced by its plain form or else by ``□`` (:mod:`.glyphs`), so that the
    file stays PDF/UA-1. Should Typst refuse all the same, the letter is made once more as an ordinary tagged PDF.
    """
    inputs = {"letter": json.dumps(_data(letter), ensure_ascii=False)}
    timestamp = int(datetime(letter.on.year, letter.on.month, letter.on.day, tzinfo=UTC).timestamp())
    try:
        return _compile(inputs, ["ua-1"], timestamp)
    except typst.TypstError:
        return _compile(inputs, [], timestamp)


def _compile(inputs: dict[str, str], standards: list[Any], timestamp: int) -> bytes:
    pdf = _compiler().compile(format="pdf", sys_inputs=inputs, pdf_standards=standards, timestamp=timestamp)
    return cast(bytes, pdf)  # A list is for formats of one file a page.


def _compiler() -> typst.Compiler:
    compiler = getattr(_of_this_thread, "compiler", None)
    if not isinstance(compiler, typst.Compiler):
        compiler = typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=_fonts, ignore_system_fonts=True)
        _of_this_thread.compiler = compiler
    return compiler


def _data(letter: Letter) -> dict[str, Any]:
    """What ``letter.typ`` reads: texts that can be printed, blocks by kind."""
    return {
        "language": letter.language,
        "blank": letter.is_blank,
        "fonts": families(),
        "title": printable(letter.subject) or letter.subject_label.rstrip("\u00a0:"),
        "author": [] if letter.is_blank or not letter.signature else [printable(letter.signature)],
        "date": {"year": letter.on.year, "month": letter.on.month, "day": letter.on.day},
        "sender": _lines(letter.sender_lines, _WORD_IN_COLUMN),
        "addressee": _lines(letter.addressee, _WORD_IN_COLUMN),
        "place_and_date": _set(letter.place_and_date),
        "subject_label": letter.subject_label,
        "subject": _set(letter.subject),
        "salutation": _set(letter.salutation),
        "body": [_block(block) for block in letter.body],
        "closing": _lines(letter.closing),
        "signature": _set(letter.signature),
        "footer": _set(letter.footer),
    }


def _lines(lines: Sequence[str], width: int = _WORD) -> list[str]:
    return [_set(line, width) for line in lines]


def _set(text: str, width: int = _WORD) -> str:
    return breakable(printable(text), width)


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, BulletList | NumberedList):
        items = [
            {"runs": _runs(item.runs), "sublists": [_block(sublist) for sublist in item.sublists]}
            for item in block.items
        ]
        first = block.items[0].runs if block.items else ()
        kind = "bullets" if isinstance(block, BulletList) else "numbers"
        return {"kind": kind, "items": items, "rtl": is_right_to_left(plain_text(first))}
    rtl = is_right_to_left(plain_text(block.runs))
    if isinstance(block, Heading):
        return {"kind": "heading", "level": block.level, "runs": _runs(block.runs), "rtl": rtl}
    return {"kind": "paragraph", "runs": _runs(block.runs), "rtl": rtl}


def _runs(runs: Sequence[Run]) -> list[dict[str, str | bool]]:
    return [{"text": _set(run.text), "bold": run.bold, "italic": run.italic, "href": run.href} for run in runs]
