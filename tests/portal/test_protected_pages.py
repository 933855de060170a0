"""What must stay is refused in the admin with the reason: for everybody, one page or several."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from gemeenten.models import LetterPage
from portal.roles import COMMUNICATION, MODERATORS
from tests.portal.translating import logged_in

INDISPENSABLE = ["/nl/", "/fr/", "/nl/gemeenten/", "/fr/communes/", "/nl/brief/", "/fr/lettre/", "/nl/nieuws/"]


def said(response: Any) -> str:
    """The messages of the page that one ends up on."""
    return " ".join(str(message).strip() for message in response.context["messages"])


def exists(page: Page) -> bool:
    """Whether it is still there and public."""
    return bool(Page.objects.filter(pk=page.pk, live=True, path=page.path).exists())


@pytest.mark.parametrize("role", ["superuser", MODERATORS])
@pytest.mark.parametrize("address", INDISPENSABLE)
def test_page_that_others_need_stays_public(db: None, page_at: Any, role: str, address: str) -> None:
    page, client = page_at(address), logged_in(role)

    asked = client.get(f"/admin/pages/{page.pk}/delete/", follow=True)
    client.post(f"/admin/pages/{page.pk}/delete/", {"wagtail_site_name": "Solidaire Gemeenten"})
    unpublished = client.post(f"/admin/pages/{page.pk}/unpublish/", follow=True)

    assert exists(page)
    assert "cannot be unpublished: other pages and other websites lead to it" in said(unpublished)
    if role == "superuser":
        assert f"“{page.title}” cannot be deleted: other pages and other websites lead to it" in said(asked)


def test_they_stay_in_bulk_and_take_the_others_with_them(db: None, page_at: Any) -> None:
    letter, about = page_at("/nl/brief/"), page_at("/nl/over-ons/")
    client = logged_in("superuser")
    ids = f"id={letter.pk}&id={about.pk}"

    for action in ("delete", "unpublish"):
        response = client.post(f"/admin/bulk/wagtailcore/page/{action}/?{ids}", follow=True)
        assert f"“{letter.title}” cannot be" in said(response)

    assert exists(letter)
    assert exists(about)


def test_unpublishing_what_is_below_stops_at_them(db: None, page_at: Any) -> None:
    home = page_at("/nl/")
    client = logged_in("superuser")
    root = home.get_parent()

    client.post(f"/admin/bulk/wagtailcore/page/unpublish/?id={home.pk}", {"include_descendants": "on"})

    assert root.get_descendants().filter(live=True, locale=home.locale).count() > 20


def test_letter_stays_where_it_is(db: None, page_at: Any) -> None:
    letter, about = page_at("/nl/brief/"), page_at("/nl/over-ons/")

    response = logged_in("superuser").post(f"/admin/pages/{letter.pk}/move/{about.pk}/confirm/", follow=True)

    assert "cannot be moved" in said(response)
    assert exists(letter)


def test_other_pages_may_go(db: None, page_at: Any) -> None:
    page = page_at("/nl/nieuws/fusies-2025/")

    response = logged_in(MODERATORS).post(f"/admin/pages/{page.pk}/delete/", follow=True)

    assert not Page.objects.filter(pk=page.pk).exists()
    assert "deleted" in said(response)


def test_draft_that_was_never_public_may_go(db: None, page_at: Any) -> None:
    draft = LetterPage(title="Vergissing", letter_subject="x", letter_salutation="x", letter_closing="x", live=False)
    draft.letter_body = "<p>x</p>"
    page_at("/nl/").add_child(instance=draft)

    logged_in(MODERATORS).post(f"/admin/pages/{draft.pk}/delete/")

    assert not Page.objects.filter(pk=draft.pk).exists()


def test_indispensable_page_does_not_expire(db: None, page_at: Any) -> None:
    letter = page_at("/nl/brief/")
    letter.expire_at = timezone.now()

    with pytest.raises(Exception, match="kan niet vervallen"):
        letter.full_clean()


# --- Profiles are records ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [MODERATORS, COMMUNICATION])
def test_public_profile_is_withdrawn_rather_than_deleted(db: None, page_at: Any, role: str) -> None:
    page, client = page_at("/nl/gemeenten/gent/"), logged_in(role)

    response = client.get(f"/admin/pages/{page.pk}/delete/", follow=True)
    client.post(f"/admin/pages/{page.pk}/delete/")
    client.post(f"/admin/bulk/gemeenten/municipalitypage/delete/?id={page.pk}")

    assert exists(page)
    if role == MODERATORS:
        assert "add the step “Withdrawn”" in said(response)


def test_profile_that_was_public_once_stays_as_well(db: None, page_at: Any) -> None:
    page = page_at("/nl/gemeenten/gent/")
    client = logged_in(MODERATORS)
    client.post(f"/admin/pages/{page.pk}/unpublish/")

    client.post(f"/admin/pages/{page.pk}/delete/")

    assert Page.objects.filter(pk=page.pk, live=False).exists()


def test_administrator_may_delete_a_profile_after_the_question(db: None, page_at: Any) -> None:
    page, client = page_at("/nl/gemeenten/gent/"), logged_in("superuser")
    assert (
        "Are you sure you want to delete this page?" in client.get(f"/admin/pages/{page.pk}/delete/").content.decode()
    )

    client.post(f"/admin/pages/{page.pk}/delete/")

    assert not Page.objects.filter(pk=page.pk).exists()


# --- The list of pages that have no say -------------------------------------------------------------------------------


def test_everything_else_in_bulk_is_wagtails(db: None, page_at: Any) -> None:
    client: Client = logged_in("superuser")
    pages = [page_at("/nl/nieuws/fusies-2025/"), page_at("/nl/over-ons/")]

    client.post(f"/admin/bulk/wagtailcore/page/unpublish/?id={pages[0].pk}&id={pages[1].pk}")

    assert not Page.objects.filter(pk__in=[page.pk for page in pages], live=True).exists()
