"""The letter as a visitor makes it: the form, the three files, what goes wrong, and that nothing is kept."""

from __future__ import annotations

import html as html_module
import io
import re

import pytest
from django.http import HttpResponse
from django.test import Client
from docx import Document
from pypdf import PdfReader

from gemeenten.directory import Directory
from gemeenten.finder_api import unmistakable_name
from gemeenten.finding import find

NAME = "An Peeters-Vandenbroucke"
FILLED = {
    "gemeente": "Antwerpen",
    "sender_name": NAME,
    "street": "Kerkstraat 1",
    "place": "2000 Antwerpen",
    "own_words": "Mijn eigen alinea.",
    "language": "",
}


def send(site: Client, address: str = "/nl/brief/", **values: str) -> HttpResponse:
    """Send the form as a browser does."""
    return site.post(address, {**FILLED, "format": "pdf", **values})


def text_of(response: HttpResponse) -> str:
    """The words of a letter in any of its formats, spaces evened."""
    kind = response["Content-Type"]
    if kind == "application/pdf":
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages)
    elif kind.startswith("text/plain"):
        text = response.content.decode()
    else:
        document = Document(io.BytesIO(response.content))
        text = " ".join(paragraph.text for paragraph in document.paragraphs)
    return re.sub(r"\s+", " ", text)


def field(page: str, name: str) -> dict[str, str]:
    """The attributes of a form's control."""
    control = re.search(rf'<(?:input|textarea)\b[^>]*\bname="{name}"[^>]*>', page)
    assert control is not None, name
    return {key: html_module.unescape(value) for key, value in re.findall(r'([a-z-]+)="([^"]*)"', control[0])}


# --- The files ------------------------------------------------------------------------------------------------------


def test_letter_to_antwerpen_is_a_pdf_that_opens_with_the_visitor_s_name(site: Client) -> None:
    response = send(site)

    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    assert len(PdfReader(io.BytesIO(response.content)).pages) == 1
    text = text_of(response)
    assert NAME in text
    assert "Antwerpen" in text
    assert "Mijn eigen alinea." in text
    assert "Kerkstraat 1" in text


