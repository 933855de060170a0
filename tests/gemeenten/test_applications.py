"""What becomes of an application: accepted into a draft, declined, mailed about, and deleted after the stated time."""

from __future__ import annotations

import io
import logging
import os
import socket
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default as email_policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.documents import get_document_model

from gemeenten.application_mail import send_mail
from gemeenten.applications import CannotHandleError, accept, decline, purge
from gemeenten.models import Application, ApplicationMail, Commitment, MunicipalityPage
from gemeenten.new_profile import profile_of
from portal.models import CampaignSettings
from tests.gemeenten.joining import WITH_PROFILE, make_application, send_application, send_tip


@pytest.fixture
def editor(db: None) -> Any:
    """Somebody who may do everything."""
    return get_user_model().objects.create_superuser("editor", email="", password="long-and-secret-1")


# --- Accepting --------------------------------------------------------------------------------------------------------


def test_accepting_makes_a_draft_with_everything_that_was_sent(site: Client, editor: Any) -> None:
    application = make_application(file=True)

    page = accept(application, editor)

    draft: MunicipalityPage = MunicipalityPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert not draft.live
    assert (draft.title, draft.slug, draft.municipality_id) == ("Antwerpen", "antwerpen", "11002")
    assert draft.locale.language_code == "nl"
    assert draft.joined_on == date(2026, 3, 24)
    assert draft.decision_url == "https://www.antwerpen.be/besluit/1"
    assert draft.contact_email == "integratie@antwerpen.be"
    assert set(draft.activities.all()) == set(application.activities.all())
    step = draft.commitments.get()
    assert (step.kind, step.date, step.source_name) == ("decided", date(2026, 3, 24), "Stad Antwerpen")
    assert step.source_url == "https://www.antwerpen.be/besluit/1"
    assert draft.decision_document.title == "Beslissing van Antwerpen"
    with draft.decision_document.file.open("rb") as file:
        assert file.read(5) == b"%PDF-"
    assert MunicipalityPage.objects.get(pk=page.pk).status == "solidary"
    assert site.get("/nl/gemeenten/antwerpen/").status_code == 404
    application.refresh_from_db()
    assert (application.status, application.handled_by, application.profile_id) == ("accepted", editor, page.pk)
    assert application.handled_at is not None


def test_accepting_adds_a_draft_to_a_profile_and_leaves_what_is_public_alone(site: Client, editor: Any) -> None:
    application = make_application(WITH_PROFILE, contact_email="welzijn@lichtervelde.be")
    before = profile_of(application.municipality)
    assert before is not None
    public = site.get(before.url).content

    page = accept(application, editor)

    assert page.pk == before.pk
    assert site.get(before.url).content == public
    draft = MunicipalityPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert draft.contact_email == "welzijn@lichtervelde.be"
    assert draft.introduction == before.introduction
    assert set(application.activities.all()) <= set(draft.activities.all())
    assert draft.commitments.count() == before.commitments.count() + 1
    assert draft.commitments.last().kind == "renewed"
    assert MunicipalityPage.objects.get(pk=page.pk).has_unpublished_changes


def test_accepting_a_tip_needs_no_more_than_it_has(editor: Any) -> None:
    tip = make_application(
        kind="tip", decided_by="", decided_on=None, contact_email="", decision_url="https://www.gva.be/1"
    )
    tip.activities.clear()

    draft = accept(tip, editor).get_latest_revision_as_object()

    step = draft.commitments.get()
    assert (step.kind, step.date, step.source_name) == ("decided", None, "gva.be")
    assert draft.joined_on is None
    assert not ApplicationMail.objects.exists()


def test_slug_of_another_page_is_not_taken_twice(editor: Any) -> None:
    other = MunicipalityPage.objects.get(municipality_id=WITH_PROFILE)
    other.slug = "antwerpen"
    other.save_revision().publish()

    assert accept(make_application(), editor).slug == "antwerpen-11002"


@pytest.mark.asvs("v5.0.0-2.3.4")
def test_second_of_two_people_is_told_and_changes_nothing(editor: Any) -> None:
    application = make_application()
    on_their_screen = Application.objects.get(pk=application.pk)
    accept(application, editor)

    with pytest.raises(CannotHandleError, match="behandeld"):
        accept(on_their_screen, editor)
    with pytest.raises(CannotHandleError):
        decline(on_their_screen, editor, "Neen.")

    assert MunicipalityPage.objects.filter(municipality_id="11002").count() == 1
    assert Application.objects.get().status == "accepted"


def test_locked_profile_is_left_alone(editor: Any) -> None:
    page = MunicipalityPage.objects.get(municipality_id=WITH_PROFILE)
    page.locked, page.locked_by = True, get_user_model().objects.create_user("other")
    page.save()
    application = make_application(WITH_PROFILE)

    with pytest.raises(CannotHandleError, match="vergrendeld"):
        accept(application, editor)

    assert Application.objects.get().is_new


