"""What stands between an unfinished translation and the public, in the real admin and over HTTP."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Locale
from wagtail.test.utils.form_data import nested_form_data, streamfield
from wagtail_localize.locales.components import get_locale_components
from wagtail_localize.models import LocaleSynchronization, StringTranslation, Translation, TranslationSource

from gemeenten.models import MunicipalityPage
from home.models import CampaignPage, HomePage, Partner
from portal.translation.passages import all_passages, mark
from portal.translation.state import State
from tests.portal.translating import (
    COMMUNICATION,
    TRANSLATORS,
    change,
    entry_of,
    logged_in,
    profile,
    translate_all,
)

pytestmark = pytest.mark.django_db
NEW = "Een nieuwe Nederlandse zin."


def edit(page: Any) -> str:
    return f"/admin/pages/{page.pk}/edit/"


def publish_with_gaps(source: Any) -> Any:
    """Publish the French page although sentences are missing, as after an informed yes."""
    translation = Translation.objects.get(source__object_id=source.translation_key)
    translation.save_target(publish=False)
    target = translation.get_target_instance()
    target.get_latest_revision().publish()
    return type(source).objects.get(pk=target.pk)


# --- The warning ------------------------------------------------------------------------------------------------------


def test_the_editor_of_translations_asks_before_it_publishes_an_unfinished_one() -> None:
    change(profile("Gent"), introduction=NEW)
    target = profile("Gent", "fr")
    admin = logged_in("superuser")

    html = admin.post(edit(target), {"action": "publish"}).content.decode()

    assert NEW in html
    assert "Publish all the same" in html
    assert profile("Gent", "fr").introduction == target.introduction


def test_the_yes_of_the_warning_publishes(django_capture_on_commit_callbacks: Any) -> None:
    change(profile("Gent"), introduction=NEW)
    target = profile("Gent", "fr")
    admin = logged_in("superuser")
    html = admin.post(edit(target), {"action": "publish"}).content.decode()
    form = html[html.index("<form", html.index("Publish an unfinished")) :]
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    fields.pop("csrfmiddlewaretoken", None)

    with django_capture_on_commit_callbacks(execute=True):
        admin.post(edit(target), fields)

    assert fields == {"action": "publish", "confirm": "1"}
    assert profile("Gent", "fr").introduction == NEW
    assert entry_of(profile("Gent")).state == State.PARTIAL


def test_a_finished_translation_is_published_without_a_question(django_capture_on_commit_callbacks: Any) -> None:
    page = change(profile("Gent"), introduction=NEW)
    translate_all(page)

    with django_capture_on_commit_callbacks(execute=True):
        response = logged_in("superuser").post(edit(profile("Gent", "fr")), {"action": "publish"})

    assert response.status_code == 302
    assert profile("Gent", "fr").introduction == f"FR {NEW}"
    assert entry_of(page).state == State.PUBLISHED


def test_changes_that_were_not_handed_on_are_told_too(settings: Any) -> None:
    settings.PORTAL_SYNC_TRANSLATIONS_ON_PUBLISH = False
    change(profile("Gent"), contact_email="nieuw@example.org")

    html = logged_in("superuser").post(edit(profile("Gent", "fr")), {"action": "publish"}).content.decode()

    assert "have not been handed on" in html


def test_translators_may_not_publish_with_or_without_a_yes() -> None:
    change(profile("Gent"), introduction=NEW)
    target = profile("Gent", "fr")
    admin = logged_in(TRANSLATORS)

    for data in ({"action": "publish"}, {"action": "publish", "confirm": "1"}):
        admin.post(edit(target), data)
    assert admin.post(f"/admin/translations/publish/{target.pk}/", {"confirm": "1"}).status_code == 403

    assert profile("Gent", "fr").introduction == target.introduction


def test_wagtails_own_editor_asks_too_and_keeps_the_changes_as_a_draft() -> None:
    target = CampaignPage.objects.get(slug="participer")
    source = CampaignPage.objects.get(slug="doe-mee")
    Translation.objects.filter(source__object_id=source.translation_key).update(enabled=False)
    change(source, introduction=NEW)
    admin = logged_in("superuser")
    data = form_data(admin, target)

    html = admin.post(edit(target), {**data, "title": "Participer autrement", "action-publish": "1"}).content.decode()

    assert "Publish all the same" in html
    assert NEW in html
    assert CampaignPage.objects.get(pk=target.pk).title == target.title

    admin.post(f"/admin/translations/publish/{target.pk}/", {"confirm": "1"})

    assert CampaignPage.objects.get(pk=target.pk).title == "Participer autrement"


def form_data(admin: Client, page: Any) -> dict[str, Any]:
    """What the page editor would send for a page as it is."""
    assert admin.get(edit(page)).status_code == 200
    return dict(
        nested_form_data(
            {
                "title": page.title,
                "slug": page.slug,
                "introduction": page.introduction,
                "menu_title": page.menu_title,
                "seo_title": page.seo_title,
                "search_description": page.search_description,
                "body": streamfield([]),
                "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
            }
        )
    )


def test_publishing_many_at_once_asks_once_for_all_of_them() -> None:
    change(profile("Gent"), introduction=NEW)
    target = profile("Gent", "fr")
    admin = logged_in("superuser")
    address = f"/admin/bulk/wagtailcore/page/publish/?id={target.pk}&next=/admin/"

    html = admin.post(address, {"next": "/admin/"}).content.decode()

    assert "Publish all the same" in html
    assert entry_of(profile("Gent")).state != State.PARTIAL
    admin.post(address, {"next": "/admin/", "confirm": "1"})
    assert entry_of(profile("Gent")).state == State.PARTIAL


def test_sending_an_unfinished_translation_to_review_asks_as_well() -> None:
    page = change(profile("Gent"), introduction=NEW)

    html = logged_in(TRANSLATORS).post(f"/admin/translations/{page.translation_key}/fr/submit/").content.decode()

    assert "Submit an unfinished translation" in html


def test_a_snippet_is_asked_about_too() -> None:
    partner = Partner.objects.filter(locale__language_code="nl").exclude(description="").first()
    assert partner is not None
    partner.description = NEW
    partner.save()
    target = Partner.objects.get(translation_key=partner.translation_key, locale__language_code="fr")

    html = logged_in("superuser").post(f"/admin/snippets/home/partner/edit/{target.pk}/", {"action": "publish"})

    assert "Publish all the same" in html.content.decode()
    target.refresh_from_db()
    assert target.description != NEW


# --- Nothing Dutch is served unmarked ---------------------------------------------------------------------------------


def test_an_untranslated_introduction_is_marked_as_dutch(site: Client) -> None:
    target = publish_with_gaps(change(profile("Gent"), introduction=NEW))

    html = site.get(target.url).content.decode()

    assert re.search(rf'<div class="lead" lang="nl"><p>{NEW}', html)


def test_the_mark_goes_once_the_sentence_is_translated(site: Client) -> None:
    source = change(profile("Gent"), introduction=NEW)
    target = publish_with_gaps(source)
    translate_all(source)
    publish_with_gaps(source)

    html = site.get(target.url).content.decode()

    assert f"FR {NEW}" in html
    assert '<div class="lead" lang="nl">' not in html


def test_in_rich_text_only_the_untranslated_sentence_is_marked(site: Client) -> None:
    source = profile("Gent")
    target = publish_with_gaps(change(source, body=f"{source.body}<p>{NEW}</p>"))

    html = site.get(target.url).content.decode()

    assert f'<p><span lang="nl">{NEW}</span></p>' in html
    assert html.count('<span lang="nl">') == 1


def test_an_untranslated_initiative_is_marked_on_the_profile_and_wherever_it_is_listed(site: Client) -> None:
    source = profile("Brugge")
    data = list(source.initiatives.raw_data)
    data[0] = {**data[0], "value": {**data[0]["value"], "title": NEW, "text": f"<p>{NEW}</p>"}}
    target = publish_with_gaps(change(source, initiatives=data))
    activity = MunicipalityPage.objects.get(pk=target.pk).initiatives[0].value["activity"]
    listed = activity.pages.get(locale__language_code="fr")

    for page in (target, listed):
        html = site.get(page.url).content.decode()
        assert f'<h3 lang="nl">{NEW}</h3>' in html
        assert f'<span lang="nl">{NEW}</span>' in html


def test_an_untranslated_part_of_a_block_is_marked_and_the_rest_of_the_block_is_not(site: Client) -> None:
    source = HomePage.objects.get(locale__language_code="nl")
    data = [
        {**block, "value": {**block["value"], "title": NEW}} if block["type"] == "municipalities" else block
        for block in source.body.raw_data
    ]
    assert any(block["value"].get("title") == NEW for block in data if isinstance(block["value"], dict))
    target = publish_with_gaps(change(source, body=data))

    html = site.get(target.url).content.decode()

    assert f'<h2 lang="nl">{NEW}</h2>' in html


def test_a_step_of_a_list_is_marked_on_its_own(site: Client) -> None:
    source = next(
        page
        for page in CampaignPage.objects.filter(locale__language_code="nl")
        if any(block["type"] == "steps" for block in page.body.raw_data)
    )
    data = []
    for block in source.body.raw_data:
        if block["type"] == "steps":
            first, *others = block["value"]["steps"]
            first = {**first, "value": {**first["value"], "text": NEW}}
            block = {**block, "value": {**block["value"], "steps": [first, *others]}}  # noqa: PLW2901
        data.append(block)
    target = publish_with_gaps(change(source, body=data))

    html = site.get(target.url).content.decode()

    assert f'<div lang="nl"><p>{NEW}</p></div>' in html
    assert html.count(f'lang="nl"><p>{NEW}') == html.count(NEW)


def test_the_card_in_the_list_marks_an_untranslated_summary(site: Client) -> None:
    target = publish_with_gaps(change(profile("Gent"), introduction=NEW))

    html = site.get(target.get_parent().url).content.decode()

    assert f'<p class="card-summary" lang="nl">{NEW}' in html


def test_an_untranslated_title_is_marked_in_menus_and_breadcrumbs(site: Client) -> None:
    source = CampaignPage.objects.get(slug="doe-mee")
    target = publish_with_gaps(change(source, title=NEW, menu_title=""))

    html = site.get(target.url).content.decode()

    assert f'<h1 lang="nl">{NEW}</h1>' in html
    assert re.search(rf'<a href="[^"]*" lang="nl"[^>]*>{NEW}</a>', html)


def test_a_partner_without_translation_is_marked_as_dutch(site: Client) -> None:
    page = next(
        page
        for page in CampaignPage.objects.filter(locale__language_code="fr")
        if any(block["type"] == "partners" for block in page.body.raw_data)
    )
    partner = Partner.objects.create(locale=Locale.objects.get(language_code="nl"), name="Nieuw", description=NEW)

    html = site.get(page.url).content.decode()

    assert f'<p lang="nl">{NEW}</p>' in html
    assert partner.pk


def test_no_page_of_the_starter_site_has_a_passage_in_another_language(site: Client) -> None:
    assert all_passages() == {}


def test_marking_keeps_links_bold_and_order() -> None:
    html = '<p>Un.</p><ul><li>Deux <a linktype="page" id="3">lien</a> <b>gras</b></li></ul>'
    sentence = 'Deux <a id="a1">lien</a> <b>gras</b>'

    marked = mark(html, frozenset({sentence}), "nl")

    assert marked == (
        '<p>Un.</p><ul><li><span lang="nl">Deux <a id="3" linktype="page">lien</a> <b>gras</b></span></li></ul>'
    )


# --- Aliases ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["superuser", COMMUNICATION, TRANSLATORS])
def test_nobody_turns_a_translation_into_an_alias(role: str) -> None:
    target = profile("Gent", "fr")
    admin = logged_in(role)

    for method in (admin.get, admin.post):
        assert method(f"/admin/localize/page/{target.pk}/convert_to_alias/").status_code == 403

    assert profile("Gent", "fr").alias_of is None


def test_no_editor_offers_the_alias() -> None:
    target = profile("Gent", "fr")
    admin = logged_in("superuser")
    html = admin.get(edit(target)).content.decode()
    assert "&quot;convertToAliasUrl&quot;: null" in html
    assert "convert_to_alias" not in html

    Translation.objects.filter(source__object_id=target.translation_key).update(enabled=False)

    assert "convert-to-alias" not in admin.get(edit(target)).content.decode()


def test_a_locale_cannot_be_filled_with_aliases() -> None:
    assert all(component["model"] is not LocaleSynchronization for component in get_locale_components())
    locale = Locale.objects.get(language_code="fr")

    html = logged_in("superuser").get(f"/admin/locales/edit/{locale.pk}/").content.decode()

    assert "sync_from" not in html


def test_submitting_a_page_makes_a_draft_and_no_alias() -> None:
    page = profile("Lichtervelde")
    locale = Locale.objects.get(language_code="fr")

    logged_in(TRANSLATORS).post(f"/admin/localize/submit/page/{page.pk}/", {"locales": [locale.pk]})

    target = profile("Lichtervelde", "fr")
    assert (target.live, target.alias_of) == (False, None)
    assert TranslationSource.objects.filter(object_id=page.translation_key).exists()
    assert not StringTranslation.objects.filter(context__object_id=page.translation_key).exists()
    assert entry_of(page).state == State.WAITING
