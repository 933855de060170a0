"""The portal on real servers: Valkey as its cache, PostgreSQL through a pool of connections."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.test import RequestFactory, override_settings

from portal import patient_cache
from portal.patient_cache import CacheAwayError
from portal.ratelimit import Limit, seconds_to_wait
from tests.deploy.servers import BASE, Valkey, needs, running_valkey
from tests.drills.postgres import Cluster, programs_missing, running_cluster

# --- Valkey ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def valkey() -> Iterator[Valkey]:
    needs("redis")
    with running_valkey() as running:
        yield running


@pytest.fixture
def cache(valkey: Valkey) -> Iterator[Any]:
    """The cache as the settings make it of ``CACHE_URL``."""
    import environ

    described = environ.Env.cache_url_config(valkey.url)
    setting = {"default": {"BACKEND": "portal.patient_cache.PatientCache", "OPTIONS": {"cache": described}}}
    with override_settings(CACHES=setting):
        yield caches["default"]
        caches["default"].clear()


def test_valkey_keeps_what_the_portal_puts_there(cache: Any) -> None:
    cache.set("a", {"list": [1, "é"]}, 60)
    cache.set("for-ever", 1, None)
    cache.set_many({"b": 2, "c": 3})

    assert cache.get("a") == {"list": [1, "é"]}
    assert cache.get_many(["b", "c", "d"]) == {"b": 2, "c": 3}
    assert cache.incr("b", 5) == 7
    assert not cache.add("b", 0)
    assert cache.touch("c", 60)
    assert cache.delete("c")
    assert not cache.has_key("c")
    with pytest.raises(ValueError, match="not found"):
        cache.incr("missing")


def test_burst_limit_is_shared_by_all_who_share_valkey(cache: Any, valkey: Valkey) -> None:
    limit = Limit("of-a-test", 2, 60)
    request = RequestFactory().post("/nl/brief/")
    moment = time.time()

    assert [seconds_to_wait(request, limit, moment) > 0 for _ in range(3)] == [False, False, True]
    # Emptied by somebody: counting begins anew.
    assert valkey.say("FLUSHALL").startswith(b"+OK")
    assert seconds_to_wait(request, limit, moment) == 0


def test_valkey_that_dies_takes_nothing_along_and_is_found_again(
    cache: Any, valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.set("a", 1)
    valkey.stop()
    try:
        assert cache.get("a", "nothing") == "nothing"
        with pytest.raises(CacheAwayError):
            cache.incr("a")
        assert seconds_to_wait(RequestFactory().post("/nl/brief/"), Limit("x", 0, 60)) == 0
    finally:
        valkey.start()
    now = time.monotonic()
    monkeypatch.setattr(patient_cache.time, "monotonic", lambda: now + patient_cache.PAUSE + 1)

    cache.set("a", 2)
    assert cache.get("a") == 2


# --- PostgreSQL -----------------------------------------------------------------------------------------------------

#: Asks from four threads, over and over, what connection they have; a line of the input stops a round.
ASK = """
import json, sys
from concurrent.futures import ThreadPoolExecutor
import django
django.setup()
from django.db import DatabaseError, close_old_connections, connection
from portal.errors import database_is_away

def ask(number):
    # As a request begins and ends.
    close_old_connections()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid(), current_setting('statement_timeout'), pg_sleep(0.01)")
            return cursor.fetchone()[:2]
    except DatabaseError as error:
        return "away" if database_is_away(error) else repr(error)
    finally:
        close_old_connections()

with ThreadPoolExecutor(4) as threads:
    for line in sys.stdin:
        print(json.dumps(list(threads.map(ask, range(int(line))))), flush=True)
"""


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    needs("psycopg", "psycopg_pool")
    if reason := programs_missing():
        assert not os.environ.get("PORTAL_NEEDS_SERVERS"), reason
        pytest.skip(reason)
    with running_cluster() as running:
        yield running


def test_threads_share_a_pool_that_outlives_the_database(cluster: Cluster, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(ASK)],
        cwd=BASE,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "portal.settings.production",
            "SECRET_KEY": "k9-" * 20,
            "ALLOWED_HOSTS": "localhost",
            "PORTAL_BASE_URL": "http://localhost",
            "PORTAL_HTTPS": "false",
            "PORTAL_VAR_DIR": str(tmp_path),
            "DATABASE_URL": cluster.create("pooled"),
            "DATABASE_POOL_SIZE": "2",
            "DATABASE_CONNECT_TIMEOUT": "2",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )

    def ask(times: int) -> list[Any]:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{times}\n")
        process.stdin.flush()
        line = process.stdout.readline()
        assert line, process.stderr.read() if process.stderr else ""
        found: list[Any] = json.loads(line)
        return found

    with process:
        first = ask(40)
        assert 1 <= len({connection for connection, _timeout in first}) <= 2
        # What the settings say of connections holds for those of the pool.
        assert {timeout for _connection, timeout in first} == {"30s"}

        cluster.stop()
        begun = time.monotonic()
        assert set(ask(4)) == {"away"}
        assert time.monotonic() - begun < 10
        # Long enough for a pool that waits ever longer to be waiting.
        time.sleep(6)
        cluster.start()
        begun = time.monotonic()
        while "away" in (again := ask(4)):
            assert time.monotonic() - begun < 8
        assert not {connection for connection, _timeout in again} & {connection for connection, _timeout in first}

        assert process.stdin is not None
        process.stdin.close()
        # It ends by itself: no thread of the pool holds it up.
        assert process.wait(timeout=10) == 0
