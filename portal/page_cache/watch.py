"""Notices publications: asks the database for the stamp of the content, a few times a second at most.

The stamp changes within the transaction that changes the content (``portal.renewal``), so a process that has seen the
present stamp has kept nothing older. Asking happens in a thread of its own: a database that hangs holds up nobody.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from threading import Lock

logger = logging.getLogger(__name__)

#: Seconds that an answer to a visitor waits for the stamp; after that the stamp known last counts.
PATIENCE = 0.1
#: Seconds without questions after one that failed.
PAUSE = 2.0


class StampWatch:
    """The stamp of the content, at most ``every`` seconds old; 0 asks each time, in the caller's own thread."""

    def __init__(self, ask: Callable[[], str], every: float) -> None:
        self._ask, self._every = ask, every
        self._stamp = ""
        self._next = 0.0
        self._lock = Lock()
        self._asking: Future[str] | None = None
        self._executor: ThreadPoolExecutor | None = None

    def current(self) -> str:
        """The stamp; the one known last while the database does not answer, empty when it never did."""
        if not self._every:
            return self._ask()
        if time.monotonic() < self._next or not self._lock.acquire(blocking=False):
            return self._stamp
        try:
            self._refresh()
        finally:
            self._lock.release()
        return self._stamp

    def look_again(self) -> None:
        """Ask at the next visit: this process has just changed something."""
        self._next = 0.0

    def _refresh(self) -> None:
        began = time.monotonic()
        if self._asking is None:
            # Made here and not at the start, since threads do not survive the fork into worker processes.
            self._executor = self._executor or ThreadPoolExecutor(max_workers=1, thread_name_prefix="stamp")
            self._asking = self._executor.submit(self._ask)
        try:
            self._stamp = self._asking.result(timeout=PATIENCE)
            self._next = began + self._every
        except TookTooLong:
            # Still being asked: the next visitor takes the answer, without waiting as long again.
            self._next = time.monotonic() + self._every
            return
        except Exception as error:  # noqa: BLE001 - each database has errors of its own; visitors keep their pages
            logger.warning("The stamp of the content is unknown: %s", type(error).__name__)
            self._next = time.monotonic() + PAUSE
        self._asking = None
