"""Find municipalities by postcode, name (NL, FR, DE, former), place or REFNIS code, however it is spelt.

``Finder(rows).find("st truiden")`` answers a ``FinderResult``. Pure: an in-memory index over register rows,
without database, files or clock. Build one finder and share it; it never changes after that, so threads may
use it together.
"""

from gemeenten.finder.search import Finder, FinderResult, Kind, Match

__all__ = ["Finder", "FinderResult", "Kind", "Match"]
