"""New migrations leave the running version what it knows (docs/operations.md): expand now, contract a version later."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django_migration_linter import MigrationLinter
from django_migration_linter.sql_analyser import analyse_sql_statements, get_sql_analyser_class

OURS = ("portal", "home", "gemeenten", "news")
#: Made before the rule, on sites that do not exist.
OLDER = Path(__file__).with_name("older_migrations.txt")


def linter(**options: Any) -> MigrationLinter:
    root = Path(__file__).resolve().parent.parent.parent
    return MigrationLinter(
        str(root), include_apps=list(OURS), no_cache=True, quiet=["ok", "ignore", "warning"], **options
    )


def own_migrations() -> list[str]:
    loader = MigrationLoader(None)
    return sorted(f"{app}.{name}" for app, name in loader.disk_migrations if app in OURS)


@pytest.mark.django_db
def test_new_migrations_only_expand(capsys: pytest.CaptureFixture[str]) -> None:
    older = set(OLDER.read_text().split())
    loader = MigrationLoader(None)
    root = Path(__file__).resolve().parent.parent.parent
    checked = MigrationLinter(str(root), no_cache=True, quiet=["ok", "ignore", "warning"])
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if app in OURS and f"{app}.{name}" not in older:
            checked.lint_migration(migration)

    assert not checked.has_errors, capsys.readouterr().out


def test_list_of_older_migrations_names_only_those_that_exist() -> None:
    assert set(OLDER.read_text().split()) <= set(own_migrations())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("operation", "refused"),
    [
        (migrations.AddField("newspage", "extra", models.TextField(null=True)), False),
        (migrations.AddField("newspage", "extra", models.IntegerField()), True),
        (migrations.RemoveField("newspage", "introduction"), True),
        (migrations.RenameField("newspage", "introduction", "lead"), True),
        (migrations.RenameModel("newspage", "item"), True),
    ],
    ids=["nullable column", "column without default", "removed column", "renamed column", "renamed table"],
)
def test_rule_sees_what_contracts(operation: Any, refused: bool) -> None:
    loader = MigrationLoader(connection)
    state = loader.project_state()
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        after = state.clone()
        operation.state_forwards("news", after)
        operation.database_forwards("news", editor, state, after)
    analyser = get_sql_analyser_class(connection.vendor)
    errors, _ignored, _warnings = analyse_sql_statements(analyser, editor.collected_sql, [])

    assert bool(errors) is refused
