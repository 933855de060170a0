"""Who may do what in the admin: the real views, asked by people of each role."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Page

from home.models import Partner
from portal.roles import COMMUNICATION, MODERATORS, TRANSLATORS, create_roles

ONE_OF_EACH = {
    "nl": [
        *("/nl/", "/nl/over-ons/", "/nl/activiteiten/onderwijs/", "/nl/gemeenten/", "/nl/gemeenten/gent/"),
        *("/nl/nieuws/", "/nl/nieuws/fusies-2025/", "/nl/brief/", "/nl/sluit-aan/"),
    ],
    "fr": [
        *("/fr/", "/fr/a-propos/", "/fr/activites/enseignement/", "/fr/communes/", "/fr/communes/gand/"),
        *("/fr/actualites/", "/fr/actualites/fusions-2025/", "/fr/lettre/", "/fr/rejoindre/"),
    ],
}
ROLES = [COMMUNICATION, TRANSLATORS, MODERATORS]


def log_in(role: str | None) -> Client:
    """The browser of somebody in a role; ``None`` is an administrator."""
    users = get_user_model().objects
    if role is None:
        user = users.create_superuser("somebody", password="long-and-secret-1")
    else:
        user = users.create_user("somebody", password="long-and-secret-1")
        user.groups.add(Group.objects.get(name=role))
    client = Client(HTTP_HOST="localhost")
    assert client.login(username="somebody", password="long-and-secret-1")
    return client


def is_denied(response: Any) -> bool:
    """Whether the admin turned somebody away: Wagtail leads back to its first page, Django to its log-in."""
    if response.status_code == 302:
        return response["Location"] in ("/admin/", "/admin/login/") or "/login/" in response["Location"]
    return response.status_code == 403


def edit(client: Client, page: Page) -> Any:
    """Ask for a page's form."""
    return client.get(f"/admin/pages/{page.pk}/edit/")


# --- Pages ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ONE_OF_EACH["nl"])
def test_communication_opens_every_kind_of_dutch_page(db: None, page_at: Any, address: str) -> None:
    assert edit(log_in(COMMUNICATION), page_at(address)).status_code == 200


@pytest.mark.parametrize("address", ONE_OF_EACH["fr"])
def test_translator_opens_every_kind_of_french_page(db: None, page_at: Any, address: str) -> None:
    assert edit(log_in(TRANSLATORS), page_at(address)).status_code == 200


@pytest.mark.parametrize("address", ONE_OF_EACH["nl"])
@pytest.mark.asvs("v5.0.0-8.2.2")
def test_translator_opens_no_dutch_page(db: None, page_at: Any, address: str) -> None:
    assert is_denied(edit(log_in(TRANSLATORS), page_at(address)))


@pytest.mark.parametrize("address", ["/nl/", "/fr/"])
def test_administrator_opens_pages_of_both_languages(db: None, page_at: Any, address: str) -> None:
    assert edit(log_in(None), page_at(address)).status_code == 200


@pytest.mark.asvs("v5.0.0-8.2.1")
def test_nobody_else_opens_anything(db: None, page_at: Any) -> None:
    get_user_model().objects.create_user("somebody", password="long-and-secret-1")
    stranger, visitor = Client(HTTP_HOST="localhost"), Client(HTTP_HOST="localhost")
    assert stranger.login(username="somebody", password="long-and-secret-1")

    for client in (stranger, visitor):
        for address in ("/admin/", f"/admin/pages/{page_at('/nl/').pk}/edit/", "/admin/users/", "/django-admin/"):
            assert is_denied(client.get(address)), address


@pytest.mark.parametrize("address", ["/nl/nieuws/fusies-2025/", "/fr/actualites/fusions-2025/"])
def test_moderators_publish_and_unpublish_in_every_language(site: Client, page_at: Any, address: str) -> None:
    client = log_in(MODERATORS)
    page = page_at(address)

    assert client.post(f"/admin/pages/{page.pk}/unpublish/").status_code == 302
    assert site.get(address).status_code == 404
    assert page.permissions_for_user(get_user_model().objects.get(username="somebody")).can_publish()


