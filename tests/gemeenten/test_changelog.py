"""Who joined, renewed and withdrew: order, honest dates, page and feed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import translation

from gemeenten.changelog import Change, arrange, joined
from gemeenten.choices import CommitmentKind, DatePrecision
from gemeenten.models import Commitment
from tests.factories import make_profile

ATOM = "{http://www.w3.org/2005/Atom}"


def change(name: str, day: date | None = None, precision: str = "day", kind: str = "decided") -> Change:
    return Change(1, "44021", name, "/x/", CommitmentKind(kind), day, DatePrecision(precision))


def test_newest_comes_first_and_undated_ones_last_by_name() -> None:
    log = arrange([change("Zele"), change("Aalst", date(2020, 5, 1)), change("Bree", date(2024, 1, 9)), change("Ath")])

    assert [year for year, _changes in log.years] == [2024, 2020]
    assert [item.name for item in log.newest_first] == ["Bree", "Aalst", "Ath", "Zele"]


def test_changes_of_one_day_are_in_order_of_name() -> None:
    log = arrange([change("Zele", date(2020, 5, 1)), change("Écaussinnes", date(2020, 5, 1))])

    assert [item.name for item in log.newest_first] == ["Écaussinnes", "Zele"]


@pytest.mark.parametrize(
    ("precision", "iso", "dutch"),
    [("year", "2020", "2020"), ("month", "2020-07", "juli 2020"), ("day", "2020-07-14", "14 juli 2020")],
)
def test_date_is_never_more_exact_than_known(precision: str, iso: str, dutch: str) -> None:
    known = change("Gent", date(2020, 7, 14), precision)

    assert known.as_known == iso
    with translation.override("nl"):
        assert known.date_label == dutch


def test_unknown_date_stays_unknown() -> None:
    assert change("Gent").as_known == ""
    assert change("Gent").date_label == ""


def test_joined_is_the_first_dated_decision() -> None:
    steps = [change("A", date(2022, 1, 1)), change("A", date(2020, 3, 1), "month"), change("A")]

    assert joined(steps) == "2020-03"
    assert joined([change("A", date(2020, 1, 1), kind="withdrawn"), change("A")]) == ""


def test_page_tells_dated_and_undated_changes(site: Client) -> None:
    html = site.get("/nl/gemeenten/wijzigingen/").content.decode()

    assert html.count("<h1") == 1
    assert html.index("juli 2020") < html.index("Bornem")
    assert "Het Laatste Nieuws" in html
    assert html.count('class="row-name"') == 17


def test_page_stands_under_a_word_of_its_own_in_each_language(site: Client) -> None:
    assert site.get("/fr/communes/changements/").status_code == 200
    assert site.get("/nl/gemeenten/changements/").status_code == 404
    assert site.get("/fr/communes/wijzigingen/").status_code == 404
    assert site.get("/nl/gemeenten/changements/feed/").status_code == 404


def test_page_and_feed_take_no_address_from_a_profile(site: Client) -> None:
    assert site.get("/nl/gemeenten/gent/").status_code == 200


def test_page_leads_to_its_translation(site: Client) -> None:
    html = site.get("/nl/gemeenten/wijzigingen/").content.decode()

    assert 'href="/fr/communes/changements/" hreflang="fr"' in html
    assert 'hreflang="fr" href="http://localhost:8000/fr/communes/changements/"' in html
    assert 'rel="canonical" href="http://localhost:8000/nl/gemeenten/wijzigingen/"' in html


def test_joining_renewing_and_withdrawing_are_told_and_asking_is_not(site: Client) -> None:
    page = make_profile("11002", kinds=("asked",))
    page.commitments.add(
        Commitment(kind="decided", date=date(2021, 3, 1)),
        Commitment(kind="renewed", date=date(2023, 5, 2), date_precision="year"),
        Commitment(kind="withdrawn", date=date(2024, 6, 3), source_name="De gemeenteraad"),
    )
    page.save_revision().publish()

    html = site.get("/nl/gemeenten/wijzigingen/").content.decode()

    assert html.count(">Antwerpen") == 3
    assert html.index("3 juni 2024") < html.index("2023") < html.index("1 maart 2021")
    assert "De gemeenteraad" in html


def test_day_on_the_profile_dates_an_undated_decision(site: Client) -> None:
    make_profile("11002", kinds=("decided",), joined_on=date(2022, 2, 3))

    assert "3 februari 2022" in site.get("/nl/gemeenten/wijzigingen/").content.decode()


def test_day_on_the_profile_counts_without_any_step(site: Client) -> None:
    make_profile("11002", kinds=(), joined_on=date(2022, 2, 3))

    assert "3 februari 2022" in site.get("/nl/gemeenten/wijzigingen/").content.decode()


@pytest.mark.asvs("v5.0.0-1.2.2")
def test_source_of_a_step_cannot_bring_in_code(site: Client) -> None:
    page = make_profile("11002")
    page.commitments.add(Commitment(kind="renewed", source_name="<script>alert(1)</script>"))
    page.save_revision().publish()

    assert b"<script>alert(1)" not in site.get("/nl/gemeenten/wijzigingen/").content
    assert b"<script>alert(1)" not in site.get("/nl/gemeenten/wijzigingen/feed/").content


@pytest.mark.parametrize("address", ["/nl/gemeenten/wijzigingen/feed/", "/fr/communes/changements/feed/"])
def test_feed_is_valid_atom_with_absolute_addresses(site: Client, address: str) -> None:
    response = site.get(address)
    feed = ElementTree.fromstring(response.content)
    entries = feed.findall(f"{ATOM}entry")

    assert response["Content-Type"].startswith("application/atom+xml")
    assert feed.tag == f"{ATOM}feed"
    assert len(entries) == 17
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 17
    for entry in entries:
        assert entry.findtext(f"{ATOM}title")
        assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "") <= datetime.now(UTC)
    for link in feed.iter(f"{ATOM}link"):
        assert link.attrib["href"].startswith("http://localhost:8000/")


def test_feed_gives_no_date_of_publication_where_none_is_known(site: Client) -> None:
    feed = ElementTree.fromstring(site.get("/nl/gemeenten/wijzigingen/feed/").content)

    dated = [entry for entry in feed.findall(f"{ATOM}entry") if entry.find(f"{ATOM}published") is not None]
    assert len(dated) == 3


def test_entry_keeps_its_identity_when_rows_are_made_anew(site: Client) -> None:
    page = make_profile("11002", kinds=("decided",))
    before = site.get("/nl/gemeenten/wijzigingen/feed/").content.decode()
    page.commitments.set([Commitment(kind="decided")])
    page.save_revision().publish()
    after = site.get("/nl/gemeenten/wijzigingen/feed/").content.decode()

    identity = "<id>http://localhost:8000/changes/11002/decided/</id>"
    assert identity in before
    assert identity in after


def test_list_announces_page_and_feed(site: Client) -> None:
    html = site.get("/nl/gemeenten/").content.decode()

    assert 'href="/nl/gemeenten/wijzigingen/"' in html
    assert 'rel="alternate" type="application/atom+xml"' in html
    assert 'href="/nl/gemeenten/wijzigingen/feed/"' in html
