"""The joining page as visitors meet it: both forms, in both languages, and what keeps programs out."""

from __future__ import annotations

import html as html_module
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from gemeenten.choices import DatePrecision
from gemeenten.known_dates import UnreadableDateError, read_known_date
from gemeenten.models import Activity, Application
from portal.form_guard import LONGEST, SHORTEST, Verdict, make_token, read_token
from portal.snapshot import current_stamp
from tests.gemeenten.joining import (
    ADDRESSES,
    WITH_PROFILE,
    archive,
    docx,
    odt,
    pdf,
    send_application,
    send_tip,
    token,
)


def text_of(response: Any) -> str:
    """The page with its entities read."""
    return html_module.unescape(response.content.decode())


# --- Application ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_application_is_kept_whole_and_thanked_for(site: Client, language: str) -> None:
    activities = Activity.objects.all()[:2]

    response = send_application(site, language, activities=[activity.pk for activity in activities])

    assert response.status_code == 303
    assert response["Location"] == f"{ADDRESSES[language]}?thanks=join#thanks"
    assert response["Cache-Control"] == "no-store"
    application = Application.objects.get()
    assert application.kind == "application"
    assert application.municipality_id == "11002"
    assert application.decided_by == "council"
    assert application.decided_on == date(2026, 3, 24)
    assert application.decision_url == "https://www.antwerpen.be/besluit/1"
    assert application.contact_email == "integratie@antwerpen.be"
    assert application.message == "Wij doen graag mee."
    assert application.language == language
    assert application.is_new
    assert set(application.activities.all()) == set(activities)
    thanks = text_of(site.get(response["Location"].partition("#")[0]))
    assert {"nl": "Bedankt", "fr": "Merci"}[language] in thanks


@pytest.mark.parametrize(("language", "error"), [("nl", "Er is iets nog niet juist"), ("fr", "")])
@pytest.mark.asvs("v5.0.0-2.2.2")
def test_empty_form_comes_back_with_every_error_and_a_summary(site: Client, language: str, error: str) -> None:
    empty = dict.fromkeys(
        ["gemeente", "decided_by", "decided_on", "decision_url", "contact_email", "message", "consent"], ""
    )

    response = send_application(site, language, **empty)

    assert response.status_code == 422
    page = text_of(response)
    assert not Application.objects.exists()
    assert page.count('role="alert"') == 1
    for field in ("gemeente", "decision_url", "contact_email", "decided_on", "consent"):
        assert f'href="#id_join-{field}"' in page, field
    assert 'href="#field-join-decided_by"' in page
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


def test_page_shows_no_cookie_no_csrf_token_and_is_never_kept(site: Client) -> None:
    response = site.get("/nl/sluit-aan/")

    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()


def test_a_guess_at_the_municipality_is_never_taken(site: Client) -> None:
    response = send_application(site, gemeente="Antwerpn")

    assert response.status_code == 422
    assert not Application.objects.exists()
    assert 'type="radio" name="join-gemeente" value="11002"' in text_of(response)


def test_name_that_fits_several_offers_them(site: Client) -> None:
    response = send_tip(site, gemeente="Halle")

    assert response.status_code in (303, 422)
    if response.status_code == 422:
        assert 'type="radio" name="tip-gemeente"' in text_of(response)


def test_municipality_and_activities_are_in_the_readers_language(site: Client) -> None:
    page = text_of(site.get("/fr/rejoindre/?gemeente=11002"))

    assert 'value="Anvers"' in page
    assert "Tutelle" in page or "Enseignement" in page
    assert re.search(r"Nous effaçons les inscriptions et les signalements 180 jours", page)


