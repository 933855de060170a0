"""A cache that is away takes no page with it."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client, RequestFactory
from django.test.utils import override_settings

from portal import patient_cache
from portal.patient_cache import CacheAwayError, PatientCache
from portal.ratelimit import Limit, seconds_to_wait
from tests.serving import free_port


class CacheServer(LocMemCache):
    """A cache behind a connection: each word of it goes to a real port, on which somebody listens or nobody."""

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        self.port = int(name)
        super().__init__(f"server {name}", params)

    def make_key(self, key: Any, version: Any = None) -> str:
        socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        return super().make_key(key, version)

    def clear(self) -> None:
        self.make_key("x")
        super().clear()


def patient(port: int) -> PatientCache:
    kind = f"{CacheServer.__module__}.CacheServer"
    return PatientCache("", {"OPTIONS": {"cache": {"BACKEND": kind, "LOCATION": str(port), "TIMEOUT": 60}}})


def test_cache_that_is_there_does_its_work() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        cache = patient(server.getsockname()[1])

        cache.set("a", 1)
        assert cache.get("a") == 1
        assert cache.incr("a") == 2
        assert not cache.add("a", 5)
        assert cache.get_many(["a", "b"]) == {"a": 2}
        assert cache.set_many({"c": 3}) == []
        assert cache.has_key("c")
        assert cache.touch("c", None)
        assert cache.delete("c")
        cache.delete_many(["a"])
        assert cache.get("a", "none") == "none"
        cache.clear()
        with pytest.raises(ValueError, match="not found"):
            cache.incr("missing")


def test_cache_that_is_away_keeps_nothing_and_raises_nothing() -> None:
    cache = patient(free_port())

    cache.set("a", 1)
    assert cache.get("a") is None
    assert cache.get("a", 7) == 7
    assert cache.get_or_set("a", lambda: 9) == 9
    assert cache.add("a", 1)
    assert cache.get_many(["a"]) == {}
    assert cache.set_many({"a": 1}) == ["a"]
    assert not cache.touch("a")
    assert not cache.delete("a")
    assert not cache.has_key("a")
    cache.delete_many(["a"])
    cache.clear()
    cache.close()
    with pytest.raises(CacheAwayError):
        cache.incr("a")


def test_cache_that_is_away_is_left_alone_for_a_while_and_then_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        cache = patient(port)
        cache.set("a", 1)
    assert cache.get("a") is None

    with socket.create_server(("127.0.0.1", port)):
        assert cache.get("a") is None
        now = patient_cache.time.monotonic()
        monkeypatch.setattr(patient_cache.time, "monotonic", lambda: now + patient_cache.PAUSE + 1)
        assert cache.get("a") == 1


@pytest.mark.django_db
@pytest.mark.asvs("v5.0.0-16.5.2")
def test_pages_letters_and_limits_do_without() -> None:
    described = {"BACKEND": f"{CacheServer.__module__}.CacheServer", "LOCATION": str(free_port())}
    patient = {"BACKEND": "portal.patient_cache.PatientCache", "OPTIONS": {"cache": described}}
    setting = {"pieces": settings.CACHES["pieces"], "default": patient}
    with override_settings(CACHES=setting):
        assert isinstance(caches["default"], PatientCache)
        site = Client(HTTP_HOST="localhost")
        for path in ("/nl/", "/fr/communes/", "/nl/brief/", "/sitemap.xml", "/open-data/gemeenten.csv"):
            assert site.get(path).status_code == 200
        request = RequestFactory().post("/nl/brief/")
        assert seconds_to_wait(request, Limit("letters", 1, 60)) == 0
        assert seconds_to_wait(request, Limit("letters", 1, 60)) == 0
