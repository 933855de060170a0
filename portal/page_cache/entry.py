"""One kept page: its headers and its body, packed as browsers ask for it."""

from __future__ import annotations

import gzip
import time
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from threading import Lock

import brotli

Headers = list[tuple[str, str]]

#: Suffix of the ETag for each packing that we have; the same page packed otherwise is not the same bytes.
PACKINGS = {"": "", "gzip": "-gzip", "br": "-br"}
#: Bodies below this size, and pictures, gain nothing.
SMALLEST = 512
#: Good enough for a page that is packed once and sent often; the highest levels take hundreds of milliseconds.
BROTLI_QUALITY = 5
GZIP_LEVEL = 6
_PACKABLE = ("text/", "application/json", "application/xml", "application/atom+xml", "application/ld+json", "image/svg")
#: Made anew for every packing, or by the server.
_OWN = {"content-length", "content-encoding", "etag", "date", "connection", "vary", "set-cookie", "x-request-id"}


@dataclass(frozen=True, slots=True)
class Packed:
    """What goes out: headers with length and fingerprint, and the bytes."""

    headers: Headers
    body: bytes
    etag: str


@dataclass(slots=True)
class Entry:
    """A page as it was made at ``made_at`` (monotonic seconds) from the content with ``stamp``."""

    headers: Headers
    body: bytes
    stamp: str
    made_at: float = field(default_factory=time.monotonic)
    _digest: str = ""
    _packed: dict[str, Packed] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.headers = [(name, value) for name, value in self.headers if name.lower() not in _OWN]
        self._digest = sha256(self.body).hexdigest()[:24]

    @property
    def size(self) -> int:
        """Bytes that the entry takes at most: packings come later, and are no larger than the body together."""
        return 2 * (len(self.body) + 2_000)

    def packed(self, packing: str) -> Packed:
        """The page in a packing of ``PACKINGS``, packed at the first time it is asked for."""
        found = self._packed.get(packing)
        if found is None:
            with self._lock:
                found = self._packed.get(packing) or self._pack(packing)
                self._packed[packing] = found
        return found

    def is_known(self, if_none_match: str) -> bool:
        """Whether who asks has this page already, packed however (``If-None-Match``, compared weakly)."""
        tags = {tag.strip().removeprefix("W/").strip('"') for tag in if_none_match.split(",")}
        return "*" in tags or any(self._digest + suffix in tags for suffix in PACKINGS.values())

    def _pack(self, packing: str) -> Packed:
        body = self.body
        kind = next((value for name, value in self.headers if name.lower() == "content-type"), "")
        if len(body) < SMALLEST or not kind.startswith(_PACKABLE):
            packing = ""
        elif packing == "br":
            body = brotli.compress(body, quality=BROTLI_QUALITY, mode=brotli.MODE_TEXT)
        elif packing == "gzip":
            body = gzip.compress(body, GZIP_LEVEL, mtime=0)
        etag = f'"{self._digest}{PACKINGS[packing]}"'
        headers = [*self.headers, ("Vary", "Accept-Encoding"), ("ETag", etag), ("Content-Length", str(len(body)))]
        if packing:
            headers.append(("Content-Encoding", packing))
        return Packed(headers, body, etag)


@lru_cache(maxsize=512)
def packing_for(accept_encoding: str) -> str:
    """The best packing that a browser takes (``Accept-Encoding``); empty: as it is."""
    accepted = {}
    for part in accept_encoding.lower().split(","):
        name, _semicolon, rest = part.strip().partition(";")
        weight = rest.strip().removeprefix("q=")
        try:
            accepted[name.strip()] = float(weight) if weight else 1.0
        except ValueError:
            accepted[name.strip()] = 0.0
    everything = accepted.get("*", 0.0)
    return next((name for name in ("br", "gzip") if accepted.get(name, everything) > 0), "")
