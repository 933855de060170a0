"""wagtail-localize's actions in the page tree: the same as its own, from few queries."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail import hooks
from wagtail.models import Page
from wagtail_localize.wagtail_hooks import page_listing_more_buttons as of_localize

from news.models import NewsPage
from portal.translation.listing_buttons import header_buttons, listing_buttons
from tests.factories import index_page
from tests.portal.translating import profile

pytestmark = pytest.mark.django_db


def said(buttons: Any) -> list[tuple[str, str, Any]]:
    """What a reader gets of buttons: label, address, icon."""
    return [(str(button.label), button.url, button.icon_name) for button in buttons]


@pytest.mark.parametrize("next_url", [None, "/admin/pages/6/"])
def test_every_page_has_the_buttons_that_wagtail_localize_gives_it(admin_user: Any, next_url: str | None) -> None:
    item = NewsPage.objects.filter(locale__language_code="nl").first()
    assert item is not None
    alias = item.create_alias(update_slug="elders", parent=item.get_parent())
    pages = list(Page.objects.all())
    assert alias.pk in {page.pk for page in pages}

    ours = {page.pk: said(listing_buttons(page, admin_user, next_url)) for page in pages}

    assert ours == {page.pk: said(of_localize(page, admin_user, next_url=next_url)) for page in pages}
    assert ours == {page.pk: said(header_buttons(page, admin_user, next_url=next_url)) for page in pages}
    assert {len(buttons) for buttons in ours.values()} >= {0, 1}, "some pages have something to offer, some have not"
    assert any("/update/" in address for buttons in ours.values() for _label, address, _icon in buttons)
    assert any("/submit/" in address for buttons in ours.values() for _label, address, _icon in buttons)


def test_who_may_not_submit_has_none(django_user_model: Any) -> None:
    nobody = django_user_model.objects.create_user("nobody")

    assert list(listing_buttons(profile("Gent"), nobody)) == []


@pytest.mark.parametrize(
    ("hook", "ours"),
    [("register_page_listing_more_buttons", listing_buttons), ("register_page_header_buttons", header_buttons)],
)
def test_they_take_the_place_of_its_own(hook: str, ours: Any) -> None:
    assert ours in hooks.get_hooks(hook)
    assert of_localize not in hooks.get_hooks(hook)


def test_all_rows_below_a_page_ask_two_queries(admin_user: Any) -> None:
    admin_user.has_perm("wagtail_localize.submit_translation")
    rows = list(index_page().get_children())
    assert len(rows) > 3

    with CaptureQueriesContext(connection) as queries:
        shown = [button for page in rows for button in listing_buttons(page, admin_user)]

    assert shown
    assert len(queries) == 2
