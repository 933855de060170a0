"""Each request has a name and one entry in the log; neither says who asked or what for."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import override_settings

from portal.logs import JsonLine
from portal.observe import queries, request_ids
from portal.observe.request_ids import HEADER, identified
from tests.portal.account.people import browser, person
from tests.portal.logged import logging_to
from tests.portal.page_cache.test_application import Site


class Log:
    """What is written as JSON."""

    def __init__(self) -> None:
        self.written = io.StringIO()

    @property
    def entries(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.written.getvalue().splitlines()]

    def of(self, logger: str) -> list[dict[str, Any]]:
        return [entry for entry in self.entries if entry["logger"] == logger]


@pytest.fixture
def log() -> Iterator[Log]:
    """The log of a live site that others collect."""
    log = Log()
    handler = logging.StreamHandler(log.written)
    handler.setFormatter(JsonLine())
    with logging_to(handler):
        yield log


# --- Names ----------------------------------------------------------------------------------------------------------


def test_every_answer_names_its_request(site: Client) -> None:
    first, second = (site.get("/nl/").headers[HEADER] for _visit in range(2))

    assert re.fullmatch("[0-9a-f]{16}", first)
    assert first != second


@override_settings(PORTAL_TRUSTED_PROXIES=1)
def test_name_of_the_server_in_front_is_taken_over(site: Client) -> None:
    assert site.get("/nl/", headers={HEADER: "from-nginx-0001"}).headers[HEADER] == "from-nginx-0001"


def test_name_that_a_visitor_made_up_is_not_taken_over(site: Client) -> None:
    assert site.get("/nl/", headers={HEADER: "made-up-by-me"}).headers[HEADER] != "made-up-by-me"


@override_settings(PORTAL_TRUSTED_PROXIES=1)
@pytest.mark.parametrize("name", ["short", "x" * 65, 'with "signs" in', "two\nlines-here", "<script>alert</script>"])
def test_name_that_could_be_more_than_a_name_is_not_taken_over(site: Client, name: str) -> None:
    assert re.fullmatch("[0-9a-f]{16}", site.get("/nl/", headers={HEADER: name}).headers[HEADER])


def test_kept_page_names_the_request_of_each_visitor() -> None:
    site = Site()
    site.headers[HEADER] = "of-who-asked-first"
    site.cache = identified(site.cache)  # type: ignore[assignment]

    answers = [site.get() for _visit in range(3)]

    assert [headers["X-Page-Cache"] for _status, headers, _body in answers] == ["miss", "hit", "hit"]
    names = [headers[HEADER] for _status, headers, _body in answers]
    assert len(set(names)) == 3
    assert "of-who-asked-first" not in names
    assert all(name in (environ["portal.request_id"] for environ in site.asked) for name in names[:1])


def test_answer_names_its_request_once() -> None:
    site = Site()
    pairs: list[tuple[str, str]] = []

    def inner(environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [(HEADER, "inner"), ("Content-Type", "text/plain")])
        return [b""]

    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/"}
    identified(inner)(environ, lambda _status, headers: pairs.extend(headers))

    assert [value for name, value in pairs if name == HEADER] == [environ["portal.request_id"]]
    assert site.asked == []


# --- Entries --------------------------------------------------------------------------------------------------------


def test_entry_says_what_answered_and_what_it_cost(site: Client, log: Log) -> None:
    name = site.get("/nl/gemeenten/").headers[HEADER]

    (entry,) = log.of("portal.requests")
    assert entry["request"] == name
    assert entry["view"] == "gemeenten.municipalityindexpage"
    assert (entry["status"], entry["method"], entry["language"]) == (200, "GET", "nl")
    assert entry["queries"] > 0
    assert 0 < entry["query_ms"] < entry["ms"]


def test_entries_number_the_queries_of_one_request_only(site: Client, log: Log) -> None:
    site.get("/robots.txt")
    site.get("/nl/")
    site.get("/robots.txt")

    numbers = [entry["queries"] for entry in log.of("portal.requests")]
    assert numbers[0] == numbers[2] == 0
    assert numbers[1] > 0


def test_nothing_of_the_address_or_the_visitor_is_written(site: Client, log: Log) -> None:
    site.get(
        "/nl/zoeken/?q=Mieke+Janssens&mail=mieke@example.org",
        REMOTE_ADDR="192.0.2.77",
        HTTP_USER_AGENT="Browser of Mieke",
        HTTP_REFERER="https://example.org/mieke",
    )
    site.get("/nl/geheim-van-mieke/")

    (search, missing) = log.of("portal.requests")
    assert search["view"] == "search_page_nl" or search["view"].startswith("search")
    assert missing["status"] == 404
    assert not re.search(r"(?i)mieke|192\.0\.2|example", json.dumps([search, missing]))


def test_views_of_the_admin_are_called_by_their_part(db: None, log: Log) -> None:
    client = browser()
    client.force_login(person("beheerster", is_superuser=True, is_staff=True))
    client.get("/admin/pages/1/")

    (entry,) = log.of("portal.requests")
    assert entry["view"] == "wagtailadmin_explore"
    assert "language" not in entry


def test_made_up_methods_have_one_name(site: Client, log: Log) -> None:
    site.generic("STEAL", "/nl/")

    (entry,) = log.of("portal.requests")
    assert entry["method"] == "OTHER"


def test_watchmen_leave_no_entries(site: Client, log: Log) -> None:
    site.get("/health/live/")
    site.get("/health/ready/")

    assert log.of("portal.requests") == []


@override_settings(PORTAL_LOG_REQUESTS=False)
def test_entries_can_be_left_to_the_server_in_front(site: Client, log: Log) -> None:
    site.get("/nl/")

    assert log.of("portal.requests") == []


# --- Faults ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "words"), [("nl", "Vermeld dan nummer"), ("fr", "le numéro")])
def test_error_page_and_log_name_the_same_request(
    db: None, log: Log, monkeypatch: pytest.MonkeyPatch, language: str, words: str
) -> None:
    def fail(*args: Any) -> None:
        raise RuntimeError("mieke@example.org from 192.0.2.77 broke it")

    monkeypatch.setattr("wagtail.models.Page.route_for_request", fail)
    response = Client(HTTP_HOST="localhost", raise_request_exception=False).get(f"/{language}/gent/")

    name = response.headers[HEADER]
    assert response.status_code == 500
    page = response.content.decode()
    assert words in page
    assert name in page
    (entry,) = log.of("django.request")
    assert entry["request"] == name
    assert "RuntimeError" in entry["traceback"]
    assert "mieke@" not in json.dumps(entry)
    assert "192.0.2.77" not in json.dumps(entry)


def test_entry_after_a_request_belongs_to_none(site: Client, log: Log) -> None:
    site.get("/nl/")
    logging.getLogger("portal.later").warning("later")

    assert "request" not in log.of("portal.later")[0]
    assert request_ids.current.get() == ""


def test_line_break_of_a_visitor_begins_no_entry(log: Log) -> None:
    logging.getLogger("portal.test").warning('one\n{"level": "INFO"}\u2028 two')

    assert len(log.written.getvalue().splitlines()) == 1
    assert log.entries[0]["level"] == "WARNING"


# --- Slow queries ---------------------------------------------------------------------------------------------------

COUNT_SLOWLY = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < %s) SELECT count(*), %s FROM n"


@override_settings(PORTAL_SLOW_QUERY_MS=1)
def test_slow_query_is_written_without_what_it_was_asked_with(db: None, log: Log) -> None:
    with connection.cursor() as cursor:
        cursor.execute(COUNT_SLOWLY, [300_000, "Mieke Janssens"])

    (entry,) = log.of("portal.slow_query")
    assert "SELECT count(*)" in entry["message"]
    assert entry["ms"] >= 1
    assert "Mieke" not in entry["message"]
    assert "300000" not in entry["message"]


@override_settings(PORTAL_SLOW_QUERY_MS=60_000)
def test_quick_query_is_not_written(db: None, log: Log) -> None:
    with connection.cursor() as cursor:
        cursor.execute(COUNT_SLOWLY, [10, "x"])

    assert log.of("portal.slow_query") == []


@override_settings(PORTAL_SLOW_QUERY_MS=0)
def test_zero_switches_slow_queries_off(db: None, log: Log) -> None:
    with connection.cursor() as cursor:
        cursor.execute(COUNT_SLOWLY, [300_000, "x"])

    assert log.of("portal.slow_query") == []


@pytest.mark.parametrize(
    ("sql", "shown"),
    [
        ("SELECT a FROM t WHERE b = 'Mieke''s'", "SELECT a FROM t WHERE b = ?"),
        ("SELECT a\n  FROM t1 LIMIT 21", "SELECT a FROM t1 LIMIT ?"),
        ('SELECT "t1"."a2" FROM "t1" WHERE x IN (%s, %s)', 'SELECT "t1"."a2" FROM "t1" WHERE x IN (%s, %s)'),
    ],
)
def test_values_in_a_statement_are_replaced(sql: str, shown: str) -> None:
    assert queries.without_values(sql) == shown


def test_connection_is_watched_once(db: None) -> None:
    queries._join(connection)
    queries._join(connection)

    assert connection.execute_wrappers.count(queries.watch) == 1


def test_error_of_the_database_is_counted_once(db: None) -> None:
    from portal.observe.metrics import DATABASE_ERRORS

    before = DATABASE_ERRORS.labels("OperationalError")._value.get()
    with pytest.raises(OperationalError), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM there_is_no_such_table")

    assert DATABASE_ERRORS.labels("OperationalError")._value.get() == before + 1