@pytest.mark.parametrize("address", ["jan.peeters@antwerpen.be", "jp@antwerpen.be", "gemeente@gmail.com"])
@pytest.mark.parametrize(("language", "words"), [("nl", "adres van een persoon"), ("fr", "adresse d’une personne")])
@pytest.mark.asvs("v5.0.0-2.2.1")
def test_personal_address_is_refused_with_an_explanation(site: Client, address: str, language: str, words: str) -> None:
    response = send_application(site, language, contact_email=address)

    assert response.status_code == 422
    page = text_of(response)
    assert words in page
    assert f'value="{address}"' in page
    assert not Application.objects.exists()


@pytest.mark.parametrize("day", ["2999-01-01", "0026-03-24", "1926-03-24", "31/02/2026", "maart"])
@pytest.mark.asvs("v5.0.0-2.2.1")
def test_impossible_date_is_refused(site: Client, day: str) -> None:
    assert send_application(site, decided_on=day).status_code == 422
    assert not Application.objects.exists()


def test_day_may_be_written_as_people_do(site: Client) -> None:
    assert send_application(site, decided_on="24/03/2026").status_code == 303
    assert Application.objects.get().decided_on == date(2026, 3, 24)


# --- The file ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", [pdf, docx, odt])
@pytest.mark.asvs("v5.0.0-5.3.1", "v5.0.0-5.3.2")
def test_decision_may_be_a_file_that_lies_out_of_reach(site: Client, file: Any) -> None:
    upload = file()
    ending = Path(upload.name).suffix

    assert send_application(site, decision_url="", decision_file=upload).status_code == 303

    stored = Application.objects.get().decision_file
    path = Path(stored.path)
    assert path.is_relative_to(django_settings.PRIVATE_ROOT)
    assert not path.is_relative_to(django_settings.MEDIA_ROOT)
    assert path.suffix == ending
    assert "besluit" not in path.name
    assert path.stat().st_mode & 0o077 == 0
    for address in (f"/media/{stored.name}", f"/media/../private/{stored.name}", f"/private/{stored.name}"):
        assert site.get(address).status_code in (400, 404), address


@pytest.mark.parametrize(
    "file",
    [
        lambda: SimpleUploadedFile("besluit.exe", b"MZ"),
        lambda: SimpleUploadedFile("besluit.pdf", b"<html><script>alert(1)</script>"),
        lambda: SimpleUploadedFile("besluit.html", pdf().read()),
        lambda: SimpleUploadedFile("besluit.docx", b"PK\x03\x04 broken"),
        lambda: archive(("a.txt", b"a"), name="besluit.docx"),
        lambda: docx(("word/vbaProject.bin", b"macro")),
        lambda: docx(name="besluit.odt"),
        lambda: odt(kind=b"application/vnd.oasis.opendocument.spreadsheet"),
        lambda: odt(name="besluit.pdf"),
        lambda: SimpleUploadedFile("besluit", pdf().read()),
    ],
)
@pytest.mark.asvs("v5.0.0-5.2.2")
def test_file_that_is_not_what_it_says_is_refused(site: Client, file: Any) -> None:
    response = send_application(site, decision_file=file())

    assert response.status_code == 422
    assert "Bewaar het als PDF" in text_of(response)
    assert not Application.objects.exists()


@pytest.mark.asvs("v5.0.0-5.2.1")
def test_file_that_is_too_large_loses_nothing_of_what_was_typed(site: Client, settings: Any) -> None:
    settings.PORTAL_DECISION_FILE_MB = 1
    large = SimpleUploadedFile("besluit.pdf", b"%PDF-" + b"0" * (1024 * 1024))

    response = send_application(site, decision_file=large)

    assert response.status_code == 422
    assert "groter dan 1 MB" in text_of(response)
    assert "Wij doen graag mee." in text_of(response)


@pytest.mark.asvs("v5.0.0-5.2.1")
def test_body_beyond_all_measure_is_not_even_read(site: Client, settings: Any) -> None:
    settings.PORTAL_DECISION_FILE_MB = 1

    response = send_application(site, decision_file=SimpleUploadedFile("a.pdf", b"%PDF-" + b"0" * (4 * 1024 * 1024)))

    assert response.status_code == 413


