"""Whatever is sent to the letter's form: printed as it is or refused in a sentence, never a 500, nothing kept."""

from __future__ import annotations

import io
import logging
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.core.signals import got_request_exception
from django.db import connection
from django.test import Client
from django.views.debug import ExceptionReporter
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from gemeenten.letter_view import MAX_BODY_BYTES

LETTER = {"gemeente": "11002", "sender_name": "An", "format": "txt"}
FORMATS = ["pdf", "docx", "txt", "show", "blank", "edit"]
MARKUP = [
    '#import "x": y #read("/etc/passwd") #eval("1") $ x^2 $ `raw` @ref <label>',
    "</w:t></w:r><w:p/> <w:br/> ]]> &#x41; &amp; <!-- x -->",
    "<script>alert(1)</script> <img src=x onerror=alert(1)> javascript:alert(1)",
    "</textarea><script>alert(1)</script>",
    "=HYPERLINK(0) +1 -1 @SUM(A1) |cmd",
    "{sender} {{date}} {% now %} %(x)s ${x}",
    "\\end{document} \\input{/etc/passwd}",
]
ODD = [
    "\u202eomgekeerd\u202c \u2066x\u2069",
    "😀 👩‍👩‍👧 🇧🇪 ❤️",
    "a\u0301" * 50 + "\u0301" * 200,
    "\x01\x02\x1b[31m\x7f\x85\u2028\u2029\ufeff",
    "\ufffe\uffff\U0010ffff\ue000",
    "W" * 2000,
    "مرحبا שלום नमस्ते 你好",
    "\u200b\u200c\u200d\u2060",
]


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def words_of(response: Any) -> str:
    kind = response["Content-Type"]
    if kind == "application/pdf":
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages)
    elif kind.startswith("text/"):
        text = response.content.decode()
    else:
        text = " ".join(paragraph.text for paragraph in Document(io.BytesIO(response.content)).paragraphs)
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("words", MARKUP)
@pytest.mark.asvs("v5.0.0-1.3.5")
def test_markup_is_printed_as_it_was_typed(site: Client, words: str) -> None:
    for kind in ("pdf", "docx", "txt"):
        response = site.post("/nl/brief/", {**LETTER, "own_words": words, "format": kind})
        assert words in words_of(response), kind


@pytest.mark.parametrize("words", MARKUP)
@pytest.mark.parametrize("values", [{"format": "show"}, {"format": "edit"}, {"gemeente": "nergens-te-vinden"}])
@pytest.mark.asvs("v5.0.0-1.2.1")
def test_markup_comes_back_escaped_on_pages(site: Client, words: str, values: dict[str, str]) -> None:
    html = site.post("/nl/brief/", {**LETTER, "own_words": words, "street": words[:100], **values}).content.decode()

    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "<w:p/>" not in html


@pytest.mark.parametrize("words", ODD)
@pytest.mark.parametrize("kind", FORMATS)
def test_odd_characters_make_a_letter_all_the_same(site: Client, words: str, kind: str) -> None:
    names = {"sender_name": f"An {words[:100]}", "street": words[:100], "place": words[:100]}
    response = site.post("/nl/brief/", {**LETTER, **names, "own_words": words, "format": kind})

    assert response.status_code == 200
    if kind == "pdf":
        assert b"<pdfuaid:part>1</pdfuaid:part>" in response.content


@pytest.mark.parametrize("name", ["gemeente", "sender_name", "street", "place", "own_words", "language", "format"])
def test_nul_is_refused_or_ignored(site: Client, name: str) -> None:
    assert site.post("/nl/brief/", {**LETTER, name: "a\x00b"}).status_code in (200, 422)


RAW = [
    ("application/x-www-form-urlencoded", b"gemeente=11002&sender_name=%ED%A0%80%FF%FE&own_words=%00%80"),
    ("application/x-www-form-urlencoded", b"&=&&==%&%zz=%zz&gemeente&gemeente=&gemeente=1"),
    ("application/x-www-form-urlencoded; charset=utf-16", b"gemeente=11002"),
    ("application/x-www-form-urlencoded; charset=nonsense", b"gemeente=11002"),
    ("multipart/form-data; boundary=x", b"garbage without any boundary"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="own_words"\r\n\r\nhalf'),
    ("multipart/form-data", b"--x\r\n"),
    ("multipart/form-data; boundary=\xe9", b"--x\r\n"),
    ("application/json", b'{"gemeente": "11002"}'),
    ("text/plain", b"\xff\xfe"),
    ("", b"gemeente=11002"),
]


@pytest.mark.parametrize(("content_type", "body"), RAW)
def test_broken_bodies_are_refused(site: Client, content_type: str, body: bytes) -> None:
    response = site.generic("POST", "/nl/brief/", body, content_type=content_type)

    assert response.status_code in (200, 400, 413, 422)


def test_file_sent_along_is_not_kept(site: Client) -> None:
    upload = io.BytesIO(b"MARKERFILE" * 1000)
    upload.name = "own_words"

    response = site.post("/nl/brief/", {**LETTER, "own_words": upload})

    assert response.status_code == 200
    assert b"MARKERFILE" not in response.content


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", urlencode({**LETTER, "own_words": "x" * 10_000_000}).encode()),
        ("application/x-www-form-urlencoded", b"gemeente=1" + b"&a" * 60_000),
        ("multipart/form-data; boundary=x", b"--x\r\n" + b"y" * 10_000_000),
        ("text/plain", b"z" * (MAX_BODY_BYTES + 1)),
    ],
)
def test_huge_bodies_are_refused_unread_in_a_sentence(site: Client, content_type: str, body: bytes) -> None:
    response = site.generic("POST", "/fr/lettre/", body, content_type=content_type)

    assert response.status_code == 413
    assert response["Cache-Control"] == "no-store"
    assert '<html lang="fr"' in response.content.decode()
    assert b"zzzz" not in response.content


