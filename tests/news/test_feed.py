"""The feed, held to RFC 4287."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from gemeenten.models import Activity
from news.models import Author, NewsPage
from tests.news.items import add_item

NS = "{http://www.w3.org/2005/Atom}"
FEEDS = ["/nl/nieuws/feed/", "/fr/actualites/feed/"]
#: RFC 4287, 4.1.1 and 4.1.2: what stands exactly once, and what at most once.
ONCE = {"feed": {"id", "title", "updated"}, "entry": {"id", "title", "updated"}}
AT_MOST_ONCE = {
    "feed": {"generator", "icon", "logo", "rights", "subtitle"},
    "entry": {"content", "published", "rights", "source", "summary"},
}
ANY_NUMBER = {"author", "category", "contributor", "link"}
#: RFC 3339 as 3.3 narrows it: an upper-case T, seconds, and an offset or an upper-case Z.
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def name_of(element: ElementTree.Element) -> str:
    """The name without its namespace, which must be Atom's."""
    assert element.tag.startswith(NS), element.tag
    return element.tag.removeprefix(NS)


def check(element: ElementTree.Element, kind: str) -> None:
    """Hold a feed or an entry to the rules for its children."""
    names = [name_of(child) for child in element]
    for name in ONCE[kind]:
        assert names.count(name) == 1, (kind, name)
    for name in AT_MOST_ONCE[kind]:
        assert names.count(name) <= 1, (kind, name)
    extra = {"entry"} if kind == "feed" else set()
    assert set(names) <= ONCE[kind] | AT_MOST_ONCE[kind] | ANY_NUMBER | extra
    for child in element:
        name, text = name_of(child), child.text or ""
        if name in ("updated", "published"):
            assert MOMENT.fullmatch(text), text
        elif name == "id":
            assert urlsplit(text).scheme, text
        elif name == "author":
            people = [name_of(part) for part in child]
            assert people.count("name") == 1
            assert set(people) <= {"name", "uri", "email"}
            assert people.count("uri") <= 1
        elif name == "category":
            assert child.get("term")
            assert urlsplit(child.get("scheme") or "").netloc
            assert child.get("label")
        elif name == "link":
            assert urlsplit(child.get("href") or "").netloc, "links are absolute"
    links = [(child.get("rel", "alternate"), child.get("hreflang"), child.get("type")) for child in element]
    alternates = [link for link, child in zip(links, element, strict=True) if name_of(child) == "link"]
    assert len(alternates) == len(set(alternates))
    if kind == "entry":
        assert ("alternate", None, None) in alternates


def feed(site: Client, address: str) -> ElementTree.Element:
    """A feed that keeps the rules."""
    response = site.get(address)
    assert response.status_code == 200
    root = ElementTree.fromstring(response.content)
    assert name_of(root) == "feed"
    check(root, "feed")
    entries = root.findall(f"{NS}entry")
    for entry in entries:
        check(entry, "entry")
    assert root.find(f"{NS}author") is not None or all(entry.find(f"{NS}author") is not None for entry in entries)
    ids = [entry.findtext(f"{NS}id") for entry in entries]
    assert len(ids) == len(set(ids))
    return root


def entry_of(site: Client, address: str, title: str) -> ElementTree.Element:
    """The entry with a title."""
    return next(entry for entry in feed(site, address).findall(f"{NS}entry") if entry.findtext(f"{NS}title") == title)


@pytest.mark.parametrize("address", FEEDS)
def test_feed_keeps_the_rules_of_atom(site: Client, address: str) -> None:
    activity = Activity.objects.get(slug="onderwijs")
    author = Author.objects.create(name="Tom & <co>", url="https://example.org/?a=1&b=2")
    language = address[1:3]
    add_item(
        "met-alles",
        timezone.localdate(),
        language=language,
        title="“Wonen” & <werken>",
        authors=[author, Author.objects.get(name="#ikbensolidair")],
        municipalities=["44021"],
        activities=[activity.pk],
    )
    add_item("zonder-iets", timezone.localdate(), language=language)

    root = feed(site, address)

    links = {link.get("rel"): link.get("href") for link in root.findall(f"{NS}link")}
    assert links["self"] == f"http://localhost:8000{address}"
    assert links["alternate"] == f"http://localhost:8000{address.removesuffix('feed/')}"
    assert len(root.findall(f"{NS}entry")) == 5


