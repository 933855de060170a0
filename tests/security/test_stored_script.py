"""Script typed into any field of any editor, or sent in by anybody, stays text wherever it is shown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client
from django.utils.html import escape
from wagtail.models import Page, PageViewRestriction, get_page_models
from wagtail_localize.models import StringSegment, Translation

from gemeenten.models import LetterPage, MunicipalityPage
from tests.gemeenten.joining import send_application, send_tip
from tests.security.addresses import Route, public_routes, staff_routes
from tests.security.hostile_forms import html_forms, poison
from tests.security.markup import CALL, HANDLER, SCRIPT, TEMPLATE, live_markup, live_xml
from tests.security.world import World, answer_to, make_world, picture

pytestmark = pytest.mark.drill

FORM = "application/x-www-form-urlencoded"
TEXT = f"{TEMPLATE}{SCRIPT}{HANDLER}"
#: Forms of the admin outside of the pages, found under these.
EDITORS = (
    *("admin/snippets/", "admin/images/", "admin/documents/", "admin/collections/", "admin/settings/"),
    *("admin/users/", "admin/groups/", "admin/redirects/", "admin/workflows/", "admin/account/", "admin/sites/"),
)
#: Braces stand for what is filled in there, so that others are refused at once.
REFUSES_BRACES = (LetterPage,)
#: Where what was typed is found again, besides the pages themselves.
SHOWN = [
    *(
        "/nl/",
        "/fr/",
        "/nl/gemeenten/",
        "/fr/communes/",
        "/nl/nieuws/",
        "/fr/actualites/",
        "/nl/gemeenten/wijzigingen/",
    ),
    *("/nl/zoeken/?q=alert", "/fr/recherche/?q=alert", "/nl/zoeken/?q=script+q", "/nl/open-data/", "/nl/insluiten/"),
    *("/nl/gemeenten/?q=script", "/embed/nl/list/", "/embed/nl/map/", "/nl/bestaat-niet/", "/nl/gemeenten/11002/"),
]
FEEDS = ["/nl/nieuws/feed/", "/fr/actualites/feed/", "/nl/gemeenten/wijzigingen/feed/", "/sitemap.xml"]


@pytest.fixture
def world(db: None) -> World:
    world = make_world()
    PageViewRestriction.objects.all().delete()
    return world


def answer(client: Client, address: str) -> str:
    response = answer_to(client, "GET", address)
    assert response.status_code < 500, address
    leads = response.headers.get("Location", "/")
    # With ``next`` in the address, as below, this is where it would lead.
    assert not urlsplit(leads).netloc, (address, leads)
    assert not leads.startswith(("//", "/\\")), (address, leads)
    is_page = response["Content-Type"].startswith("text/html") and not response.streaming
    return response.content.decode() if is_page else ""


def problems(client: Client, addresses: list[str]) -> dict[str, list[str]]:
    found = {address: live_markup(answer(client, address)) for address in addresses}
    return {address: what for address, what in found.items() if what}


def one_of_each_type(language: str) -> Iterator[Page]:
    for model in get_page_models():
        if model is not Page:
            yield model.objects.filter(locale__language_code=language, live=True).order_by("path").first()


def publish_poisoned(client: Client, user: Any, language: str = "nl") -> list[Page]:
    """Publish one page of every type through its editor."""
    image = picture("Kop")
    pages = list(one_of_each_type(language))
    for page in pages:
        address, data = f"/admin/pages/{page.pk}/edit/", poison(page, user, image)
        if page.specific_class in REFUSES_BRACES:
            assert client.post(address, data).status_code == 200
            data = {name: value.replace(TEMPLATE, "q" * len(TEMPLATE)) for name, value in data.items()}
        response = client.post(address, data)
        wrong = re.findall(r"error-message[^>]*>(.*?)</", response.content.decode(), re.DOTALL)
        assert response.status_code == 302, (page, wrong)
        assert SCRIPT in page.specific_class.objects.get(pk=page.pk).title
    return pages


@pytest.mark.asvs("v5.0.0-1.1.2")
@pytest.mark.asvs("v5.0.0-1.2.1")
@pytest.mark.asvs("v5.0.0-1.2.2")
@pytest.mark.asvs("v5.0.0-1.2.3")
@pytest.mark.asvs("v5.0.0-1.3.1")
@pytest.mark.asvs("v5.0.0-1.3.7")
def test_script_in_every_field_of_every_page_type_stays_text(site: Client, world: World) -> None:
    admin = world.clients["A"]
    pages = publish_poisoned(admin, world.users["A"])

    own = [page.url for page in pages]
    for address in own:
        assert CALL in answer(site, address), f"nothing of what was typed stands on {address}"
    assert not problems(site, [*own, *SHOWN])
    for address in FEEDS:
        assert not live_xml(site.get(address).content.decode()), address
    for page in pages:
        assert site.get(f"/share/page/{page.pk}.png", follow=True)["Content-Type"] == "image/png"
    lists = [
        "/admin/",
        "/admin/news-items/",
        "/admin/profiles/",
        "/admin/translations/",
        "/admin/pages/search/?q=alert",
    ]
    editors = [f"/admin/pages/{page.pk}/{what}/" for page in pages for what in ("edit", "history", "usage")]
    trees = sorted({f"/admin/pages/{page.get_parent().pk}/" for page in pages})
    assert not problems(admin, [*lists, *trees, *editors])


@pytest.mark.asvs("v5.0.0-1.2.3")
@pytest.mark.asvs("v5.0.0-3.2.1")
def test_data_for_programs_says_that_it_is_no_page(site: Client, world: World) -> None:
    publish_poisoned(world.clients["A"], world.users["A"])

    for route in public_routes():
        if not route.path.startswith(("api/", "finder/", "open-data/", "share/", "embed/badge")):
            continue
        profile = MunicipalityPage.objects.filter(live=True).first()
        assert profile is not None
        known = {"pk": profile.pk, "refnis": profile.municipality_id, "language": "nl", "path": "x"}
        address = "/api/unknown/" if "(" in route.path else route.filled(known)
        response = site.get(address, {"gemeente": profile.municipality_id} if "badge" in address else {}, follow=True)
        assert not response["Content-Type"].startswith(("text/html", "application/xhtml")), address
        assert response["X-Content-Type-Options"] == "nosniff", address
        if "json" in response["Content-Type"]:
            json.loads(response.content)
        if "svg" in response["Content-Type"]:
            assert not live_xml(response.content.decode())


@pytest.mark.asvs("v5.0.0-1.2.1")
@pytest.mark.asvs("v5.0.0-1.3.1")
def test_script_in_translations_stays_text(site: Client, world: World) -> None:
    admin = world.clients["A"]
    keys = [page.translation_key for page in one_of_each_type("nl")]
    translations = Translation.objects.filter(source__object_id__in=keys, target_locale__language_code="fr")
    for number, translation in enumerate(translations.order_by("pk")):
        page = translation.get_target_instance()
        for segment in StringSegment.objects.filter(source=translation.source).exclude(context__path="slug"):
            address = f"/admin/localize/translate/{translation.pk}/strings/{segment.pk}/edit/"
            # Tags that the Dutch text does not have are refused; half of the pages get them all the same.
            value = {"value": escape(TEXT) if number % 2 else TEXT}
            assert admin.put(address, urlencode(value), content_type=FORM).status_code in (200, 400)
        admin.post(f"/admin/pages/{page.pk}/edit/", {"action": "publish", "confirm": "1"})

    french = [page.url for page in one_of_each_type("fr")]
    assert any(CALL in answer(site, address) for address in french)
    assert not problems(site, [*french, *SHOWN])
    assert not problems(admin, ["/admin/", "/admin/translations/"])


@pytest.mark.asvs("v5.0.0-1.2.1")
@pytest.mark.asvs("v5.0.0-3.7.2")
def test_script_in_every_other_form_of_the_admin_stays_text(site: Client, world: World) -> None:
    admin = world.clients["A"]
    for send in (send_application, send_tip):
        send(site, message=TEXT, decision_url="https://example.org/?<script>")
    accepted, refused = [], {}
    for route in staff_routes():
        if not route.path.startswith(EDITORS) or "/delete" in route.path:
            continue
        address = world.address(route, "nl")
        for data in html_forms(answer(admin, address), address):
            response = admin.post(address, data)
            if response.status_code in (200, 202):
                refused[route.path] = re.findall(r"error-message[^>]*>(.*?)</", response.content.decode(), re.DOTALL)
            else:
                accepted.append(route.path)
    assert len(accepted) >= 15, refused

    next_to = f"?{urlencode({'next': '//evil.example/' + SCRIPT, 'q': TEXT})}"
    everywhere = [world.address(route, "nl") + next_to for route in staff_routes() if is_read(route)]
    assert not problems(admin, everywhere)
    assert not problems(site, SHOWN)


def is_read(route: Route) -> bool:
    """Whether a page of the admin can be asked for without ending something: the log-in, or on purpose."""
    return "failwhale" not in route.path and "logout" not in route.path
