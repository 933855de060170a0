"""The news as an Atom feed."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.contrib.syndication.views import Feed
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from news.models import NewsIndexPage, NewsPage

NEWEST = 30


class NewsFeed(Feed):  # type: ignore[type-arg]
    """Feed of one language's news."""

    feed_type = Atom1Feed

    def __init__(self, index: NewsIndexPage) -> None:
        super().__init__()
        self.index = index
        self.title = index.title
        self.subtitle = index.introduction
        self.language = index.locale.language_code
        self.link = index.full_url
        self.feed_url = f"{index.full_url}feed/"

    def items(self) -> Any:
        """The newest items."""
        return self.index.news()[:NEWEST]

    def item_title(self, item: NewsPage) -> str:
        """The item's title."""
        return str(item.title)

    def item_description(self, item: NewsPage) -> str:
        """The item's introduction."""
        return item.introduction

    def item_link(self, item: NewsPage) -> str:
        """The item's full address."""
        return str(item.full_url)

    def item_pubdate(self, item: NewsPage) -> datetime:
        """The item's date, as the start of that day here."""
        return timezone.make_aware(datetime.combine(item.date, time.min))

    def item_updateddate(self, item: NewsPage) -> datetime:
        """When the item last changed."""
        return item.last_published_at or self.item_pubdate(item)