@pytest.mark.asvs("v5.0.0-8.3.1")
def test_communication_may_not_publish_or_unpublish(site: Client, page_at: Any) -> None:
    client = log_in(COMMUNICATION)
    page = page_at("/nl/nieuws/fusies-2025/")

    assert is_denied(client.post(f"/admin/pages/{page.pk}/unpublish/"))
    assert site.get("/nl/nieuws/fusies-2025/").status_code == 200
    assert not page.permissions_for_user(get_user_model().objects.get(username="somebody")).can_publish()


@pytest.mark.parametrize(
    ("role", "address"),
    [(COMMUNICATION, "/nl/nieuws/fusies-2025/"), (TRANSLATORS, "/fr/actualites/fusions-2025/")],
)
def test_what_is_submitted_goes_live_when_a_moderator_approves(
    site: Client, page_at: Any, role: str, address: str
) -> None:
    author = get_user_model().objects.create_user("author", password="long-and-secret-2")
    author.groups.add(Group.objects.get(name=role))
    page = page_at(address)
    page.introduction = "Een nieuwe inleiding."
    page.save_revision(user=author)
    state = page.get_workflow().start(page, author)
    assert "Een nieuwe inleiding." not in site.get(address).content.decode()

    task = state.current_task_state
    approval = log_in(MODERATORS).post(
        reverse("wagtailadmin_pages:workflow_action", args=(page.pk, "approve", task.pk)), {"comment": ""}
    )

    assert approval.status_code == 302
    assert "Een nieuwe inleiding." in site.get(address).content.decode()


def test_group_that_may_edit_every_language_is_gone(db: None) -> None:
    assert not Group.objects.filter(name="Editors").exists()


@pytest.mark.asvs("v5.0.0-8.3.1")
def test_translator_may_not_publish_or_unpublish(site: Client, page_at: Any) -> None:
    client = log_in(TRANSLATORS)
    for address in ("/fr/actualites/fusions-2025/", "/nl/nieuws/fusies-2025/"):
        assert is_denied(client.post(f"/admin/pages/{page_at(address).pk}/unpublish/"))
        assert site.get(address).status_code == 200


def test_translator_may_not_delete_or_move_dutch_pages(site: Client, page_at: Any) -> None:
    client = log_in(TRANSLATORS)
    page = page_at("/nl/nieuws/fusies-2025/")

    assert is_denied(client.post(f"/admin/pages/{page.pk}/delete/"))
    assert is_denied(client.get(f"/admin/pages/{page.pk}/move/"))
    assert site.get("/nl/nieuws/fusies-2025/").status_code == 200


# --- Administration -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "address",
    [
        *("/admin/users/", "/admin/users/new/", "/admin/groups/", "/admin/sites/", "/admin/locales/"),
        *("/admin/collections/", "/django-admin/", "/django-admin/auth/user/"),
    ],
)
@pytest.mark.asvs("v5.0.0-8.2.1")
def test_staff_opens_no_administration(db: None, role: str, address: str) -> None:
    assert is_denied(log_in(role).get(address))


@pytest.mark.parametrize(
    "address",
    [
        *("/admin/", "/admin/users/", "/admin/groups/", "/admin/sites/", "/admin/locales/", "/admin/collections/"),
        *("/admin/settings/portal/campaignsettings/", "/django-admin/", "/admin/reports/site-history/"),
        *(
            "/admin/snippets/home/partner/",
            "/admin/snippets/gemeenten/activity/",
            "/admin/images/",
            "/admin/documents/",
        ),
        *("/admin/redirects/", "/admin/localize/reports/translations/"),
    ],
)
def test_administrator_opens_everything(db: None, address: str) -> None:
    response = log_in(None).get(address, follow=True)

    assert response.status_code == 200
    assert "login" not in response.request["PATH_INFO"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "address", ["/admin/", "/admin/pages/", "/admin/images/", "/admin/documents/", "/admin/account/"]
)
def test_staff_opens_the_admin_its_pages_and_its_files(db: None, role: str, address: str) -> None:
    assert log_in(role).get(address, follow=True).status_code == 200


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("address", ["/admin/images/add/", "/admin/documents/multiple/add/"])
def test_staff_may_add_images_and_documents(db: None, role: str, address: str) -> None:
    assert log_in(role).get(address).status_code == 200


