"""A cache that may be away: then nothing is found in it and nothing is kept, and no page fails for it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

from django.core.cache.backends.base import BaseCache, InvalidCacheKey
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)

#: Seconds for which a cache that failed is left alone, since each attempt may take its whole time-out.
PAUSE = 5.0


class CacheAwayError(Exception):
    """The cache does not answer, or did not a moment ago."""


class PatientCache(BaseCache):
    """Hands everything on to the cache that ``OPTIONS["cache"]`` describes as a setting of Django's would.

    ``incr`` of a cache that is away raises ``CacheAwayError``, since a number cannot be made up; so counters fail
    openly, as ``portal.ratelimit`` expects. ``add`` says that it kept something, so that nobody waits for a lock.
    """

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        described = dict(params["OPTIONS"]["cache"])
        kind = import_string(described.pop("BACKEND"))
        self._inner: BaseCache = kind(described.pop("LOCATION", ""), described)
        self._away_until = 0.0

    def _ask(self, action: Callable[[], Any], otherwise: Callable[[], Any]) -> Any:
        if time.monotonic() < self._away_until:
            return otherwise()
        try:
            return action()
        except (ValueError, TypeError, InvalidCacheKey):
            # What the caller did wrong, or a counter that is not there.
            raise
        except Exception as error:  # noqa: BLE001 - each cache has exceptions of its own
            self._away_until = time.monotonic() + PAUSE
            logger.error("The cache does not answer (%s): pages do without it", type(error).__name__)
            return otherwise()

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """What is kept, or the default."""
        return self._ask(lambda: self._inner.get(key, default, version), lambda: default)

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        """What is kept of these."""
        found: dict[Any, Any] = self._ask(lambda: self._inner.get_many(keys, version), dict)
        return found

    def set(self, key: Any, value: Any, timeout: Any = ..., version: int | None = None) -> None:
        """Keep it if possible."""
        self._ask(lambda: self._inner.set(key, value, version=version, **_given(timeout)), lambda: None)

    def set_many(self, data: Mapping[Any, Any], timeout: Any = ..., version: int | None = None) -> list[Any]:
        """Keep them if possible; the keys that were not."""
        failed: list[Any] = self._ask(
            lambda: self._inner.set_many(dict(data), version=version, **_given(timeout)), lambda: list(data)
        )
        return failed

    def add(self, key: Any, value: Any, timeout: Any = ..., version: int | None = None) -> bool:
        """Keep it unless there is something."""
        return bool(self._ask(lambda: self._inner.add(key, value, version=version, **_given(timeout)), lambda: True))

    def touch(self, key: Any, timeout: Any = ..., version: int | None = None) -> bool:
        """Keep it for longer."""
        return bool(self._ask(lambda: self._inner.touch(key, version=version, **_given(timeout)), lambda: False))

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Drop it."""
        return bool(self._ask(lambda: self._inner.delete(key, version), lambda: False))

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        """Drop them."""
        self._ask(lambda: self._inner.delete_many(keys, version), lambda: None)

    def has_key(self, key: Any, version: int | None = None) -> bool:
        """Whether it is there."""
        return bool(self._ask(lambda: self._inner.has_key(key, version), lambda: False))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Count."""

        def away() -> int:
            raise CacheAwayError

        return int(self._ask(lambda: self._inner.incr(key, delta, version), away))

    def clear(self) -> None:
        """Drop everything."""
        self._ask(self._inner.clear, lambda: None)

    def close(self, **kwargs: Any) -> None:
        """End connections."""
        self._ask(lambda: self._inner.close(**kwargs), lambda: None)


def _given(timeout: Any) -> dict[str, Any]:
    """The time-out as an argument, unless the inner cache's own counts. ``None`` means for ever."""
    return {} if timeout is ... else {"timeout": timeout}
