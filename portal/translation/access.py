"""Who may do what with a translation: the rights on the target object decide."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from wagtail.models import Locale, Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.snippets.permissions import user_can_edit_snippet_type
from wagtail_localize.models import Translation


def may_edit(user: Any, translation: Translation) -> bool:
    """Whether ``user`` may change the target now: the right to edit it, and nobody else's lock on it.

    A target that does not exist yet belongs to those who may edit its language.
    """
    model = translation.source.specific_content_type.model_class()
    if not issubclass(model, Page):
        return bool(user_can_edit_snippet_type(user, model))
    try:
        page = translation.get_target_instance()
    except ObjectDoesNotExist:
        return translation.target_locale_id in {locale.pk for locale in editable_locales(user)}
    permissions = page.permissions_for_user(user)
    return bool(permissions.can_edit() and not permissions.page_locked())


def may_publish(user: Any, page: Any) -> bool:
    """Whether ``user`` may make the page public."""
    return isinstance(page, Page) and bool(page.permissions_for_user(user).can_publish())


def editable_pages(user: Any) -> Any:
    """The pages that ``user`` may edit."""
    return PagePermissionPolicy().instances_user_has_any_permission_for(user, {"add", "change"})


def editable_locales(user: Any) -> list[Locale]:
    """The languages with a page that ``user`` may edit."""
    pages = editable_pages(user).filter(depth__gt=1)
    return list(Locale.objects.filter(pk__in=pages.values("locale_id")).order_by("pk"))


def editable_translations(user: Any, locale: Locale) -> list[Translation]:
    """The translations into ``locale`` whose target ``user`` may edit, pages first, in the order of the site."""
    translations = (
        Translation.objects.filter(target_locale=locale, enabled=True)
        .select_related("source__locale", "source__specific_content_type", "target_locale")
        .order_by("pk")
    )
    pages = dict(editable_pages(user).filter(locale=locale).order_by("path").values_list("translation_key", "path"))
    return in_site_order(one for one in translations if _allowed(user, one, pages))


def _allowed(user: Any, translation: Translation, pages: dict[Any, str]) -> bool:
    model = translation.source.specific_content_type.model_class()
    if issubclass(model, Page):
        return translation.source.object_id in pages
    return bool(user_can_edit_snippet_type(user, model))


def in_site_order(translations: Iterable[Translation]) -> list[Translation]:
    """Pages in the order of their sources in the tree, then snippets by kind and name."""
    translations = list(translations)
    keys = {translation.source.object_id for translation in translations}
    locales = {translation.source.locale_id for translation in translations}
    sources = Page.objects.filter(translation_key__in=keys, locale_id__in=locales)
    places = dict(sources.values_list("translation_key", "path"))

    def place(translation: Translation) -> tuple[bool, str, str]:
        source = translation.source
        path = places.get(source.object_id)
        return path is None, path or source.specific_content_type.model, source.object_repr

    return sorted(translations, key=place)
