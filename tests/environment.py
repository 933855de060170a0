"""An environment that holds what a test says, and nothing of the machine's own."""

from __future__ import annotations

import environ


class environment(environ.Env):  # noqa: N801 - stands for the machine's
    """These variables only."""

    def __init__(self, **values: str) -> None:
        super().__init__()
        self.ENVIRON = values
