"""A checkout of Wagtail's bakerydemo as something to measure beside the portal: what it needs, how it is served.

Nothing is written into the checkout but renditions of its own images: the database is copied to a folder of ours.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import CannotMeasureError
from portal.run_locally import server_arguments
from tests.serving import ROOT, Server, free_port, serving

_APPLICATION = "bakerydemo.wsgi:application"


def refuse_no_checkout(folder: Path) -> None:
    """Refuse what cannot be measured, before anything long is begun.

    Raises:
        CannotMeasureError: it is not a checkout that `load_initial_data` has filled.
    """
    for path in ("manage.py", "bakerydemodb", ".venv/bin/python", ".venv/bin/granian"):
        if not (folder / path).exists():
            raise CannotMeasureError(f"{folder / path} is missing: see `python -m benchmarks.bakerydemo --help`")


@dataclass(frozen=True)
class Bakery:
    """A checkout with its own virtual environment, and the folder that holds the copy of its database."""

    checkout: Path
    folder: Path

    @classmethod
    def copied(cls, checkout: Path, folder: Path) -> Bakery:
        """The checkout with its database copied, so that the original stays as it is.

        Raises:
            CannotMeasureError: it is not a checkout that `load_initial_data` has filled.
        """
        refuse_no_checkout(checkout)
        shutil.copy(checkout / "bakerydemodb", folder / "bakerydemodb")
        return cls(checkout, folder)

    @property
    def environment(self) -> dict[str, str]:
        """Its settings of production, without redirections to https, as it is served on a laptop."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "PYTHON"))}
        return {
            **kept,
            "DJANGO_SETTINGS_MODULE": "bakerydemo.settings.production",
            "DJANGO_SECRET_KEY": secrets.token_urlsafe(50),
            "DJANGO_SECURE_SSL_REDIRECT": "off",
            "DJANGO_ALLOWED_HOSTS": "localhost,127.0.0.1",
            "DATABASE_URL": f"sqlite:///{self.folder / 'bakerydemodb'}",
        }

    def run(self, script: str) -> str:
        """What a script writes in its `manage.py shell`.

        Raises:
            CannotMeasureError: the script failed; says how.
        """
        return self._manage("shell", "--command", script)

    def collect_static(self) -> None:
        """Its static files as in production, for which the names in its pages are looked up."""
        self._manage("collectstatic", "--noinput")

    @property
    def servers(self) -> list[str]:
        """The application servers that its environment has; granian, which serves the portal, first."""
        return [name for name in ("granian", "gunicorn") if (self.checkout / ".venv" / "bin" / name).exists()]

    @contextmanager
    def served(self, server: str = "granian") -> Iterator[Server]:
        """Its pages from two processes: of the portal's application server with the same switches, or of another."""
        port = free_port()
        arguments = {
            "granian": _elsewhere(server_arguments(port, 2, _APPLICATION), self.checkout),
            "gunicorn": ["--workers", "2", "--bind", f"127.0.0.1:{port}", _APPLICATION],
        }[server]
        command = [self._program(server), *arguments]
        log = self.folder / f"bakery-{server}.log"
        with serving(self.environment, log, port=port, ready="/", command=command, folder=self.checkout) as running:
            yield running

    def _manage(self, name: str, *arguments: str) -> str:
        command = [self._program("python"), "manage.py", name, "--verbosity", "0", *arguments]
        run = subprocess.run(
            command, cwd=self.checkout, env=self.environment, capture_output=True, text=True, check=False
        )
        if run.returncode:
            raise CannotMeasureError(f"bakerydemo's {name} failed: {run.stderr[-2000:]}")
        return run.stdout

    def _program(self, name: str) -> str:
        return str(self.checkout / ".venv" / "bin" / name)


def _elsewhere(arguments: Sequence[str], folder: Path) -> list[str]:
    """The server's arguments with another working folder than ours."""
    return [str(folder) if argument == str(ROOT) else argument for argument in arguments]
