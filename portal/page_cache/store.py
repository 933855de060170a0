"""The kept pages of one process: a limited number of bytes, the page longest unused goes first."""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from threading import Lock

from portal.page_cache.entry import Entry


class Store:
    """Entries by key, at most ``limit`` bytes of them. May be used from several threads."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.bytes = 0
        self._entries: OrderedDict[str, Entry] = OrderedDict()
        self._sizes: dict[str, int] = {}
        self._lock = Lock()

    def find(self, key: str) -> Entry | None:
        """The entry, which counts as used now."""
        entry = self._entries.get(key)
        if entry is not None:
            # Another thread may have just pushed it out: it is good for this answer all the same.
            with contextlib.suppress(KeyError):
                self._entries.move_to_end(key)
        return entry

    def keep(self, key: str, entry: Entry) -> bool:
        """Keep an entry, and drop others until there is room; whether it fits at all."""
        size = entry.size
        with self._lock:
            self._drop(key)
            if size > self.limit // 4:
                return False
            self._entries[key] = entry
            self._sizes[key] = size
            self.bytes += size
            while self.bytes > self.limit:
                self._drop(next(iter(self._entries)))
        return True

    def forget(self, key: str) -> None:
        """Drop an entry."""
        with self._lock:
            self._drop(key)

    def __len__(self) -> int:
        """Number of entries."""
        return len(self._entries)

    def _drop(self, key: str) -> None:
        if self._entries.pop(key, None) is not None:
            self.bytes -= self._sizes.pop(key)