def test_longest_form_that_can_be_filled_in_is_read(site: Client) -> None:
    longest = {"sender_name": "😀" * 119 + "x", "street": "😀" * 120, "place": "😀" * 120, "own_words": "😀" * 2000}
    body = urlencode({**LETTER, **longest}).encode()

    response = site.generic("POST", "/nl/brief/", body, content_type="application/x-www-form-urlencoded")

    assert len(body) < MAX_BODY_BYTES
    assert response.status_code == 200


def test_line_ends_count_once_as_browsers_count_them(site: Client) -> None:
    words = ("x" * 9 + "\r\n") * 200

    assert site.post("/nl/brief/", {**LETTER, "own_words": words}).status_code == 200


@pytest.mark.drill
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.fixed_dictionaries(
        {},
        optional={
            "gemeente": st.one_of(st.sampled_from(["11002", "Sint", "4420", "Eupen"]), st.text(max_size=120)),
            "sender_name": st.text(max_size=140),
            "street": st.text(max_size=140),
            "place": st.text(max_size=140),
            "own_words": st.text(max_size=400),
            "language": st.one_of(st.sampled_from(["", "nl", "fr", "de"]), st.text(max_size=5)),
            "format": st.one_of(st.sampled_from(FORMATS), st.text(max_size=5)),
            "blank": st.sampled_from(["", "1"]),
            "bundle-province": st.text(max_size=6),
            "counted": st.text(max_size=2),
        },
    )
)
def test_any_form_gets_an_answer(site: Client, values: dict[str, str]) -> None:
    encoded = urlencode({name: value.encode("utf-8", "replace") for name, value in values.items()})
    response = site.post("/nl/brief/", encoded, content_type="application/x-www-form-urlencoded")

    assert response.status_code in (200, 422)
    assert response["Cache-Control"] == "no-store"


# --- Nothing is kept -------------------------------------------------------------------------------------------------

MARKER = "MARKERQ9X"


def tables_with(marker: str) -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            if marker in repr(cursor.fetchall()):
                found.append(table)
    return found


@pytest.mark.asvs("v5.0.0-14.2.2")
def test_what_is_typed_is_in_no_table_cache_log_header_or_file_afterwards(
    site: Client, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], settings: Any, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    settings.PORTAL_LETTERS_A_MINUTE = 7
    settings.MEDIA_ROOT = settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    marked = {
        "gemeente": "11002",
        **{name: f"{MARKER} {name}" for name in ("sender_name", "street", "place", "own_words")},
    }
    answers = [site.post("/nl/brief/", {**marked, "format": kind}) for kind in FORMATS]
    answers += [
        site.post("/nl/brief/", {**marked, "gemeente": MARKER}),
        site.post("/nl/brief/", {**marked, "sender_name": ""}),
        site.post("/nl/brief/", {"bundle": "1", "bundle-province": "04000", "bundle-group": MARKER}),
        *[site.post("/nl/brief/", marked) for _ in range(4)],
        site.post("/nl/brief/", {**marked, "own_words": MARKER * 20_000}),
        site.post("/nl/brief/", b"--x\r\n" + MARKER.encode(), content_type="multipart/form-data; boundary=x"),
    ]
    b"".join(answers[8].streaming_content)
    site.get("/nl/brief/")
    site.get("/nl/gemeenten/11002/")

    assert {answer.status_code for answer in answers} == {200, 413, 422, 429}
    for answer in answers:
        assert MARKER not in str(answer.headers)
        assert not answer.cookies
    assert tables_with(MARKER) == []
    assert MARKER not in repr(cache._cache)  # type: ignore[attr-defined]
    assert MARKER not in caplog.text
    assert MARKER not in repr([record.__dict__ for record in caplog.records])
    assert MARKER not in "".join(capfd.readouterr())
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_is_typed_is_in_no_error_report(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    reports: list[str] = []

    def fail(*args: Any, **kwargs: Any) -> bytes:
        raise RuntimeError("broken")

    monkeypatch.setattr("gemeenten.letter_view.render", fail)
    site.raise_request_exception = False

    def report(request: Any, **kwargs: Any) -> None:
        reports.append(ExceptionReporter(request, *sys.exc_info()).get_traceback_text())

    got_request_exception.connect(report)
    try:
        response = site.post("/nl/brief/", {**LETTER, "sender_name": MARKER, "own_words": MARKER, "format": "pdf"})
    finally:
        got_request_exception.disconnect(report)

    assert response.status_code == 500
    assert len(reports) == 1
    assert "RuntimeError" in reports[0]
    assert MARKER not in reports[0]


# --- Bursts ----------------------------------------------------------------------------------------------------------


@pytest.mark.asvs("v5.0.0-2.3.2")
def test_a_burst_of_letters_waits_and_keeps_what_was_typed(site: Client, settings: Any) -> None:
    settings.PORTAL_LETTERS_A_MINUTE = 2
    answers = [site.post("/nl/brief/", {**LETTER, "street": "Kerkstraat 1"}) for _ in range(3)]
    page = answers[2].content.decode()

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[2]["Retry-After"]) <= 60
    assert answers[2]["Cache-Control"] == "no-store"
    assert 'value="Kerkstraat 1"' in page
    assert 'role="alert"' in page


