"""The alternative text of a page's image: taken from the image, kept in step with it, translated with the page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from wagtail_localize.models import StringTranslation

from news.models import NewsPage
from tests.portal.images.making import make_image
from tests.portal.test_publishing import publish_with_gaps
from tests.portal.translating import change, detail_of, profile, translate_all
from tests.test_admin import news_form

ADDRESS = "/nl/nieuws/een-nieuw-bericht/"


def shown(site: Client, address: str) -> str:
    """The image tag at the head of a page."""
    found = re.search(
        r"<figure class=\"picture lead-picture\">.*?(<img[^>]*>)", site.get(address).content.decode(), re.DOTALL
    )
    assert found
    return found[1]


def add_news(admin: Client, page_at: Any, **values: Any) -> Any:
    """Publish a new item through its form."""
    sent = {**news_form(**values), "action-publish": "action-publish"}
    return admin.post(f"/admin/pages/add/news/newspage/{page_at('/nl/nieuws/').pk}/", sent)


def edit_news(admin: Client, **values: Any) -> Any:
    """Publish it again with other values."""
    page = NewsPage.objects.get(slug="een-nieuw-bericht")
    sent = {**news_form(**values), "action-publish": "action-publish"}
    return admin.post(f"/admin/pages/{page.pk}/edit/", sent)


def stored() -> str:
    """The text of the new item."""
    return NewsPage.objects.get(slug="een-nieuw-bericht").image_alt


def test_page_takes_the_description_of_the_image_it_is_given(admin_client: Client, page_at: Any) -> None:
    response = add_news(admin_client, page_at, image=make_image(description="Een feest").pk, image_alt="")

    assert response.status_code == 302
    assert stored() == "Een feest"


def test_text_of_the_page_wins_and_another_image_brings_its_own(
    admin_client: Client, page_at: Any, site: Client
) -> None:
    first, second = make_image(description="Een feest"), make_image(description="Een brug")
    add_news(admin_client, page_at, image=first.pk, image_alt="Het feest van de burgemeester")
    assert 'alt="Het feest van de burgemeester"' in shown(site, ADDRESS)

    edit_news(admin_client, image=first.pk, image_alt="Het feest van de burgemeester")
    assert stored() == "Het feest van de burgemeester"

    edit_news(admin_client, image=second.pk, image_alt="Het feest van de burgemeester")
    assert stored() == "Een brug"

    edit_news(admin_client, image=first.pk, image_alt="Weer een feest")
    assert stored() == "Weer een feest"

    edit_news(admin_client, image="", image_alt="Weer een feest")
    assert stored() == ""


def test_image_without_a_decision_asks_for_a_text_on_the_page(admin_client: Client, page_at: Any) -> None:
    undecided = make_image(description="", credit="")

    refused = add_news(admin_client, page_at, image=undecided.pk, image_alt="")

    assert refused.status_code == 200
    assert "image_alt" in refused.context["form"].errors
    assert not NewsPage.objects.filter(slug="een-nieuw-bericht").exists()
    assert add_news(admin_client, page_at, image=undecided.pk, image_alt="Een brug").status_code == 302


def test_decoration_needs_no_text(admin_client: Client, page_at: Any, site: Client) -> None:
    decoration = make_image(description="", is_decorative=True)

    assert add_news(admin_client, page_at, image=decoration.pk, image_alt="").status_code == 302
    assert 'alt=""' in shown(site, ADDRESS)


# --- In French ------------------------------------------------------------------------------------------------------


def test_translator_finds_the_text_and_the_french_reader_reads_the_translation(site: Client, page_at: Any) -> None:
    change(profile("Gent"), image=make_image(description="Vrijwilligers koken"))
    assert "Vrijwilligers koken" in str(detail_of(profile("Gent")).untranslated)

    translation = translate_all(profile("Gent"), prefix="En français : ")
    StringTranslation.objects.filter(translation_of__data="Vrijwilligers koken").update(data="Des bénévoles cuisinent")
    translation.save_target(publish=True)

    image = shown(site, "/fr/communes/gand/")
    assert 'alt="Des bénévoles cuisinent"' in image
    assert "lang=" not in image


def test_untranslated_text_is_marked_with_its_language(site: Client, page_at: Any) -> None:
    page = change(profile("Gent"), image=make_image(description="Vrijwilligers koken"))
    publish_with_gaps(page)

    image = shown(site, "/fr/communes/gand/")
    assert 'alt="Vrijwilligers koken"' in image
    assert 'lang="nl"' in image


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_page_from_before_falls_back_to_the_image_and_marks_its_language(
    site: Client, page_at: Any, language: str
) -> None:
    address = {"nl": "/nl/gemeenten/gent/", "fr": "/fr/communes/gand/"}[language]
    page = profile("Gent", language)
    # As the columns stand right after the migration, before anybody saves the page.
    type(page).objects.filter(pk=page.pk).update(image=make_image(description="Een brug"), image_alt="")

    image = shown(site, address)

    assert 'alt="Een brug"' in image
    assert ('lang="nl"' in image) is (language == "fr")
