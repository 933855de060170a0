"""Serves the metrics on a port of their own, which nothing in front of the site leads to.

Every process of the site tries for the port; the one that has it answers for all, and when it ends, the next one takes
over within seconds. So nothing more needs to be started, and nothing that visitors reach knows these numbers.
"""

from __future__ import annotations

import fcntl
import importlib
import logging
import os
import re
import threading
import time
from pathlib import Path

from django.conf import settings

logger = logging.getLogger(__name__)

#: Seconds between two attempts to get the port.
AGAIN = 2.0
_OF_PROCESS = re.compile(r"_(\d+)\.db$")


def count_together() -> None:
    """Let this process count in files that all processes of the site share; call it before Django is set up.

    Only for processes that stay: each leaves files, which a command every minute would make thousands of.
    """
    if settings.PORTAL_METRICS_PORT:
        # The library decides at its first import how it counts.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(settings.PORTAL_METRICS_DIR)
        prepare(settings.PORTAL_METRICS_DIR)


def prepare(folder: Path) -> None:
    """Make the folder; when no process counts in it any more, begin anew.

    Numbers of processes that ended stay as long as another one runs, since a sum may not shrink.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        files = list(folder.glob("*.db"))
        if not any(_is_alive(file) for file in files):
            for file in files:
                file.unlink(missing_ok=True)
        # Within the lock: the files of this process say to the next one that somebody counts.
        importlib.import_module("portal.observe.metrics")


def _is_alive(file: Path) -> bool:
    found = _OF_PROCESS.search(file.name)
    if found is None:
        return False
    try:
        os.kill(int(found[1]), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def serve_from_here() -> None:
    """Begin to try for the port, beside the work of this process; nothing where the settings name no port."""
    if settings.PORTAL_METRICS_PORT:
        threading.Thread(target=_serve, name="metrics", daemon=True).start()


def _serve() -> None:
    from prometheus_client import CollectorRegistry, start_http_server
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(settings.PORTAL_METRICS_DIR))  # type: ignore[no-untyped-call]
    while True:
        try:
            start_http_server(settings.PORTAL_METRICS_PORT, addr=settings.PORTAL_METRICS_HOST, registry=registry)
        except OSError:
            # Another process has it, for now.
            time.sleep(AGAIN)
        else:
            logger.info("Metrics are served on port %s", settings.PORTAL_METRICS_PORT)
            return
