"""Whoever guesses a key gets nothing: drafts, other people's uploads and keys, pages of another language."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, Page, Revision, Task
from wagtail_localize.models import StringTranslation

from news.models import NewsIndexPage, NewsPage
from portal.translation.pending import PendingImport
from tests.portal.editor_forms import form_data
from tests.security.addresses import staff_routes
from tests.security.world import World, make_world

SECRET = "Nog-geheim-4711"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def draft() -> NewsPage:
    index = NewsIndexPage.objects.get(locale__language_code="nl")
    page = NewsPage(title=SECRET, slug="nog-geheim", introduction=SECRET, live=False, locale=index.locale)
    index.add_child(instance=page)
    page.save_revision()
    return page


def state_of_pages() -> dict[str, Any]:
    """What the public and the editors have: every page, every draft, every translation."""
    return {
        "pages": list(Page.objects.order_by("pk").values()),
        "drafts": Revision.objects.count(),
        "translations": list(StringTranslation.objects.order_by("pk").values_list("pk", "data")),
    }


@pytest.mark.asvs("v5.0.0-8.2.2")
@pytest.mark.parametrize(("role", "language"), [("T", "nl"), ("C", "fr"), ("N", "nl"), ("V", "nl")])
def test_nobody_changes_a_page_of_another_language(world: World, role: str, language: str) -> None:
    client, changed = world.clients[role], []
    page = Page.objects.get(pk=world.values[language]["page_id"])
    body = form_data(page.specific, world.users["A"]) | {
        "title": "Gekaapt",
        "action-publish": "1",
        "confirm": "1",
        "action": "publish",
        "new_title": "Gekaapt",
        "new_slug": "gekaapt",
    }
    before = state_of_pages()
    for route in staff_routes():
        page_bound = route.depends_on_language and route.path.startswith(("admin/pages/", "admin/api/", "admin/bulk/"))
        if not page_bound:
            continue
        cookies = client.cookies.copy()
        with transaction.atomic():
            client.post(world.address(route, language), body)
            if state_of_pages() != before:
                changed.append(route.path)
            transaction.set_rollback(True)
        client.cookies = cookies
    assert not changed


@pytest.mark.asvs("v5.0.0-8.2.2")
def test_draft_is_nowhere_to_be_found(site: Client, world: World) -> None:
    page = draft()
    revision = page.latest_revision
    addresses = [
        *("/nl/nieuws/nog-geheim/", f"/api/v2/pages/{page.pk}/", f"/share/page/{page.pk}.png", "/nl/nieuws/"),
        *("/nl/nieuws/feed/", f"/nl/zoeken/?q={SECRET}", "/sitemap.xml", f"/api/v2/pages/?search={SECRET}"),
        *(f"/api/v2/pages/?child_of={page.get_parent().pk}", f"/api/v2/pages/find/?id={page.pk}", "/nl/"),
        *(f"/admin/pages/{page.pk}/view_draft/", f"/admin/pages/{page.pk}/edit/preview/"),
        f"/admin/pages/{page.pk}/revisions/{revision.pk}/view/",
    ]
    for client in (site, world.clients["N"]):
        for address in addresses:
            body = client.get(address).content.decode(errors="replace")
            assert SECRET not in body.replace(f"q={SECRET}", "").replace(f'value="{SECRET}"', "").replace(
                f"“{SECRET}”", ""
            ), address
    # Translators see no Dutch draft either.
    for address in addresses[-3:]:
        assert SECRET not in world.clients["T"].get(address).content.decode(), address


@pytest.mark.asvs("v5.0.0-8.2.2")
def test_private_document_opens_for_nobody_who_guesses(site: Client, world: World) -> None:
    private = Collection.get_first_root_node().add_child(name="Privé")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    paper = get_document_model().objects.create(
        title="Privé", collection=private, file=ContentFile(b"geheim-4711", "prive.pdf")
    )

    for address in (paper.url, f"/documents/{paper.pk}/x", f"/documents/{paper.pk}/%2e%2e"):
        response = site.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert b"geheim-4711" not in body, address
    assert site.get(f"/admin/applications/{world.values['nl']['application']}/file/").status_code == 302


@pytest.mark.asvs("v5.0.0-8.2.2")
@pytest.mark.parametrize("role", ["C", "T", "M"])
def test_upload_belongs_to_who_sent_it(world: World, role: str) -> None:
    for purpose, address in (("translations", "translations"), ("profiles", "profiles")):
        pending = PendingImport.keep(world.users["A"], f"{SECRET}.csv", SECRET.encode(), purpose=purpose)
        for method in ("get", "post"):
            response = getattr(world.clients[role], method)(f"/admin/{address}/import/{pending.pk}/")
            assert SECRET not in response.content.decode()
        assert PendingImport.objects.filter(pk=pending.pk).exists()


@pytest.mark.asvs("v5.0.0-8.2.1")
@pytest.mark.parametrize("role", ["C", "T", "M"])
def test_nobody_but_administrators_makes_steps_of_the_workflow(world: World, role: str) -> None:
    before = Task.objects.count()
    address = "/admin/workflows/task_chooser/create/?create_model=wagtailcore.groupapprovaltask"
    for data in ({"create-task-name": "Van mij"}, {"name": "Van mij", "groups": "1"}):
        world.clients[role].post(address, data)
        world.clients[role].post("/admin/workflows/tasks/add/wagtailcore/groupapprovaltask/", data)

    assert Task.objects.count() == before


@pytest.mark.asvs("v5.0.0-8.2.2")
def test_translation_is_written_by_nobody_who_may_not_edit_its_page(world: World) -> None:
    known = world.values["fr"]
    address = f"/admin/localize/translate/{known['translation_id']}/strings/{known['string_segment_id']}/edit/"
    before = list(StringTranslation.objects.order_by("pk").values_list("pk", "data"))
    form = "application/x-www-form-urlencoded"
    for role in ("V", "N", "C"):
        assert world.clients[role].put(address, "value=Gekaapt", content_type=form).status_code in (302, 403), role
        assert world.clients[role].delete(address).status_code in (302, 403), role

    assert list(StringTranslation.objects.order_by("pk").values_list("pk", "data")) == before


@pytest.mark.asvs("v5.0.0-8.2.3")
@pytest.mark.parametrize("role", ["C", "T", "M"])
def test_nobody_gives_themselves_more_rights(world: World, role: str) -> None:
    user, client = world.users[role], world.clients[role]
    more = {"is_superuser": "on", "is_staff": "on", "groups": "1", "user_permissions": "1"}
    client.post(
        "/admin/account/", {"name_email-first_name": "X", **more, **{f"name_email-{k}": v for k, v in more.items()}}
    )
    client.post(f"/admin/users/edit/{user.pk}/", {"username": user.username, **more})
    client.post(f"/django-admin/auth/user/{user.pk}/change/", {"username": user.username, **more})

    user.refresh_from_db()
    assert not user.is_superuser
    assert not user.is_staff
    assert user.groups.count() == 1
    assert not user.user_permissions.exists()
