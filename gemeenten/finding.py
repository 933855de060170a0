"""One finder a process, built from the register's rows and rebuilt when they change."""

from __future__ import annotations

from threading import Lock

from gemeenten.finder import Finder, FinderResult
from gemeenten.register.rows import MunicipalityRow

_lock = Lock()
_finder: tuple[tuple[MunicipalityRow, ...], Finder] | None = None


def find(rows: tuple[MunicipalityRow, ...], query: str) -> FinderResult:
    """Look ``query`` up among ``rows``; the index is kept as long as the rows stay equal.

    After a publication the same rows come as another value: comparing them, once, costs less than a millisecond and
    needs no signal or stamp that every process would have to hear of.
    """
    return _finder_of(rows).find(query)


def _finder_of(rows: tuple[MunicipalityRow, ...]) -> Finder:
    global _finder  # noqa: PLW0603 - the one index of this process
    kept = _finder
    if kept is None or kept[0] is not rows:
        with _lock:
            kept = _finder
            if kept is None or kept[0] is not rows:
                kept = (rows, kept[1] if kept is not None and kept[0] == rows else Finder(rows))
                _finder = kept
    return kept[1]
