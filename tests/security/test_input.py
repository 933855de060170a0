"""What a form, an address or an editor sends does only what it is for."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from gemeenten.models import Application
from portal.models import CampaignSettings
from tests.gemeenten.joining import send_application

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "hr"]


def as_stored(text: str, url: str = "", kind: str = "LINK") -> str:
    """What is stored of a paragraph that the editor sends, with a link over all of it."""
    entity = [{"key": 0, "offset": 0, "length": len(text)}] if url else []
    block = {"key": "a", "text": text, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": entity}
    known = {"0": {"type": kind, "mutability": "MUTABLE", "data": {"url": url}}} if url else {}
    return ContentstateConverter(FEATURES).to_database_format(json.dumps({"blocks": [block], "entityMap": known}))


@pytest.mark.asvs("v5.0.0-1.3.1", "v5.0.0-1.3.5")
@pytest.mark.django_db
@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7|add:7 }}"])
def test_markup_typed_in_the_editor_is_stored_as_text(text: str) -> None:
    stored = as_stored(text)

    assert "<script" not in stored
    assert "<img" not in stored
    assert "14" not in stored


@pytest.mark.asvs("v5.0.0-1.2.2")
@pytest.mark.django_db
@pytest.mark.parametrize("url", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,<script>", "vbscript:x"])
def test_link_in_the_editor_keeps_only_safe_protocols(url: str) -> None:
    assert "script:" not in as_stored("tekst", url).lower()
    assert "data:" not in as_stored("tekst", url).lower()


@pytest.mark.asvs("v5.0.0-1.3.11")
@pytest.mark.parametrize("end", ["\n", "\r\n", "%0A", "\x00", ","])
def test_address_in_a_form_adds_no_recipient_and_no_header(
    site: Client, django_capture_on_commit_callbacks: Any, end: str
) -> None:
    address = f"integratie@antwerpen.be{end}bcc:slachtoffer@voorbeeld.be"

    with django_capture_on_commit_callbacks(execute=True):
        response = send_application(site, contact_email=address)

    assert response.status_code in (400, 422)
    assert not Application.objects.exists()
    assert mail.outbox == []


@pytest.mark.asvs("v5.0.0-1.3.11")
def test_what_is_typed_stands_in_no_header_of_a_mail(
    site: Client, django_capture_on_commit_callbacks: Any, settings: Any
) -> None:
    CampaignSettings.objects.update(contact_email="campagne@voorbeeld.be")

    with django_capture_on_commit_callbacks(execute=True):
        send_application(site, message="Subject: gratis\r\nBcc: slachtoffer@voorbeeld.be\r\n\r\nKoop nu.")

    assert {tuple(sent.to) for sent in mail.outbox} <= {("integratie@antwerpen.be",), ("campagne@voorbeeld.be",)}
    assert mail.outbox
    for sent in mail.outbox:
        assert sent.recipients() == sent.to
        assert "gratis" not in sent.subject
        assert "slachtoffer" not in str(sent.message())


@pytest.mark.asvs("v5.0.0-15.3.3", "v5.0.0-2.2.2")
def test_form_sets_only_its_own_fields(site: Client) -> None:
    more = {"status": "accepted", "handled_by": "1", "handled_at": "2026-01-01", "reply": "Goed.", "profile": "5"}

    send_application(site, **more, kind="tip", submission="00000000-0000-0000-0000-000000000000", pk="77", id="77")

    application = Application.objects.get()
    assert (application.status, application.handled_by, application.handled_at) == ("new", None, None)
    assert (application.reply, application.profile, application.kind) == ("", None, "application")
    assert application.submission.int != 0
    assert application.pk != 77


@pytest.mark.asvs("v5.0.0-15.3.7")
def test_value_in_the_address_does_not_stand_in_for_one_in_the_form(site: Client) -> None:
    form = {"gemeente": "Antwerpen", "language": "", "format": "txt", "sender_name": "An"}

    letter = site.post("/nl/brief/?gemeente=Gent&format=pdf&sender_name=Bert", form).content.decode()

    assert "Antwerpen" in letter
    assert "Gent" not in letter
    assert "Bert" not in letter


@pytest.mark.asvs("v5.0.0-15.3.7")
def test_value_given_twice_counts_once(site: Client) -> None:
    once = site.get("/nl/zoeken/?q=gent").content
    twice = site.get("/nl/zoeken/?q=<script>&q=gent").content

    assert once == twice
