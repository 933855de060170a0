"""Translating through wagtail-localize: what is paired, what is synchronised, what an editor's change does."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from gemeenten.models import Activity, Commitment, Municipality, MunicipalityPage
from home.models import Partner
from home.translations import IncompleteTranslationError, pair_texts, pair_values, translate
from tests.factories import make_profile


@pytest.fixture
def french(db: None) -> Locale:
    """The language translated into."""
    return Locale.objects.get(language_code="fr")


def translation_of(page: Page) -> Translation:
    """The French translation of a page."""
    return Translation.objects.get(source__object_id=page.translation_key, target_locale__language_code="fr")


def resync(page: Page) -> Page:
    """What an editor does with “Sync translated pages”: read the source anew, save and publish the translation."""
    TranslationSource.update_or_create_from_instance(page)
    translation = translation_of(page)
    translation.save_target(publish=False)
    target = translation.get_target_instance()
    target.get_latest_revision().publish()
    return translation.get_target_instance()


# --- Pairing --------------------------------------------------------------------------------------------------------


def test_plain_text_is_one_segment() -> None:
    assert pair_texts("title", "Gent & co", "Gand & cie", rich=False) == {("title", "Gent &amp; co"): "Gand &amp; cie"}


def test_rich_text_is_paired_block_by_block() -> None:
    paired = pair_texts("body", "<h2>Een</h2><p>Twee <b>drie</b></p>", "<h2>Un</h2><p>Deux <b>trois</b></p>", rich=True)

    assert paired == {("body", "Een"): "Un", ("body", "Twee <b>drie</b>"): "Deux <b>trois</b>"}


@pytest.mark.parametrize("french_text", ["<p>Un</p>", "<p>Un</p><p>Deux</p><p>Trois</p>", ""])
def test_rich_texts_of_unequal_length_are_refused(french_text: str) -> None:
    with pytest.raises(IncompleteTranslationError, match="body: 2 segments"):
        pair_texts("body", "<p>Een</p><p>Twee</p>", french_text, rich=True)


def test_lists_of_unequal_length_are_refused() -> None:
    with pytest.raises(IncompleteTranslationError, match="steps: lists of different length"):
        pair_values("steps", [{"title": "Een"}, {"title": "Twee"}], [{"title": "Un"}])


def test_empty_texts_need_no_translation() -> None:
    assert pair_values("body", [{"title": "", "text": "Twee"}], [{"title": "", "text": "Deux"}]) == {
        ("body", "Twee"): "Deux"
    }


# --- Translating ----------------------------------------------------------------------------------------------------


def test_segment_without_a_translation_publishes_nothing(french: Locale) -> None:
    page = make_profile("11002", title="Antwerpen")

    with pytest.raises(IncompleteTranslationError, match="introduction"):
        translate(page, french, {("title", "Antwerpen"): "Anvers", ("slug", "profile-11002"): "anvers"})

    assert not page.has_translation(french)


def test_translated_page_is_published_with_its_own_words(french: Locale, site: Client) -> None:
    page = make_profile("11002", title="Antwerpen")

    translated = translate(
        page,
        french,
        {
            ("title", "Antwerpen"): "Anvers",
            ("slug", "profile-11002"): "anvers",
            ("introduction", "Inleiding."): "Texte d’introduction.",
        },
    )

    assert translated.live
    assert "Texte d’introduction." in site.get("/fr/communes/anvers/").content.decode()


def test_translating_again_without_a_change_changes_nothing(french: Locale, page_at: Any) -> None:
    dutch = page_at("/nl/gemeenten/gent/")
    french_page = page_at("/fr/communes/gand/")
    strings = set(StringTranslation.objects.values_list("pk", "data"))
    segments = StringSegment.objects.count()

    again = resync(dutch)

    assert again.pk == french_page.pk
    for field in ("title", "slug", "introduction", "body", "seo_title", "search_description", "status"):
        assert getattr(again, field) == getattr(french_page, field), field
    assert list(again.initiatives.raw_data) == list(french_page.initiatives.raw_data)
    assert set(StringTranslation.objects.values_list("pk", "data")) == strings
    assert StringSegment.objects.count() == segments


def test_partner_not_yet_translated_is_shown_in_the_source_language(site: Client) -> None:
    Partner.objects.create(
        name="Nieuwe partner", role="organiser", sort_order=5, locale=Locale.objects.get(language_code="nl")
    )

    assert "Nieuwe partner" in site.get("/fr/a-propos/").content.decode()


# --- After a change of the source -----------------------------------------------------------------------------------


#: What a visitor sees of a page.
SHOWN = ("title", "slug", "introduction", "body", "initiatives", "live", "seo_title", "search_description", "status")


def test_publishing_a_dutch_change_leaves_the_french_page_as_it_is(site: Client, page_at: Any) -> None:
    page = page_at("/nl/gemeenten/gent/")
    before = MunicipalityPage.objects.values(*SHOWN).get(slug="gand")

    page.introduction = "Een nieuwe Nederlandse inleiding."
    page.title = "Gent, herschreven"
    page.save_revision().publish()

    assert MunicipalityPage.objects.values(*SHOWN).get(slug="gand") == before
    assert "Een nieuwe Nederlandse inleiding." in site.get("/nl/gemeenten/gent/").content.decode()
    assert "Een nieuwe Nederlandse inleiding." not in site.get("/fr/communes/gand/").content.decode()


def test_changed_passage_waits_for_the_translator_once_the_source_is_synced(page_at: Any) -> None:
    page = page_at("/nl/gemeenten/gent/")
    page.introduction = "Een nieuwe Nederlandse inleiding."
    page.save_revision().publish()

    TranslationSource.update_or_create_from_instance(page)

    total, done = translation_of(page).get_progress()
    assert done == total - 1


def test_synced_page_keeps_its_address_and_shows_untranslated_segments_in_dutch(page_at: Any) -> None:
    page = page_at("/nl/gemeenten/gent/")
    page.introduction = "Een nieuwe Nederlandse inleiding."
    page.save_revision().publish()
    before = MunicipalityPage.objects.get(slug="gand")

    TranslationSource.update_or_create_from_instance(page)
    translation = translation_of(page)
    translation.source.create_or_update_translation(translation.target_locale, publish=False, fallback=True)
    after = translation.get_target_instance().get_latest_revision_as_object()

    assert after.slug == "gand"
    assert after.title == before.title
    assert after.introduction == "Een nieuwe Nederlandse inleiding."


def test_tags_commitments_and_dates_follow_the_source_at_the_next_sync(page_at: Any) -> None:
    page = page_at("/nl/gemeenten/gent/")
    page.activities.set(Activity.objects.filter(slug__in=["onderwijs", "community-sponsorship"]))
    page.commitments = [
        Commitment(kind="decided", date=date(2021, 5, 1)),
        Commitment(kind="withdrawn", date=date(2024, 5, 1)),
    ]
    page.joined_on = date(2021, 5, 1)
    page.decision_url = "https://example.org/besluit"
    page.save_revision().publish()

    french_page = resync(page)

    assert set(french_page.activities.values_list("slug", flat=True)) == {"onderwijs", "community-sponsorship"}
    assert [step.kind for step in french_page.commitments.all()] == ["decided", "withdrawn"]
    assert french_page.joined_on == date(2021, 5, 1)
    assert french_page.decision_url == "https://example.org/besluit"
    assert french_page.status == "none"


def test_steps_of_the_source_stay_its_own_when_they_are_synchronised(page_at: Any) -> None:
    page = page_at("/nl/gemeenten/gent/")
    ours = set(page.commitments.values_list("pk", flat=True))

    french_page = resync(page)

    assert set(MunicipalityPage.objects.get(pk=page.pk).commitments.values_list("pk", flat=True)) == ours
    assert not ours & set(french_page.commitments.values_list("pk", flat=True))


def test_register_row_is_the_same_in_both_languages_and_follows_the_source(page_at: Any) -> None:
    page = page_at("/nl/gemeenten/hove/")
    page.municipality = Municipality.objects.get(pk="11002")
    page.save_revision().publish()

    assert resync(page).municipality_id == "11002"


def test_removed_steps_and_tags_leave_the_translation_too(page_at: Any) -> None:
    page = page_at("/nl/gemeenten/gent/")
    page.activities.clear()
    page.commitments = []
    page.save_revision().publish()

    french_page = resync(page)

    assert french_page.activities.count() == 0
    assert french_page.commitments.count() == 0


def test_cleared_optional_text_is_cleared_in_the_translation(page_at: Any) -> None:
    page = page_at("/nl/gemeenten/gent/")
    page.body = ""
    page.save_revision().publish()

    assert resync(page).body == ""


def test_cleared_optional_address_is_cleared_in_the_translation(page_at: Any) -> None:
    page = page_at("/nl/gemeenten/gent/")
    page.decision_url = "https://example.org/besluit"
    page.save_revision().publish()
    assert resync(page).decision_url == "https://example.org/besluit"

    page.decision_url = ""
    page.save_revision().publish()

    assert resync(page).decision_url == ""


def test_cleared_optional_document_is_cleared_in_the_translation(page_at: Any) -> None:
    page = page_at("/nl/gemeenten/gent/")
    page.decision_document = get_document_model().objects.create(
        title="Besluit", file=SimpleUploadedFile("besluit.txt", b"Besluit van de raad")
    )
    page.save_revision().publish()
    assert resync(page).decision_document == page.decision_document

    page.decision_document = None
    page.save_revision().publish()

    assert resync(page).decision_document is None


def test_removed_block_leaves_the_translation(page_at: Any) -> None:
    page = page_at("/nl/gemeenten/gent/")
    first = page.initiatives.raw_data[0]["id"]
    page.initiatives = list(page.initiatives.raw_data)[1:]
    page.save_revision().publish()

    kept = [block["id"] for block in resync(page).initiatives.raw_data]

    assert first not in kept
    assert kept == [block["id"] for block in page.initiatives.raw_data]
