"""The open data: files, description, API, and the page about them, held to what they promise."""

from __future__ import annotations

import csv
import json
import re
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator, FormatChecker
from wagtail.models import Page, PageViewRestriction

from gemeenten.models import MunicipalityPage
from gemeenten.open_data.documentation import COLUMN_TEXTS
from gemeenten.open_data.rows import COLUMNS, LICENCE
from gemeenten.open_data.writers import cell, to_csv, to_geojson, to_json
from news.models import NewsPage
from tests.factories import make_profile

FILES = ["/open-data/gemeenten.csv", "/open-data/gemeenten.json", "/open-data/gemeenten.geojson"]
OPEN_ADDRESSES = [
    *FILES,
    "/open-data/catalog.jsonld",
    "/api/openapi.json",
    "/api/v2/municipalities/",
    "/api/v2/municipalities/44021/",
    "/api/v2/pages/",
]
PAGES = ["/nl/open-data/", "/fr/donnees-ouvertes/"]


def table(site: Client) -> dict[str, dict[str, str]]:
    """The CSV file as a spreadsheet reads it, by code."""
    text = site.get("/open-data/gemeenten.csv").content.decode("utf-8-sig")
    return {row["refnis"]: row for row in csv.DictReader(StringIO(text))}


def items(site: Client, query: str) -> list[dict[str, Any]]:
    response = site.get(f"/api/v2/municipalities/?{query}")
    assert response.status_code == 200
    found: list[dict[str, Any]] = response.json()["items"]
    return found


# --- Files ------------------------------------------------------------------------------------------------------


def test_table_holds_all_municipalities_with_seventeen_solidary_ones(site: Client) -> None:
    rows = table(site)

    assert len(rows) == 565
    assert sum(row["status"] == "solidary" for row in rows.values()) == 17
    assert all(row["licence"] == LICENCE for row in rows.values())


def test_row_says_what_the_site_says(site: Client) -> None:
    gent = table(site)["44021"]

    assert (gent["name_nl"], gent["name_fr"], gent["name_de"]) == ("Gent", "Gand", "Gent")
    assert (gent["province"], gent["province_nl"], gent["province_fr"]) == (
        "40000",
        "Oost-Vlaanderen",
        "Flandre orientale",
    )
    assert (gent["region"], gent["region_nl"]) == ("02000", "Vlaams Gewest")
    assert gent["activities"] == "opvangplaatsen"
    assert gent["joined_on"] == "2020"
    assert gent["url_nl"] == "http://localhost:8000/nl/gemeenten/gent/"
    assert gent["url_fr"] == "http://localhost:8000/fr/communes/gand/"
    assert float(gent["latitude"]) == pytest.approx(51.05, abs=0.1)


def test_brussels_is_a_region_and_no_province(site: Client) -> None:
    brussels = table(site)["21004"]

    assert (brussels["province_nl"], brussels["region_nl"]) == ("Brussel", "Brussels Hoofdstedelijk Gewest")


def test_merged_municipality_says_under_which_code_it_joined(site: Client) -> None:
    assert table(site)["44088"]["joined_as"] == "44043"
    assert "44043" not in table(site)


def test_untranslated_profile_has_no_french_address(site: Client) -> None:
    rows = table(site)

    assert rows["36011"]["url_fr"] == ""
    assert rows["11002"]["url_fr"] == "http://localhost:8000/fr/communes/11002/"


def test_every_address_in_the_data_answers(site: Client) -> None:
    chosen = [row for row in table(site).values() if row["status"] == "solidary" or row["refnis"] in ("11002", "21004")]
    for row in chosen:
        for column in ("url_nl", "url_fr"):
            if row[column]:
                assert site.get(row[column].removeprefix("http://localhost:8000")).status_code == 200, row[column]


def test_date_is_as_exact_as_known(site: Client) -> None:
    make_profile("11002", joined_on=date(2022, 2, 3))
    rows = table(site)

    assert rows["11002"]["joined_on"] == "2022-02-03"
    assert rows["23027"]["joined_on"] == "2020-07"
    assert rows["12007"]["joined_on"] == ""


def test_publication_shows_at_once(site: Client) -> None:
    before = site.get("/open-data/gemeenten.json")["ETag"]
    make_profile("11002")

    assert table(site)["11002"]["status"] == "solidary"
    assert site.get("/open-data/gemeenten.json")["ETag"] != before


