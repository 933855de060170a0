"""What reaches a translation when its source changes, and what never does."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.html import escape
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail_localize.models import StringTranslation, Translation

from gemeenten.models import Commitment
from home.models import CampaignPage, Partner
from portal.models import PublishedText
from portal.translation import updates
from portal.translation.state import State
from tests.portal.translating import (
    COMMUNICATION,
    change,
    detail_of,
    entry_of,
    logged_in,
    profile,
    translate_all,
)

pytestmark = pytest.mark.django_db


def draft_of(name: str) -> Any:
    """The latest draft of a French profile."""
    return profile(name, "fr").get_latest_revision().as_object()


def test_publication_hands_changes_on_as_a_draft_and_leaves_the_public_page_alone() -> None:
    before = profile("Gent", "fr")

    change(profile("Gent"), introduction="Een nieuwe zin.", contact_email="nieuw@gent.example")

    after = profile("Gent", "fr")
    assert (after.introduction, after.contact_email) == (before.introduction, before.contact_email)
    assert after.live
    assert after.has_unpublished_changes
    assert draft_of("Gent").contact_email == "nieuw@gent.example"
    assert updates.outdated_sources().count() == 0


def test_visitors_read_the_old_french_text_until_the_new_one_is_published(site: Client) -> None:
    french = profile("Gent", "fr")

    change(profile("Gent"), introduction="Een nieuwe zin.")

    html = site.get(french.url).content.decode()
    assert escape(french.introduction) in html
    assert "Een nieuwe zin." not in html


def test_without_the_setting_changes_wait_for_somebody(settings: Any) -> None:
    settings.PORTAL_SYNC_TRANSLATIONS_ON_PUBLISH = False

    change(profile("Gent"), contact_email="nieuw@gent.example")

    assert [row.title for row in updates.outdated_sources()] == ["Gent"]
    assert not profile("Gent", "fr").has_unpublished_changes
    assert detail_of(profile("Gent")).pending


def test_the_command_hands_on_everything_and_says_how_far_it_is(settings: Any) -> None:
    settings.PORTAL_SYNC_TRANSLATIONS_ON_PUBLISH = False
    change(profile("Gent"), contact_email="nieuw@gent.example")
    change(profile("Brugge"), introduction="Een nieuwe zin.")
    out = StringIO()

    call_command("update_translations", "--locale", "fr", stdout=out)

    assert "1/2" in out.getvalue()
    assert "2/2" in out.getvalue()
    assert draft_of("Gent").contact_email == "nieuw@gent.example"
    assert profile("Gent", "fr").contact_email != "nieuw@gent.example"


def test_a_second_run_of_the_command_has_nothing_to_do() -> None:
    change(profile("Gent"), contact_email="nieuw@gent.example")
    revisions = profile("Gent", "fr").revisions.count()
    out = StringIO()

    call_command("update_translations", stdout=out)

    assert "given the changes" in out.getvalue()
    assert profile("Gent", "fr").revisions.count() == revisions


def test_asked_to_publish_the_command_publishes_only_what_is_complete() -> None:
    change(profile("Gent"), contact_email="nieuw@gent.example")
    change(profile("Brugge"), introduction="Een nieuwe zin.")

    call_command("update_translations", "--publish", verbosity=0)

    assert profile("Gent", "fr").contact_email == "nieuw@gent.example"
    assert entry_of(profile("Gent")).state == State.PUBLISHED
    assert profile("Brugge", "fr").introduction != "Een nieuwe zin."
    assert entry_of(profile("Brugge")).state == State.OUTDATED


def test_the_command_publishes_what_has_been_translated_since() -> None:
    page = change(profile("Gent"), introduction="Een nieuwe zin.")
    translate_all(page)

    call_command("update_translations", "--publish", verbosity=0)

    assert profile("Gent", "fr").introduction == "FR Een nieuwe zin."


def test_an_unknown_language_is_refused_by_name() -> None:
    with pytest.raises(CommandError, match="xx"):
        call_command("update_translations", "--locale", "xx")


def test_one_broken_translation_stops_neither_the_others_nor_the_publication(settings: Any) -> None:
    settings.PORTAL_SYNC_TRANSLATIONS_ON_PUBLISH = False
    page = change(profile("Gent"), introduction="Een nieuwe zin.")
    change(profile("Brugge"), contact_email="nieuw@brugge.example")
    StringTranslation.objects.filter(context__object_id=page.translation_key, context__path="title").update(
        data="x" * 400
    )
    err = StringIO()

    with pytest.raises(CommandError, match="1 translations"):
        call_command("update_translations", verbosity=0, stderr=err)

    assert "Gent" in err.getvalue()
    assert draft_of("Brugge").contact_email == "nieuw@brugge.example"


def test_a_cleared_image_is_cleared_in_the_translation_too() -> None:
    image = get_image_model().objects.create(title="x", file=get_test_image_file())
    change(profile("Gent"), image=image)
    call_command("update_translations", "--publish", verbosity=0)
    assert profile("Gent", "fr").image == image

    change(profile("Gent"), image=None)
    call_command("update_translations", "--publish", verbosity=0)

    assert profile("Gent", "fr").image is None


def test_a_cleared_text_is_cleared_in_the_translation_too() -> None:
    change(profile("Gent"), body="")
    call_command("update_translations", "--publish", verbosity=0)

    assert profile("Gent", "fr").body == ""


def test_new_steps_of_the_history_reach_the_draft_and_the_public_page_only_on_publication() -> None:
    page = profile("Gent")
    number = page.commitments.count()
    page.commitments.add(Commitment(kind="renewed", sort_order=9))
    page.save_revision().publish()
    assert profile("Gent", "fr").commitments.count() == number

    call_command("update_translations", "--publish", verbosity=0)

    assert profile("Gent", "fr").commitments.count() == number + 1
    assert profile("Gent", "fr").status == profile("Gent").status


def test_moved_blocks_keep_their_translations() -> None:
    page = CampaignPage.objects.get(slug="doe-mee")
    blocks = list(page.body.raw_data)
    page.body = [blocks[-1], *blocks[:-1]]
    page.save_revision().publish()
    assert entry_of(page).done == entry_of(page).total

    call_command("update_translations", "--publish", verbosity=0)

    target = CampaignPage.objects.get(translation_key=page.translation_key, locale__language_code="fr")
    assert [block.id for block in target.body] == [block["id"] for block in page.body.raw_data]
    assert entry_of(page).state == State.PUBLISHED


def test_a_snippet_keeps_its_words_until_the_changed_ones_are_translated() -> None:
    partner = Partner.objects.filter(locale__language_code="nl").exclude(description="").first()
    assert partner is not None
    target = Partner.objects.get(translation_key=partner.translation_key, locale__language_code="fr")

    partner.description, partner.url = "Iets anders.", "https://example.org/nieuw"
    partner.save()

    target.refresh_from_db()
    assert target.description != "Iets anders."

    translate_all(partner)
    call_command("update_translations", "--publish", verbosity=0)

    target.refresh_from_db()
    assert (target.description, target.url) == ("FR Iets anders.", "https://example.org/nieuw")


def test_a_translation_that_was_stopped_is_left_alone() -> None:
    Translation.objects.filter(source__object_id=profile("Gent").translation_key).update(enabled=False)
    revisions = profile("Gent", "fr").revisions.count()

    change(profile("Gent"), introduction="Een nieuwe zin.")
    call_command("update_translations", verbosity=0)

    assert profile("Gent", "fr").revisions.count() == revisions
    assert entry_of(profile("Gent")).state == State.OUTDATED


def test_the_page_of_the_run_goes_on_by_itself_until_all_is_done(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PORTAL_SYNC_TRANSLATIONS_ON_PUBLISH = False
    monkeypatch.setattr("portal.translation.views.BATCH", 1)
    for name in ("Gent", "Brugge"):
        change(profile(name), contact_email="nieuw@example.org")
    admin = logged_in(COMMUNICATION)

    first = admin.post("/admin/translations/update/").content.decode()
    assert '<progress value="1" max="2"' in first
    assert 'http-equiv="refresh"' in first
    second = admin.get("/admin/translations/update/").content.decode()

    assert '<progress value="2" max="2"' in second
    assert 'http-equiv="refresh"' not in second
    assert updates.outdated_sources().count() == 0
    assert draft_of("Brugge").contact_email == "nieuw@example.org"


def test_a_run_that_nobody_started_changes_nothing(settings: Any) -> None:
    settings.PORTAL_SYNC_TRANSLATIONS_ON_PUBLISH = False
    change(profile("Gent"), contact_email="nieuw@example.org")

    response = logged_in(COMMUNICATION).get("/admin/translations/update/")

    assert response.status_code == 302
    assert updates.outdated_sources().count() == 1


def test_an_object_that_cannot_be_saved_is_named_and_the_run_ends(settings: Any) -> None:
    settings.PORTAL_SYNC_TRANSLATIONS_ON_PUBLISH = False
    page = change(profile("Gent"), introduction="Een nieuwe zin.")
    StringTranslation.objects.filter(context__object_id=page.translation_key, context__path="title").update(
        data="x" * 400
    )

    html = logged_in(COMMUNICATION).post("/admin/translations/update/").content.decode()

    assert "Not possible" in html
    assert 'http-equiv="refresh"' not in html


def test_wagtail_localizes_own_sync_makes_drafts_and_offers_no_publication(settings: Any) -> None:
    settings.PORTAL_SYNC_TRANSLATIONS_ON_PUBLISH = False
    page = change(profile("Gent"), introduction="Een nieuwe zin.")
    source = Translation.objects.get(source__object_id=page.translation_key).source
    admin = logged_in("superuser")
    address = f"/admin/localize/update/{source.pk}/"
    assert "publish_translations" not in admin.get(address).content.decode()

    admin.post(address, {"publish_translations": "on"})

    assert profile("Gent", "fr").introduction != "Een nieuwe zin."
    assert profile("Gent", "fr").has_unpublished_changes
    row = PublishedText.objects.get(translation_key=page.translation_key, is_source=True)
    assert row.digest == row.synced_digest
