"""Menus and addresses in each language, and what happens when an address changes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    """Does what waits for the commit, such as making redirects, which a test's transaction never reaches."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def rename(page: Any, slug: str, committed: Any) -> None:
    """Publish a page under another slug."""
    page.slug = slug
    with committed():
        page.save_revision().publish()


@pytest.mark.parametrize(
    ("home", "expected"),
    [
        ("/nl/", ["/nl/activiteiten/", "/nl/gemeenten/", "/nl/nieuws/", "/nl/doe-mee/", "/nl/over-ons/"]),
        ("/fr/", ["/fr/activites/", "/fr/communes/", "/fr/actualites/", "/fr/participer/", "/fr/a-propos/"]),
    ],
)
def test_menu_leads_to_the_pages_of_its_language(site: Client, home: str, expected: list[str]) -> None:
    html = site.get(home).content.decode()
    header = html[html.index("<header") : html.index("</header>")]

    links = re.findall(r'href="([^"]+)"', header)

    assert [address for address in expected if address not in links] == []


@pytest.mark.parametrize(
    ("old", "slug", "new"),
    [
        ("/nl/gemeenten/gent/", "stad-gent", "/nl/gemeenten/stad-gent/"),
        ("/fr/communes/gand/", "ville-de-gand", "/fr/communes/ville-de-gand/"),
    ],
)
def test_changed_slug_leaves_a_permanent_redirect(
    site: Client, page_at: Any, committed: Any, old: str, slug: str, new: str
) -> None:
    rename(page_at(old), slug, committed)

    response = site.get(old)

    assert response.status_code == 301
    assert response["Location"] == new
    assert site.get(new).status_code == 200


def test_changed_slug_of_a_parent_redirects_what_is_below_it(site: Client, page_at: Any, committed: Any) -> None:
    rename(page_at("/fr/communes/"), "villes-et-communes", committed)

    response = site.get("/fr/communes/gand/")

    assert response.status_code == 301
    assert response["Location"] == "/fr/villes-et-communes/gand/"
    assert "/fr/villes-et-communes/" in site.get("/fr/").content.decode()


def test_slug_of_one_language_leaves_the_other_language_alone(site: Client, page_at: Any, committed: Any) -> None:
    rename(page_at("/fr/communes/gand/"), "ville-de-gand", committed)

    assert site.get("/nl/gemeenten/gent/").status_code == 200