def test_table_begins_with_a_byte_order_mark_and_ends_lines_as_the_standard_says(site: Client) -> None:
    raw = site.get("/open-data/gemeenten.csv").content

    assert raw.startswith(b"\xef\xbb\xbfrefnis,")
    assert raw.count(b"\r\n") == raw.count(b"\n") == 566


@pytest.mark.parametrize("text", ["=1+1", "+32", "-cmd", "@SUM(A1)", "\tx", "\rx", "\n=1", "＝1", "-"])
@pytest.mark.asvs("v5.0.0-1.2.10")
def test_text_that_would_run_as_a_formula_gets_an_apostrophe(text: str) -> None:
    assert cell(text) == f"'{text}"
    assert cell((text, "b")).startswith("'")


@pytest.mark.parametrize(
    ("value", "shown"), [(-4.5, "-4.5"), (-3, "-3"), (50.85, "50.85"), ("Gent", "Gent"), ("", ""), ((), "")]
)
def test_numbers_and_plain_texts_stay_as_they_are(value: Any, shown: str) -> None:
    assert cell(value) == shown


def test_hostile_name_cannot_break_out_of_its_cell(site: Client) -> None:
    from dataclasses import replace

    from gemeenten.open_data.dataset import dataset

    row = replace(dataset()[0], name_nl='=HYPERLINK("http://x","y")\r\nnext,row', longitude=-4.25)
    lines = list(csv.DictReader(StringIO(to_csv([row]).removeprefix("\ufeff"))))

    assert len(lines) == 1
    assert lines[0]["name_nl"].startswith("'=")
    assert lines[0]["longitude"] == "-4.25"
    assert json.loads(to_json([row], "2026-01-01T00:00:00Z"))["municipalities"][0]["name_nl"].startswith("=")


def test_points_are_longitude_first_and_inside_belgium(site: Client) -> None:
    data = site.get("/open-data/gemeenten.geojson").json()

    assert data["type"] == "FeatureCollection"
    assert len(data["features"]) == 565
    for feature in data["features"]:
        longitude, latitude = feature["geometry"]["coordinates"]
        assert 2.5 < longitude < 6.5
        assert 49.4 < latitude < 51.6
    assert data["licence"] == LICENCE


def test_same_rows_give_the_same_bytes(site: Client) -> None:
    from gemeenten.open_data.dataset import dataset

    rows = dataset()
    assert to_csv(rows) == to_csv(rows)
    assert to_geojson(rows, "x") == to_geojson(rows, "x")


def test_three_files_say_the_same(site: Client) -> None:
    as_json = site.get("/open-data/gemeenten.json").json()["municipalities"]
    as_features = site.get("/open-data/gemeenten.geojson").json()["features"]
    rows = table(site)

    assert [row["refnis"] for row in as_json] == list(rows) == [feature["id"] for feature in as_features]
    for row, feature in zip(as_json, as_features, strict=True):
        assert row["status"] == rows[row["refnis"]]["status"] == feature["properties"]["status"]


# --- How they are answered ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", OPEN_ADDRESSES)
@pytest.mark.asvs("v5.0.0-3.4.2")
def test_open_address_may_be_read_by_every_site_and_kept_and_sets_no_cookie(site: Client, address: str) -> None:
    response = site.get(address, headers={"origin": "https://example.org", "accept-language": "de"})

    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert "public" in response["Cache-Control"]
    assert response["ETag"]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "Accept-Language" not in response.get("Vary", "")


@pytest.mark.parametrize("address", OPEN_ADDRESSES)
def test_who_has_the_present_version_gets_304(site: Client, address: str) -> None:
    first = site.get(address)
    again = site.get(address, headers={"if-none-match": first["ETag"]})

    assert again.status_code == 304
    assert again.content == b""
    assert again["Cache-Control"] == first["Cache-Control"]
    assert again["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("address", OPEN_ADDRESSES)
def test_head_answers_like_get_without_a_body(site: Client, address: str) -> None:
    response = site.head(address)

    assert response.status_code == 200
    assert response.content == b""
    assert response["ETag"] == site.get(address)["ETag"]


@pytest.mark.parametrize("address", OPEN_ADDRESSES)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(site: Client, address: str, method: str) -> None:
    assert getattr(site, method)(address).status_code == 405


@pytest.mark.parametrize("address", OPEN_ADDRESSES)
def test_browser_that_asks_first_is_told_what_it_may(site: Client, address: str) -> None:
    response = site.options(address, headers={"origin": "https://example.org", "access-control-request-method": "GET"})

    assert response.status_code == 204
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "GET" in response["Access-Control-Allow-Methods"]
    assert "If-None-Match" in response["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("address", OPEN_ADDRESSES)
def test_answers_cost_few_queries_when_warm(site: Client, address: str) -> None:
    site.get(address)
    with CaptureQueriesContext(connection) as queries:
        site.get(address)

    assert len(queries) <= (10 if "/pages/" in address else 2)


@pytest.mark.parametrize("address", FILES)
def test_file_names_its_licence_and_description_for_machines(site: Client, address: str) -> None:
    link = site.get(address)["Link"]

    assert f'<{LICENCE}>; rel="license"' in link
    assert '<http://localhost:8000/open-data/catalog.jsonld>; rel="describedby"' in link


# --- Description for catalogues -----------------------------------------------------------------------------------


def test_catalogue_has_what_dcat_ap_demands(site: Client) -> None:
    response = site.get("/open-data/catalog.jsonld")
    catalogue = response.json()
    dataset = catalogue["dcat:dataset"][0]

    assert response["Content-Type"] == "application/ld+json"
    for thing in (catalogue, dataset):
        assert {text["@language"] for text in thing["dct:title"]} == {"nl", "fr"}
        assert {text["@language"] for text in thing["dct:description"]} == {"nl", "fr"}
        assert thing["dct:license"] == {"@id": LICENCE}
    assert catalogue["dct:publisher"]["@type"] == "foaf:Agent"
    assert dataset["dcat:contactPoint"]["vcard:hasEmail"]["@id"].startswith("mailto:")
    assert len(dataset["dcat:distribution"]) == 3


def test_catalogue_names_only_things_that_exist(site: Client) -> None:
    catalogue = site.get("/open-data/catalog.jsonld").json()
    dataset, service = catalogue["dcat:dataset"][0], catalogue["dcat:service"][0]
    addresses = [distribution["dcat:downloadURL"]["@id"] for distribution in dataset["dcat:distribution"]]
    addresses += [page["@id"] for page in dataset["dcat:landingPage"]]
    addresses += [service["dcat:endpointDescription"]["@id"], catalogue["@id"]]

    for address in addresses:
        assert address.startswith("http://localhost:8000/")
        assert site.get(address.removeprefix("http://localhost:8000")).status_code == 200, address


def test_catalogue_uses_only_prefixes_that_it_explains(site: Client) -> None:
    text = site.get("/open-data/catalog.jsonld").content.decode()
    known = set(json.loads(text)["@context"])

    assert set(re.findall(r'"([a-z]+):[A-Za-z]+"', text)) <= known


# --- API of the municipalities ------------------------------------------------------------------------------------


def test_filters_combine(site: Client) -> None:
    found = items(site, "status=solidary&province=40000&activity=opvangplaatsen&limit=100")

    assert found
    assert all(item["status"] == "solidary" and item["province"] == "40000" for item in found)
    assert all("opvangplaatsen" in item["activities"] for item in found)


def test_paging_gives_everybody_once(site: Client) -> None:
    codes: list[str] = []
    for offset in range(0, 565, 200):
        codes += [item["refnis"] for item in items(site, f"limit=200&offset={offset}")]

    assert len(codes) == len(set(codes)) == 565
    assert codes == sorted(codes)


def test_count_is_that_of_all_pages(site: Client) -> None:
    assert site.get("/api/v2/municipalities/?limit=1").json()["meta"] == {"total_count": 565}
    assert items(site, "limit=0") == []
    assert items(site, "offset=99999") == []


def test_query_finds_as_the_finder_does(site: Client) -> None:
    assert [item["refnis"] for item in items(site, "q=9000")] == ["44021"]
    assert items(site, "q=Merelbeke")[0]["refnis"] == "44088"
    assert items(site, "q=xyzzyq") == []


@pytest.mark.parametrize(
    "query",
    [
        "limit=1001",
        "limit=-1",
        "limit=abc",
        "limit=",
        "offset=-1",
        "offset=1.5",
        "offset=99999999999999999999",
        "limit=%D9%A3",
        "status=maybe",
        "province=99999",
        "activity=%27%20OR%201=1",
        "provinces=40000",
    ],
)
@pytest.mark.asvs("v5.0.0-15.3.5")
def test_unusable_query_is_refused_with_a_reason(site: Client, query: str) -> None:
    response = site.get(f"/api/v2/municipalities/?{query}")

    assert response.status_code == 400
    assert response.json()["message"]
    assert "public" not in response["Cache-Control"]


def test_former_code_leads_to_its_successor(site: Client) -> None:
    response = site.get("/api/v2/municipalities/44043/")

    assert response.status_code == 301
    assert response["Location"] == "http://localhost:8000/api/v2/municipalities/44088/"


@pytest.mark.parametrize(
    "address", ["/api/v2/municipalities/99999/", "/api/v2/images/", "/api/v2/documents/", "/api/x/"]
)
def test_missing_things_are_not_found_as_json(site: Client, address: str) -> None:
    response = site.get(address)

    assert response.status_code == 404
    assert response.json()["message"]
    assert response["Access-Control-Allow-Origin"] == "*"


# --- API of the pages ---------------------------------------------------------------------------------------------


def test_pages_of_both_languages_are_there(site: Client) -> None:
    for language in ("nl", "fr"):
        data = site.get(f"/api/v2/pages/?locale={language}&limit=1").json()
        expected = Page.objects.live().filter(locale__language_code=language, depth__gt=1).count()
        assert data["meta"]["total_count"] == expected


@pytest.mark.asvs("v5.0.0-8.2.2")
def test_draft_and_restricted_pages_stay_hidden(site: Client) -> None:
    draft = NewsPage.objects.filter(locale__language_code="nl").first()
    assert draft is not None
    draft.unpublish()
    hidden = MunicipalityPage.objects.get(municipality_id="44021", locale__language_code="nl")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    secret = MunicipalityPage.objects.get(municipality_id="31005", locale__language_code="nl")
    PageViewRestriction.objects.create(page=secret, restriction_type="password", password="open sesame")

    for page in (draft, hidden, secret):
        assert site.get(f"/api/v2/pages/{page.pk}/").status_code == 404
        response = site.get(f"/api/v2/pages/?id={page.pk}")
        assert response.json()["items"] == []
        assert "Cookie" not in response.get("Vary", "")


def test_profile_shows_code_status_and_activities(site: Client) -> None:
    data = site.get("/api/v2/pages/?type=gemeenten.MunicipalityPage&locale=nl&slug=gent&fields=*").json()["items"][0]

    assert data["municipality"] == "44021"
    assert data["status"] == "solidary"
    assert data["activities"] == ["opvangplaatsen"]
    assert data["initiatives"][0]["type"] == "initiative"


def test_page_is_found_by_its_address_in_both_languages(site: Client) -> None:
    for path, title in (("/nl/gemeenten/gent/", "Gent"), ("/fr/communes/gand/", "Gand")):
        response = site.get(f"/api/v2/pages/find/?html_path={path}")
        assert response.status_code == 302
        assert site.get(response["Location"].removeprefix("http://localhost:8000")).json()["title"] == title


@pytest.mark.parametrize(
    "query",
    [
        "?site=example.org",
        "?offset=99999999999999999999",
        "?limit=1000",
        "?fields=nix",
        "?fields=(((",
        "?type=auth.User",
        "?type=nix.Nix",
        "?locale=xx",
        "?id=abc",
        "?child_of=abc",
        "?child_of=99999999999999999999",
        "?descendant_of=0",
        "?ancestor_of=x",
        "?translation_of=x",
        "?order=nix",
        "?search=%27&order=title",
        "?search=gent",
        "?password=1",
        "find/?id=abc",
        "find/?id=99999999999999999999",
        "find/?html_path=%2e%2e/%2e%2e/",
        "find/?html_path=",
        "find/",
        "99999999999999999999/",
        "0/",
        "?format=api",
    ],
)
@pytest.mark.asvs("v5.0.0-1.2.4")
def test_hostile_query_for_pages_gets_an_answer_below_500(site: Client, query: str) -> None:
    response = site.get(f"/api/v2/pages/{query}")

    assert response.status_code < 500
    if response.status_code != 302:
        assert response["Content-Type"] == "application/json"


@pytest.mark.asvs("v5.0.0-8.2.3", "v5.0.0-15.3.1")
def test_no_user_no_owner_and_no_revision_is_told(site: Client) -> None:
    text = site.get("/api/v2/pages/?fields=*&limit=20").content.decode()

    for word in ("owner", "revision", "password", "locked"):
        assert f'"{word}' not in text


def test_queries_for_pages_do_not_grow_with_their_number(site: Client) -> None:
    def count(limit: int) -> int:
        address = f"/api/v2/pages/?type=gemeenten.MunicipalityPage&fields=*&limit={limit}"
        site.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert len(site.get(address).json()["items"]) == limit
        return len(queries)

    assert count(15) == count(2) <= 12


# --- OpenAPI ------------------------------------------------------------------------------------------------------


def openapi(site: Client) -> dict[str, Any]:
    document: dict[str, Any] = site.get("/api/openapi.json").json()
    return document


@pytest.mark.asvs("v5.0.0-4.1.1")
def test_every_documented_path_answers_in_its_documented_shape(site: Client) -> None:
    document = openapi(site)
    for path, operations in document["paths"].items():
        operation = operations["get"]
        query: dict[str, str] = {}
        address = path
        for parameter in operation["parameters"]:
            if parameter["in"] == "path":
                address = address.replace(f"{{{parameter['name']}}}", str(parameter["example"]))
            elif path.endswith("/find/"):
                query[parameter["name"]] = parameter["example"]
        response = site.get(address, query)

        described = operation["responses"][str(response.status_code)]
        assert response.status_code in (200, 302), path
        for media_type, content in described.get("content", {}).items():
            assert response["Content-Type"].split(";")[0] == media_type, path
            if "json" in media_type:
                validate(document, content["schema"], response.json())


def validate(document: dict[str, Any], schema: dict[str, Any], value: Any) -> None:
    """Hold a value to a schema of the document (OpenAPI 3.1 is JSON Schema 2020-12)."""
    whole = {**schema, "components": document["components"]}
    Draft202012Validator.check_schema(whole)
    Draft202012Validator(whole, format_checker=FormatChecker()).validate(value)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v2/municipalities/?status=nix",
        "/api/v2/municipalities/99999/",
        "/api/v2/pages/?site=x",
        "/api/v2/pages/0/",
    ],
)
def test_errors_have_their_documented_shape(site: Client, path: str) -> None:
    document = openapi(site)

    validate(document, document["components"]["schemas"]["Error"], site.get(path).json())


def test_every_documented_parameter_is_understood(site: Client) -> None:
    for path, operations in openapi(site)["paths"].items():
        for parameter in operations["get"]["parameters"]:
            if parameter["in"] == "query" and "{" not in path and not path.endswith("/find/"):
                schema = parameter["schema"]
                value = parameter.get("example", schema.get("default", (schema.get("enum") or ["gent"])[0]))
                if parameter["name"] == "order":
                    value = "title"
                query = {parameter["name"]: value}
                if parameter["name"] == "fields":
                    query["type"] = "news.NewsPage"
                assert site.get(path, query).status_code == 200, (path, query)


def test_every_operation_has_a_name_of_its_own(site: Client) -> None:
    names = [operations["get"]["operationId"] for operations in openapi(site)["paths"].values()]

    assert len(names) == len(set(names))


def test_description_names_every_column() -> None:
    documented = [name for names, _text in COLUMN_TEXTS for name in names]

    assert sorted(documented) == sorted([*COLUMNS, "licence"])


# --- The page about them ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", PAGES)
def test_page_explains_files_columns_licence_and_api(site: Client, address: str) -> None:
    response = site.get(address)
    html = response.content.decode()

    assert response.status_code == 200
    assert html.count("<h1") == 1
    assert not response.cookies
    for expected in (*FILES, LICENCE, "/open-data/catalog.jsonld", "/api/openapi.json", "<code>joined_on</code>"):
        assert expected in html


