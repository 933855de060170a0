"""Which tests go to the same process when several run (``pytest -n``): those of a file, which share what they set up.

Tests in a browser share more: a site that is served and a browser, which take long to start, so a folder of them goes
together. So do the fuzz tests, which count their requests.

pytest-xdist has marks for that (``xdist_group``), but with pytest 9 they have no effect.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

#: Folders whose tests go together, subfolders by themselves.
TOGETHER = ("tests/browser/", "tests/fuzz/")


def longest_first(items: list[pytest.Item]) -> None:
    """Begin with what goes together and takes longest, so that it is not left to a single process at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(TOGETHER))


class ByFile(LoadScopeScheduling):
    """Hands out files, and folders of ``TOGETHER``, in the order of the tests."""

    def __init__(self, config: pytest.Config, log: Any = None) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file.rpartition("/")[0] if file.startswith(TOGETHER) else file