def test_forms_with_errors_do_not_count_as_letters(site: Client, settings: Any) -> None:
    settings.PORTAL_LETTERS_A_MINUTE = 1
    for _ in range(3):
        assert site.post("/nl/brief/", {**LETTER, "sender_name": ""}).status_code == 422

    assert site.post("/nl/brief/", LETTER).status_code == 200


# --- The page that shows the letter ----------------------------------------------------------------------------------


def test_shown_letter_can_be_copied_mailed_fetched_and_changed(site: Client) -> None:
    words = 'Eerste "alinea".\n\nTweede & laatste.'
    html = site.post("/nl/brief/", {**LETTER, "own_words": words, "format": "show"}).content.decode()

    assert "<textarea" in html
    assert 'data-copy="#letter-text"' in html
    assert re.search(r'href="mailto:\?subject=Vraag%20', html)
    assert re.search(r'type="hidden" name="own_words" value="Eerste[^"]*\n\nTweede', html)
    for kind in ("pdf", "docx", "txt", "edit"):
        assert f'name="format" value="{kind}"' in html


def test_changing_something_brings_everything_back(site: Client) -> None:
    words = "Eerste alinea.\nTweede."
    html = site.post(
        "/nl/brief/", {**LETTER, "own_words": words, "gemeente": "9000", "format": "edit"}
    ).content.decode()

    assert 'value="Gent"' in html
    assert 'value="An"' in html
    assert "Eerste alinea.\nTweede.</textarea>" in html


@pytest.mark.parametrize(
    "values", [{"format": "blank"}, {"blank": "1", "format": "docx"}, {"blank": "1", "format": "txt"}]
)
def test_blank_letter_needs_no_name_and_shows_none(site: Client, values: dict[str, str]) -> None:
    response = site.post("/nl/brief/", {"gemeente": "11002", "street": "Kerkstraat 1", **values})

    assert response.status_code == 200
    text = words_of(response)
    assert "……" in text
    assert "Kerkstraat" not in text
    assert "2026" not in text.split("Betreft")[0]


def test_pdf_s_missing_signs_are_told_on_the_page(site: Client) -> None:
    html = site.post("/nl/brief/", {**LETTER, "own_words": "Bravo 😀", "format": "show"}).content.decode()

    assert "□" in html
    assert "😀" in html


@pytest.mark.parametrize("refnis", ["21004", "63023", "73109", "64034", "11007", "23002"])
def test_known_municipality_offers_only_what_the_law_has(site: Client, refnis: str) -> None:
    offered = {
        "21004": ["nl", "fr"],
        "63023": ["fr"],
        "73109": ["nl", "fr"],
        "64034": ["fr"],
        "11007": ["nl"],
        "23002": ["nl"],
    }
    html = site.get(f"/nl/brief/?gemeente={refnis}").content.decode()
    radios = re.findall(r'<input[^>]*name="language"[^>]*>', html)

    assert [re.search(r'value="(\w*)"', radio)[1] for radio in radios] == offered[refnis]  # type: ignore[index]
    assert ["checked" in radio for radio in radios] == [True] + [False] * (len(radios) - 1)
    assert re.search(r'id="id_language_helptext">[^<]{20,}<', html)