@pytest.mark.parametrize("address", PAGES)
def test_links_of_the_page_lead_somewhere(site: Client, address: str) -> None:
    html = site.get(address).content.decode()
    main = html[html.index("<main") : html.index("</main>")]

    for link in set(re.findall(r'href="(/[^"#]*)"', main)):
        assert site.get(link.replace("&amp;", "&")).status_code == 200, link


@pytest.mark.parametrize(
    ("address", "source", "day"),
    [
        ("/nl/open-data/", "Statbel (codes, namen, provincies, gewesten)", "Laatst gewijzigd: 1 maart 2026."),
        (
            "/fr/donnees-ouvertes/",
            "Statbel (codes, noms, provinces, régions)",
            "Dernière modification\N{NO-BREAK SPACE}: 1er mars 2026.",
        ),
    ],
)
def test_page_names_sources_and_day_in_its_language(site: Client, address: str, source: str, day: str) -> None:
    # In Brussels it is past midnight by then.
    MunicipalityPage.objects.update(last_published_at=datetime(2026, 2, 28, 23, 30, tzinfo=UTC))
    html = site.get(address).content.decode()

    assert source in html
    assert day in html
    assert "Statbel (codes, names, provinces, regions)" in site.get("/open-data/gemeenten.json").json()["attribution"]


