"""The groups of people who work in the admin, and what each may do."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from portal.languages import home_pages

COMMUNICATION = "Communication"
#: Wagtail's own group: its members approve what others submit, in every language.
MODERATORS = "Moderators"
TRANSLATORS = "Translators French"

#: Wagtail's other group, which may edit everything in every language: nobody here needs it.
_UNUSED = "Editors"
_CHOOSE = ("choose_image", "choose_document")
_FILES = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")


def create_roles() -> None:
    """Make the groups with their permissions; existing ones get what they lack.

    Only moderators publish. Communication edits Dutch and submits; translators edit French, keep their files in a
    collection of their own, and submit; the workflow that Wagtail sets up brings both to the moderators. Municipal
    contacts get their groups one municipality at a time (``gemeenten.contacts``).
    """
    homes = home_pages()
    Group.objects.filter(name=_UNUSED, user__isnull=True).delete()
    communication, _created = Group.objects.get_or_create(name=COMMUNICATION)
    _allow_pages(communication, homes["nl"], ("add_page", "change_page", "lock_page"))
    _allow(communication, "wagtailadmin.access_admin", "wagtail_localize.submit_translation")
    _allow(communication, *(f"gemeenten.{action}_activity" for action in ("add", "change", "view")))
    _allow(communication, *(f"home.{action}_partner" for action in ("add", "change", "delete", "view")))
    _allow(communication, *(f"news.{action}_author" for action in ("add", "change", "delete", "view")))
    _allow(communication, "portal.change_campaignsettings", "gemeenten.view_lettercount")
    _allow(communication, *(f"portal.{action}_glossaryterm" for action in ("add", "change", "delete", "view")))
    _allow(communication, "gemeenten.view_application", "gemeenten.handle_application")
    _allow_files(communication)

    translators, _created = Group.objects.get_or_create(name=TRANSLATORS)
    if "fr" in homes:
        _allow_pages(translators, homes["fr"], ("add_page", "change_page"))
    _allow(translators, "wagtailadmin.access_admin", "wagtail_localize.submit_translation")
    _allow(translators, "home.change_partner", "home.view_partner")
    _allow(translators, *(f"portal.{action}_glossaryterm" for action in ("add", "change", "view")))
    root = Collection.get_first_root_node()
    _allow_files(translators, Collection.objects.filter(name=TRANSLATORS).first() or root.add_child(name=TRANSLATORS))
    _allow_files(translators, root, _CHOOSE)

    moderators, _created = Group.objects.get_or_create(name=MODERATORS)
    for home in homes.values():
        _allow_pages(moderators, home, ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"))
    _allow(moderators, "wagtailadmin.access_admin", "wagtail_localize.submit_translation", "home.view_partner")
    _allow(moderators, "home.change_partner", "gemeenten.view_lettercount", "gemeenten.view_activity")
    _allow(moderators, "gemeenten.view_application", "gemeenten.handle_application")
    _allow(moderators, *(f"news.{action}_author" for action in ("add", "change", "view")))
    _allow_files(moderators)


def _allow(group: Group, *names: str) -> None:
    for name in names:
        app, codename = name.split(".")
        group.permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))


def _allow_pages(group: Group, page: Page, codenames: tuple[str, ...]) -> None:
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=codenames):
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def _allow_files(group: Group, collection: Collection | None = None, codenames: tuple[str, ...] = _FILES) -> None:
    place = collection or Collection.get_first_root_node()
    for permission in Permission.objects.filter(codename__in=codenames):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=place, permission=permission)
