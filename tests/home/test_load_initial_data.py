"""The command that fills an empty site, once and whole, and the readable texts that it reads."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, Site, get_page_models
from wagtail_localize.models import Translation, TranslationSource

from gemeenten.models import Activity, LetterPage, Municipality, MunicipalityPage
from home import starter
from home.models import CampaignPage, HomePage, Partner
from home.translations import IncompleteTranslationError
from news.models import NewsPage
from portal.models import BasePage, CampaignSettings

FILES = ["pages", "activities", "municipalities", "news", "letter", "partners", "settings"]
UNTRANSLATED = {"Lichtervelde", "Oosterzele"}


def load() -> str:
    """Run the command and return what it says."""
    out = io.StringIO()
    call_command("load_initial_data", stdout=out)
    return out.getvalue()


def pairs(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every ``{nl, fr}`` pair of a file with its place."""
    if isinstance(value, dict):
        if set(value) & {"nl", "fr"}:
            yield path, value
            return
        for key, item in value.items():
            yield from pairs(item, f"{path}/{key}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from pairs(item, f"{path}/{number}")


def rows_and_dates() -> dict[str, Any]:
    """How much there is, and when it was last touched."""
    pages = dict(Page.objects.values_list("pk", "latest_revision_created_at"))
    others = [kind.objects.count() for kind in (Partner, Activity, Municipality, TranslationSource, Translation)]
    return {"pages": pages, "others": others}


@pytest.fixture
def empty_site(db: None) -> None:
    """The state before the first load: register and languages, no page, no activity, no partner."""
    for page in Page.objects.filter(depth=2):
        page.delete()
    TranslationSource.objects.all().delete()
    Partner.objects.all().delete()
    Activity.objects.all().delete()
    CampaignSettings.objects.all().delete()


# --- The command ----------------------------------------------------------------------------------------------------


def test_second_load_changes_nothing(db: None) -> None:
    before = rows_and_dates()

    said = load()

    assert rows_and_dates() == before
    assert "already" in said


def test_second_load_keeps_what_an_editor_changed(site: Client, page_at: Any) -> None:
    page = page_at("/nl/over-ons/")
    page.title = "Wij, door een redacteur hernoemd"
    page.save_revision().publish()

    load()

    assert "Wij, door een redacteur hernoemd" in site.get("/nl/over-ons/").content.decode()


def test_second_load_does_not_bring_back_what_an_editor_deleted(site: Client, page_at: Any) -> None:
    page_at("/nl/nieuws/fusies-2025/").delete()

    load()

    assert site.get("/nl/nieuws/fusies-2025/").status_code == 404


@pytest.mark.drill
def test_load_into_an_empty_site_makes_all_pages_again(empty_site: None, site: Client) -> None:
    assert not HomePage.objects.exists()

    load()

    assert site.get("/nl/").status_code == 200
    assert site.get("/fr/communes/gand/").status_code == 200
    assert MunicipalityPage.objects.live().filter(locale__language_code="nl").count() == 17
    assert MunicipalityPage.objects.live().filter(locale__language_code="fr").count() == 15
    assert not Redirect.objects.exists()


@pytest.mark.drill
def test_missing_translation_leaves_nothing_behind(empty_site: None, monkeypatch: pytest.MonkeyPatch) -> None:
    read = starter.read

    def read_without_a_french_text(name: str) -> dict[str, Any]:
        content = deepcopy(read(name))
        if name == "news":
            content["news"][-1]["body"]["fr"] = "<p>Een enkele alinea.</p>"
        return content

    monkeypatch.setattr(starter, "read", read_without_a_french_text)
    with pytest.raises(IncompleteTranslationError, match="body"):
        load()

    assert not HomePage.objects.exists()
    assert not Activity.objects.exists()
    assert not Partner.objects.exists()
    assert not TranslationSource.objects.exists()
    assert Page.objects.filter(depth__gt=1).count() == 0


# --- The site it makes ----------------------------------------------------------------------------------------------


def test_default_site_leads_to_the_dutch_home_page(db: None) -> None:
    default = Site.objects.get(is_default_site=True)

    assert default.root_page.specific == HomePage.objects.get(locale__language_code="nl")
    assert Site.objects.count() == 1


def test_no_redirects_are_left_of_addresses_that_nobody_saw(db: None) -> None:
    assert not Redirect.objects.exists()


def test_every_page_is_published_and_has_a_revision(db: None) -> None:
    pages = Page.objects.filter(depth__gt=1)

    assert not pages.filter(live=False).exists()
    assert not pages.filter(has_unpublished_changes=True).exists()
    assert not pages.filter(live_revision__isnull=True).exists()


def test_every_dutch_page_but_two_profiles_has_a_translation_source_and_a_translation(db: None) -> None:
    translated = set(Translation.objects.values_list("source__object_id", flat=True))
    without = [
        page.title
        for page in Page.objects.filter(locale__language_code="nl", depth__gt=1)
        if page.translation_key not in translated
    ]

    assert set(without) == UNTRANSLATED


def test_every_french_page_is_made_from_a_translation_of_the_dutch_one(db: None) -> None:
    french = Locale.objects.get(language_code="fr")
    pages = Page.objects.filter(locale=french, depth__gt=1)
    assert pages.count() > 30
    for page in pages.specific():
        translation = Translation.objects.get(source__object_id=page.translation_key, target_locale=french)
        assert translation.enabled
        assert translation.source.locale.language_code == "nl"
        assert translation.get_target_instance() == page


def test_every_translation_is_complete(db: None) -> None:
    progress = {str(item): item.get_progress() for item in Translation.objects.select_related("source")}

    assert len(progress) > 40
    assert {name: counts for name, counts in progress.items() if counts[0] != counts[1]} == {}
    assert sum(total for total, _done in progress.values()) > 400


def test_two_profiles_are_left_for_the_translator(db: None) -> None:
    dutch = MunicipalityPage.objects.filter(locale__language_code="nl")
    keys = MunicipalityPage.objects.filter(locale__language_code="fr").values("translation_key")

    assert set(dutch.exclude(translation_key__in=keys).values_list("title", flat=True)) == UNTRANSLATED
    assert not TranslationSource.objects.filter(
        object_id__in=dutch.filter(title__in=UNTRANSLATED).values("translation_key")
    ).exists()


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_every_block_of_every_stream_has_an_id_of_its_own(db: None, language: str) -> None:
    seen = 0
    for kind in (HomePage, CampaignPage, NewsPage):
        for page in kind.objects.filter(locale__language_code=language):
            ids = [block["id"] for block in page.body.raw_data]
            ids += [
                item["id"]
                for block in page.body.raw_data
                if block["type"] == "steps"
                for item in block["value"]["steps"]
            ]
            assert all(UUID(number) for number in ids)
            assert len(set(ids)) == len(ids)
            seen += len(ids)
    for page in MunicipalityPage.objects.filter(locale__language_code=language):
        ids = [block["id"] for block in page.initiatives.raw_data]
        assert len(set(ids)) == len(ids)
        seen += len([UUID(number) for number in ids])
    assert seen > 50


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_partners_are_there_in_both_languages(site: Client, language: str) -> None:
    ours = Partner.objects.filter(locale__language_code=language)

    assert ours.count() == len(starter.read("partners")["partner"])
    assert not ours.filter(description="").exists()
    about = {"nl": "/nl/over-ons/", "fr": "/fr/a-propos/"}[language]
    html = site.get(about).content.decode()
    for partner in ours:
        assert partner.description in html


def test_no_french_text_of_the_site_is_still_the_dutch_one(db: None) -> None:
    same = []
    for page in [kind for kind in get_page_models() if issubclass(kind, BasePage)]:
        for dutch in page.objects.filter(locale__language_code="nl"):
            french = page.objects.filter(translation_key=dutch.translation_key, locale__language_code="fr").first()
            for field in ("introduction", "search_description", "hero_title", "hero_text", "privacy_note"):
                text = getattr(dutch, field, "")
                if french is not None and text and text == getattr(french, field):
                    same.append(f"{dutch}: {field}")
    assert same == []


# --- The texts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_every_text_has_both_languages(name: str) -> None:
    untranslated = {
        f"/municipality/{number}"
        for number, entry in enumerate(starter.read(name).get("municipality", []))
        if not entry.get("translated", True)
    }
    halves = [
        path
        for path, pair in pairs(starter.read(name))
        if set(pair) != {"nl", "fr"} or not all(str(text).strip() for text in pair.values())
    ]

    assert [path for path in halves if not path.startswith(tuple(f"{start}/" for start in untranslated))] == []


@pytest.mark.parametrize("name", FILES)
def test_texts_use_no_straight_apostrophes_or_quotes(name: str) -> None:
    for path, pair in pairs(starter.read(name)):
        for language, text in pair.items():
            words = re.sub(r"<[^>]*>", "", text)
            assert "'" not in words, f"{name}{path} ({language}): {words}"
            assert '"' not in words, f"{name}{path} ({language}): {words}"


@pytest.mark.parametrize("name", FILES)
def test_french_texts_put_a_no_break_space_before_double_punctuation(name: str) -> None:
    for path, pair in pairs(starter.read(name)):
        # The title of a Dutch source, as the text of its link, keeps its own punctuation.
        words = re.sub(r'<a href="https[^>]*>.*?</a>|<[^>]*>|https?://\S+', "", pair.get("fr", ""))
        wrong = re.search(r"[^\u00a0\u202f][;!?»](?!\w)|(?<=\w) :|\w:(?=\s)|«[^\u00a0\u202f]", words)
        assert wrong is None, f"{name}{path}: {wrong and words[max(0, wrong.start() - 20) : wrong.end() + 5]!r}"


def test_links_in_the_texts_lead_to_pages_that_exist() -> None:
    keys = {"home", *(entry["key"] for entry in starter.read("pages")["page"])}
    used = set()
    for name in FILES:
        for _path, pair in pairs(starter.read(name)):
            for text in pair.values():
                used |= set(re.findall(r'href="page:([^"]+)"', text))

    assert used
    assert used <= keys


def test_profiles_name_register_rows_and_curated_activities_only(db: None) -> None:
    tags = {entry["tag"] for entry in starter.read("activities")["activity"]}
    entries = starter.read("municipalities")["municipality"]

    assert len(tags) == 7
    assert len(entries) == 17
    assert len({entry["refnis"] for entry in entries}) == 17
    known = set(Municipality.objects.values_list("refnis", flat=True))
    assert {entry["refnis"] for entry in entries} <= known
    for entry in entries:
        assert set(entry["activities"]) <= tags
        assert {item["activity"] for item in entry.get("initiative", [])} <= set(entry["activities"])


def test_every_initiative_names_its_source() -> None:
    for entry in starter.read("municipalities")["municipality"]:
        for item in entry.get("initiative", []):
            assert item["source_name"], entry["title"]
            assert item["source_url"].startswith("https://"), entry["title"]


def test_search_descriptions_fit_a_result_page() -> None:
    for name in ("pages", "activities", "news"):
        for path, pair in pairs(starter.read(name)):
            if path.endswith("search_description"):
                for language, text in pair.items():
                    assert 110 <= len(text) <= 155, f"{name}{path} ({language}): {len(text)}"


def test_letter_page_keeps_the_placeholders_of_its_text(db: None) -> None:
    for page in LetterPage.objects.all():
        assert "{municipality}" in page.letter_subject + page.letter_body + page.letter_salutation
        assert "<p>{own_words}</p>" in re.sub(r' data-block-key="[^"]*"', "", page.letter_body)
