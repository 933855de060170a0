"""The states of translations: compared with what is published, not with a flag."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from home.models import Partner
from portal.models import PublishedText
from portal.translation.sentences import Change, Translated, changes, trace
from portal.translation.state import State, Target, judge, read_entries
from tests.portal.translating import change, detail_of, entry_of, french, profile, translate_all

pytestmark = pytest.mark.django_db


def test_a_finished_starter_page_is_up_to_date_with_all_its_segments() -> None:
    entry = entry_of(profile("Gent"))

    assert entry.state == State.PUBLISHED
    assert entry.done == entry.total > 5
    assert entry.last_translated is not None


def test_a_page_without_translation_is_missing() -> None:
    entry = entry_of(profile("Lichtervelde"))

    assert (entry.state, entry.done, entry.target) == (State.MISSING, 0, None)


def test_the_whole_starter_site_is_on_the_board_with_its_snippets() -> None:
    entries = read_entries()

    assert {entry.type_key for entry in entries} >= {
        "home.homepage",
        "home.campaignpage",
        "home.partner",
        "gemeenten.activitypage",
        "gemeenten.letterpage",
        "gemeenten.municipalitypage",
        "gemeenten.municipalityindexpage",
        "news.newspage",
        "news.newsindexpage",
    }
    assert {entry.state for entry in entries} == {State.PUBLISHED, State.MISSING}


def test_a_submitted_page_waits_and_is_ready_once_every_sentence_is_translated() -> None:
    page = profile("Lichtervelde")
    source, _created = TranslationSource.update_or_create_from_instance(page)
    Translation.objects.create(source=source, target_locale=french()).save_target(publish=False)
    assert entry_of(page).state == State.WAITING

    translate_all(page)

    assert entry_of(page).state == State.READY
    assert entry_of(page).done == entry_of(page).total


def test_a_changed_source_makes_its_translation_out_of_date_although_the_flag_says_up_to_date(
    settings: Any,
) -> None:
    settings.PORTAL_SYNC_TRANSLATIONS_ON_PUBLISH = False
    page = profile("Gent")

    change(page, introduction="Een nieuwe zin.")

    translation = Translation.objects.get(source__object_id=page.translation_key)
    assert translation.get_progress()[0] == translation.get_progress()[1], "the flag of wagtail-localize"
    entry = entry_of(page)
    assert entry.state == State.OUTDATED
    assert entry.done == entry.total - 1
    assert entry.days == 0


def test_old_and_new_sentences_stand_side_by_side_with_the_published_translation() -> None:
    page = profile("Gent")
    old, translated = page.introduction, profile("Gent", "fr").introduction

    change(page, introduction="Een nieuwe zin.")

    detail = detail_of(page)
    assert detail.changes == [Change("introduction", old, "Een nieuwe zin.", translated)]
    assert detail.untranslated == [("introduction", "Een nieuwe zin.")]
    assert not detail.complete


def test_the_date_is_that_of_the_oldest_change_the_translation_lacks() -> None:
    page = change(profile("Gent"), introduction="Een nieuwe zin.")
    row = PublishedText.objects.get(translation_key=page.translation_key, is_source=True)
    long_ago = (timezone.now() - timedelta(days=12)).isoformat()
    row.segments = [[path, text, long_ago if text == "Een nieuwe zin." else at] for path, text, at in row.segments]
    row.save()

    change(page, seo_title="Nog iets")

    assert entry_of(page).days == 12


def test_a_changed_value_that_is_no_text_makes_a_translation_out_of_date_too() -> None:
    page = change(profile("Gent"), contact_email="nieuw@gent.example")

    entry = entry_of(page)

    assert (entry.state, entry.other_changes, entry.done) == (State.OUTDATED, True, entry.total)
    assert detail_of(page).changes == []


def test_publishing_without_a_change_changes_no_state() -> None:
    page = change(profile("Gent"))

    assert entry_of(page).state == State.PUBLISHED


def test_publishing_the_translated_change_makes_it_up_to_date() -> None:
    page = change(profile("Gent"), introduction="Een nieuwe zin.")
    translation = translate_all(page)

    translation.save_target(publish=False)
    translation.get_target_instance().get_latest_revision().publish()

    assert entry_of(page).state == State.PUBLISHED
    assert detail_of(page).changes == []


def test_publishing_with_a_gap_is_published_in_part() -> None:
    page = change(profile("Gent"), introduction="Een nieuwe zin.")
    translation = Translation.objects.get(source__object_id=page.translation_key)

    translation.save_target(publish=False)
    translation.get_target_instance().get_latest_revision().publish()

    assert entry_of(page).state == State.PARTIAL
    assert detail_of(page).copied == [("introduction", "Een nieuwe zin.")]


def test_a_translation_with_an_error_does_not_count() -> None:
    page = profile("Gent")
    StringTranslation.objects.filter(context__object_id=page.translation_key, context__path="introduction").update(
        has_error=True
    )

    assert entry_of(page).done == entry_of(page).total - 1


def test_an_unpublished_translation_is_ready_and_a_deleted_one_missing() -> None:
    page, target = profile("Gent"), profile("Gent", "fr")
    target.unpublish()
    assert entry_of(page).state == State.READY

    target.delete()

    assert entry_of(page).state == State.MISSING


def test_an_unpublished_source_leaves_the_board() -> None:
    page = profile("Gent")

    page.unpublish()

    assert read_entries(page.translation_key) == []


def test_a_saved_snippet_is_followed_without_any_publication() -> None:
    partner = Partner.objects.filter(locale__language_code="nl").exclude(description="").first()
    assert partner is not None
    assert entry_of(partner).state == State.PUBLISHED

    partner.description = "Iets anders."
    partner.save()

    assert entry_of(partner).state == State.OUTDATED
    assert [one.new for one in detail_of(partner).changes] == ["Iets anders."]


def test_rebuilding_an_intact_table_changes_nothing() -> None:
    before = {entry.row_id: entry.state for entry in read_entries()}

    call_command("rebuild_translation_state", verbosity=0)

    assert {entry.row_id: entry.state for entry in read_entries()} == before


def test_rebuilding_from_nothing_finds_the_same_states() -> None:
    change(profile("Gent"), introduction="Een nieuwe zin.")
    before = {(entry.key, entry.locale.pk): entry.state for entry in read_entries()}
    PublishedText.objects.all().delete()

    call_command("rebuild_translation_state", verbosity=0)

    assert {(entry.key, entry.locale.pk): entry.state for entry in read_entries()} == before


def test_rebuilding_forgets_what_is_gone() -> None:
    page = profile("Gent", "fr")
    PublishedText.objects.filter(translation_key=page.translation_key).update(object_id="999999")
    PublishedText.objects.create(
        translation_key="00000000-0000-4000-8000-000000000001",
        locale=french(),
        content_type_id=PublishedText.objects.values_list("content_type_id", flat=True)[0],
        object_id="999998",
        title="Gone",
        changed_at=timezone.now(),
    )

    call_command("rebuild_translation_state", verbosity=0)

    assert not PublishedText.objects.filter(title="Gone").exists()
    assert entry_of(profile("Gent")).state == State.PUBLISHED


# --- The comparison itself --------------------------------------------------------------------------------------------


def test_a_sentence_put_between_two_others_is_the_only_change() -> None:
    target = [Translated("body", "Un", "Een"), Translated("body", "Deux", "Twee")]

    found = changes([("body", "Een"), ("body", "Anderhalf"), ("body", "Twee")], target)

    assert found == [Change("body", "", "Anderhalf", "")]


def test_a_removed_sentence_is_shown_with_its_translation() -> None:
    target = [Translated("body", "Un", "Een"), Translated("body", "Deux", "Twee")]

    assert changes([("body", "Een")], target) == [Change("body", "Twee", "", "Deux")]


def test_a_name_that_is_the_same_in_both_languages_is_no_copy() -> None:
    traced = trace([("title", "Gent")], {("title", "Gent"): ["Gent"]}, [("title", "Gent")])

    assert not traced[0].copied


def test_a_text_nobody_translated_is_a_copy_even_after_its_source_has_changed() -> None:
    traced = trace([("title", "Oud")], {}, [("title", "Nieuw")], known_copies=[("title", "Oud")])

    assert traced[0].copied


def test_a_text_written_by_hand_stands_for_what_the_source_says_there() -> None:
    assert trace([("title", "Gand")], {}, [("title", "Gent")]) == [Translated("title", "Gand", "Gent")]


def test_a_live_translation_that_was_never_recorded_is_judged_by_its_strings() -> None:
    assert judge([("a", "x")], {("a", "x")}, Target("1", True), None, other_changes=False) == (State.PUBLISHED, 1)
    assert judge([("a", "x")], set(), Target("1", True), None, other_changes=False) == (State.PARTIAL, 0)