def test_file_has_to_be_chosen_again_and_the_page_says_so(site: Client) -> None:
    response = send_application(site, consent="", decision_url="", decision_file=pdf())

    assert response.status_code == 422
    assert "Kies het bestand nog eens" in text_of(response)


# --- The tip ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "day", "precision"),
    [
        ("", None, "day"),
        ("2024", date(2024, 1, 1), "year"),
        ("3/2024", date(2024, 3, 1), "month"),
        ("maart 2024", date(2024, 3, 1), "month"),
        ("24/3/2024", date(2024, 3, 24), "day"),
    ],
)
def test_tip_needs_no_more_than_the_municipality_and_a_source(
    site: Client, typed: str, day: date | None, precision: str
) -> None:
    response = send_tip(site, decided=typed)

    assert response.status_code == 303
    tip = Application.objects.get()
    assert (tip.kind, tip.municipality_id, tip.contact_email) == ("tip", "11002", "")
    assert (tip.decided_on, tip.decided_on_precision) == (day, precision)


@pytest.mark.parametrize("values", [{"decision_url": ""}, {"decided": "ooit"}, {"decided": "2999"}, {"gemeente": ""}])
def test_tip_that_cannot_be_looked_into_comes_back(site: Client, values: dict[str, str]) -> None:
    assert send_tip(site, "fr", **values).status_code == 422
    assert not Application.objects.exists()


def test_tip_asks_for_no_address_and_no_name(site: Client) -> None:
    page = site.get("/nl/sluit-aan/").content.decode()
    names = set(re.findall(r'name="(tip-[a-z_]+)"', page))

    assert names == {"tip-gemeente", "tip-decided", "tip-decision_url", "tip-message", "tip-token", "tip-website"}


@pytest.mark.parametrize(
    ("language", "typed", "expected"),
    [
        ("fr", "12 mars 2024", (date(2024, 3, 12), DatePrecision.DAY)),
        ("fr", "août 2024", (date(2024, 8, 1), DatePrecision.MONTH)),
        ("nl", "2024-03-12", (date(2024, 3, 12), DatePrecision.DAY)),
        ("nl", " 12.03.2024 ", (date(2024, 3, 12), DatePrecision.DAY)),
    ],
)
def test_date_is_read_as_far_as_it_is_known(language: str, typed: str, expected: Any) -> None:
    with translation.override(language):
        assert read_known_date(typed) == expected


@pytest.mark.parametrize("typed", ["", "ooit", "24", "13/2024", "31/2/2024", "1 2 3 2024", "maart", "24/3/24"])
def test_what_is_no_date_is_not_taken_for_one(typed: str) -> None:
    with translation.override("nl"), pytest.raises(UnreadableDateError):
        read_known_date(typed)


# --- Keeping programs out ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("send", [send_application, send_tip])
@pytest.mark.parametrize(("language", "words"), [("nl", "sneller dan mensen"), ("fr", "plus rapide")])
@pytest.mark.asvs("v5.0.0-2.4.1")
def test_form_that_comes_back_at_once_is_refused_and_keeps_what_was_typed(
    site: Client, send: Any, language: str, words: str
) -> None:
    purpose = "tip" if send is send_tip else "join"
    early = token(purpose, age=1)

    response = send(site, language, token=early, message="Mijn bericht.")

    assert response.status_code == 422
    page = text_of(response)
    assert words in page
    assert "Mijn bericht." in page
    assert not Application.objects.exists()
    # The same token grows old enough, so sending it again works.
    assert early in page


