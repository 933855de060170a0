"""The findings in the editor, on a page of their own, and in Wagtail's own checker: through the real views."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.users.models import UserProfile

from portal.roles import COMMUNICATION, MODERATORS, TRANSLATORS
from tests.portal.editor_forms import form_data, new_page_data
from tests.portal.test_roles import ONE_OF_EACH, is_denied, log_in

BAD = [{"type": "text", "id": str(uuid4()), "value": '<h3>Diep</h3><p>Lees <a href="https://vvsg.be">hier</a>.</p>'}]


def speak(language: str) -> Any:
    """Set the language of the admin of the only user there is."""
    user = get_user_model().objects.get()
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
    return user


def post_draft(client: Client, page: Page, user: Any) -> str:
    """Send the form to the preview, as the editor does; where its findings are."""
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert client.post(address, form_data(page, user)).json()["is_valid"]
    return f"{address}checks/"


@pytest.mark.parametrize(
    ("language", "messages"),
    [
        ("nl", ["De tekst van een link zegt niet waar hij naartoe leidt.", "Een kop van niveau 3 volgt op een van"]),
        ("fr", ["Le texte d’un lien ne dit pas où il mène.", "Un titre de niveau 3 suit un titre de niveau 1."]),
    ],
)
def test_findings_of_an_unsaved_draft_are_told_in_the_editors_language(
    admin_client: Client, page_at: Any, language: str, messages: list[str]
) -> None:
    page, user = page_at("/nl/over-ons/"), speak(language)
    page.body = BAD

    html = admin_client.get(post_draft(admin_client, page, user)).content.decode()

    for message in messages:
        assert message in html
    assert f"contentpath=body.{BAD[0]['id']}" in html
    assert Page.objects.get(pk=page.pk).specific.body != page.body


def test_reading_level_is_told_in_plain_words(admin_client: Client, page_at: Any) -> None:
    page = page_at("/nl/wat-is-een-solidaire-gemeente/")

    html = admin_client.get(post_draft(admin_client, page, speak("nl"))).content.decode()

    assert re.search(r"Leesniveau: <strong>makkelijk</strong>", html)
    assert re.search(r"LIX \d+, leesgemak \d+/100", html)


def test_language_of_the_page_decides_about_its_words(admin_client: Client, page_at: Any) -> None:
    page = page_at("/fr/a-propos/")
    page.body = [{"type": "text", "id": str(uuid4()), "value": '<p>Lisez <a href="https://uvcw.be">ici</a>.</p>'}]

    html = admin_client.get(post_draft(admin_client, page, speak("nl"))).content.decode()

    assert "De tekst van een link zegt niet waar hij naartoe leidt." in html
    assert "“ici”" in html


def test_page_that_does_not_exist_yet_is_checked_in_the_language_of_its_place(
    admin_client: Client, page_at: Any
) -> None:
    place = page_at("/fr/actualites/")
    speak("fr")
    address = reverse("wagtailadmin_pages:preview_on_add", args=["news", "newspage", place.pk])
    data = new_page_data(title="Nouveau", introduction="Voir https://uvcw.be pour la suite.")
    assert admin_client.post(address, data).json()["is_valid"]

    html = admin_client.get(f"{address}checks/").content.decode()

    assert "Une adresse web figure telle quelle dans le texte." in html


def test_page_with_every_kind_of_finding_is_saved_and_published_all_the_same(
    admin_client: Client, page_at: Any
) -> None:
    page = page_at("/nl/over-ons/")
    page.body = BAD
    data = form_data(page, speak("nl")) | {"action-publish": "1"}

    assert admin_client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data).status_code == 302
    assert "Diep" in Client(HTTP_HOST="localhost").get("/nl/over-ons/").content.decode()


@pytest.mark.parametrize("address", [address for group in ONE_OF_EACH.values() for address in group])
def test_every_page_type_has_a_page_with_its_findings(admin_client: Client, page_at: Any, address: str) -> None:
    page = page_at(address)
    speak("fr")

    response = admin_client.get(reverse("content_checks_page", args=[page.pk]))

    assert response.status_code == 200
    assert "Niveau de lecture" in response.content.decode()


@pytest.mark.parametrize(
    ("role", "address", "allowed"),
    [
        *[(COMMUNICATION, "/nl/over-ons/", True), (COMMUNICATION, "/fr/a-propos/", False)],
        *[(TRANSLATORS, "/fr/a-propos/", True), (TRANSLATORS, "/nl/over-ons/", False)],
        *[(MODERATORS, "/nl/over-ons/", True), (MODERATORS, "/fr/a-propos/", True)],
    ],
)
def test_findings_are_for_who_may_edit_the_page(db: None, page_at: Any, role: str, address: str, allowed: bool) -> None:
    client, page = log_in(role), page_at(address)

    for name in ("content_checks_page", "content_checks_on_edit"):
        assert is_denied(client.get(reverse(name, args=[page.pk]))) is not allowed, name


def test_drafts_of_others_are_not_shown_to_visitors(site: Client, page_at: Any) -> None:
    page = page_at("/nl/over-ons/")

    assert is_denied(site.get(reverse("content_checks_on_edit", args=[page.pk])))


# --- In the editor --------------------------------------------------------------------------------------------------


def test_side_panel_has_our_section_above_wagtails(admin_client: Client, page_at: Any) -> None:
    page = page_at("/nl/over-ons/")
    speak("nl")

    html = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    assert html.index('data-controller="portal-content-checks"') < html.index("data-checks-panel")
    assert "portal/js/content-checks.js" in html
    # Our reading level takes the place of Wagtail's, which is LIX over everything in the preview.
    assert "data-content-readability-score" not in html
    assert "data-content-word-count" in html


@pytest.mark.parametrize(
    ("language", "message"),
    [("nl", "Een afbeelding heeft geen alternatieve tekst"), ("fr", "Une image n’a pas de texte alternatif")],
)
def test_wagtails_checker_has_our_rules_in_the_language_of_the_staff(
    admin_client: Client, page_at: Any, language: str, message: str
) -> None:
    page = page_at("/nl/over-ons/")
    speak(language)

    html = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    found = re.search(r'id="checker-axe-configuration"[^>]*>(.*?)</script>', html, re.DOTALL)
    assert found is not None
    configuration = json.loads(found[1])
    assert configuration["messages"]["image-alt"]["error_name"] == message
    assert {"image-alt", "heading-order", "link-name"} <= set(configuration["options"]["runOnly"])
    # Ours tells of the description, and leads to its field.
    assert "empty-meta-description" not in configuration["options"]["runOnly"]
    [check] = [check for check in configuration["spec"]["checks"] if check["id"] == "check-image-alt-text"]
    pattern = re.compile(check["options"]["pattern"], re.IGNORECASE)
    assert all(pattern.search(text) for text in ("IMG_1.jpg", "Foto van Gent", "image d’un quartier"))
    assert not any(pattern.search(text) for text in ("Buren zetten een tafel klaar", "Fotografen aan het werk"))


def test_checking_a_draft_costs_few_queries(
    admin_client: Client, page_at: Any, django_assert_max_num_queries: Any
) -> None:
    page = page_at("/nl/over-ons/")
    page.body = BAD
    address = post_draft(admin_client, page, speak("nl"))
    admin_client.get(address)

    with django_assert_max_num_queries(25):
        admin_client.get(address)
