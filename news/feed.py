"""The news as an Atom feed (RFC 4287)."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from urllib.parse import urlsplit
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.xmlutils import SimplerXMLGenerator
from wagtail.models import Page

from news.bylines import Byline, bylines
from news.models import NewsIndexPage, NewsPage
from news.overview import Overview
from portal.models import CampaignSettings
from portal.subjects import ACTIVITY, MUNICIPALITY, Subject, name_subjects

NEWEST = 30
#: The year in which the identifiers of the feed were coined: part of each of them, and never to change.
_COINED = 2026


def tag_uri(page: Page, language: str) -> str:
    """The identifier of a page for ever (RFC 4151), whatever becomes of its slug, its title and its address."""
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "localhost"
    return f"tag:{host},{_COINED}:news/{page.translation_key}/{language}"


class NewsAtom(Atom1Feed):
    """Atom with any number of authors, and categories that have a name and a scheme; Django knows one and none."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Add them behind what Django writes."""
        super().add_item_elements(handler, item)
        for author in item["authors"]:
            handler.startElement("author", AttributesImpl({}))
            handler.addQuickElement("name", author.name)
            if author.url:
                handler.addQuickElement("uri", author.url)
            handler.endElement("author")
        for subject in item["subjects"]:
            scheme = f"{item['scheme']}{subject.kind}"
            handler.addQuickElement("category", "", {"term": subject.key, "scheme": scheme, "label": subject.label})


class NewsFeed(Feed):  # type: ignore[type-arg]
    """Feed of one language's news. An item without authors has that of the feed, the coalition."""

    feed_type = NewsAtom

    def __init__(self, index: NewsIndexPage, request: HttpRequest) -> None:
        super().__init__()
        self.request = request
        self.index = index
        self.title = index.title
        self.subtitle = index.introduction
        self.language: str = index.locale.language_code
        self.link = index.full_url
        self.feed_url = f"{index.full_url}feed/"
        self.feed_guid = tag_uri(index, self.language)
        self.author_name = CampaignSettings.for_request(request).coalition_name or settings.WAGTAIL_SITE_NAME
        self.author_link = f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}/"
        self.overview = Overview.load(self.language, request)

    def items(self) -> Any:
        """The newest items."""
        return self.index.news()[:NEWEST]

    def item_title(self, item: NewsPage) -> str:
        """The item's title."""
        return str(item.title)

    def item_description(self, item: NewsPage) -> str:
        """The item's whole introduction; Django marks it as HTML, so a sign of a text must not become a tag."""
        return escape(item.introduction)

    def item_link(self, item: NewsPage) -> str:
        """The item's full address."""
        return str(item.full_url)

    def item_guid(self, item: NewsPage) -> str:
        """The same for ever, so that a reader's program does not show an item twice."""
        return tag_uri(item, self.language)

    def item_pubdate(self, item: NewsPage) -> datetime:
        """The moment it went live where that was on its date, else the start of its date here."""
        first = item.first_published_at
        if first and timezone.localdate(first) == item.date:
            return first
        return timezone.make_aware(datetime.combine(item.date, time.min))

    def item_updateddate(self, item: NewsPage) -> datetime:
        """When the item last changed."""
        return item.last_published_at or self.item_pubdate(item)

    def item_extra_kwargs(self, item: NewsPage) -> dict[str, Any]:
        """Authors and subjects, for :class:`NewsAtom`."""
        known = self.overview.item(item.pk)
        authors: list[Byline] = bylines(list(known.authors), self.language, self.request) if known else []
        subjects: list[Subject] = []
        if known:
            subjects = [
                *name_subjects(ACTIVITY, known.activities, self.language, self.request),
                *name_subjects(MUNICIPALITY, known.municipalities, self.language, self.request),
            ]
        scheme = f"{self.author_link}#"
        return {"authors": authors, "subjects": subjects, "scheme": scheme}
