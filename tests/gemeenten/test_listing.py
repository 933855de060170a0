"""The list of municipalities and the page of any of the 565."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from gemeenten.directory import Directory
from gemeenten.models import MunicipalityPage
from tests.factories import make_profile

SEVENTEEN = [
    "Bornem",
    "Brugge",
    "Deinze",
    "Genk",
    "Gent",
    "Halle",
    "Hove",
    "Leuven",
    "Lichtervelde",
    "Merelbeke",
    "Oosterzele",
    "Puurs-Sint-Amands",
    "Sint-Truiden",
    "Tessenderlo",
    "Veurne",
    "Waregem",
    "Zwijndrecht",
]


def found(site: Client, address: str) -> str:
    """The visible words of the main part of a page."""
    html = site.get(address).content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    # The map repeats names; what the visitor reads is the list.
    return re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>|<select.*?</select>", " ", main, flags=re.DOTALL))


def test_home_and_list_name_the_seventeen(site: Client) -> None:
    for address in ("/nl/", "/nl/gemeenten/"):
        html = site.get(address).content.decode()
        assert [name for name in SEVENTEEN if name not in html] == []


def test_french_home_names_the_seventeen_in_french(site: Client) -> None:
    html = site.get("/fr/").content.decode()

    for name in ("Gand", "Bruges", "Louvain", "Hal", "Saint-Trond", "Furnes", "Lichtervelde"):
        assert name in html


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("9000", "Gent"),
        ("Furnes", "Veurne"),
        ("Melle", "Merelbeke-Melle"),
        ("zwijndrecht", "Beveren-Kruibeke-Zwijndrecht"),
    ],
)
def test_query_finds_the_municipality(site: Client, query: str, name: str) -> None:
    assert name in found(site, f"/nl/gemeenten/?q={query}")


def test_query_leaves_the_others_out(site: Client) -> None:
    words = found(site, "/nl/gemeenten/?q=9000")

    assert "Brugge" not in words


def test_french_list_leads_to_the_dutch_profile_and_says_so_where_none_is_translated(site: Client) -> None:
    html = site.get("/fr/communes/?q=Lichtervelde").content.decode()

    # The dot on the map comes before the list and names the municipality, not a page.
    link = re.search(r'<a href="/nl/gemeenten/lichtervelde/"[^>]*>', html)
    assert link is not None
    assert 'hreflang="nl"' in link[0]


def test_french_profile_of_an_untranslated_page_is_not_found(site: Client) -> None:
    assert site.get("/fr/communes/lichtervelde/").status_code == 404


def test_code_of_a_profile_leads_to_the_profile(site: Client) -> None:
    response = site.get("/nl/gemeenten/44021/")

    assert response.status_code == 302
    assert response["Location"] == "/nl/gemeenten/gent/"


def test_code_without_profile_answers_for_the_municipality(site: Client) -> None:
    response = site.get("/nl/gemeenten/11002/")

    assert response.status_code == 200
    assert "Antwerpen" in response.content.decode()
    assert 'href="/nl/brief/?gemeente=11002"' in response.content.decode()


def test_former_code_leads_permanently_to_its_successor(site: Client) -> None:
    response = site.get("/nl/gemeenten/44043/")

    assert response.status_code == 301
    assert response["Location"] == "/nl/gemeenten/44088/"


def test_successor_leads_to_the_profile_made_before_the_merger(site: Client) -> None:
    html = site.get("/nl/gemeenten/44088/").content.decode()

    assert 'href="/nl/gemeenten/merelbeke/"' in html


def test_profile_says_that_its_municipality_merged(site: Client) -> None:
    assert "Merelbeke-Melle" in found(site, "/nl/gemeenten/merelbeke/")


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_each_of_the_565_has_an_answer(site: Client, language: str) -> None:
    directory = Directory.load(language)
    section = {"nl": "gemeenten", "fr": "communes"}[language]

    assert len(directory.entries) == 565
    for refnis in list(directory.entries)[::9]:
        response = site.get(f"/{language}/{section}/{refnis}/")
        assert response.status_code in (200, 302), refnis


def test_filters_combine(site: Client) -> None:
    words = found(site, "/nl/gemeenten/?activity=opvangplaatsen&province=30000&status=solidary")

    assert "Veurne" in words
    assert "Gent" not in words
    assert "Brugge" not in words


def test_unknown_filter_value_is_left_out_and_said(site: Client) -> None:
    response = site.get("/nl/gemeenten/?province=99")

    assert response.status_code == 200
    assert "filter" in response.content.decode()


def test_municipality_whose_question_was_asked_is_not_yet_solidary(site: Client) -> None:
    make_profile("11002", kinds=("asked",))

    entry = Directory.load("nl").entries["11002"]
    assert entry.status == "asked"


def test_withdrawn_commitment_is_no_longer_solidary(db: None) -> None:
    page = make_profile("11002", kinds=("decided", "withdrawn"))

    assert page.status == "none"


def test_second_profile_of_a_municipality_in_a_language_is_refused(db: None) -> None:
    make_profile("11002")
    with pytest.raises(Exception, match=r"already has a profile|heeft al een profiel"):
        make_profile("11002", slug="again")


def test_new_profile_is_on_the_list_at_once(site: Client) -> None:
    assert "profile-11002" not in site.get("/nl/gemeenten/").content.decode()

    make_profile("11002")

    assert "profile-11002" in site.get("/nl/gemeenten/").content.decode()


def test_unpublished_profile_leaves_the_list_at_once(site: Client) -> None:
    site.get("/nl/gemeenten/")

    MunicipalityPage.objects.get(slug="gent", locale__language_code="nl").unpublish()

    assert 'href="/nl/gemeenten/gent/"' not in site.get("/nl/gemeenten/").content.decode()


# --- Typography and gender of the reader's language -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("/nl/gemeenten/?q=gent", "Filter weghalen:</span> ‘gent’"),
        (
            "/fr/communes/?q=gent",
            "Retirer le filtre\N{NO-BREAK SPACE}:</span> «\N{NO-BREAK SPACE}gent\N{NO-BREAK SPACE}»",
        ),
    ],
)
def test_search_term_stands_between_the_quotation_marks_of_the_language(site: Client, address: str, label: str) -> None:
    assert label in site.get(address).content.decode()


@pytest.mark.asvs("v5.0.0-1.1.2")
def test_search_term_is_escaped(site: Client) -> None:
    html = site.get("/nl/gemeenten/", {"q": "<script>%(query)s"}).content.decode()

    assert "‘&lt;script&gt;%(query)s’" in html


def test_french_filters_say_all_in_the_gender_of_what_is_chosen(site: Client) -> None:
    html = site.get("/fr/communes/").content.decode()

    assert re.findall(r'<option value="">(\w+)</option>', html) == ["Toutes", "Toutes", "Tous"]


def test_dots_of_the_french_map_have_a_french_colon(site: Client) -> None:
    assert 'aria-label="Gand\N{NO-BREAK SPACE}: Commune solidaire"' in site.get("/fr/communes/").content.decode()


def test_french_summaries_keep_their_no_break_spaces(site: Client) -> None:
    html = site.get("/fr/communes/").content.decode()

    assert "une déclaration\N{NO-BREAK SPACE}: la ville" in html
