"""Which characters the letter's fonts can print, and what to print for the others.

A PDF/UA file may not hold a character without a glyph, so :func:`printable` makes sure of it beforehand.
"""

import re
import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FONT_FOLDER = Path(__file__).with_name("fonts")
#: The letter's own face; the rest of the folder stands in for scripts it lacks.
BODY_FAMILY = "Gentium Book Plus"
#: Stands for a character that no font has.
REPLACEMENT = "□"

#: Set nothing by themselves; shaping takes them away.
_INVISIBLE = frozenset("\n\u200c\u200d\ufe0e\ufe0f")
#: What else an emoji may consist of counts with its first character: skin tones, and the second letter of a flag.
_SKIN_TONE = re.compile("[\U0001f3fb-\U0001f3ff]")
_FLAG = re.compile("([\U0001f1e6-\U0001f1ff])[\U0001f1e6-\U0001f1ff]")
_JOINED = re.compile(f"{REPLACEMENT}[\ufe0e\ufe0f]*(?:\u200d[^\\w\\s]?[\ufe0e\ufe0f]*)+|{REPLACEMENT}[\ufe0e\ufe0f]+")


def printable(text: str) -> str:
    """``text`` with each character that the fonts lack replaced by its plain form, or by ``□``.

    The plain form is Unicode's compatibility decomposition (``𝐇`` is H); an emoji of several characters is one ``□``.
    """
    known = characters()
    if known.issuperset(text):
        return text
    replaced = _replaced(_FLAG.sub(r"\1", _SKIN_TONE.sub("", text)), known)
    return _JOINED.sub(REPLACEMENT, "".join(replaced))


def breakable(text: str, width: int) -> str:
    """``text`` with room to break in words of more than ``width`` characters, which would leave the paper otherwise."""
    return re.sub(rf"\S{{{width}}}(?=\S)", _with_break, text)


def _with_break(word: re.Match[str]) -> str:
    return word[0] if unicodedata.combining(word.string[word.end()]) else f"{word[0]}\u200b"


def unprintable(text: str) -> str:
    """The characters of ``text`` that would come out as ``□``, each once, in order; to tell the visitor."""
    known = characters()
    return "".join(dict.fromkeys(one for one in text if one not in known and REPLACEMENT in _replaced(one, known)))


def _replaced(text: str, known: frozenset[str]) -> list[str]:
    plain = (one if one in known else unicodedata.normalize("NFKC", one) for one in text)
    return [one if known.issuperset(one) else REPLACEMENT for one in plain]


@cache
def families() -> list[str]:
    """The font families in the order in which they are asked for a glyph."""
    names = {_family(path.read_bytes()) for path in _font_files()}
    return [BODY_FAMILY, *sorted(names - {BODY_FAMILY})]


@cache
def characters() -> frozenset[str]:
    """Every character for which some regular face has a glyph, and the invisible ones that need none."""
    found = set(_INVISIBLE)
    for path in _font_files():
        if path.stem.endswith("-Regular"):
            found.update(map(chr, _code_points(path.read_bytes())))
    return frozenset(found)


def _font_files() -> list[Path]:
    return sorted(FONT_FOLDER.glob("*.ttf"))


def _table(font: bytes, tag: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", font, 4)
    for position in range(count):
        name, _, offset, length = struct.unpack_from(">4sIII", font, 12 + 16 * position)
        if name == tag:
            return font[offset : offset + length]
    return b""


def _family(font: bytes) -> str:
    """The family name (name 16, else 1) of an OpenType font, from its Windows records."""
    table = _table(font, b"name")
    _, count, storage = struct.unpack_from(">HHH", table)
    names: dict[int, str] = {}
    for position in range(count):
        platform, _, language, name, length, offset = struct.unpack_from(">6H", table, 6 + 12 * position)
        if platform == 3 and language == 0x409:
            names[name] = table[storage + offset : storage + offset + length].decode("utf-16-be")
    return names.get(16) or names[1]


def _code_points(font: bytes) -> Iterator[int]:
    """The code points in a font's character map, read from its table of format 12 or else 4."""
    table = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", table, 2)
    offsets = [struct.unpack_from(">HHI", table, 4 + 8 * position)[2] for position in range(count)]
    by_format = {struct.unpack_from(">H", table, offset)[0]: offset for offset in offsets}
    if 12 in by_format:
        start = by_format[12]
        (groups,) = struct.unpack_from(">I", table, start + 12)
        for position in range(groups):
            first, last, _ = struct.unpack_from(">III", table, start + 16 + 12 * position)
            yield from range(first, last + 1)
    elif 4 in by_format:
        start = by_format[4]
        segments = struct.unpack_from(">H", table, start + 6)[0] // 2
        ends = struct.unpack_from(f">{segments}H", table, start + 14)
        starts = struct.unpack_from(f">{segments}H", table, start + 16 + 2 * segments)
        deltas = struct.unpack_from(f">{segments}H", table, start + 16 + 4 * segments)
        at = start + 16 + 6 * segments
        for segment, (first, last) in enumerate(zip(starts, ends, strict=True)):
            (offset,) = struct.unpack_from(">H", table, at + 2 * segment)
            for point in range(first, last + 1):
                if offset:
                    (glyph,) = struct.unpack_from(">H", table, at + 2 * segment + offset + 2 * (point - first))
                else:
                    glyph = (point + deltas[segment]) & 0xFFFF
                if glyph and point != 0xFFFF:
                    yield point
