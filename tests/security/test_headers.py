"""What browsers are told to refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from tests.security.observatory import directives, score

#: What `portal.settings.production` sets over HTTPS; a test in test_deployment.py holds that it does.
HTTPS = {
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 63_072_000,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_HSTS_PRELOAD": True,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
}
PUBLIC = [
    "/",
    "/nl/",
    "/fr/communes/",
    "/nl/gemeenten/gent/",
    "/nl/gemeenten/11002/",
    "/nl/brief/",
    "/fr/actualites/",
    "/nl/zoeken/?q=gent",
    "/nl/bestaat-niet/",
]


@pytest.fixture
def https(db: None) -> Iterator[Client]:
    with override_settings(**HTTPS):
        yield Client(HTTP_HOST="localhost", headers={"x-forwarded-proto": "https"}, **{"wsgi.url_scheme": "https"})


def policy(response: HttpResponse) -> dict[str, list[str]]:
    return directives(response["Content-Security-Policy"])


@pytest.mark.parametrize("address", PUBLIC)
@pytest.mark.asvs("v5.0.0-3.4.3")
def test_observatory_gives_visitors_pages_more_than_a_hundred_points(https: Client, address: str) -> None:
    response = https.get(address, secure=True)
    plain = https.get(address, secure=False, **{"wsgi.url_scheme": "http"})

    result = score(response.headers, response.content.decode(), response.cookies, plain["Location"])

    assert result.grade == "A+"
    assert result.points >= 130, result.modifiers


def test_observatory_gives_the_log_in_page_a_hundred_points_and_more(https: Client) -> None:
    response = https.get("/admin/login/", secure=True)

    result = score(response.headers, response.content.decode(), response.cookies, "https://localhost/")

    # Wagtail's pages have styles inside; a bonus is lost, nothing more.
    assert result.modifiers["csp-implemented-with-unsafe-inline-in-style-src-only"] == 0
    assert result.points >= 120, result.modifiers


@pytest.mark.parametrize("address", PUBLIC)
@pytest.mark.asvs("v5.0.0-3.4.3", "v5.0.0-3.4.6")
def test_public_pages_load_only_from_here_and_run_nothing_inline(site: Client, address: str) -> None:
    found = policy(site.get(address))

    assert found["default-src"] == ["'none'"]
    assert {source for sources in found.values() for source in sources} == {"'none'", "'self'"}
    assert found["frame-ancestors"] == ["'none'"]
    assert found["base-uri"] == ["'none'"]
    assert found["object-src"] == ["'none'"]


@pytest.mark.asvs("v5.0.0-3.4.4", "v5.0.0-3.4.5", "v5.0.0-3.4.8")
def test_every_answer_has_the_headers(site: Client) -> None:
    for address in [
        *PUBLIC,
        "/sitemap.xml",
        "/robots.txt",
        "/health/live/",
        "/finder/nl.json?q=gent",
        "/share/nl/44021.png",
        site.get("/share/nl/44021.png")["Location"],
        "/account/login/",
    ]:
        response = site.get(address)
        assert response["X-Content-Type-Options"] == "nosniff", address
        assert response["Referrer-Policy"] == "strict-origin-when-cross-origin", address
        assert "camera=()" in response["Permissions-Policy"], address
        assert response["Cross-Origin-Opener-Policy"] == "same-origin", address
        assert response["Cross-Origin-Resource-Policy"] in {"same-origin", "cross-origin"}, address


@pytest.mark.asvs("v5.0.0-3.4.2")
@pytest.mark.asvs("v5.0.0-3.4.6")
def test_only_what_others_may_use_is_open_to_their_pages(site: Client) -> None:
    badge = f"{reverse('embed_badge', kwargs={'language': 'nl'})}?gemeente=44021"
    shared = ["/finder/nl.json?q=gent", "/open-data/gemeenten.json", badge]
    for address in shared:
        assert site.get(address)["Cross-Origin-Resource-Policy"] == "cross-origin", address
    assert policy(site.get(reverse("embed_frame", kwargs={"language": "nl", "kind": "list"})))["frame-ancestors"] == [
        "*"
    ]


@pytest.mark.asvs("v5.0.0-3.4.3")
@pytest.mark.asvs("v5.0.0-3.4.6")
def test_staff_may_frame_previews_and_nobody_else_may(admin_client: Client) -> None:
    found = policy(admin_client.get("/admin/"))

    assert found["frame-ancestors"] == ["'self'"]
    assert found["frame-src"] == ["'self'"]
    assert found["default-src"] == ["'none'"]
    assert "'unsafe-eval'" not in str(found)
    assert not re.search(r"https?:|\*", str(found))


@pytest.mark.asvs("v5.0.0-3.2.1", "v5.0.0-5.3.1")
def test_uploaded_files_do_nothing_in_this_site_s_name(site: Client, settings: Any, tmp_path: Any) -> None:
    found = policy(site.get("/media/images/none.jpg"))

    assert "sandbox" in found
    assert found["default-src"] == ["'none'"]


def test_log_in_pages_show_the_qr_picture_and_run_nothing_inline(site: Client) -> None:
    found = policy(site.get("/account/login/"))

    assert set(found["img-src"]) == {"'self'", "data:"}
    assert found["script-src"] == ["'self'"]
    assert found["frame-ancestors"] == ["'none'"]


def test_styleguide_is_under_the_policy_of_its_reader(site: Client, admin_client: Client) -> None:
    assert "'unsafe-inline'" not in str(policy(site.get("/styleguide/nl/")))
    assert policy(admin_client.get("/styleguide/nl/", HTTP_HOST="localhost"))["frame-ancestors"] == ["'self'"]
