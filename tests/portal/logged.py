"""Reading what the site writes to its log, at the level of a live one."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def logging_to(handler: logging.Handler) -> Iterator[None]:
    """Give ``handler`` all that is said until the block ends."""
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield
    root.removeHandler(handler)
    root.setLevel(before)
