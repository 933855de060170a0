"""The report over all live pages: what it counts, who sees which pages, what it costs, the spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from portal import snapshot
from portal.content_checks.report import summaries
from portal.roles import COMMUNICATION, TRANSLATORS
from tests.portal.test_roles import is_denied, log_in

REPORT = "/admin/reports/content-checks/"


def publish_bad_link(page: Page) -> None:
    """Make a page with an error and publish it."""
    page.body = [{"type": "text", "value": '<p><a href="https://vvsg.be">klik hier</a></p>'}]
    page.save_revision().publish()


def rows(client: Client, query: str = "") -> list[dict[str, str]]:
    """The spreadsheet, row by row."""
    response = client.get(f"{REPORT}?export=csv{query}")
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_page_with_errors_comes_first_and_leads_to_its_findings(page_at: Any) -> None:
    client, page = log_in(COMMUNICATION), page_at("/nl/over-ons/")
    publish_bad_link(page)

    response = client.get(REPORT)

    first = response.context["object_list"][0]
    assert (first.page.pk, first.severity_error, first.kind_link) == (page.pk, 1, 1)
    assert reverse("content_checks_page", args=[page.pk]) in response.content.decode()


@pytest.mark.parametrize(("role", "language"), [(COMMUNICATION, "Nederlands"), (TRANSLATORS, "Frans")])
def test_each_role_sees_the_pages_of_its_language(db: None, role: str, language: str) -> None:
    found = rows(log_in(role))

    assert {row["Taal"] for row in found} == {language}
    code = "nl" if language == "Nederlands" else "fr"
    assert len(found) == Page.objects.live().filter(locale__language_code=code, depth__gt=1).count()


def test_report_is_not_for_strangers(site: Client) -> None:
    assert is_denied(site.get(REPORT))


def test_spreadsheet_counts_what_the_findings_are_about(page_at: Any) -> None:
    publish_bad_link(page_at("/nl/over-ons/"))

    found = {row["Titel"]: row for row in rows(log_in(COMMUNICATION))}

    bad = found["Over ons"]
    assert (bad["Herstellen"], bad["Linktekst"], bad["Alternatieve tekst"]) == ("1", "1", "0")
    assert bad["Adres"].endswith("/nl/over-ons/")
    assert found["Gent"]["Leesniveau"] == "makkelijk"
    assert int(found["Gent"]["LIX"]) > 0


def test_report_is_narrowed_to_what_findings_are_about(page_at: Any) -> None:
    publish_bad_link(page_at("/nl/over-ons/"))

    assert [row["Titel"] for row in rows(log_in(COMMUNICATION), "&kind=link")] == ["Over ons"]


def test_drafts_are_not_in_the_report(page_at: Any) -> None:
    page = page_at("/nl/over-ons/")
    page.unpublish()

    assert "Over ons" not in {row["Titel"] for row in rows(log_in(COMMUNICATION))}


def queries_of(count: Any) -> int:
    """How many queries a call takes."""
    with CaptureQueriesContext(connection) as queries:
        count()
    return len(queries)


def test_queries_do_not_grow_with_the_number_of_pages(page_at: Any) -> None:
    snapshot.forget()
    before = queries_of(summaries)
    place = page_at("/nl/nieuws/")
    news = page_at("/nl/nieuws/fusies-2025/")
    for number in range(10):
        place.add_child(
            instance=type(news)(title=f"Bericht {number}", introduction="x", body=news.body, date=news.date)
        )
    snapshot.forget()

    assert queries_of(summaries) == before


def test_numbers_are_made_once_a_publication(page_at: Any) -> None:
    client = log_in(COMMUNICATION)
    client.get(REPORT)
    warm = queries_of(lambda: client.get(REPORT))
    kept = summaries()

    assert summaries() is kept
    assert warm <= 25
    publish_bad_link(page_at("/nl/over-ons/"))
    assert summaries() is not kept
