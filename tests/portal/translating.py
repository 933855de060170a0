"""What the tests of translations share: changing a source, translating a sentence, people in their groups."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, User
from django.test import Client
from wagtail.models import Locale
from wagtail.users.models import UserProfile
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from gemeenten.models import MunicipalityPage
from portal.roles import COMMUNICATION, TRANSLATORS, create_roles
from portal.translation.state import Detail, Entry, read_detail, read_entries


def french() -> Locale:
    """The target language of the starter site."""
    return Locale.objects.get(language_code="fr")


def profile(name: str, language: str = "nl") -> MunicipalityPage:
    """A profile of the starter site by the Dutch name of its municipality."""
    return MunicipalityPage.objects.get(municipality__name_nl=name, locale__language_code=language)


def change(page: Any, **values: Any) -> Any:
    """Publish ``page`` with other texts, as its editor does; the page as it is then."""
    page = type(page).objects.get(pk=page.pk)
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def translate_all(page: Any, prefix: str = "FR ") -> Translation:
    """Write a translation for every sentence of the synchronised source that has none."""
    source, _created = TranslationSource.objects.get_for_instance(page), False
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=french())
    for segment in StringSegment.objects.filter(source=source).select_related("string", "context"):
        text = segment.string.data
        StringTranslation.objects.get_or_create(
            translation_of=segment.string,
            locale=french(),
            context=segment.context,
            defaults={"data": f"fr-{text}" if segment.context.path == "slug" else f"{prefix}{text}"},
        )
    return translation


def entry_of(page: Any) -> Entry:
    """The board's row of a source in French."""
    return next(entry for entry in read_entries(page.translation_key) if entry.locale.language_code == "fr")


def detail_of(page: Any) -> Detail:
    """The board's detail of a source in French."""
    detail = read_detail(page.translation_key, french())
    assert detail is not None
    return detail


def logged_in(role: str) -> Client:
    """A browser in which somebody of that group is logged in; ``superuser`` for one who may do everything."""
    create_roles()
    user = User.objects.create_user(f"user {role}", password="a-long-password-1", is_superuser=role == "superuser")
    if role != "superuser":
        user.groups.add(Group.objects.get(name=role))
    # Tests read the admin in English, whatever has been translated.
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": "en"})
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


__all__ = [
    "COMMUNICATION",
    "TRANSLATORS",
    "change",
    "detail_of",
    "entry_of",
    "french",
    "logged_in",
    "profile",
    "translate_all",
]