@pytest.mark.parametrize("age", [LONGEST + 60, None])
@pytest.mark.asvs("v5.0.0-9.2.1")
def test_form_that_is_too_old_or_not_ours_gets_a_new_token_and_keeps_what_was_typed(
    site: Client, age: float | None
) -> None:
    old = token("join", age) if age else "not ours"

    response = send_application(site, token=old)

    assert response.status_code == 422
    page = text_of(response)
    assert "Wij doen graag mee." in page
    fresh = re.search(r'name="join-token" value="([^"]+)"', page)
    assert fresh is not None
    assert fresh[1] != old
    assert read_token("join", fresh[1]).verdict == Verdict.TOO_FAST
    assert not Application.objects.exists()


@pytest.mark.asvs("v5.0.0-9.1.1", "v5.0.0-9.1.2", "v5.0.0-9.1.3", "v5.0.0-9.2.2")
def test_token_of_another_form_or_changed_is_not_ours() -> None:
    now = 1_800_000_000.0
    good = make_token("join", now)

    assert read_token("join", good, now + SHORTEST).verdict == Verdict.GOOD
    assert read_token("join", good, now + SHORTEST - 1).verdict == Verdict.TOO_FAST
    assert read_token("join", good, now + LONGEST + 1).verdict == Verdict.TOO_OLD
    assert read_token("tip", good, now + 60).verdict == Verdict.NOT_OURS
    assert read_token("join", good.replace("1800000000", "1700000000"), now + 60).verdict == Verdict.NOT_OURS


@pytest.mark.parametrize("send", [send_application, send_tip])
@pytest.mark.asvs("v5.0.0-2.4.1")
def test_field_that_people_do_not_see_stays_empty_or_the_form_is_refused(site: Client, send: Any) -> None:
    response = send(site, website="https://spam.example")

    assert response.status_code == 422
    page = text_of(response)
    assert "We hebben het leeggemaakt" in page
    assert "spam.example" not in page
    assert not Application.objects.exists()


@pytest.mark.asvs("v5.0.0-2.3.4")
def test_same_form_sent_twice_is_one_application(site: Client, django_capture_on_commit_callbacks: Any) -> None:
    one = token("join")
    with django_capture_on_commit_callbacks(execute=True):
        first, second = send_application(site, token=one), send_application(site, token=one)

    assert (first.status_code, second.status_code) == (303, 303)
    assert Application.objects.count() == 1
    assert len(mail.outbox) == 2


@pytest.mark.asvs("v5.0.0-2.3.2", "v5.0.0-2.4.1")
def test_burst_from_one_address_gets_429_and_keeps_what_was_typed(site: Client, settings: Any) -> None:
    settings.PORTAL_APPLICATIONS_IN_TEN_MINUTES = 2
    visitor = Client(HTTP_HOST="localhost", REMOTE_ADDR="203.0.113.77")
    assert send_application(visitor).status_code == 303
    assert send_tip(visitor).status_code == 303

    response = send_application(visitor)

    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 600
    assert "Wij doen graag mee." in text_of(response)
    assert Application.objects.count() == 2
    assert send_tip(Client(HTTP_HOST="localhost", REMOTE_ADDR="203.0.113.78")).status_code == 303


def test_what_comes_in_makes_no_page_anew(site: Client) -> None:
    before = current_stamp()

    send_application(site)

    assert current_stamp() == before


def test_municipality_without_profile_leads_to_the_form(site: Client) -> None:
    assert 'href="/nl/sluit-aan/?gemeente=11002"' in site.get("/nl/gemeenten/11002/").content.decode()
    assert 'href="/fr/rejoindre/?gemeente=11002"' in site.get("/fr/communes/11002/").content.decode()
    assert f"?gemeente={WITH_PROFILE}" not in site.get("/nl/gemeenten/lichtervelde/").content.decode().replace(
        f"/nl/brief/?gemeente={WITH_PROFILE}", ""
    )


@pytest.mark.parametrize(("home", "address"), [("/nl/", "/nl/sluit-aan/"), ("/fr/", "/fr/rejoindre/")])
def test_every_page_leads_to_the_joining_page(site: Client, home: str, address: str) -> None:
    assert f'href="{address}"' in site.get(home).content.decode()
