"""SQLite as Django has it, whose open connections notice when the file at their path is another one, or none.

Opening a connection costs several milliseconds: the settings of each are a dozen statements. So they stay open
(``CONN_MAX_AGE``). An open file outlives its name, though: without a look at the path, a process would go on reading
a database that has been moved away, or replaced by another.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):  # type: ignore[misc]
    """A connection that remembers which file it opened; ``CONN_HEALTH_CHECKS`` has Django ask once a request."""

    _file: tuple[int, int] | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open the file."""
        connection = super().get_new_connection(conn_params)
        self._file = self._file_at_path()
        return connection

    def is_usable(self) -> bool:
        """Whether the file at the path is still the one that is open."""
        return self._file == self._file_at_path() and super().is_usable()

    def _file_at_path(self) -> tuple[int, int] | None:
        """Device and number of the file; none for a database in memory, or where there is no file."""
        try:
            found = Path(self.settings_dict["NAME"]).stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino
