"""The staff's guide: whole in both languages, and there for everybody who works in the admin."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.staticfiles import finders
from django.test import Client
from wagtail.users.models import UserProfile

from portal.guide.chapters import FOLDER, LANGUAGES, ORDER, chapter
from portal.roles import COMMUNICATION, MODERATORS, TRANSLATORS


def text(language: str, name: str) -> str:
    return (FOLDER / language / f"{name}.md").read_text(encoding="utf-8")


def pictures(language: str, name: str) -> list[str]:
    return re.findall(r"!\[[^\]]+\]\(\.\./images/([^)]+)\)", text(language, name))


def colleague(django_user_model: type, group: str, language: str) -> Client:
    """Somebody of the group, logged in, who works in ``language``."""
    user = django_user_model.objects.create_user("colleague", password="x")  # type: ignore[attr-defined]
    user.groups.add(Group.objects.get(name=group))
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


@pytest.mark.parametrize("name", ORDER)
def test_both_languages_have_the_same_sections_lists_and_pictures(name: str) -> None:
    shapes = []
    for language in LANGUAGES:
        lines = text(language, name).splitlines()
        shapes.append([re.match(r"(#+ |\d+\. |- |\||!\[|)", line)[0] for line in lines if line])  # type: ignore[index]
    assert shapes[0] == shapes[1]
    assert len(shapes[0]) > 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_of_the_guide_exists_with_an_alternative_and_none_is_left_over(language: str) -> None:
    used = {file for name in ORDER for file in pictures(language, name)}
    for name in ORDER:
        assert text(language, name).count("![") == len(pictures(language, name))
    assert used
    assert all(file.startswith(f"{language}/") for file in used)
    assert used == {f"{language}/{file.name}" for file in Path(FOLDER / "images" / language).iterdir()}
    assert all(finders.find(f"guide/{file}") for file in used)


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_between_chapters_lead_to_chapters(language: str) -> None:
    for name in ORDER:
        links = re.findall(r"(?<!!)\[[^\]]+\]\(([^)]+)\)", text(language, name))
        assert all(link.removesuffix(".md") in ORDER for link in links), links


@pytest.mark.parametrize("group", [COMMUNICATION, MODERATORS, TRANSLATORS])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.django_db
def test_everybody_in_the_admin_reads_every_chapter_in_their_language(
    django_user_model: type, group: str, language: str
) -> None:
    client = colleague(django_user_model, group, language)

    assert client.get("/admin/guide/").headers["Location"] == "/admin/guide/start/"
    for name in ORDER:
        html = client.get(f"/admin/guide/{name}/").content.decode()
        assert ".md" not in html
        assert chapter(language, name).title in html
        for link in re.findall(r'<a href="(/admin/guide/[a-z]+/)"', html):
            assert client.get(link).status_code == 200
    assert "/admin/guide/" in client.get("/admin/").content.decode()


@pytest.mark.django_db
def test_a_chapter_that_does_not_exist_is_not_found(django_user_model: type) -> None:
    assert colleague(django_user_model, COMMUNICATION, "nl").get("/admin/guide/nothing/").status_code == 404


def test_visitors_do_not_read_the_guide(site: Client) -> None:
    assert site.get("/admin/guide/start/").headers["Location"].startswith("/account/login/")


def test_the_guide_can_be_read_where_the_code_is_kept() -> None:
    readme = (settings.BASE_DIR / "docs" / "guide" / "README.md").read_text(encoding="utf-8")
    for language in LANGUAGES:
        for name in ORDER:
            assert f"({language}/{name}.md)" in readme
