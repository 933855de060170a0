"""Connections to SQLite stay open, and let go of a file that is no longer the site's."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connections

from portal.sqlite.base import DatabaseWrapper


def write(path: Path, text: str) -> None:
    """A database with one table that holds ``text``."""
    with closing(sqlite3.connect(path)) as file:
        file.execute("CREATE TABLE words (word TEXT)")
        file.execute("INSERT INTO words VALUES (?)", [text])
        file.commit()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file at the site's path."""
    found = tmp_path / "site" / "portal.sqlite3"
    found.parent.mkdir()
    write(found, "ours")
    return found


@pytest.fixture
def connection(path: Path) -> Iterator[Any]:
    """A connection as the settings have it."""
    values = {**connections["default"].settings_dict, "NAME": str(path)}
    wrapper = DatabaseWrapper(values, "files of this test")
    wrapper.inc_thread_sharing()
    yield wrapper
    wrapper.close()


def word(connection: Any) -> str:
    """What a request reads."""
    connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        return str(cursor.execute("SELECT word FROM words").fetchone()[0])


@pytest.mark.django_db(databases=["default"])
class TestConnection:
    """One connection over several requests."""

    def test_settings_keep_connections_open_and_look_at_them(self) -> None:
        assert settings.DATABASES["default"]["CONN_MAX_AGE"] > 60
        assert settings.DATABASES["default"]["CONN_HEALTH_CHECKS"] is True

    def test_connection_is_opened_once_for_many_requests(self, connection: Any) -> None:
        word(connection)
        opened = connection.connection

        assert [word(connection) for _request in range(3)] == ["ours"] * 3
        assert connection.connection is opened

    def test_another_file_at_the_path_is_noticed_by_the_next_request(self, connection: Any, path: Path) -> None:
        assert word(connection) == "ours"
        other = path.with_name("other.sqlite3")
        write(other, "restored")
        other.replace(path)

        assert word(connection) == "restored"

    def test_folder_that_is_gone_is_an_error_and_not_the_old_file(self, connection: Any, path: Path) -> None:
        assert word(connection) == "ours"
        path.parent.rename(path.parent.with_name("gone"))
        with pytest.raises(OperationalError):
            word(connection)

        path.parent.with_name("gone").rename(path.parent)
        assert word(connection) == "ours"
