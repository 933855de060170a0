"""The changes of the list as an Atom feed."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from gemeenten.changelog import Change
from gemeenten.changelog_view import WORDS, changelog_in

if TYPE_CHECKING:
    from gemeenten.models.index import MunicipalityIndexPage

NEWEST = 50


class ChangesFeed(Feed):  # type: ignore[type-arg]
    """Feed of who joined, renewed and withdrew, with the texts of one language."""

    feed_type = Atom1Feed

    def __init__(self, index: MunicipalityIndexPage) -> None:
        super().__init__()
        self.base = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
        self.language: str = index.locale.language_code
        self.title = _("Changes of the list of solidary municipalities")
        self.subtitle = _("Who joined, renewed or withdrew, and when as far as we know.")
        self.link = f"{self.base}{index.get_url()}{WORDS[self.language]}/"
        self.feed_url = f"{self.link}feed/"

    def items(self) -> tuple[Change, ...]:
        """The newest changes; those without a date follow."""
        return changelog_in(self.language).newest_first[:NEWEST]

    def item_title(self, item: Any) -> str:
        """What happened."""
        return str(item.sentence)

    def item_description(self, item: Any) -> str:
        """When, as exactly as it is known, and who says so."""
        known = item.date_label or _("On the list since its start; the date is not known.")
        # Django marks it as HTML, so a sign of a text must not become a tag.
        return escape(f"{known} ({item.source_name})" if item.source_name else known)

    def item_link(self, item: Change) -> str:
        """The full address of the profile."""
        return f"{self.base}{item.url}"

    def item_guid(self, item: Change) -> str:
        """The same for ever: rows are made anew whenever a translation is, so no database key is in it."""
        return f"{self.base}/changes/{item.refnis}/{item.kind.value}/{item.as_known}"

    def item_pubdate(self, item: Change) -> datetime | None:
        """The first moment of the day, month or year in which it happened."""
        return timezone.make_aware(datetime.combine(item.date, time.min)) if item.date else None

    def item_updateddate(self, item: Change) -> datetime | None:
        """The same; without a date the moment at which the profile appeared here, since Atom asks for one."""
        return self.item_pubdate(item) or item.recorded or timezone.now()
