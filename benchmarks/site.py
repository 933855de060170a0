"""A site to measure: set up from nothing in a folder of its own as `make run` does it, with production's settings."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measuring import CannotMeasureError
from tests.browser.running import running_portal
from tests.drills.postgres import Cluster, programs_missing, running_cluster

#: No measurement is to end at a limit that is there for one visitor.
NO_LIMIT = dict.fromkeys(("POSTS_A_MINUTE", "LETTERS_A_MINUTE"), "1000000000")
#: Pages are made anew for each visitor: none is kept whole.
MADE_ANEW = {"PAGE_CACHE_MEGABYTES": "0", "LAST_GOOD_MEGABYTES": "0"}
#: The administrator among the demo log-ins.
ADMINISTRATOR = "beheerder"


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of the site in ``folder``, as `make run` wrote it down, without limits."""
    lines = (folder / "portal.env").read_text().splitlines()
    noted = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    own = {
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
        "PORTAL_BASE_URL": "http://localhost",
        "PORTAL_VAR_DIR": str(folder),
        "LOG_LEVEL": "ERROR",
    }
    return {**os.environ, **noted, **own, **NO_LIMIT, **more}


@contextmanager
def site_in(folder: Path | None = None, **more: str) -> Iterator[Path]:
    """The folder of a filled site: the given one, which `make run` has set up, or a new one, filled now.

    ``more`` goes into the environment of the new one.
    """
    if folder is not None:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="portal-benchmark-") as made:
        print("Setting the site up …", file=sys.stderr, flush=True)
        with running_portal(Path(made), **more):
            pass
        yield Path(made)


@contextmanager
def postgresql() -> Iterator[tuple[Cluster, dict[str, str]]]:
    """A PostgreSQL server of our own, and what the environment says of an empty database on it.

    Raises:
        CannotMeasureError: it is not installed.
    """
    if missing := programs_missing():
        raise CannotMeasureError(f"PostgreSQL: {missing}")
    with running_cluster() as cluster:
        yield cluster, {"DATABASE_URL": cluster.create("portal"), "DATABASE_POOL_SIZE": "5"}


def logins(folder: Path) -> dict[str, str]:
    """Names and passwords of the site's demo log-ins."""
    return dict(line.split("\t") for line in (folder / "demo-logins.txt").read_text().splitlines())
