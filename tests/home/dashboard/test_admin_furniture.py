"""The campaign's name and colours in the admin, and what has been taken out of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.staticfiles import finders
from django.test import Client
from wagtail.users.models import UserProfile

from portal.roles import COMMUNICATION, TRANSLATORS
from tests.home.dashboard.test_dashboard import log_in
from tests.portal.translating import profile

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("accepted", "language", "words"),
    [
        ("fr-BE,fr;q=0.9,nl;q=0.5", "fr", ["Communes solidaires", "Mot de passe", "Se connecter"]),
        ("nl-BE", "nl", ["Solidaire Gemeenten", "Wachtwoord"]),
        ("de-DE", "nl", ["Solidaire Gemeenten", "Wachtwoord"]),
    ],
)
def test_the_log_in_speaks_the_browser_s_language(site: Client, accepted: str, language: str, words: list[str]) -> None:
    html = site.get("/account/login/", HTTP_ACCEPT_LANGUAGE=accepted).content.decode()

    assert f'<html lang="{language}"' in html
    assert [word for word in words if word not in html and word.replace("&#x27;", "'") not in html] == []
    assert ">Password" not in html
    assert "Wagtail" not in re.sub(r"<noscript.*?</noscript>", "", html, flags=re.DOTALL)


def test_the_admin_carries_the_campaign_s_name_sign_and_colours() -> None:
    html = log_in(COMMUNICATION).get("/admin/").content.decode()

    assert re.search(r"<title>\s*Dashboard - Solidaire Gemeenten\s*</title>", html)
    assert "portal/icons/favicon" in html
    assert "home/admin/admin" in html
    assert 'class="campaign-mark"' in html
    assert finders.find("home/admin/admin.css")
    assert "wagtail.org" not in html


def menu_names(client: Client) -> set[str]:
    """The names of all entries in the side bar."""
    return set(re.findall(r'"name": "([\w-]+)"', client.get("/admin/").content.decode()))


def test_the_menus_leave_out_what_the_staff_do_not_need() -> None:
    staff, administrator = menu_names(log_in(COMMUNICATION)), menu_names(log_in("superuser"))

    assert {"letter-counts", "site-history", "keyboard-shortcuts-trigger"} <= staff
    assert not {"workflow-tasks", "aging-pages", "page-types-usage"} & staff
    assert {"workflow-tasks", "aging-pages", "page-types-usage"} <= administrator
    assert not [name for name in staff | administrator if name.startswith(("whats-new", "editor-guide"))]


def test_the_user_bar_edits_and_checks_the_page_and_nothing_else() -> None:
    html = log_in(COMMUNICATION).get("/nl/gemeenten/gent/").content.decode()
    bar = html[html.index("wagtail-userbar") :]

    assert f"/admin/pages/{profile('Gent').pk}/edit/" in bar
    assert "/add_subpage/" not in bar
    assert not re.search(r'href="/admin/pages/\d+/"', bar)


def test_the_editor_has_comments_history_autosave_and_the_notice_of_other_editors() -> None:
    page = profile("Gent")
    html = log_in(COMMUNICATION).get(f"/admin/pages/{page.pk}/edit/").content.decode()

    assert "data-comment-add" in html or "comments-output" in html or 'name="comments-TOTAL_FORMS"' in html
    assert f"/admin/pages/{page.pk}/history/" in html
    assert "w-autosave" in html
    assert "editing-sessions" in html
    assert page.get_workflow() is not None


def test_new_translators_read_the_admin_in_french() -> None:
    user = User.objects.create_user("nieuw", password="a-long-password-1")
    user.groups.add(Group.objects.get(name=TRANSLATORS))

    assert UserProfile.get_for_user(user).preferred_language == "fr"


def test_the_group_s_own_form_of_joining_counts_too() -> None:
    user = User.objects.create_user("nieuw", password="a-long-password-1")
    Group.objects.get(name=TRANSLATORS).user_set.add(user)

    assert UserProfile.objects.get(user=user).preferred_language == "fr"


def test_nobody_s_own_choice_of_language_is_changed() -> None:
    user = User.objects.create_user("nieuw", password="a-long-password-1")
    UserProfile.objects.create(user=user, preferred_language="nl")
    user.groups.add(Group.objects.get(name=TRANSLATORS))

    assert UserProfile.objects.get(user=user).preferred_language == "nl"


def test_others_follow_their_browser() -> None:
    user = User.objects.create_user("nieuw", password="a-long-password-1")
    user.groups.add(Group.objects.get(name=COMMUNICATION))
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)

    for language in ("nl", "fr"):
        html = client.get("/admin/", HTTP_ACCEPT_LANGUAGE=f"{language}-BE").content.decode()
        assert f'<html lang="{language}"' in html


def test_django_s_admin_works_beside_it(admin_client: Any) -> None:
    for address in ("/django-admin/", "/django-admin/auth/user/", "/django-admin/auth/group/"):
        assert admin_client.get(address, HTTP_HOST="localhost").status_code == 200, address
