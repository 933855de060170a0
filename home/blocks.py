"""Blocks of the campaign pages that show what the other apps hold: municipalities, activities, news, partners."""

from typing import Any

from django.http import HttpRequest
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from gemeenten.directory import Directory
from gemeenten.labels import labels_for
from gemeenten.map.from_directory import draw_map
from news.models import newest
from portal.block_groups import CAMPAIGN
from portal.blocks import ArticleBlocks, StepsBlock
from portal.context import language_of
from portal.snapshot import remembered


class ActivitiesBlock(blocks.StructBlock):
    """All activities of the campaign, each leading to its page."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    introduction = blocks.TextBlock(label=_("Introduction"), required=False)

    class Meta:
        icon = "tag"
        label = _("Activities")
        description = _("All activities of the campaign, each leading to its page")
        template = "blocks/activities.html"
        group = CAMPAIGN

        def preview_value(self) -> dict[str, Any]:
            """A title, in the editor's language."""
            return {"title": gettext("What municipalities do"), "introduction": ""}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add the activities of the page's language."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        request = context["request"]
        context["activities"] = list(labels_for(request, language_of(context)).values())
        return context


class PartnersBlock(blocks.StructBlock):
    """The partners, all or those of one role."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    introduction = blocks.TextBlock(label=_("Introduction"), required=False)
    role = blocks.ChoiceBlock(
        label=_("Which partners"),
        required=False,
        choices=[("organiser", _("Organisers")), ("supporter", _("Supporters")), ("sister", _("Sister campaigns"))],
        help_text=_("Leave empty for all"),
    )

    class Meta:
        icon = "group"
        label = _("Partners")
        description = _("The partners, all or those of one role")
        template = "blocks/partners.html"
        group = CAMPAIGN

        def preview_value(self) -> dict[str, Any]:
            """A title, in the editor's language."""
            return {"title": gettext("Who is behind the campaign")}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add the partners of the page's language."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        from home.models import partners_in

        context["partners"] = partners_in(language_of(context), value.get("role") or "", context.get("request"))
        return context


def _map_of_all(directory: Directory, request: HttpRequest | None) -> SafeString:
    """The map with some 565 dots, which is the same for everybody until something is published."""

    def draw() -> SafeString:
        with translation.override(directory.language):
            # Whoever looks for another municipality has the finder above and the list's own map, where all are links.
            return draw_map(directory.in_order(), others_linked=False)

    return remembered(f"map {directory.language}", draw, request)


class MunicipalitiesBlock(blocks.StructBlock):
    """The solidary municipalities, as a list or on the map."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    introduction = blocks.TextBlock(label=_("Introduction"), required=False)
    kind = blocks.ChoiceBlock(label=_("Show as"), choices=[("list", _("List")), ("map", _("Map"))], default="map")

    class Meta:
        icon = "site"
        label = _("Municipalities")
        description = _("The solidary municipalities, as a list or on the map")
        template = "blocks/municipalities.html"
        group = CAMPAIGN

        def preview_value(self) -> dict[str, Any]:
            """A title, in the editor's language; the list is drawn faster than the map."""
            return {"title": gettext("Solidary municipalities"), "kind": "list"}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add the solidary municipalities and, where asked for, the map of all."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        directory = context.get("directory") or Directory.load(language_of(context), context.get("request"))
        context["municipality_entries"] = directory.solidary()
        context["map_svg"] = _map_of_all(directory, context.get("request")) if value.get("kind") == "map" else ""
        return context


class NewsBlock(blocks.StructBlock):
    """The newest news."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    count = blocks.IntegerBlock(label=_("How many"), min_value=1, max_value=12, default=3)

    class Meta:
        icon = "calendar-alt"
        label = _("News")
        description = _("The newest news")
        template = "blocks/news.html"
        group = CAMPAIGN

        def preview_value(self) -> dict[str, Any]:
            """A title, in the editor's language."""
            return {"title": gettext("News"), "count": 3}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add the newest items of the page's language."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context["news_items"] = list(newest(language_of(context), value.get("count") or 3))
        return context


class FinderBlock(blocks.StructBlock):
    """The field in which visitors look their municipality up."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), required=False)

    class Meta:
        icon = "search"
        label = _("Find your municipality")
        description = _("The field in which visitors look their municipality up")
        template = "blocks/finder.html"
        group = CAMPAIGN

        def preview_value(self) -> dict[str, Any]:
            """A title, in the editor's language."""
            return {"title": gettext("Find your municipality")}


class CampaignBlocks(ArticleBlocks):
    """What a campaign page is made of."""

    steps = StepsBlock()
    activities = ActivitiesBlock()
    municipalities = MunicipalitiesBlock()
    news = NewsBlock()
    partners = PartnersBlock()
    finder = FinderBlock()
