"""Log-in through another server, with a real one that speaks OpenID Connect."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model
from django.test import Client

from tests.portal.account.people import LOGIN, browser, code_of, person, with_app
from tests.serving import answering

pytestmark = pytest.mark.django_db
CLIENT, SECRET = "portal", "a secret of the two servers, long enough"


class Provider(BaseHTTPRequestHandler):
    """A small OpenID Connect server: it tells where its addresses are, gives a token for a code, and who that is."""

    claims: dict[str, Any] = {}
    nonce_of_code: dict[str, str] = {}
    tokens_given = 0

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def do_GET(self) -> None:
        if self.path.endswith("/.well-known/openid-configuration"):
            names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo"}
            addresses = {name: f"{self.base}/{path}" for name, path in names.items()}
            self.answer({"issuer": self.base, "jwks_uri": f"{self.base}/keys"} | addresses)
        elif self.path == "/userinfo" and self.headers["Authorization"] == "Bearer good":
            self.answer(self.claims)
        else:
            self.answer({"error": "no"}, 401)

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if sent.get("code") != ["right"] or sent.get("client_secret") != [SECRET] or not sent.get("code_verifier"):
            self.answer({"error": "invalid_grant"}, 400)
            return
        now = int(time.time())
        claims = self.claims | {"iss": self.base, "aud": CLIENT, "iat": now, "exp": now + 60}
        self.answer({"access_token": "good", "token_type": "Bearer", "id_token": jwt.encode(claims, SECRET)})

    def answer(self, value: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def provider(settings: Any) -> Iterator[type[Provider]]:
    app: dict[str, Any] = {"provider_id": "sso", "name": "Stad Gent", "client_id": CLIENT, "secret": SECRET}
    Provider.claims = {"sub": "4711", "email": "mieke@example.org", "email_verified": True, "name": "Mieke"}
    with answering(Provider) as address:
        app["settings"] = {"server_url": address}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield Provider


def come_back(client: Client, code: str = "right", state: str | None = None) -> Any:
    """Go to the other server and come back with a code."""
    away = client.post("/account/oidc/sso/login/")
    asked = parse_qs(urlsplit(away["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    query = {"code": code, "state": state or asked["state"][0]}
    return client.get("/account/oidc/sso/login/callback/", query)


def is_inside(client: Client) -> bool:
    """Whether the admin opens."""
    return client.get("/admin/").status_code == 200


@pytest.mark.asvs("v5.0.0-7.6.2", "v5.0.0-10.1.1", "v5.0.0-10.5.2")
def test_person_with_an_account_gets_in_and_keeps_it(provider: type[Provider]) -> None:
    user = person(email="Mieke@example.org")
    client = browser()
    assert "Stad Gent" in client.get(LOGIN).content.decode()

    come_back(client)

    assert is_inside(client)
    assert int(client.session["_auth_user_id"]) == user.pk
    kept = SocialAccount.objects.get()
    assert (kept.uid, kept.extra_data) == ("4711", {})
    provider.claims = provider.claims | {"email": "another@example.org"}
    again = browser()
    come_back(again)
    assert int(again.session["_auth_user_id"]) == user.pk
    assert SocialAccount.objects.get().extra_data == {}


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": "niemand@example.org"},
        {"email": ""},
        {"email": None},
    ],
)
def test_nobody_else_gets_in_and_no_account_is_made(provider: type[Provider], claims: dict[str, Any]) -> None:
    person(email="mieke@example.org")
    before = get_user_model().objects.count()
    provider.claims = provider.claims | claims
    client = browser()

    come_back(client)

    assert "_auth_user_id" not in client.session
    assert get_user_model().objects.count() == before
    assert not SocialAccount.objects.exists()


def test_address_of_two_people_or_of_somebody_inactive_opens_nothing(provider: type[Provider]) -> None:
    person(email="mieke@example.org")
    twin = person("tweeling", email="mieke@example.org")
    client = browser()
    come_back(client)
    assert "_auth_user_id" not in client.session

    twin.delete()
    get_user_model().objects.update(is_active=False)
    come_back(client)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(("code", "state"), [("wrong", None), ("right", "forged")])
@pytest.mark.asvs("v5.0.0-10.1.2", "v5.0.0-10.2.1", "v5.0.0-10.5.1")
def test_forged_return_opens_nothing(provider: type[Provider], code: str, state: str | None) -> None:
    person(email="mieke@example.org")
    client = browser()

    come_back(client, code, state)

    assert "_auth_user_id" not in client.session


@pytest.mark.asvs("v5.0.0-6.3.3", "v5.0.0-6.8.4")
def test_second_factor_is_asked_for_all_the_same(provider: type[Provider], settings: Any) -> None:
    settings.PORTAL_SECOND_FACTOR = True
    secret = with_app(person(email="mieke@example.org"))
    client = browser()

    assert come_back(client)["Location"].startswith("/account/2fa/authenticate/")
    assert not is_inside(client)
    client.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    assert is_inside(client)


@pytest.mark.asvs("v5.0.0-7.6.2")
def test_without_settings_there_is_no_such_log_in() -> None:
    assert browser().post("/account/oidc/sso/login/", follow=True).status_code == 404
    assert "oidc" not in browser().get(LOGIN).content.decode()