def test_feed_without_items_keeps_the_rules_too(site: Client) -> None:
    for page in NewsPage.objects.all():
        page.delete()

    assert feed(site, "/nl/nieuws/feed/").findall(f"{NS}entry") == []


def test_entry_names_its_authors_and_what_it_is_about(site: Client) -> None:
    learning = entry_of(
        site, "/fr/actualites/feed/", "Apprendre les uns des autres, par-delà la frontière linguistique"
    )
    merged = entry_of(site, "/nl/nieuws/feed/", "Drie solidaire gemeenten fuseerden. En hun engagement?")

    assert [author.findtext(f"{NS}name") for author in learning.findall(f"{NS}author")] == [
        "Communes solidaires",
        "#ikbensolidair",
    ]
    assert [category.get("term") for category in learning.findall(f"{NS}category")] == ["lerend-netwerk"]
    terms = {category.get("term"): category.get("label") for category in merged.findall(f"{NS}category")}
    assert terms["44088"] == "Merelbeke-Melle"
    assert len(terms) == 3


def test_entry_has_the_whole_introduction(site: Client) -> None:
    words = " ".join(f"woord{number}" for number in range(50))
    add_item("lang", timezone.localdate(), title="Lang", introduction=words)

    assert entry_of(site, "/nl/nieuws/feed/", "Lang").findtext(f"{NS}summary") == words


def test_identifier_outlives_slug_title_and_republication(site: Client, page_at: Any) -> None:
    page = page_at("/nl/nieuws/fusies-2025/")
    before = entry_of(site, "/nl/nieuws/feed/", page.title)
    page.slug, page.title = "een-ander-adres", "Een andere titel"
    page.save_revision(clean=True).publish()

    after = entry_of(site, "/nl/nieuws/feed/", "Een andere titel")

    assert after.findtext(f"{NS}id") == before.findtext(f"{NS}id")
    link = after.find(f"{NS}link")
    assert link is not None
    assert (link.get("href") or "").endswith("/nl/nieuws/een-ander-adres/")
    assert (after.findtext(f"{NS}updated") or "") > (before.findtext(f"{NS}updated") or "")
    assert after.findtext(f"{NS}published") == before.findtext(f"{NS}published")


def test_identifiers_of_the_two_languages_differ(site: Client) -> None:
    found = [{node.text for node in feed(site, address).iter(f"{NS}id")} for address in FEEDS]

    assert len(found[0]) == len(found[1]) == 4
    assert found[0].isdisjoint(found[1])


def test_item_of_today_has_the_moment_it_went_live_and_an_older_one_its_day(site: Client) -> None:
    today = add_item("vandaag", timezone.localdate(), title="Vandaag")
    add_item("vroeger", date(2024, 7, 1), title="Vroeger")

    published = entry_of(site, "/nl/nieuws/feed/", "Vandaag").findtext(f"{NS}published") or ""
    assert abs(datetime.fromisoformat(published) - today.first_published_at) < timedelta(seconds=1)
    assert entry_of(site, "/nl/nieuws/feed/", "Vroeger").findtext(f"{NS}published") == "2024-07-01T00:00:00+02:00"


def test_items_of_one_day_come_in_the_order_they_went_live(site: Client) -> None:
    first = add_item("eerst", timezone.localdate(), title="Eerst gemaakt, laatst online")
    add_item("tweede", timezone.localdate(), title="Tweede")
    NewsPage.objects.filter(pk=first.pk).update(first_published_at=timezone.now() + timedelta(seconds=5))

    entries = feed(site, "/nl/nieuws/feed/").findall(f"{NS}entry")

    assert [entry.findtext(f"{NS}title") for entry in entries[:2]] == ["Eerst gemaakt, laatst online", "Tweede"]
