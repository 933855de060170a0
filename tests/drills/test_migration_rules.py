"""What new migrations may do, by the statements that PostgreSQL would get."""

from __future__ import annotations

import json

import pytest

from tests.drills.sites import Site

pytestmark = pytest.mark.drill


def test_column_with_a_default_may_come_and_what_contracts_may_not(filled_on_postgresql: Site) -> None:
    refused = json.loads(filled_on_postgresql.run("-m", "tests.portal.linting", "rules").splitlines()[-1])

    assert [name for name, is_refused in refused.items() if not is_refused] == [
        "column that may be empty",
        "column with a default",
    ]


def test_new_migrations_only_expand_on_postgresql(filled_on_postgresql: Site) -> None:
    filled_on_postgresql.run("-m", "tests.portal.linting", "new")
