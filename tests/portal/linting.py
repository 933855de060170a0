"""``python -m tests.portal.linting new|rules``: what django-migration-linter says, in a process of its own.

SQLite tells a migration's statements only outside of any transaction, and every test has one.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

OURS = ("portal", "home", "gemeenten", "news")
#: Made before the rule, for sites that do not exist.
OLDER = Path(__file__).with_name("older_migrations.txt")
ROOT = Path(__file__).resolve().parent.parent.parent


def own_migrations() -> dict[str, Any]:
    """All of ours by ``app.name``."""
    from django.db.migrations.loader import MigrationLoader

    found = MigrationLoader(None).disk_migrations.items()
    return {f"{app}.{name}": migration for (app, name), migration in sorted(found) if app in OURS}


def new() -> bool:
    """Whether each migration that is not in the list of older ones only expands; says which does not, and why."""
    from django_migration_linter import MigrationLinter

    linter = MigrationLinter(str(ROOT), no_cache=True, quiet=["ok", "ignore", "warning"])
    older = set(OLDER.read_text().split())
    for name, migration in own_migrations().items():
        if name not in older:
            linter.lint_migration(migration)
    return not linter.has_errors


def rules() -> dict[str, bool]:
    """Which operations are refused."""
    from django.db import connection, migrations, models
    from django.db.migrations.loader import MigrationLoader
    from django_migration_linter.sql_analyser import analyse_sql_statements, get_sql_analyser_class

    operations = {
        "column that may be empty": migrations.AddField("newspage", "extra", models.TextField(null=True)),
        "column with a default": migrations.AddField("newspage", "extra", models.IntegerField(db_default=0)),
        "column without default": migrations.AddField("newspage", "extra", models.IntegerField()),
        "removed column": migrations.RemoveField("newspage", "introduction"),
        "renamed column": migrations.RenameField("newspage", "introduction", "lead"),
        "renamed table": migrations.RenameModel("newspage", "item"),
    }
    state = MigrationLoader(None).project_state()
    refused = {}
    for name, operation in operations.items():
        after = state.clone()
        operation.state_forwards("news", after)
        with connection.schema_editor(collect_sql=True, atomic=False) as editor:
            operation.database_forwards("news", editor, state, after)
        errors, _ignored, _warnings = analyse_sql_statements(
            get_sql_analyser_class(connection.vendor), editor.collected_sql
        )
        refused[name] = bool(errors)
    return refused


def main() -> None:
    """Do what the argument says."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    django.setup()
    if sys.argv[1] == "new":
        raise SystemExit(0 if new() else 1)
    sys.stdout.write(json.dumps(rules()) + "\n")


if __name__ == "__main__":
    main()