def test_who_may_make_no_profiles_leaves_nothing_behind(db: None) -> None:
    application = make_application(file=True)

    with pytest.raises(PermissionDenied):
        accept(application, get_user_model().objects.create_user("nobody"))

    assert Application.objects.get().is_new
    assert not get_document_model().objects.exists()
    assert not MunicipalityPage.objects.filter(municipality_id="11002").exists()


@pytest.mark.asvs("v5.0.0-2.3.3", "v5.0.0-16.5.3")
def test_accepting_that_fails_half_way_leaves_nothing_behind(editor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Any, *args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the disk is full")

    application = make_application(file=True)
    documents = set(Path(django_settings.PRIVATE_ROOT).rglob("documents/*"))
    monkeypatch.setattr(Commitment, "save", fail)

    with pytest.raises(RuntimeError):
        accept(application, editor)

    assert Application.objects.get().is_new
    assert not MunicipalityPage.objects.filter(municipality_id="11002").exists()
    assert set(Path(django_settings.PRIVATE_ROOT).rglob("documents/*")) == documents


# --- Mails, by a real server ------------------------------------------------------------------------------------------


class Postbox:
    """Keeps what it is handed over."""

    def __init__(self) -> None:
        self.mails: list[Message] = []
        self.to: list[list[str]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.mails.append(message_from_bytes(envelope.content, policy=email_policy))
        self.to.append(envelope.rcpt_tos)
        return "250 OK"


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    """A mail server on a free port, which Django's own SMTP backend is pointed at."""
    box = Postbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_TIMEOUT = 5
    yield box
    controller.stop()


@pytest.fixture
def no_server(settings: Any) -> Callable[[], None]:
    """Django's SMTP backend, pointed at a port where nobody listens."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 2
    return lambda: None


def body(message: Any) -> str:
    """The plain text of a mail, its lines joined."""
    return " ".join(message.get_content().split())


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("nl", "We hebben de aanmelding van Antwerpen ontvangen", "180 dagen"),
        ("fr", "Nous avons bien reçu l’inscription de votre commune (Anvers)", "180 jours"),
    ],
)
def test_application_is_confirmed_in_its_language_and_the_campaign_is_told(
    site: Client,
    postbox: Postbox,
    django_capture_on_commit_callbacks: Any,
    language: str,
    subject: str,
    words: str,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        send_application(site, language)

    campaign = CampaignSettings.objects.get().contact_email
    notices = [mail for mail, to in zip(postbox.mails, postbox.to, strict=True) if to == [campaign]]
    confirmations = [mail for mail, to in zip(postbox.mails, postbox.to, strict=True) if to != [campaign]]
    assert len(notices) == len(confirmations) == 1
    assert confirmations[0]["To"] == "integratie@antwerpen.be"
    assert confirmations[0]["Subject"].strip() == subject
    assert confirmations[0]["Reply-To"] == campaign
    assert words in body(confirmations[0])
    # Nobody can have the portal send words of their own to others.
    assert "Wij doen graag mee" not in body(confirmations[0])
    assert "antwerpen.be/besluit" not in body(confirmations[0])
    assert notices[0]["Subject"] == "Aanmelding: Antwerpen"
    assert f"/admin/applications/{Application.objects.get().pk}/" in body(notices[0])
    assert ApplicationMail.objects.filter(sent_at__isnull=False, error="").count() == 2


def test_of_a_tip_only_the_campaign_is_told(
    site: Client, postbox: Postbox, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        send_tip(site, "fr")

    assert postbox.to == [[CampaignSettings.objects.get().contact_email]]
    assert postbox.mails[0]["Subject"] == "Tip: Antwerpen nam een beslissing"


@pytest.mark.parametrize(
    ("language", "welcome", "sorry"),
    [("nl", "Welkom, Antwerpen", "Bedankt voor de aanmelding"), ("fr", "Bienvenue, Anvers", "Merci d’avoir inscrit")],
)
def test_answers_are_in_the_language_of_who_applied(
    editor: Any,
    postbox: Postbox,
    django_capture_on_commit_callbacks: Any,
    language: str,
    welcome: str,
    sorry: str,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        accept(make_application(language=language), editor)
        decline(make_application(language=language), editor, "De raad <heeft> nog niet beslist.")

    accepted, declined = postbox.mails
    assert postbox.to == [["integratie@antwerpen.be"]] * 2
    assert accepted["Subject"].strip().startswith(welcome)
    assert sorry in body(declined)
    assert "De raad <heeft> nog niet beslist." in body(declined)


def test_without_a_campaign_address_whoever_may_handle_is_told(
    site: Client, postbox: Postbox, editor: Any, django_capture_on_commit_callbacks: Any
) -> None:
    CampaignSettings.objects.update(contact_email="")
    editor.email = "redactie@example.org"
    editor.save()

    with django_capture_on_commit_callbacks(execute=True):
        send_tip(site)

    assert postbox.to == [["redactie@example.org"]]


@pytest.mark.asvs("v5.0.0-16.2.5", "v5.0.0-16.3.4")
def test_mail_server_that_is_down_loses_nothing_and_the_log_names_nobody(
    site: Client, no_server: Any, django_capture_on_commit_callbacks: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    with django_capture_on_commit_callbacks(execute=True):
        response = send_application(site)

    assert response.status_code == 303
    assert Application.objects.get().contact_email == "integratie@antwerpen.be"
    assert set(ApplicationMail.objects.values_list("error", flat=True)) == {"ConnectionRefusedError"}
    assert "was not sent" in caplog.text
    assert "integratie@" not in caplog.text


def test_server_that_refuses_the_address_is_noted_without_it(
    editor: Any, postbox: Postbox, django_capture_on_commit_callbacks: Any, caplog: pytest.LogCaptureFixture
) -> None:
    async def refuse(*args: Any) -> str:
        return "550 no such person here: integratie@antwerpen.be"

    postbox.handle_RCPT = refuse  # type: ignore[attr-defined]

    with django_capture_on_commit_callbacks(execute=True):
        accept(make_application(), editor)

    mail = ApplicationMail.objects.get()
    assert (mail.sent_at, mail.error) == (None, "SMTPRecipientsRefused")
    # The test's own server logs too.
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("mail.")]
    assert ours
    assert "integratie@" not in " ".join(ours)


def test_mail_that_failed_goes_out_once_when_it_is_sent_again(
    editor: Any, postbox: Postbox, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    with django_capture_on_commit_callbacks(execute=True):
        decline(make_application(), editor, "Nog niet.")
    mail = ApplicationMail.objects.get()
    assert mail.error
    settings.EMAIL_PORT = port

    assert send_mail(mail.pk)
    assert send_mail(mail.pk)

    assert len(postbox.mails) == 1
    mail.refresh_from_db()
    assert (mail.error, mail.failed_at) == ("", None)


def test_mail_to_an_address_that_is_gone_says_so(editor: Any) -> None:
    application = make_application(contact_email="")
    mail = ApplicationMail.objects.create(application=application, kind="declined")

    assert not send_mail(mail.pk)

    assert ApplicationMail.objects.get().error == "NobodyToWriteToError"


# --- Deleting ---------------------------------------------------------------------------------------------------------


def handled(days: int, **values: Any) -> Application:
    """An application that was declined so many days ago."""
    return make_application(
        file=True, status="declined", handled_at=timezone.now() - timedelta(days=days), reply="Neen.", **values
    )


@pytest.mark.asvs("v5.0.0-14.2.4")
def test_what_was_handled_long_ago_is_deleted_with_its_file(db: None) -> None:
    old, recent = handled(181), handled(179)
    gone = Path(old.decision_file.path)

    out = io.StringIO()
    call_command("purge_personal_data", stdout=out)

    assert list(Application.objects.all()) == [recent]
    assert not gone.exists()
    assert Path(recent.decision_file.path).exists()
    assert "1 applications handled more than 180 days ago deleted" in out.getvalue()
    assert "1 files deleted" in out.getvalue()


def test_dry_run_says_the_same_and_deletes_nothing(db: None) -> None:
    old = handled(181)

    counted = purge(dry_run=True)

    assert Application.objects.count() == 1
    assert Path(old.decision_file.path).exists()
    assert purge() == counted
    assert purge().deleted == purge().files == purge().blanked == 0


def test_what_nobody_handled_for_as_long_loses_address_and_message_only(db: None) -> None:
    application = make_application()
    Application.objects.update(submitted_at=timezone.now() - timedelta(days=181))

    assert purge().blanked == 1

    application.refresh_from_db()
    assert (application.contact_email, application.message) == ("", "")
    assert application.decision_url
    assert application.is_new
    assert purge().blanked == 0


def test_days_come_from_the_environment_s_setting(db: None, settings: Any) -> None:
    handled(31)
    assert purge(dry_run=True).deleted == 0

    settings.PORTAL_APPLICATIONS_KEPT_DAYS = 30

    assert purge().deleted == 1


def test_file_that_belongs_to_no_application_goes_once_it_is_a_day_old(db: None) -> None:
    folder = Path(django_settings.PRIVATE_ROOT) / "applications"
    folder.mkdir(parents=True, exist_ok=True)
    old, fresh = folder / "old.pdf", folder / "fresh.pdf"
    for file in (old, fresh):
        file.write_bytes(b"%PDF-")
    yesterday = (timezone.now() - timedelta(hours=25)).timestamp()
    os.utime(old, (yesterday, yesterday))

    purge()

    assert not old.exists()
    assert fresh.exists()
    fresh.unlink()


def test_accepted_decision_outlives_the_application(editor: Any) -> None:
    page = accept(make_application(file=True), editor)
    Application.objects.update(handled_at=timezone.now() - timedelta(days=181))

    assert purge().deleted == 1

    draft = page.get_latest_revision_as_object()
    assert draft.decision_document.file.storage.exists(draft.decision_document.file.name)
