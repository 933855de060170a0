"""What the campaign's pages add to the admin."""

from __future__ import annotations

from home.dashboard import hooks  # noqa: F401 - registers the dashboard
