"""The last good version of each public page, kept on disk for the time when the site cannot make new ones.

While all is well, what a visitor gets is noted; when the database is away, or something else breaks, the noted version
is given instead of an error, and says so in its headers. Only what everybody gets is kept: pages that their own cache
policy calls public, without query, cookie or form token. One file a page, so that all processes share them.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import logging
import os
import tempfile
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

logger = logging.getLogger(__name__)

#: Headers that are kept with a page; the rest is made anew for each answer.
KEPT_HEADERS = (
    "Content-Type",
    "Content-Language",
    "Content-Disposition",
    "Content-Security-Policy",
    "Link",
    "Vary",
    "X-Frame-Options",
    "X-Robots-Tag",
    "Access-Control-Allow-Origin",
    "Access-Control-Expose-Headers",
    "Cross-Origin-Resource-Policy",
)
#: Larger answers are not kept.
LARGEST = 2 * 1024 * 1024
#: Seconds for which a noted version counts as fresh: so often at most is it written anew.
FRESH_SECONDS = 60
#: After how many writes of this process the folder's size is looked at.
_TIDY_EVERY = 100
_SUFFIX = ".page"


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page as it was given at ``kept_at`` (seconds since 1970): unpacked body and headers."""

    address: str
    kept_at: float
    headers: dict[str, str]
    body: bytes


class LastGoodPages:
    """The pages in one folder, at most ``limit`` bytes of it and none older than ``longest`` seconds.

    No method raises when the disk is full or closed: a page that cannot be kept is still given.
    """

    def __init__(self, folder: Path, limit: int, longest: float) -> None:
        self.folder, self.limit, self.longest = folder, limit, longest
        self._written: dict[str, float] = {}
        self._writes = 0

    def is_fresh(self, address: str, now: float | None = None) -> bool:
        """Whether this process has noted the page a moment ago."""
        moment = time.time() if now is None else now
        return moment - self._written.get(address, 0) < FRESH_SECONDS

    def keep(self, page: KeptPage) -> bool:
        """Note a page; whether that worked."""
        if len(page.body) > LARGEST:
            return False
        if len(self._written) > 10_000:
            self._written.clear()
        # Before trying: a full disk is not asked again at each visit.
        self._written[page.address] = page.kept_at
        head = json.dumps({"address": page.address, "kept_at": page.kept_at, "headers": page.headers})
        content = head.encode() + b"\n" + gzip.compress(page.body, 1, mtime=0)
        try:
            self._write(self._path(page.address), content)
        except OSError as error:
            logger.warning("The last good page %s was not kept: %s", page.address, error.strerror)
            return False
        self._writes += 1
        if self._writes % _TIDY_EVERY == 1:
            self.tidy()
        return True

    def find(self, address: str, now: float | None = None) -> KeptPage | None:
        """The noted version of an address, unless there is none, or it is too old or damaged."""
        try:
            head, packed = self._path(address).read_bytes().split(b"\n", 1)
            noted = json.loads(head)
            page = KeptPage(noted["address"], noted["kept_at"], noted["headers"], gzip.decompress(packed))
        except (OSError, ValueError, KeyError, EOFError, zlib.error):
            return None
        moment = time.time() if now is None else now
        return page if page.address == address and moment - page.kept_at <= self.longest else None

    def forget(self, address: str) -> None:
        """Drop a page that is no longer public."""
        self._written.pop(address, None)
        with contextlib.suppress(OSError):
            self._path(address).unlink(missing_ok=True)

    def forget_all(self) -> None:
        """Drop every page."""
        self._written.clear()
        for path in self._files():
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)

    def tidy(self, now: float | None = None) -> None:
        """Remove what is too old, and the oldest of what is too much."""
        moment = time.time() if now is None else now
        known = []
        for path in self._files():
            with contextlib.suppress(OSError):
                status = path.stat()
                known.append((status.st_mtime, status.st_size, path))
        total = 0
        for changed, size, path in sorted(known, reverse=True):
            total += size
            if total > self.limit or moment - changed > self.longest:
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)

    def _files(self) -> Iterator[Path]:
        try:
            yield from list(self.folder.glob(f"*/*{_SUFFIX}*"))
        except OSError:
            return

    def _path(self, address: str) -> Path:
        name = sha256(address.encode()).hexdigest()
        return self.folder / name[:2] / f"{name[2:40]}{_SUFFIX}"

    def _write(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, partial = tempfile.mkstemp(prefix=path.name, dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(partial).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(partial).unlink()
            raise
