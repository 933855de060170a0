"""Sorting names as readers of Dutch, French and German expect, without depending on the machine's locales."""

import re
import unicodedata
from functools import lru_cache

_NOT_LETTERS = re.compile(r"[^0-9a-z ]+")


def fold(text: str) -> str:
    """Lower case without accents and ligatures: ``Rœulx`` and ``roeulx`` are one."""
    text = text.casefold().replace("œ", "oe").replace("æ", "ae")
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


@lru_cache(maxsize=4096)
def sort_key(name: str) -> str:
    """A key that ignores case, accents, hyphens and apostrophes first and settles ties by the name itself."""
    return f"{_NOT_LETTERS.sub('', fold(name).replace('-', ' '))}\0{name}"
