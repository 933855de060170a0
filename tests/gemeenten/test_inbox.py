"""The inbox in the admin: who may look, who may handle, what they see, and the one way to an uploaded file."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.test import Client
from wagtail.models import ModelLogEntry

from gemeenten.models import Application, ApplicationMail, MunicipalityPage
from portal.roles import COMMUNICATION, MODERATORS, TRANSLATORS, create_roles
from tests.gemeenten.joining import WITH_PROFILE, make_application
from tests.portal.test_roles import is_denied, log_in

HANDLERS = [COMMUNICATION, MODERATORS, None]
INBOX = "/admin/applications/"


@pytest.fixture(autouse=True)
def _roles(db: None) -> None:
    """The groups as a new site has them."""
    create_roles()


def address_of(application: Application, what: str = "") -> str:
    """Where an application is in the inbox."""
    return f"{INBOX}{application.pk}/{what}"


def text_of(response: Any) -> str:
    """The page with its entities read."""
    return html.unescape(response.content.decode())


# --- Permissions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", HANDLERS)
@pytest.mark.asvs("v5.0.0-5.4.1")
def test_communication_moderators_and_administrators_look_and_download(role: str | None) -> None:
    application = make_application(file=True)
    client = log_in(role)

    assert client.get(INBOX).status_code == 200
    assert client.get(address_of(application)).status_code == 200
    response = client.get(address_of(application, "file/"))
    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]
    assert response["Content-Disposition"] == f'attachment; filename="antwerpen-{application.pk}.pdf"'
    assert "no-store" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("role", [TRANSLATORS, "nobody"])
@pytest.mark.asvs("v5.0.0-8.2.1")
def test_others_see_nothing_download_nothing_and_handle_nothing(role: str) -> None:
    application = make_application(file=True)
    row = ApplicationMail.objects.create(application=application, kind="received")
    client = Client(HTTP_HOST="localhost") if role == "nobody" else log_in(role)

    for what in ("", "file/", "decline/"):
        assert is_denied(client.get(address_of(application, what))), what
    for what in ("accept/", "decline/", f"mails/{row.pk}/"):
        assert is_denied(client.post(address_of(application, what), {"reason": "Neen."})), what
    assert is_denied(client.get(INBOX))
    assert Application.objects.get().is_new
    if role == TRANSLATORS:
        page = client.get("/admin/").content.decode()
        assert INBOX not in page


def test_who_may_only_look_handles_nothing() -> None:
    group = Group.objects.create(name="Readers")
    for name in ("access_admin", "view_application"):
        group.permissions.add(Permission.objects.get(codename=name))
    application = make_application()
    client = log_in("Readers")

    page = client.get(address_of(application))

    assert page.status_code == 200
    assert f"{address_of(application)}accept/" not in text_of(page)
    assert is_denied(client.post(address_of(application, "accept/")))
    assert Application.objects.get().is_new


@pytest.mark.parametrize("role", HANDLERS)
def test_nobody_adds_changes_or_deletes_applications(role: str | None) -> None:
    application = make_application()
    client = log_in(role)

    for what in ("new/", f"edit/{application.pk}/", f"delete/{application.pk}/", f"copy/{application.pk}/"):
        assert client.get(f"{INBOX}{what}").status_code == 404, what


@pytest.mark.asvs("v5.0.0-3.5.3")
def test_handling_goes_by_post_only() -> None:
    application = make_application()
    client = log_in(MODERATORS)

    assert client.get(address_of(application, "accept/")).status_code == 405
    assert Application.objects.get().is_new


# --- What it shows ----------------------------------------------------------------------------------------------------


def test_list_is_narrowed_and_searched() -> None:
    make_application()
    make_application(WITH_PROFILE, kind="tip", language="fr")
    client = log_in(COMMUNICATION)

    assert "Lichtervelde" in text_of(client.get(INBOX, {"kind": "tip"}))
    assert "Antwerpen" not in text_of(client.get(INBOX + "results/", {"kind": "tip"}))
    assert "Antwerpen" not in text_of(client.get(INBOX + "results/", {"municipality__province": "30000"}))
    assert "Antwerpen" in text_of(client.get(INBOX + "results/", {"q": "antw"}))
    assert "Antwerpen" not in text_of(client.get(INBOX + "results/", {"status": "declined"}))


def test_list_asks_no_more_for_many_than_for_few(django_assert_max_num_queries: Any) -> None:
    client = log_in(COMMUNICATION)
    make_application()
    client.get(INBOX)
    for _ in range(40):
        make_application()

    with django_assert_max_num_queries(20):
        response = client.get(INBOX)

    assert text_of(response).count("Antwerpen") >= 40


@pytest.mark.asvs("v5.0.0-1.2.1")
def test_application_shows_everything_that_was_sent_and_escapes_it() -> None:
    application = make_application(file=True, message="<script>alert(1)</script>\n\nTweede alinea.")

    page = log_in(COMMUNICATION).get(address_of(application)).content.decode()

    assert "<script>alert(1)" not in page
    assert "Tweede alinea." in page
    for words in ("integratie@antwerpen.be", "https://www.antwerpen.be/besluit/1", address_of(application, "file/")):
        assert words in page


def test_menu_and_first_page_count_what_waits() -> None:
    make_application()
    make_application()
    user = log_in(COMMUNICATION)

    page = text_of(user.get("/admin/"))

    assert "(2)" in page
    assert f"{INBOX}?status=new" in page
    assert "2 aanmeldingen te behandelen" in page or "2 applications to handle" in page


# --- Handling ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", HANDLERS)
def test_accepting_leads_to_the_editor_of_the_draft(role: str | None, django_capture_on_commit_callbacks: Any) -> None:
    application = make_application(file=True)
    client = log_in(role)

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(address_of(application, "accept/"))

    page = MunicipalityPage.objects.get(municipality_id="11002")
    assert response["Location"] == f"/admin/pages/{page.pk}/edit/"
    editor = text_of(client.get(response["Location"]))
    assert "Antwerpen" in editor
    assert "integratie@antwerpen.be" in editor
    assert "Beslissing van Antwerpen" in editor
    assert not page.live
    assert [message.to for message in mail.outbox] == [["integratie@antwerpen.be"]]
    assert ModelLogEntry.objects.filter(action="gemeenten.application.accept").count() == 1


@pytest.mark.parametrize("role", HANDLERS)
def test_declining_asks_for_a_reason_and_mails_it(role: str | None, django_capture_on_commit_callbacks: Any) -> None:
    application = make_application(language="fr")
    client = log_in(role)
    assert "integratie@antwerpen.be" in text_of(client.get(address_of(application, "decline/")))

    assert client.post(address_of(application, "decline/"), {"reason": " "}).status_code == 422
    assert Application.objects.get().is_new
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(address_of(application, "decline/"), {"reason": "Pas encore de décision."})

    assert response["Location"] == INBOX
    application.refresh_from_db()
    assert (application.status, application.reply) == ("declined", "Pas encore de décision.")
    assert application.handled_by == get_user_model().objects.get(username="somebody")
    assert "Pas encore de décision." in mail.outbox[0].body
    assert "Bonjour" in mail.outbox[0].body


@pytest.mark.asvs("v5.0.0-2.3.1")
def test_handled_application_cannot_be_handled_again(django_capture_on_commit_callbacks: Any) -> None:
    application = make_application()
    client = log_in(MODERATORS)
    client.post(address_of(application, "decline/"), {"reason": "Neen."})

    for what in ("accept/", "decline/"):
        response = client.post(address_of(application, what), {"reason": "Toch."}, follow=True)
        assert response.redirect_chain[-1][0] == address_of(application)

    application.refresh_from_db()
    assert (application.status, application.reply) == ("declined", "Neen.")
    assert not MunicipalityPage.objects.filter(municipality_id="11002").exists()


def test_mail_that_did_not_go_out_is_shown_and_sent_again() -> None:
    application = make_application()
    row = ApplicationMail.objects.create(
        application=application, kind="received", failed_at=application.submitted_at, error="ConnectionRefusedError"
    )
    client = log_in(COMMUNICATION)
    assert "ConnectionRefusedError" in text_of(client.get(address_of(application)))

    client.post(address_of(application, f"mails/{row.pk}/"))

    assert len(mail.outbox) == 1
    row.refresh_from_db()
    assert row.sent_at is not None
    assert f"mails/{row.pk}/" not in text_of(client.get(address_of(application)))