def test_communication_keeps_activities_partners_and_settings(db: None) -> None:
    client = log_in(COMMUNICATION)
    partner = Partner.objects.filter(locale__language_code="nl").first()

    for address in (
        "/admin/snippets/gemeenten/activity/",
        "/admin/snippets/gemeenten/activity/add/",
        "/admin/snippets/home/partner/",
        "/admin/snippets/home/partner/add/",
        f"/admin/snippets/home/partner/edit/{partner.pk}/",
        f"/admin/snippets/home/partner/delete/{partner.pk}/",
    ):
        assert client.get(address, follow=True).status_code == 200, address
    settings = client.get("/admin/settings/portal/campaignsettings/", follow=True)
    assert settings.status_code == 200
    assert "coalition_name" in settings.content.decode()


def test_communication_may_not_delete_activities_that_profiles_hang_on(db: None) -> None:
    from gemeenten.models import Activity

    client = log_in(COMMUNICATION)

    assert is_denied(client.get(f"/admin/snippets/gemeenten/activity/delete/{Activity.objects.first().pk}/"))


def test_translator_translates_partners_but_makes_and_deletes_none(db: None) -> None:
    client = log_in(TRANSLATORS)
    partner = Partner.objects.filter(locale__language_code="fr").first()

    assert client.get(f"/admin/snippets/home/partner/edit/{partner.pk}/").status_code == 200
    assert is_denied(client.get("/admin/snippets/home/partner/add/"))
    assert is_denied(client.get(f"/admin/snippets/home/partner/delete/{partner.pk}/"))


def test_translator_keeps_neither_activities_nor_settings(db: None) -> None:
    client = log_in(TRANSLATORS)

    assert is_denied(client.get("/admin/snippets/gemeenten/activity/add/"))
    assert is_denied(client.get("/admin/settings/portal/campaignsettings/"))


# --- Translation ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [*ROLES, None])
def test_page_for_translating_an_untranslated_profile_opens(db: None, page_at: Any, role: str | None) -> None:
    page = page_at("/nl/gemeenten/lichtervelde/")

    response = log_in(role).get(f"/admin/localize/submit/page/{page.pk}/")

    assert response.status_code == 200
    assert 'name="locales"' in response.content.decode()


def test_translator_starts_the_translation_of_a_profile_and_edits_it(site: Client, page_at: Any) -> None:
    client = log_in(TRANSLATORS)
    page = page_at("/nl/gemeenten/lichtervelde/")
    french = page_at("/fr/").locale

    response = client.post(f"/admin/localize/submit/page/{page.pk}/", {"locales": [french.pk]})

    copy = page.get_translation(french)
    assert response.status_code == 302
    assert not copy.live
    assert copy.alias_of is None
    editor = client.get(f"/admin/pages/{copy.pk}/edit/")
    assert editor.status_code == 200
    assert "Lichtervelde" in editor.content.decode()
    assert site.get("/fr/communes/lichtervelde/").status_code == 404


def test_translation_report_opens_for_the_translator(db: None) -> None:
    assert log_in(TRANSLATORS).get("/admin/localize/reports/translations/").status_code == 200


def test_translated_page_opens_in_the_translation_editor(db: None, page_at: Any) -> None:
    html = edit(log_in(TRANSLATORS), page_at("/fr/communes/gand/")).content.decode()

    assert "TranslationEditor" in html or "wagtail_localize" in html


# --- Making the roles -----------------------------------------------------------------------------------------------


def rights() -> set[Any]:
    """Everything the groups may do."""
    return {
        *Group.objects.values_list("name", "permissions"),
        *GroupPagePermission.objects.values_list("group", "page", "permission"),
        *GroupCollectionPermission.objects.values_list("group", "collection", "permission"),
    }


def test_making_the_roles_again_changes_nothing(db: None) -> None:
    before = rights()

    create_roles()

    assert rights() == before


def test_making_the_roles_again_brings_back_what_is_missing_and_keeps_what_was_added(db: None) -> None:
    before = rights()
    group = Group.objects.get(name=COMMUNICATION)
    group.permissions.clear()
    other = Group.objects.create(name="Vrijwilligers")

    create_roles()

    assert before <= rights()
    assert Group.objects.filter(pk=other.pk).exists()


def test_no_role_is_an_administrator(db: None) -> None:
    from django.contrib.auth.models import Permission

    for role in ROLES:
        labels = set(Permission.objects.filter(group__name=role).values_list("content_type__app_label", flat=True))
        assert not labels & {"auth", "sessions", "contenttypes", "admin", "wagtailusers"}
