"""Who writes the news: organisations and teams, in the reader's language."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale
from wagtail.test.utils.form_data import inline_formset
from wagtail_localize.models import Translation, TranslationSource

from news.models import Author, NewsAuthor, NewsPage
from portal.roles import COMMUNICATION, MODERATORS, TRANSLATORS
from portal.translation.published import PublishedText
from portal.translation.updates import bring_up_to_date
from tests.news.items import add_item
from tests.test_admin import news_form


def byline(site: Client, address: str) -> str:
    """The line that names the authors, as text."""
    found = re.search(r'<p class="byline">(.*?)</p>', site.get(address).content.decode(), re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()).replace(" ,", ",").replace(" )", ")") if found else ""


def test_item_names_its_authors_in_the_language_of_the_reader(site: Client) -> None:
    assert byline(site, "/nl/nieuws/leren-van-elkaar/") == "Door Solidaire Gemeenten (campagneteam), #ikbensolidair"
    assert (
        byline(site, "/fr/actualites/apprendre-les-uns-des-autres/")
        == "Par Communes solidaires (équipe de la campagne), #ikbensolidair"
    )


def test_authors_come_in_the_order_of_the_editor_and_each_once(site: Client) -> None:
    one, two = Author.objects.create(name="Zeehond vzw"), Author.objects.create(name="Aap vzw")

    add_item("volgorde", timezone.localdate(), authors=[one, two, one])

    assert byline(site, "/nl/nieuws/volgorde/") == "Door Zeehond vzw, Aap vzw"


def test_item_without_authors_has_no_byline(site: Client) -> None:
    add_item("zonder", timezone.localdate())

    assert byline(site, "/nl/nieuws/zonder/") == ""


def test_author_with_a_site_is_a_link(site: Client) -> None:
    author = Author.objects.create(name="De Werkgroep", url="https://example.org/werkgroep")
    add_item("met-link", timezone.localdate(), authors=[author])

    html = site.get("/nl/nieuws/met-link/").content.decode()

    assert '<a rel="author" href="https://example.org/werkgroep">De Werkgroep</a>' in html


def test_renamed_author_has_the_new_name_at_once(admin_client: Client, site: Client) -> None:
    author = Author.objects.get(name="#ikbensolidair")
    assert "#ikbensolidair" in byline(site, "/nl/nieuws/leren-van-elkaar/")

    response = admin_client.post(
        f"/admin/snippets/news/author/edit/{author.pk}/",
        {"name": "De coalitie", "name_fr": "La coalition", "role": "member", "url": ""},
    )

    assert response.status_code == 302
    assert "De coalitie (lid van de coalitie)" in byline(site, "/nl/nieuws/leren-van-elkaar/")
    assert "La coalition (membre de la coalition)" in byline(site, "/fr/actualites/apprendre-les-uns-des-autres/")


def test_author_in_use_is_not_deleted(admin_client: Client) -> None:
    author = Author.objects.get(name="#ikbensolidair")

    admin_client.post(f"/admin/snippets/news/author/delete/{author.pk}/")

    assert Author.objects.filter(pk=author.pk).exists()
    assert NewsAuthor.objects.filter(author=author).count() == 2


def test_authors_and_subjects_chosen_in_the_editor_are_on_the_item(
    admin_client: Client, site: Client, page_at: Any
) -> None:
    author = Author.objects.create(name="De Werkgroep")
    values = news_form(
        authors=inline_formset([{"author": author.pk}]),
        municipalities=inline_formset([{"municipality": "44021"}]),
    )

    response = admin_client.post(
        f"/admin/pages/add/news/newspage/{page_at('/nl/nieuws/').pk}/", {**values, "action-publish": "action-publish"}
    )

    assert response.status_code == 302
    assert byline(site, "/nl/nieuws/een-nieuw-bericht/") == "Door De Werkgroep"
    assert "Een nieuw bericht" in site.get("/nl/gemeenten/gent/").content.decode()


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("authors", lambda: [{"author": Author.objects.all()[0].pk}] * 2),
        ("municipalities", lambda: [{"municipality": "44021"}] * 2),
    ],
)
def test_what_is_named_twice_is_refused_beside_its_row(
    admin_client: Client, page_at: Any, name: str, rows: Any
) -> None:
    response = admin_client.post(
        f"/admin/pages/add/news/newspage/{page_at('/nl/nieuws/').pk}/",
        {**news_form(**{name: inline_formset(rows())}), "action-publish": "action-publish"},
    )

    assert response.status_code == 200
    errors = response.context["form"].formsets[name].errors
    assert not errors[0]
    assert errors[1]
    assert not NewsPage.objects.filter(slug="een-nieuw-bericht").exists()


def test_row_that_is_taken_away_may_repeat(admin_client: Client, page_at: Any) -> None:
    author = Author.objects.all()[0].pk
    rows = [{"author": author, "DELETE": "on"}, {"author": author}]

    response = admin_client.post(
        f"/admin/pages/add/news/newspage/{page_at('/nl/nieuws/').pk}/",
        {**news_form(authors=inline_formset(rows)), "action-publish": "action-publish"},
    )

    assert response.status_code == 302
    assert NewsPage.objects.get(slug="een-nieuw-bericht").authors.count() == 1


def test_translation_follows_authors_and_subjects_of_its_source(db: None, page_at: Any) -> None:
    page = page_at("/nl/nieuws/leren-van-elkaar/")
    author = Author.objects.create(name="De Werkgroep")
    page.authors = [NewsAuthor(author=author)]
    page.municipalities = []
    page.activities = []
    page.save_revision(clean=True).publish()
    row = PublishedText.objects.get(translation_key=page.translation_key, is_source=True)
    bring_up_to_date(row, publish=True)

    french = page.get_translation(Locale.objects.get(language_code="fr")).specific

    assert [found.author for found in french.authors.all()] == [author]
    assert list(french.activities.all()) == []
    source = TranslationSource.objects.get_for_instance(page)
    assert Translation.objects.filter(source=source).count() == 1


def test_earlier_revision_brings_its_authors_back(db: None, page_at: Any) -> None:
    page = page_at("/nl/nieuws/leren-van-elkaar/")
    earlier = page.get_latest_revision()
    page.authors = [NewsAuthor(author=Author.objects.create(name="De Werkgroep"))]
    page.save_revision(clean=True).publish()

    earlier.publish()

    page = NewsPage.objects.get(pk=page.pk)
    assert [row.author.name for row in page.authors.all()] == ["Solidaire Gemeenten", "#ikbensolidair"]


@pytest.mark.parametrize(
    ("group", "allowed"),
    [
        (COMMUNICATION, {"add", "change", "delete", "view"}),
        (MODERATORS, {"add", "change", "view"}),
        (TRANSLATORS, set()),
    ],
)
def test_who_may_keep_the_list_of_authors(db: None, group: str, allowed: set[str]) -> None:
    permissions = Group.objects.get(name=group).permissions.filter(content_type__app_label="news")

    assert {codename.split("_")[0] for codename in permissions.values_list("codename", flat=True)} == allowed
