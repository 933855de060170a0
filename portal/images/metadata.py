"""Takes out of an image file what nobody sees: where and with what it was taken, by whom, and comments. Pure.

Telephones write their place into every picture. JPEG, PNG, WebP and GIF lose those parts without being drawn anew, so
that no quality is lost; what remains is the picture, its colour profile and which way it is turned.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator

from PIL import Image, ImageOps

#: JPEG: APP0 (JFIF), APP2 (colour profile) and APP14 (how Adobe wrote the colours) are needed to show the picture.
_JPEG_KEPT = {0xE0, 0xE2, 0xEE}
_JPEG_COMMENT = 0xFE
_PNG_DROPPED = {b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME"}
_WEBP_DROPPED = {b"EXIF", b"XMP "}
_WEBP_EXIF, _WEBP_FLAGS = 0b0000_1000, 0b0000_1100
_ORIENTATION = 0x0112


class UnreadableImageError(Exception):
    """The file is no image, or broken."""


def without_metadata(content: bytes) -> bytes:
    """The same image without what nobody sees; unchanged where there is nothing of the kind.

    Raises:
        UnreadableImageError: the file is broken, or its kind is not known.
    """
    try:
        if content.startswith(b"\xff\xd8"):
            return _jpeg(content)
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            return _png(content)
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return _webp(content)
        if content[:6] in (b"GIF87a", b"GIF89a"):
            return _gif(content)
        if content[4:8] == b"ftyp":
            return _drawn_anew(content)
    except (IndexError, struct.error, OSError, SyntaxError, ValueError) as error:
        raise UnreadableImageError("the image is broken") from error
    raise UnreadableImageError("not an image of a known kind")


# --- JPEG -----------------------------------------------------------------------------------------------------------


def _jpeg(content: bytes) -> bytes:
    """Drop application parts and comments up to the picture itself, and what follows its end."""
    turned = _orientation(content)
    parts = [content[:2], b"\xff\xe1" + struct.pack(">H", len(turned) + 8) + b"Exif\0\0" + turned if turned else b""]
    place = 2
    while True:
        if content[place] != 0xFF:
            raise ValueError("a part is missing")
        marker = content[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if marker == 0xD9:
            raise ValueError("there is no picture")
        (size,) = struct.unpack_from(">H", content, place + 2)
        end = place + 2 + size
        part = content[place:end]
        is_profile = marker != 0xE2 or part[4:16] == b"ICC_PROFILE\x00"
        dropped = (0xE0 <= marker <= 0xEF and marker not in _JPEG_KEPT) or marker == _JPEG_COMMENT or not is_profile
        if not dropped:
            parts.append(part)
        place = end
        if marker == 0xDA:
            # Also what telephones append: a second picture with metadata of its own, a film.
            parts.append(content[place : _end_of_picture(content, place)])
            return b"".join(parts)


def _end_of_picture(content: bytes, place: int) -> int:
    """Where the picture that begins at ``place`` ends; scans of a progressive one follow each other."""
    while True:
        place = content.find(b"\xff", place)
        if place < 0 or place + 1 >= len(content):
            return len(content)
        marker = content[place + 1]
        if marker == 0xD9:
            return place + 2
        if marker == 0 or 0xD0 <= marker <= 0xD7 or marker == 0xFF:
            place += 1 if marker == 0xFF else 2
            continue
        # Between scans stand tables, whose bytes may look like an end.
        place += 2 + struct.unpack_from(">H", content, place + 2)[0]


def _orientation(content: bytes) -> bytes:
    """Metadata (TIFF) that says nothing but which way the picture is turned; empty when it is upright."""
    with Image.open(io.BytesIO(content)) as image:
        turned = image.getexif().get(_ORIENTATION, 1)
    if turned not in range(2, 9):
        return b""
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _ORIENTATION, 3, 1, turned, 0, 0)


# --- PNG, WebP, GIF -------------------------------------------------------------------------------------------------


def _png(content: bytes) -> bytes:
    turned = _orientation(content)
    parts = [content[:8]]
    place = 8
    while place < len(content):
        (size,) = struct.unpack_from(">I", content, place)
        kind, end = content[place + 4 : place + 8], place + 12 + size
        if end > len(content):
            raise ValueError("a part is missing")
        if kind == b"IDAT" and turned:
            parts.append(_png_part(b"eXIf", turned))
            turned = b""
        if kind not in _PNG_DROPPED:
            parts.append(content[place:end])
        place = end
        if kind == b"IEND":
            return b"".join(parts)
    raise ValueError("the end is missing")


def _png_part(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _webp(content: bytes) -> bytes:
    turned = _orientation(content)
    parts = []
    (size,) = struct.unpack_from("<I", content, 4)
    for kind, data in _riff(content[12 : 8 + size]):
        if kind in _WEBP_DROPPED:
            continue
        if kind == b"VP8X":
            flags = data[0] & ~_WEBP_FLAGS | (_WEBP_EXIF if turned else 0)
            parts.append(_riff_part(kind, bytes([flags]) + data[1:]))
        else:
            parts.append(_riff_part(kind, data))
    if turned:
        parts.append(_riff_part(b"EXIF", turned))
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _riff_part(kind: bytes, data: bytes) -> bytes:
    return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def _riff(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 0
    while place + 8 <= len(content):
        kind, (size,) = content[place : place + 4], struct.unpack_from("<I", content, place + 4)
        if place + 8 + size > len(content):
            raise ValueError("a part is missing")
        yield kind, content[place + 8 : place + 8 + size]
        place += 8 + size + size % 2


def _gif(content: bytes) -> bytes:
    """Drop comments and what programs noted; the loop of an animation stays."""
    place = 13 + _colours(content[10])
    parts = [content[:place]]
    while True:
        start, sign = place, content[place]
        if sign == 0x3B:
            return b"".join([*parts, b"\x3b"])
        if sign == 0x21:
            kind = content[place + 1]
            place = _end_of_blocks(content, place + 2)
            is_loop = content[start + 3 : start + 14] in (b"NETSCAPE2.0", b"ANIMEXTS1.0")
            if kind in (0xFE, 0x01) or (kind == 0xFF and not is_loop):
                continue
        elif sign == 0x2C:
            place = _end_of_blocks(content, place + 11 + _colours(content[place + 9]))
        else:
            raise ValueError("an unknown part")
        parts.append(content[start:place])


def _colours(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _end_of_blocks(content: bytes, place: int) -> int:
    while size := content[place]:
        place += size + 1
    return place + 1


# --- AVIF -----------------------------------------------------------------------------------------------------------


def _drawn_anew(content: bytes) -> bytes:
    """An AVIF spreads its metadata over the file: with any, the picture is drawn anew, upright."""
    with Image.open(io.BytesIO(content)) as image:
        if not image.info.get("exif") and not image.info.get("xmp") and b"Exif" not in content[:4096]:
            return content
        target = io.BytesIO()
        profile = {"icc_profile": image.info["icc_profile"]} if image.info.get("icc_profile") else {}
        ImageOps.exif_transpose(image).save(target, "AVIF", quality=90, exif=b"", xmp=b"", **profile)
    return target.getvalue()
