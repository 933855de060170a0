"""Pages that are closed to some: who is led where, and what is told of them meanwhile."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, PageViewRestriction

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(site: Client) -> Page:
    """A campaign page in French."""
    return Page.objects.get(url_path__endswith="/participer/", locale__language_code="fr").specific


def closed(page: Page, kind: str, **values: Any) -> PageViewRestriction:
    restriction: PageViewRestriction = PageViewRestriction.objects.create(page=page, restriction_type=kind, **values)
    return restriction


def test_password_is_asked_for_in_the_pages_language_and_opens_the_page(site: Client, page: Page) -> None:
    closed(page, "password", password="sésame")

    led = site.get(page.url)
    assert led.status_code == 302
    asked = site.get(led["Location"])
    text = unescape(asked.content.decode())
    assert 'lang="fr"' in text
    assert "mot de passe" in text
    assert "no-store" in asked["Cache-Control"]
    # Of the page nothing but its place in the menu is told before.
    assert page.introduction not in text
    wrong = site.post(led["Location"], {"password": "ouvre-toi", "return_url": page.url}).content.decode()
    assert 'lang="fr"' in wrong
    assert 'class="error-summary"' in wrong
    back = asked.context["form"].initial["return_url"]
    right = site.post(led["Location"], {"password": "sésame", "return_url": back}, follow=True)

    assert right.redirect_chain == [(page.url, 302)]
    assert page.introduction in unescape(right.content.decode())
    assert "private" in right["Cache-Control"]


@pytest.mark.parametrize("kind", ["password", "login"])
def test_whoever_may_not_see_a_page_is_led_where_nginx_knows_it_as_closed(site: Client, page: Page, kind: str) -> None:
    """``deploy/nginx/http.conf`` knows these places by their address."""
    closed(page, kind, password="sésame" if kind == "password" else "")

    led = site.get(page.url)

    assert led.status_code == 302
    assert led["Location"].startswith(("/account/", "/fr/_util/"))
    assert not led.cookies