@pytest.mark.asvs("v5.0.0-14.3.2")
@pytest.mark.parametrize(
    ("kind", "content_type", "start"),
    [
        ("pdf", "application/pdf", b"%PDF-"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK\x03\x04"),
        ("txt", "text/plain; charset=utf-8", b""),
    ],
)
@pytest.mark.asvs("v5.0.0-5.4.1", "v5.0.0-5.4.2")
def test_every_format_is_a_download_of_the_same_letter_that_nobody_may_keep(
    site: Client, kind: str, content_type: str, start: bytes
) -> None:
    response = send(site, format=kind)

    assert response.status_code == 200
    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"] == f'attachment; filename="brief-antwerpen.{kind}"'
    assert response["Cache-Control"] == "no-store"
    assert response.content.startswith(start)
    text = text_of(response)
    for words in (NAME, "Kerkstraat 1", "Antwerpen", "Mijn eigen alinea."):
        assert words in text, words


@pytest.mark.parametrize("kind", ["exe", "", "../../etc/passwd", "PDF"])
def test_unknown_format_gets_the_pdf(site: Client, kind: str) -> None:
    response = send(site, format=kind)

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="brief-antwerpen.pdf"'


@pytest.mark.parametrize("kind", ["pdf", "docx", "txt"])
def test_letter_leaves_no_placeholder_open(site: Client, kind: str) -> None:
    for typed in ("Antwerpen", "Namur", "Ixelles", "Eupen"):
        text = text_of(send(site, gemeente=typed, format=kind))
        assert not re.search(r"\{\w+\}", text), typed


def test_letter_names_solidary_neighbours_but_never_the_municipality_itself(site: Client) -> None:
    antwerpen = text_of(send(site, format="txt"))
    gent = text_of(send(site, gemeente="Gent", format="txt"))

    assert "Hove" in antwerpen
    assert "Gent (" not in gent
    assert "Merelbeke" in gent


@pytest.mark.parametrize(
    "words", ["#let x = 1", "$x$ *vet* _cursief_", "\\end{document}", "<b>vet</b> & co", "{sender}"]
)
def test_what_is_typed_is_printed_as_typed(site: Client, words: str) -> None:
    for kind in ("docx", "txt"):
        assert words in text_of(send(site, own_words=words, format=kind)), kind
    assert send(site, own_words=words).content.startswith(b"%PDF-")


@pytest.mark.parametrize("name", ["Ἀλέξανδρος", "محمد علي", "王小明", "Łukasz Żółć", "አበበ", "🙂 An", "A\u202eB\u0000C"])
def test_names_in_any_script_make_a_letter(site: Client, name: str) -> None:
    for kind in ("pdf", "docx", "txt"):
        response = send(site, sender_name=name, format=kind)
        assert response.status_code in (200, 422), kind
        if response.status_code == 200:
            assert response["Content-Disposition"].startswith("attachment")


# --- Language -------------------------------------------------------------------------------------------------------


def test_walloon_council_gets_a_french_letter_from_the_dutch_form(site: Client) -> None:
    response = send(site, gemeente="Namur")

    assert response["Content-Disposition"] == 'attachment; filename="lettre-namur.pdf"'
    text = text_of(response)
    assert "solidaire" in text
    assert "Ik ben inwoner" not in text
    assert "Namur" in text


def test_flemish_council_gets_a_dutch_letter_from_the_french_form(site: Client) -> None:
    response = send(site, "/fr/lettre/", gemeente="Anvers")

    assert response["Content-Disposition"] == 'attachment; filename="brief-antwerpen.pdf"'
    assert "Ik ben inwoner" in text_of(response)


@pytest.mark.parametrize(
    ("typed", "language", "filename"),
    [
        ("Ixelles", "fr", "lettre-ixelles.txt"),
        ("Ixelles", "nl", "brief-elsene.txt"),
        ("Wemmel", "nl", "brief-wemmel.txt"),
        ("Wemmel", "fr", "lettre-wemmel.txt"),
        ("Moeskroen", "nl", "brief-moeskroen.txt"),
        ("Eupen", "fr", "lettre-eupen.txt"),
    ],
)
def test_visitor_chooses_among_the_languages_that_the_law_has(
    site: Client, typed: str, language: str, filename: str
) -> None:
    response = send(site, gemeente=typed, language=language, format="txt")

    assert response["Content-Disposition"] == f'attachment; filename="{filename}"'


@pytest.mark.parametrize(
    ("typed", "asked", "own"), [("Namur", "nl", "fr"), ("Antwerpen", "fr", "nl"), ("Eupen", "nl", "fr")]
)
@pytest.mark.asvs("v5.0.0-2.2.1")
def test_language_that_a_council_may_not_work_in_is_refused_and_its_own_chosen(
    site: Client, typed: str, asked: str, own: str
) -> None:
    response = send(site, gemeente=typed, language=asked)
    page = response.content.decode()

    assert response.status_code == 422
    assert re.findall(r'<input[^>]*name="language"[^>]*value="(\w+)"[^>]*checked', page) == [own]
    assert re.findall(r'<input[^>]*name="language"[^>]*value="(\w+)"', page) == [own]
    assert field(page, "sender_name")["value"] == NAME


def test_german_speaking_council_gets_a_letter_in_a_language_we_have(site: Client) -> None:
    response = send(site, gemeente="Eupen", format="txt")

    assert response.status_code == 200
    assert "Eupen" in text_of(response)


def test_unknown_language_is_refused_beside_its_field(site: Client) -> None:
    response = send(site, language="xx")

    assert response.status_code == 422


# --- What goes wrong ------------------------------------------------------------------------------------------------


def test_unknown_municipality_is_said_and_nothing_typed_is_lost(site: Client) -> None:
    response = send(site, gemeente="Nergenshuizen-aan-Zee", language="fr")
    page = response.content.decode()

    assert response.status_code == 422
    assert response["Cache-Control"] == "no-store"
    assert "We kennen deze gemeente niet" in page
    assert field(page, "gemeente")["value"] == "Nergenshuizen-aan-Zee"
    assert field(page, "sender_name")["value"] == NAME
    assert field(page, "street")["value"] == "Kerkstraat 1"
    assert field(page, "place")["value"] == "2000 Antwerpen"
    assert "Mijn eigen alinea.</textarea>" in page
    assert re.search(r'<input[^>]*name="language"[^>]*value="fr"[^>]*checked', page)


def test_nearly_right_municipality_gets_choices_and_the_choice_makes_the_letter(site: Client) -> None:
    response = send(site, gemeente="Antwrpn")
    page = response.content.decode()

    assert response.status_code == 422
    choice = re.search(r'<input type="radio" name="gemeente" value="(\d{5})"[^>]*> Antwerpen', page)
    assert choice is not None
    # The radio comes after the text field, which a browser sends along.
    values = {key: value for key, value in FILLED.items() if key != "gemeente"}
    again = site.post("/nl/brief/", {**values, "gemeente": ["Antwrpn", choice[1]], "format": "pdf"})
    assert again.status_code == 200
    assert "Antwerpen" in text_of(again)


def test_postcode_of_several_municipalities_asks_which(site: Client) -> None:
    response = send(site, gemeente="Sint")
    page = response.content.decode()

    assert response.status_code == 422
    assert len(re.findall(r'<input type="radio" name="gemeente"', page)) > 1
    assert "checked" not in re.findall(r'<input type="radio" name="gemeente"[^>]*>', page)[0]


def test_municipalities_of_one_name_are_told_apart_in_the_choices(site: Client) -> None:
    page = send(site, "/fr/lettre/", gemeente="Saint-Nicolas").content.decode()

    labels = re.findall(r'<input type="radio" name="gemeente"[^>]*>([^<]+)', page)
    assert len(labels) >= 2
    assert len({label.strip() for label in labels}) == len(labels)


@pytest.mark.parametrize("typed", ["2000", "antwerpen", "ANVERS", "11002", "Borsbeek"])
def test_postcode_name_code_and_former_name_find_the_council(site: Client, typed: str) -> None:
    response = send(site, gemeente=typed)

    assert response["Content-Disposition"] == 'attachment; filename="brief-antwerpen.pdf"'


@pytest.mark.parametrize("name", ["sender_name", "gemeente"])
def test_missing_answer_is_said_beside_its_field_and_in_the_summary(site: Client, name: str) -> None:
    response = send(site, **{name: ""})
    page = response.content.decode()
    control = field(page, name)

    assert response.status_code == 422
    assert control["aria-invalid"] == "true"
    described = control["aria-describedby"].split()
    errors = [part for part in described if part.endswith("_error")]
    assert len(errors) == 1
    message = re.search(rf'<p class="error" id="{errors[0]}">(.*?)</p>', page, re.DOTALL)
    assert message is not None
    words = re.sub(r"<[^>]+>", "", message[1]).strip()
    assert words
    summary = page[page.index('class="error-summary"') : page.index("</ul>", page.index('class="error-summary"'))]
    assert f'href="#{control["id"]}"' in summary
    assert words in summary
    assert "Fout" in page[page.index("<title>") : page.index("</title>")]


def test_everything_a_control_is_described_by_is_on_the_page(site: Client) -> None:
    for page in (site.get("/nl/brief/").content.decode(), send(site, gemeente="", sender_name="").content.decode()):
        for names in re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', page):
            for name in names.split():
                assert page.count(f'id="{name}"') == 1, name


@pytest.mark.parametrize("address", ["/nl/brief/", "/fr/lettre/"])
def test_errors_are_in_the_language_of_the_page(site: Client, address: str) -> None:
    page = send(site, address, sender_name="").content.decode()

    wanted = {"/nl/brief/": "Vul je naam in", "/fr/lettre/": "Indiquez votre nom"}[address]
    assert wanted in html_module.unescape(page)


@pytest.mark.parametrize(("name", "length"), [("sender_name", 121), ("street", 121), ("own_words", 2001)])
@pytest.mark.asvs("v5.0.0-2.2.2")
def test_too_long_answer_is_refused_and_kept(site: Client, name: str, length: int) -> None:
    response = send(site, **{name: "x" * length})

    assert response.status_code == 422
    assert "x" * length in response.content.decode()


def test_name_of_invisible_signs_is_no_name(site: Client) -> None:
    assert send(site, sender_name="\u200b\u2060").status_code == 422


def test_empty_post_is_answered_with_the_form(site: Client) -> None:
    response = site.post("/nl/brief/", {})

    assert response.status_code == 422
    assert "<form" in response.content.decode()


# --- The form -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "value"),
    [
        ("/nl/brief/?gemeente=11002", "Antwerpen"),
        ("/fr/lettre/?gemeente=11002", "Anvers"),
        ("/nl/brief/?gemeente=92094", "Namen"),
        ("/nl/brief/", None),
        ("/nl/brief/?gemeente=99999", None),
        ("/nl/brief/?gemeente=%22%3E%3Cscript%3E", None),
    ],
)
def test_address_fills_the_municipality_in(site: Client, address: str, value: str | None) -> None:
    page = site.get(address).content.decode()

    assert field(page, "gemeente").get("value") == value


