"""Burst limits: who counts as one visitor, when it may go on, and that nobody's address is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from portal import ratelimit
from portal.ratelimit import Limit, client_address, seconds_to_wait

LIMIT = Limit("things", 2, 60)


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def request_from(address: str, forwarded: str = "") -> Any:
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return RequestFactory().get("/", REMOTE_ADDR=address, **headers)


@pytest.mark.asvs("v5.0.0-2.3.2")
def test_a_visitor_waits_for_the_end_of_the_window() -> None:
    waits = [seconds_to_wait(request_from("192.0.2.1"), LIMIT, now=1000.5) for _ in range(3)]

    assert waits == [0, 0, 20]
    assert seconds_to_wait(request_from("192.0.2.1"), LIMIT, now=1020.0) == 0


def test_visitors_and_limits_do_not_count_for_each_other() -> None:
    for _ in range(3):
        seconds_to_wait(request_from("192.0.2.1"), LIMIT, now=1000)

    assert seconds_to_wait(request_from("192.0.2.2"), LIMIT, now=1000) == 0
    assert seconds_to_wait(request_from("192.0.2.1"), Limit("others", 2, 60), now=1000) == 0


@pytest.mark.asvs("v5.0.0-1.3.9")
def test_no_address_is_in_the_cache() -> None:
    seconds_to_wait(request_from("192.0.2.77"), LIMIT, now=1000)

    kept = repr(cache._cache)  # type: ignore[attr-defined]
    assert "burst:things:" in kept
    assert "192.0.2.77" not in kept


def test_one_address_has_another_key_in_the_next_window() -> None:
    assert ratelimit._key(LIMIT, 1, "192.0.2.1") != ratelimit._key(LIMIT, 2, "192.0.2.1")


@pytest.mark.asvs("v5.0.0-16.2.5")
def test_a_cache_that_does_not_answer_limits_nobody(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError("192.0.2.1 refused")

    monkeypatch.setattr(cache, "incr", fail, raising=False)

    assert [seconds_to_wait(request_from("192.0.2.1"), LIMIT) for _ in range(5)] == [0] * 5
    assert "192.0.2.1" not in caplog.text


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "expected"),
    [
        (0, "192.0.2.1", "", "192.0.2.1"),
        (0, "192.0.2.1", "203.0.113.9", "192.0.2.1"),
        (1, "10.0.0.1", "203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "10.0.0.1", "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "10.0.0.1", "203.0.113.9", "10.0.0.1"),
        (1, "10.0.0.1", "nonsense", "10.0.0.1"),
        (0, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::"),
        (0, "::ffff:192.0.2.1", "", "192.0.2.1"),
        (0, "", "", "unknown"),
    ],
)
@pytest.mark.asvs("v5.0.0-4.1.3", "v5.0.0-15.3.4")
def test_only_what_a_trusted_server_wrote_says_who_the_visitor_is(
    settings: Any, proxies: int, remote: str, forwarded: str, expected: str
) -> None:
    settings.PORTAL_TRUSTED_PROXIES = proxies

    assert client_address(request_from(remote, forwarded)) == expected
