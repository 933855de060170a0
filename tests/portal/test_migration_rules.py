"""New migrations leave the running version what it knows (docs/operations.md): expand now, contract a version later."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.portal.linting import OLDER, ROOT


def lint(what: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")}
    environment["DATABASE_URL"] = "sqlite://:memory:"
    return subprocess.run(
        [sys.executable, "-m", "tests.portal.linting", what],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_new_migrations_only_expand() -> None:
    result = lint("new")

    assert result.returncode == 0, result.stdout + result.stderr


def test_rule_sees_what_contracts() -> None:
    result = lint("rules")

    refused = json.loads(result.stdout)
    # SQLite builds the whole table anew for it, which the linter takes for a column without default: that has to be
    # said in the migration. A drill asks PostgreSQL.
    refused.pop("column with a default")
    assert refused == {
        "column that may be empty": False,
        "column without default": True,
        "removed column": True,
        "renamed column": True,
        "renamed table": True,
    }


def test_list_of_older_migrations_names_only_those_that_exist() -> None:
    for app, name in (line.split(".") for line in OLDER.read_text().split()):
        assert (ROOT / app / "migrations" / f"{name}.py").exists(), name
