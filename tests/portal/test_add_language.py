"""A third language: settings and one command."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from home.models import HomePage, Partner

LANGUAGES = [("nl", "Dutch"), ("fr", "French"), ("de", "German")]


@pytest.fixture
def german() -> Iterator[None]:
    """The settings of a site that speaks German as well."""
    with override_settings(LANGUAGES=LANGUAGES, WAGTAIL_CONTENT_LANGUAGES=LANGUAGES):
        yield


@pytest.mark.django_db
def test_language_that_the_settings_do_not_name_is_refused() -> None:
    with pytest.raises(CommandError, match="PORTAL_LANGUAGES"):
        call_command("add_language", "de")


@pytest.mark.drill
@pytest.mark.django_db
def test_the_whole_site_waits_for_its_german_translators_and_nothing_is_live(german: None) -> None:
    call_command("add_language", "de", stdout=StringIO())

    dutch = Page.objects.filter(locale__language_code="nl", depth__gt=1)
    drafts = Page.objects.filter(locale__language_code="de")
    assert drafts.count() == dutch.live().count()
    assert not drafts.filter(live=True).exists()
    assert not drafts.filter(alias_of__isnull=False).exists()
    waiting = Translation.objects.filter(target_locale__language_code="de")
    assert waiting.count() == drafts.count() + Partner.objects.filter(locale__language_code="nl").count()


@pytest.mark.drill
@pytest.mark.django_db
def test_adding_a_language_twice_changes_nothing(german: None) -> None:
    call_command("add_language", "de", stdout=StringIO())
    before = Page.objects.count()

    call_command("add_language", "de", stdout=StringIO())

    assert Page.objects.count() == before


@pytest.mark.drill
def test_published_german_home_is_served_and_offered_in_the_language_switch(site: Client, german: None) -> None:
    call_command("add_language", "de", stdout=StringIO())
    assert site.get("/de/").status_code == 404

    home = HomePage.objects.get(locale=Locale.objects.get(language_code="de"))
    home.title, home.hero_title = "Solidarische Gemeinden", "Solidarität beginnt in deiner Gemeinde"
    home.save_revision().publish()

    response = site.get("/de/")
    assert response.status_code == 200
    assert '<html lang="de"' in response.content.decode()
    assert "Solidarität beginnt in deiner Gemeinde" in response.content.decode()
    assert 'hreflang="de"' in site.get("/nl/").content.decode()