def test_page_leads_to_its_translation(site: Client) -> None:
    html = site.get("/nl/open-data/").content.decode()

    assert 'href="/fr/donnees-ouvertes/" hreflang="fr"' in html
    assert 'hreflang="fr" href="http://localhost:8000/fr/donnees-ouvertes/"' in html
    assert 'hreflang="x-default" href="http://localhost:8000/nl/open-data/"' in html
    assert 'rel="canonical" href="http://localhost:8000/nl/open-data/"' in html
    assert site.get("/fr/open-data/").status_code == 404


def test_sitemap_names_the_pages_outside_the_tree(site: Client) -> None:
    xml = site.get("/sitemap.xml").content.decode()

    for path in ("/nl/open-data/", "/fr/integrer/", "/fr/communes/changements/"):
        assert f"{path}</loc>" in xml


def test_footer_of_every_page_leads_to_the_data(site: Client) -> None:
    assert 'href="/nl/open-data/"' in site.get("/nl/").content.decode()
    assert 'href="/fr/donnees-ouvertes/"' in site.get("/fr/").content.decode()


# --- Activity pages by province, mergers, sharing -----------------------------------------------------------------


def test_activity_page_narrows_to_a_province_with_counts(site: Client) -> None:
    everywhere = site.get("/nl/activiteiten/opvangplaatsen/").content.decode()
    narrowed = site.get("/nl/activiteiten/opvangplaatsen/?province=40000").content.decode()

    assert 'href="?province=40000#filter"' in everywhere
    assert "/nl/gemeenten/leuven/" in everywhere
    assert "/nl/gemeenten/leuven/" not in narrowed
    assert "/nl/gemeenten/gent/" in narrowed
    assert re.search(r'province=40000#filter" aria-current="true">Oost-Vlaanderen', narrowed)
    assert 'rel="canonical" href="http://localhost:8000/nl/activiteiten/opvangplaatsen/"' in narrowed


@pytest.mark.parametrize("province", ["80000", "99999", "<script>"])
def test_province_without_the_activity_shows_everything(site: Client, province: str) -> None:
    html = site.get("/nl/activiteiten/opvangplaatsen/", {"province": province}).content.decode()

    assert "/nl/gemeenten/leuven/" in html
    assert "<script>#" not in html


def test_former_address_leads_to_the_successor_which_says_why(site: Client) -> None:
    response = site.get("/nl/gemeenten/11007/")
    html = site.get(response["Location"]).content.decode()

    assert response.status_code == 301
    assert response["Location"] == "/nl/gemeenten/11002/"
    assert "Borsbeek" in html
    assert "1 januari 2025" in html


@pytest.mark.parametrize(("address", "name"), [("/nl/gemeenten/gent/", "Gent"), ("/nl/gemeenten/11002/", "Antwerpen")])
def test_page_can_be_handed_on_without_scripts_of_others(site: Client, address: str, name: str) -> None:
    html = site.get(address).content.decode()

    for target in (
        "mailto:?subject=",
        "https://wa.me/?text=",
        "https://bsky.app/intent/",
        "https://share.joinmastodon.org/",
    ):
        link = re.search(rf'href="({re.escape(target)}[^"]+)" rel="noopener noreferrer"', html)
        assert link is not None
        assert f"localhost%3A8000{address.replace('/', '%2F')}" in link[1]
        assert name in link[1]