def test_prefilled_names_all_find_their_own_municipality(site: Client) -> None:
    """What the form fills in must be understood when it is sent back, also where names recur (Saint-Nicolas)."""
    wrong = {}
    for language, address in (("nl", "/nl/brief/"), ("fr", "/fr/lettre/")):
        for refnis in [*list(Directory.load(language).entries)[::40], "62093", "46021", "37022"]:
            name = field(site.get(f"{address}?gemeente={refnis}").content.decode(), "gemeente")["value"]
            response = send(site, address, gemeente=name, format="txt")
            if response.status_code != 200:
                wrong[refnis] = name
    assert wrong == {}


def test_every_prefilled_name_means_one_municipality(db: None) -> None:
    wrong = []
    for language in ("nl", "fr"):
        directory = Directory.load(language)
        for refnis, entry in directory.entries.items():
            name = unmistakable_name(directory.rows, entry.row, language)
            sole = find(directory.rows, name).sole
            if sole is None or sole.refnis != refnis:
                wrong.append((language, refnis, name))
    assert wrong == []


@pytest.mark.parametrize("address", ["/nl/brief/", "/nl/brief/?gemeente=11002", "/fr/lettre/"])
def test_empty_form_is_the_same_for_everybody_and_sets_no_cookie(site: Client, address: str) -> None:
    response = site.get(address)

    assert response.status_code == 200
    assert "public" in response["Cache-Control"]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert 'name="csrfmiddlewaretoken"' not in response.content.decode()


@pytest.mark.asvs("v5.0.0-14.2.1")
def test_form_is_sent_as_a_post_so_that_nothing_typed_is_in_an_address(site: Client) -> None:
    page = site.get("/nl/brief/").content.decode()

    assert re.search(r'<form class="letter-form" method="post" action="/nl/brief/#errors"', page)


@pytest.mark.asvs("v5.0.0-3.5.1")
def test_form_works_without_cookie_or_token_even_where_forgery_is_checked(db: None) -> None:
    strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)

    response = strict.post("/nl/brief/", {**FILLED, "format": "pdf"})

    assert response.status_code == 200
    assert not response.cookies


def test_every_field_has_a_label(site: Client) -> None:
    page = site.get("/nl/brief/").content.decode()

    for name in ("gemeente", "sender_name", "street", "place", "own_words"):
        assert f'<label for="{field(page, name)["id"]}">' in page


def test_french_errors_have_french_colons(site: Client) -> None:
    html = site.post("/fr/lettre/", {"format": "pdf"}).content.decode()

    assert "<title>Erreur\N{NO-BREAK SPACE}: " in html
    assert ">Votre nom\N{NO-BREAK SPACE}: Indiquez votre nom" in html
