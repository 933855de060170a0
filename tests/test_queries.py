"""How often pages ask the database, whatever the number of profiles."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from gemeenten.models import Activity, Commitment, Municipality, MunicipalityPage
from tests.factories import index_page, unindexed

#: More than this many SQL queries, no page may make.
LIMIT = 15

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


def test_no_page_of_the_starter_site_makes_more_than_15_queries(site: Client) -> None:
    addresses = [page.url for page in Page.objects.live().filter(depth__gt=1)]

    counts = {address: count(site, address) for address in [*addresses, *OTHER_ADDRESSES]}

    assert {address: number for address, number in counts.items() if number > LIMIT} == {}


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
    with CaptureQueriesContext(connection) as queries:
        site.get("/nl/")
    assert len(queries) <= 40, "the first visit after a publication fills the memory"

    counts = {address: count(site, address) for address in GROWING}

    assert MunicipalityPage.objects.live().filter(locale__language_code="nl").count() >= 565
    assert {address: number for address, number in counts.items() if number > LIMIT} == {}
