"""Municipal contacts edit the profile of their own municipality and nothing else, through moderation."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import Page

from gemeenten.models import MunicipalityPage


@pytest.fixture
def contact(db: None) -> Client:
    """The contact of Gent, logged in."""
    get_user_model().objects.create_user("gent", password="a long password")
    call_command("add_municipal_contact", "44021", "gent", stdout=StringIO())
    client = Client(HTTP_HOST="localhost")
    assert client.login(username="gent", password="a long password")
    return client


def editor(client: Client, slug: str) -> Any:
    """The answer of the page editor for a page."""
    return client.get(f"/admin/pages/{Page.objects.get(slug=slug).pk}/edit/")


@pytest.mark.parametrize("slug", ["gent", "gand"])
def test_contact_opens_the_profile_of_her_own_municipality(contact: Client, slug: str) -> None:
    assert editor(contact, slug).status_code == 200


@pytest.mark.parametrize("slug", ["brugge", "gemeenten", "brief", "home", "bruges"])
@pytest.mark.asvs("v5.0.0-8.2.2")
def test_contact_opens_no_other_page(contact: Client, slug: str) -> None:
    assert editor(contact, slug).status_code in (302, 403)


@pytest.mark.asvs("v5.0.0-8.2.3")
def test_contact_may_change_but_not_publish_or_delete(contact: Client) -> None:
    page = MunicipalityPage.objects.get(slug="gent")
    permissions = page.permissions_for_user(get_user_model().objects.get(username="gent"))

    assert permissions.can_edit()
    assert permissions.can_submit_for_moderation()
    assert not permissions.can_publish()
    assert not permissions.can_delete()
    assert not permissions.can_move()


@pytest.mark.parametrize("address", ["/admin/users/", "/admin/snippets/home/partner/", "/django-admin/"])
@pytest.mark.asvs("v5.0.0-8.2.1")
def test_contact_opens_no_administration(contact: Client, address: str) -> None:
    assert contact.get(address).status_code in (302, 403, 404)


def test_what_a_contact_changes_waits_for_the_moderators(contact: Client, site: Client) -> None:
    page = MunicipalityPage.objects.get(slug="gent")
    user = get_user_model().objects.get(username="gent")
    page.introduction = "Nieuw van de stad zelf."
    page.save_revision(user=user)

    page.get_workflow().start(page, user)

    assert page.current_workflow_state.status == "in_progress"
    assert "Nieuw van de stad zelf." not in site.get("/nl/gemeenten/gent/").content.decode()


@pytest.mark.django_db
def test_contact_without_user_or_profile_is_refused() -> None:
    with pytest.raises(CommandError, match="no user"):
        call_command("add_municipal_contact", "44021", "nobody")
    get_user_model().objects.create_user("somebody")
    with pytest.raises(CommandError, match="no profile"):
        call_command("add_municipal_contact", "11002", "somebody")
