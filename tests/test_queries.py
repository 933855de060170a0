"""How often pages ask the database, whatever the number of profiles."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from gemeenten.models import Activity, Commitment, Municipality, MunicipalityPage
from portal.snapshot import forget, renew_stamp
from tests.factories import index_page, unindexed

#: More than this many SQL queries, no warm page may make.
LIMIT = 5
#: More than this many, no page may make just after a publication; and those that the campaign sends everybody to.
COLD_LIMIT = 15
COLD = {"/nl/gemeenten/": 12, "/fr/communes/": 12, "/nl/gemeenten/gent/": 10, "/nl/": 14, "/nl/brief/": 10}

OTHER_ADDRESSES = [
    "/",
    "/nl/gemeenten/?q=Brugge",
    "/nl/gemeenten/?activity=opvangplaatsen&province=40000",
    "/nl/gemeenten/44021/",
    "/nl/gemeenten/11002/",
    "/fr/communes/44088/",
    "/nl/brief/?gemeente=11002",
    "/nl/nieuws/feed/",
    "/sitemap.xml",
    "/nl/bestaat-niet/",
]


def count(site: Client, address: str) -> int:
    """Queries of the second visit: the first one after a publication fills what all visitors share."""
    site.get(address)
    with CaptureQueriesContext(connection) as queries:
        site.get(address)
    return len(queries)


def count_cold(site: Client, address: str) -> int:
    """Queries of the first visit after a publication."""
    site.get(address)
    renew_stamp()
    with CaptureQueriesContext(connection) as queries:
        assert site.get(address).status_code == 200
    return len(queries)


def test_first_visit_after_a_publication_makes_few_queries(site: Client) -> None:
    pages = [page.url for page in Page.objects.live().filter(depth__gt=1)]

    counts = {address: count_cold(site, address) for address in [*pages, "/nl/gemeenten/11002/", *COLD]}

    assert {at: number for at, number in counts.items() if number > COLD.get(at, COLD_LIMIT)} == {}


def test_first_visit_of_a_new_process_makes_few_queries(site: Client) -> None:
    counts = {}
    for address in ("/nl/", "/nl/gemeenten/", "/nl/gemeenten/gent/", "/nl/brief/"):
        site.get(address)
        forget()
        with CaptureQueriesContext(connection) as queries:
            site.get(address)
        counts[address] = len(queries)

    assert {at: number for at, number in counts.items() if number > COLD_LIMIT} == {}


def test_no_page_of_the_starter_site_makes_more_than_5_queries(site: Client) -> None:
    addresses = [page.url for page in Page.objects.live().filter(depth__gt=1)]

    counts = {address: count(site, address) for address in [*addresses, *OTHER_ADDRESSES]}

    # The map of the site for search engines is made anew each time.
    assert {at: number for at, number in counts.items() if number > (15 if at == "/sitemap.xml" else LIMIT)} == {}


@pytest.fixture
def profiles_everywhere(db: None) -> None:
    """A live profile with three activities, an initiative and a decision for each of the 565."""
    with unindexed():
        make_profiles_everywhere()


def make_profiles_everywhere() -> None:
    """The pages themselves."""
    activities = list(Activity.objects.all())
    parent = index_page()
    taken = set(MunicipalityPage.objects.values_list("municipality_id", flat=True))
    for number, municipality in enumerate(Municipality.objects.current().exclude(pk__in=taken)):
        page = MunicipalityPage(
            title=municipality.name_nl,
            slug=f"gemeente-{municipality.pk}",
            municipality=municipality,
            locale=parent.locale,
            introduction="Een inleiding.",
            initiatives=[
                {
                    "type": "initiative",
                    "id": f"00000000-0000-4000-8000-{number:012d}",
                    "value": {
                        "activity": activities[number % 7].pk,
                        "title": "Iets goeds",
                        "text": "<p>Er gebeurt iets.</p>",
                        "year": 2022,
                        "source_name": "",
                        "source_url": "",
                        "last_confirmed": None,
                    },
                }
            ],
        )
        page.commitments = [Commitment(kind="decided")]
        parent.add_child(instance=page)
        page.activities.set([activities[(number + step) % 7] for step in range(3)])
        page.save()


GROWING = [
    "/nl/",
    "/fr/",
    "/nl/gemeenten/",
    "/fr/communes/",
    "/nl/gemeenten/?activity=onderwijs",
    "/nl/gemeenten/gent/",
    "/nl/activiteiten/opvangplaatsen/",
    "/nl/brief/",
]


@pytest.mark.drill
def test_queries_do_not_grow_with_565_profiles(site: Client, profiles_everywhere: None) -> None:
    # What a process asks once in its life (types of content) counts for no publication.
    site.get("/nl/")
    forget()
    with CaptureQueriesContext(connection) as queries:
        site.get("/nl/")
    assert len(queries) <= COLD_LIMIT, "the first visit after a publication fills the memory"

    counts = {address: count(site, address) for address in GROWING}

    assert MunicipalityPage.objects.live().filter(locale__language_code="nl").count() >= 565
    assert {address: number for address, number in counts.items() if number > LIMIT} == {}
