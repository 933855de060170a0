"""The groups of people who work in the admin, and what each may do."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from portal.languages import home_pages

COMMUNICATION = "Communication"
TRANSLATORS = "Translators French"

_FILES = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")


def create_roles() -> None:
    """Make the groups with their permissions; existing ones get what they lack."""
    homes = home_pages()
    communication, _created = Group.objects.get_or_create(name=COMMUNICATION)
    _allow_pages(communication, homes["nl"], ("add_page", "change_page", "publish_page", "lock_page"))
    _allow(communication, "wagtailadmin.access_admin", "wagtail_localize.submit_translation")
    _allow(communication, *(f"gemeenten.{action}_activity" for action in ("add", "change", "view")))
    _allow(communication, *(f"home.{action}_partner" for action in ("add", "change", "delete", "view")))
    _allow(communication, "portal.change_campaignsettings", "gemeenten.view_lettercount")
    _allow(communication, *(f"portal.{action}_glossaryterm" for action in ("add", "change", "delete", "view")))
    _allow_files(communication)

    translators, _created = Group.objects.get_or_create(name=TRANSLATORS)
    if "fr" in homes:
        _allow_pages(translators, homes["fr"], ("add_page", "change_page"))
    _allow(translators, "wagtailadmin.access_admin", "wagtail_localize.submit_translation")
    _allow(translators, "home.change_partner", "home.view_partner")
    _allow(translators, *(f"portal.{action}_glossaryterm" for action in ("add", "change", "view")))
    _allow_files(translators)


def _allow(group: Group, *names: str) -> None:
    for name in names:
        app, codename = name.split(".")
        group.permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))


def _allow_pages(group: Group, page: Page, codenames: tuple[str, ...]) -> None:
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=codenames):
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def _allow_files(group: Group) -> None:
    root = Collection.get_first_root_node()
    for permission in Permission.objects.filter(codename__in=_FILES):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)
