"""A site to measure, set up from nothing in a folder of its own, with the settings of production."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measuring import ROOT, CannotMeasureError

#: No measurement is to end at a limit that is there for one visitor.
NO_LIMIT = dict.fromkeys(("POSTS_A_MINUTE", "LETTERS_A_MINUTE"), "1000000000")


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Production's settings for the site in ``folder``, over plain http on this machine."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
        "SECRET_KEY": "of-a-benchmark-" * 4,
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "PORTAL_BASE_URL": "http://127.0.0.1",
        "PORTAL_HTTPS": "false",
        "PORTAL_SECOND_FACTOR": "false",
        "PORTAL_SERVE_MEDIA": "true",
        "PORTAL_VAR_DIR": str(folder),
        "LOG_LEVEL": "ERROR",
        **NO_LIMIT,
        **more,
    }


def manage(folder: Path, *arguments: str, **more: str) -> None:
    """Run a command of the site.

    Raises:
        CannotMeasureError: it failed.
    """
    program = [sys.executable, "manage.py", *arguments]
    run = subprocess.run(program, cwd=ROOT, env=environment(folder, **more), stdout=subprocess.DEVNULL, check=False)
    if run.returncode:
        raise CannotMeasureError(f"manage.py {arguments[0]} failed")


@contextmanager
def site_in(folder: Path | None = None, **more: str) -> Iterator[Path]:
    """The folder of a filled site: the given one, which `make run` has set up, or a new one, filled now."""
    if folder is not None:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="portal-benchmark-") as made:
        (Path(made) / "static").mkdir()
        for command in (("migrate", "-v0"), ("load_initial_data",), ("collectstatic", "--noinput", "-v0")):
            print(f"{command[0]} ...", file=sys.stderr, flush=True)
            manage(Path(made), *command, **more)
        yield Path(made)
