"""From a municipality that became solidary to the draft of a news item about it.

The item's translation key is made from the profile's. So it is found again whatever becomes of its title and address,
there is one for a profile in all its languages, and the announcement in French is the translation of the Dutch one.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Exists
from django.utils import translation
from django.utils.html import format_html
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.query import PageQuerySet

from gemeenten.choices import Status
from gemeenten.models import MunicipalityPage
from news.models import NewsIndexPage, NewsPage

_NAMESPACE = UUID("7a5c1d1e-5b0e-4d0a-9d5e-3f8f0b6f5a11")


def announcement_key(profile: MunicipalityPage) -> UUID:
    """The translation key of the news item about a profile."""
    return uuid5(_NAMESPACE, str(profile.translation_key))


def announcement_of(profile: MunicipalityPage) -> NewsPage | None:
    """The news item about a profile, in its language if there is one, else in the language it was written in."""
    items = NewsPage.objects.filter(translation_key=announcement_key(profile)).select_related("locale").order_by("pk")
    known = {item.locale_id: item for item in reversed(items)}
    return known.get(profile.locale_id) or items.first()


def news_indexes(profile: MunicipalityPage) -> PageQuerySet:
    """Where news in the profile's language stands: one page, where there is any."""
    return NewsIndexPage.objects.filter(locale_id=profile.locale_id)


def may_announce(user: Any, profile: MunicipalityPage) -> bool:
    """Whether there is something to announce, a place for it, and somebody who may write there."""
    # Asked of the database: the editor holds a draft, whose status is not the public one.
    public = MunicipalityPage.objects.filter(pk=profile.pk, live=True, status=Status.SOLIDARY)
    index = news_indexes(profile).filter(Exists(public)).first()
    return index is not None and bool(index.permissions_for_user(user).can_add_subpage())


def draft(profile: MunicipalityPage) -> NewsPage:
    """The item as it would be made: filled in, not kept."""
    language = profile.locale.language_code
    name = profile.municipality.name_in(language)
    with translation.override(language):
        title = _("%(name)s is a solidary municipality") % {"name": name}
        introduction = _("The council of %(name)s decided to welcome people who had to flee.") % {"name": name}
        link = format_html(
            '<p><a linktype="page" id="{}">{}</a></p>',
            profile.pk,
            _("Read what %(name)s does") % {"name": profile.title},
        )
    text = format_html("<p>{}</p>", profile.introduction) if profile.introduction else ""
    return NewsPage(
        title=title,
        introduction=introduction,
        body=[("text", f"{text}{link}")],
        locale=profile.locale,
        translation_key=announcement_key(profile),
        live=False,
    )


@transaction.atomic
def announce(profile: MunicipalityPage, user: Any) -> tuple[NewsPage, bool]:
    """The news item about a profile, and whether it was made now; a second call finds the first one's."""
    # Two people who press the button at once wait for each other here.
    Page.objects.select_for_update().get(pk=profile.pk)
    known = announcement_of(profile)
    if known is not None:
        return known, False
    index = news_indexes(profile).first()
    if index is None:
        raise NewsIndexPage.DoesNotExist
    item = draft(profile)
    item.owner = user
    item.slug = _free_slug(index, slugify(item.title))
    index.add_child(instance=item)
    item.save_revision(user=user, log_action=True)
    return item, True


def _free_slug(parent: Page, base: str) -> str:
    candidate, number = base, 1
    while not Page._slug_is_available(candidate, parent):
        number += 1
        candidate = f"{base}-{number}"
    return candidate
