"""The editor's previews: every page type, every mode, both languages, drafts that nobody has saved."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from gemeenten.models import MunicipalityPage
from portal.models import BasePage
from tests.portal.editor_forms import form_data, new_page_data
from tests.portal.test_roles import ONE_OF_EACH

ADDRESSES = [address for addresses in ONE_OF_EACH.values() for address in addresses]


def preview_urls(page: Page) -> tuple[str, str]:
    """Where the editor sends its form, and where it asks for a mode."""
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    return address, f"{address}?in_preview_panel=true&mode="


def send(client: Client, page: Page, **changes: str) -> str:
    """Send the form as it opens, with changes, as the preview panel does; where to ask for the preview."""
    post, get = preview_urls(page)
    answer = client.post(post, form_data(page, get_user_model().objects.get()) | changes)
    assert answer.json() == {"is_valid": True, "is_available": True}
    return get


def test_addresses_cover_every_page_type(page_at: Any) -> None:
    kinds = {type(page_at(address)) for address in ADDRESSES}

    assert kinds == {model for model in apps.get_models() if issubclass(model, BasePage)}


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_mode_shows_the_unsaved_draft(admin_client: Client, page_at: Any, address: str) -> None:
    page = page_at(address)
    get = send(admin_client, page, title="Zo heet het nog nergens")

    for mode, _label in page.preview_modes:
        response = admin_client.get(get + mode)
        assert response.status_code == 200, mode
        if mode == "pdf":
            assert response["Content-Type"] == "application/pdf"
            continue
        html = response.content.decode()
        assert f'<html lang="{page.locale.language_code}"' in html, mode
        # The user bar brings the checker into the preview.
        assert "wagtail-userbar" in html, mode
        # A profile goes by the name of its municipality, and a finished letter by none.
        if not isinstance(page, MunicipalityPage) and not mode.startswith("letter"):
            assert "Zo heet het nog nergens" in html, mode
    page.refresh_from_db()
    assert page.title != "Zo heet het nog nergens"


@pytest.mark.parametrize("address", ADDRESSES)
def test_saved_draft_is_shown_by_its_button(admin_client: Client, page_at: Any, address: str) -> None:
    page = page_at(address)
    page.save_revision()

    response = admin_client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))

    assert response.status_code == 200
    assert f'<html lang="{page.locale.language_code}"' in response.content.decode()


@pytest.mark.parametrize(
    ("parent", "kind", "language"),
    [
        *[("/nl/nieuws/", "news/newspage", "nl"), ("/fr/actualites/", "news/newspage", "fr")],
        *[("/nl/", "home/campaignpage", "nl"), ("/fr/", "home/campaignpage", "fr")],
    ],
)
def test_page_that_was_never_saved_is_shown_in_the_language_of_its_place(
    admin_client: Client, page_at: Any, parent: str, kind: str, language: str
) -> None:
    place = page_at(parent)
    app, model = kind.split("/")
    address = reverse("wagtailadmin_pages:preview_on_add", args=[app, model, place.pk])
    data = new_page_data(title="Nog nooit bewaard", introduction="Inleiding")

    assert admin_client.post(address, data).json() == {"is_valid": True, "is_available": True}
    html = admin_client.get(address).content.decode()

    assert "Nog nooit bewaard" in html
    assert f'<html lang="{language}"' in html


def test_side_panel_offers_the_three_sizes_of_a_screen(admin_client: Client, page_at: Any) -> None:
    page = page_at("/nl/over-ons/")

    html = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    for size in ("mobile", "tablet", "desktop"):
        assert f'value="{size}"' in html
