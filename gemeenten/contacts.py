"""Municipal contacts: people of a municipality who keep its own profile up to date, always through moderation."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from gemeenten.models import MunicipalityPage

_FILES = ("add_image", "choose_image", "add_document", "choose_document")


def contacts_group(page: MunicipalityPage) -> Group:
    """The group of the contacts of one municipality, made with its permissions when it is missing.

    Its members may change the profile in every language it has, and nothing else; they may not publish, so what they
    change goes to the moderators. They may add and choose images and documents in a collection of their own.
    """
    municipality = page.municipality
    name = f"Municipal contacts {municipality.refnis} {municipality.name_nl}"
    group, _created = Group.objects.get_or_create(name=name)
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    change = Permission.objects.get(content_type__app_label="wagtailcore", codename="change_page")
    for translation in Page.objects.filter(translation_key=page.translation_key):
        GroupPagePermission.objects.get_or_create(group=group, page=translation, permission=change)
    collection = _collection(name)
    for permission in Permission.objects.filter(codename__in=_FILES):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
    return group


def _collection(name: str) -> Collection:
    known = Collection.objects.filter(name=name).first()
    if known is None:
        known = Collection.get_first_root_node().add_child(name=name)
    return known
