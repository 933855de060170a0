"""Pictures as telephones take them, with the place written into every corner that a format has."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image, PngImagePlugin

#: What must not get out, as EXIF and XMP write it: a camera's name and words stand for the place.
SECRETS = (b"GeheimToestel", b"GeheimePlaats", b"GPSLatitude")
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><d exif:GPSLatitude="51,3.15N">GeheimePlaats</d></x:xmpmeta>'


def exif(turned: int = 1) -> bytes:
    """EXIF with a place and a camera."""
    data = Image.Exif()
    data[0x0110] = "GeheimToestel"
    data[0x0112] = turned
    data[0x010E] = "GeheimePlaats"
    place = data.get_ifd(0x8825)
    place.update({1: "N", 2: (51.0, 3.0, 15.0), 3: "E", 4: (3.0, 43.0, 28.0)})
    return data.tobytes()


def picture(kind: str, turned: int = 1) -> bytes:
    """A picture of 40 × 20 points, red at the left and blue at the right, with all metadata that its format takes."""
    image = Image.new("RGB", (40, 20), "red")
    image.paste("blue", (20, 0, 40, 20))
    target = io.BytesIO()
    if kind == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Comment", "GeheimePlaats")
        words.add_itxt("XML:com.adobe.xmp", XMP.decode())
        words.add_text("Description", "GeheimePlaats", zip=True)
        image.save(target, kind, exif=exif(turned), pnginfo=words)
    elif kind == "GIF":
        frames = [image, image.rotate(180)]
        frames[0].save(target, kind, save_all=True, append_images=frames[1:], comment=b"GeheimePlaats", loop=0)
    elif kind == "JPEG":
        image.save(target, kind, exif=exif(turned), xmp=XMP, comment=b"GeheimePlaats", quality=95)
        # A telephone's second picture, with a place of its own, after the end of the first.
        target.write(b"\xff\xd8\xff\xe1GeheimePlaats\xff\xd9")
    else:
        image.save(target, kind, exif=exif(turned), xmp=XMP, lossless=True)
    return target.getvalue()


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of a few kilobytes that unpacks to 900 million points."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    points = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", points) + part(b"IEND", b"")
