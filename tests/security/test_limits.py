"""Attacks by number and by size: who sends too often or too much is refused before anything is read."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from portal.account.adapters import AccountAdapter
from portal.account.lockout import client_ip
from portal.ratelimit import client_address
from tests.gemeenten.joining import send_application, send_tip

FORGED = {
    "X-Forwarded-For": "203.0.113.{number}",
    "X-Real-IP": "203.0.113.{number}",
    "Forwarded": "for=203.0.113.{number}",
    "X-Client-IP": "203.0.113.{number}",
    "True-Client-IP": "203.0.113.{number}",
    "CF-Connecting-IP": "203.0.113.{number}",
    "X-Forwarded": "203.0.113.{number}",
    "X-Cluster-Client-IP": "203.0.113.{number}",
    "Via": "1.1 203.0.113.{number}",
}
LETTER = {"gemeente": "Gent", "sender_name": "An", "format": "pdf"}


@pytest.fixture(autouse=True)
def _nothing_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


# --- How often ------------------------------------------------------------------------------------------------------


@pytest.mark.asvs("v5.0.0-2.4.1")
@pytest.mark.parametrize(
    ("address", "language", "words"),
    [
        ("/nl/brief/", "nl", "Dat was veel tegelijk"),
        ("/fr/lettre/", "fr", "C’était beaucoup à la fois"),
        ("/nl/sluit-aan/", "nl", "Dat was veel tegelijk"),
        ("/nl/", "nl", "Dat was veel tegelijk"),
        ("/account/login/", "nl, fr", "Dat was veel tegelijk"),
    ],
)
def test_nobody_sends_without_end(site: Client, settings: Any, address: str, language: str, words: str) -> None:
    settings.PORTAL_POSTS_A_MINUTE = 2

    answers = [site.post(address, {"a": "b"}) for _ in range(6)]

    # Two windows of a minute may have begun meanwhile.
    refused = [response for response in answers if response.status_code == 429]
    assert len(refused) >= 2
    said = refused[-1]
    assert 0 < int(said["Retry-After"]) <= 60
    assert said["Content-Language"] == language
    assert words in said.content.decode()
    assert said["Cache-Control"] == "no-store"
    assert not said.cookies
    # Reading goes on.
    assert site.get(address).status_code == 200


@pytest.mark.asvs("v5.0.0-2.4.1")
def test_programs_are_refused_as_data(site: Client, settings: Any) -> None:
    settings.PORTAL_POSTS_A_MINUTE = 0

    response = site.post("/finder/nl.json", {"q": "gent"})

    assert response.status_code == 429
    assert json.loads(response.content)["message"]
    assert int(response["Retry-After"]) > 0


@pytest.mark.asvs("v5.0.0-2.4.1")
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_ways_of_sending_count_as_well(site: Client, settings: Any, method: str) -> None:
    settings.PORTAL_POSTS_A_MINUTE = 0

    assert getattr(site, method)("/nl/brief/").status_code == 429


def test_who_is_logged_in_may_go_on(admin_client: Client, settings: Any) -> None:
    settings.PORTAL_POSTS_A_MINUTE = 0

    response = admin_client.post("/admin/images/add/", {}, HTTP_HOST="localhost")

    assert response.status_code == 200


def test_a_made_up_session_is_no_session(site: Client, settings: Any) -> None:
    settings.PORTAL_POSTS_A_MINUTE = 0
    site.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32

    assert site.post("/nl/brief/").status_code == 429


@pytest.mark.asvs("v5.0.0-2.4.1")
@pytest.mark.parametrize("send", [send_application, send_tip])
def test_applications_and_tips_have_a_limit_of_their_own(site: Client, settings: Any, send: Any) -> None:
    settings.PORTAL_APPLICATIONS_IN_TEN_MINUTES = 1

    statuses = [send(site).status_code for _ in range(4)]

    assert statuses.count(429) >= 2


@pytest.mark.asvs("v5.0.0-6.3.1")
def test_passwords_of_pages_and_documents_cannot_be_guessed_without_end(site: Client, settings: Any) -> None:
    settings.PORTAL_PASSWORD_TRIES_IN_TEN_MINUTES = 3
    page = Page.objects.get(url_path__endswith="/brief/", locale__language_code="nl")
    collection = Collection.get_first_root_node().add_child(name="Intern")
    values = {"restriction_type": "password", "password": "geheim"}
    of_page = PageViewRestriction.objects.create(page=page, **values)
    of_documents = CollectionViewRestriction.objects.create(collection=collection, **values)
    addresses = [
        reverse("wagtailcore_authenticate_with_password", args=[of_page.pk, page.pk]),
        reverse("wagtaildocs_authenticate_with_password", args=[of_documents.pk]),
    ]

    # Both count together.
    statuses = [site.post(addresses[number % 2], {"password": f"poging {number}"}).status_code for number in range(10)]

    assert statuses.count(429) >= 4
    # Not even the right one gets through then.
    assert site.post(addresses[0], {"password": "geheim", "return_url": "/nl/"}).status_code == 429


@pytest.mark.asvs("v5.0.0-6.3.1")
def test_mails_for_a_new_password_have_a_limit(site: Client, settings: Any) -> None:
    settings.PORTAL_PASSWORD_TRIES_IN_TEN_MINUTES = 2

    statuses = [site.post("/admin/password_reset/", {"email": "an@example.org"}).status_code for _ in range(6)]

    assert statuses.count(429) >= 2


# --- Whose address --------------------------------------------------------------------------------------------------


@pytest.mark.asvs("v5.0.0-15.3.4")
@pytest.mark.asvs("v5.0.0-4.1.3")
@pytest.mark.parametrize("header", FORGED)
def test_forged_addresses_count_as_one(site: Client, settings: Any, header: str) -> None:
    settings.PORTAL_POSTS_A_MINUTE, settings.PORTAL_TRUSTED_PROXIES = 2, 0

    statuses = [
        site.post("/nl/brief/", headers={header: FORGED[header].format(number=number)}).status_code
        for number in range(8)
    ]

    assert statuses.count(429) >= 4


@pytest.mark.asvs("v5.0.0-15.3.4")
@pytest.mark.asvs("v5.0.0-4.1.3")
@pytest.mark.parametrize("header", FORGED)
def test_forged_addresses_count_as_one_behind_a_proxy(site: Client, settings: Any, header: str) -> None:
    settings.PORTAL_POSTS_A_MINUTE, settings.PORTAL_TRUSTED_PROXIES = 2, 1
    statuses = []
    for number in range(8):
        headers = {header: FORGED[header].format(number=number)}
        # The proxy adds the true address behind whatever came.
        headers["X-Forwarded-For"] = ", ".join(filter(None, [headers.get("X-Forwarded-For"), "198.51.100.7"]))
        statuses.append(site.post("/nl/brief/", headers=headers).status_code)

    assert statuses.count(429) >= 4


@pytest.mark.asvs("v5.0.0-15.3.4")
def test_everything_takes_the_address_from_one_place(settings: Any) -> None:
    settings.PORTAL_TRUSTED_PROXIES = 2
    forwarded = {"HTTP_X_FORWARDED_FOR": "203.0.113.9, 198.51.100.7, 10.0.0.2", "HTTP_X_REAL_IP": "203.0.113.9"}
    request: Any = RequestFactory().post("/", REMOTE_ADDR="10.0.0.1", **forwarded)

    assert client_address(request) == "198.51.100.7"
    assert client_ip(request) == "198.51.100.7"
    assert AccountAdapter().get_client_ip(request) == "198.51.100.7"
    assert settings.AXES_CLIENT_IP_CALLABLE == "portal.account.lockout.client_ip"


# --- How much -------------------------------------------------------------------------------------------------------


class Watched(io.BytesIO):
    """A body that notices when it is read."""

    reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        """Count, and give nothing."""
        self.reads += 1
        return b""

    def readline(self, size: int | None = -1, /) -> bytes:
        """Count, and give nothing."""
        return self.read(size)


def send_large(client: Client, address: str, length: int, kind: str = "multipart/form-data; boundary=x") -> Any:
    """Say that ``length`` bytes come; the answer, and how often the body was read."""
    body = Watched()
    environ = {"wsgi.input": body, "CONTENT_LENGTH": str(length), "CONTENT_TYPE": kind}
    response = client.generic("POST", address, b"", kind, **environ)
    return response, body.reads


@pytest.mark.asvs("v5.0.0-5.2.1")
@pytest.mark.parametrize(
    ("address", "kind", "megabytes"),
    [
        ("/nl/brief/", "application/x-www-form-urlencoded", 3),
        ("/nl/brief/", "multipart/form-data; boundary=x", 31),
        ("/fr/rejoindre/", "multipart/form-data; boundary=x", 31),
        ("/nl/", "application/json", 3),
        ("/account/login/", "multipart/form-data; boundary=x", 3),
        ("/admin/login/", "multipart/form-data; boundary=x", 3),
        ("/admin/images/add/", "multipart/form-data; boundary=x", 3),
        ("/django-admin/auth/user/add/", "multipart/form-data; boundary=x", 3),
        ("/documents/authenticate_with_password/1/", "multipart/form-data; boundary=x", 31),
        ("/bestaat-niet/", "text/plain", 3),
    ],
)
def test_body_beyond_the_limit_is_not_read(site: Client, address: str, kind: str, megabytes: int) -> None:
    response, reads = send_large(site, address, megabytes * 1024 * 1024, kind)

    assert reads == 0
    assert response.status_code == 413
    language = "fr" if address.startswith("/fr/") else "nl"
    words = {"nl": "Dat was meer dan we aankunnen", "fr": "C’était plus que ce que nous pouvons"}[language]
    assert words in response.content.decode()


@pytest.mark.asvs("v5.0.0-5.2.1")
def test_programs_are_told_of_the_limit_as_data(site: Client) -> None:
    response, reads = send_large(site, "/api/v2/municipalities/", 3 * 1024 * 1024, "application/json")

    assert response.status_code == 413
    assert reads == 0
    assert json.loads(response.content)["message"]


@pytest.mark.asvs("v5.0.0-5.2.1")
def test_staff_may_send_the_largest_image_and_no_more(admin_client: Client, settings: Any) -> None:
    admin_client.defaults["HTTP_HOST"] = "localhost"
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 30 * 1024 * 1024

    refused, unread = send_large(admin_client, "/admin/images/add/", 32 * 1024 * 1024)
    taken, read = send_large(admin_client, "/admin/images/add/", 30 * 1024 * 1024)

    assert (refused.status_code, unread) == (413, 0)
    assert taken.status_code == 200
    assert read > 0


@pytest.mark.parametrize("length", ["", "-1", "abc", "1e9", "99999999999999999999999999"])
def test_length_that_is_none_does_no_harm(site: Client, length: str) -> None:
    response = site.generic("POST", "/nl/brief/", b"", "text/plain", CONTENT_LENGTH=length)

    assert response.status_code in (400, 405, 413, 422)


@pytest.mark.asvs("v5.0.0-5.2.1")
@pytest.mark.parametrize("address", ["/nl/brief/", "/nl/sluit-aan/"])
def test_too_many_fields_or_files_are_refused(site: Client, address: str) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    fields = site.post(address, {f"f{number}": "" for number in range(10_001)})
    files = site.post(address, {f"f{number}": SimpleUploadedFile("a.pdf", b"a") for number in range(11)})

    assert fields.status_code == 413
    assert files.status_code == 413
