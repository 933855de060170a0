"""Stream blocks of the profiles."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock


class InitiativeBlock(blocks.StructBlock):
    """One thing a municipality did, dated and with its source."""

    activity = SnippetChooserBlock(
        "gemeenten.Activity", label=_("Activity"), help_text=_("Under which of the campaign’s activities it belongs.")
    )
    title = blocks.CharBlock(
        label=_("Title"), max_length=120, help_text=_("Short and concrete: “Buddies for newcomers”.")
    )
    text = blocks.RichTextBlock(
        label=_("Text"),
        features=["bold", "italic", "link", "ul", "ol"],
        help_text=_("Two to five sentences: who does what, for whom, since when?"),
    )
    year = blocks.IntegerBlock(
        label=_("Year"),
        required=False,
        min_value=1990,
        max_value=2100,
        help_text=_("The year in which it began, such as 2024."),
    )
    source_name = blocks.CharBlock(
        label=_("Source"), max_length=120, required=False, help_text=_("Who says so: “City of Kortrijk”.")
    )
    source_url = blocks.URLBlock(
        label=_("Address of the source"), required=False, help_text=_("The page where one can read it, with https://.")
    )
    last_confirmed = blocks.DateBlock(
        label=_("Last confirmed on"), required=False, help_text=_("When somebody last checked that this still holds")
    )

    class Meta:
        icon = "pick"
        label = _("Initiative")
        description = _("One thing the municipality did, with year and source")
        template = "blocks/initiative.html"

        def preview_value(self) -> dict[str, Any]:
            """An initiative without an activity, in the editor's language."""
            words = gettext("Volunteers help newcomers on their way.")
            return {"title": gettext("A buddy for every newcomer"), "text": f"<p>{words}</p>", "year": 2025}


class InitiativeBlocks(blocks.StreamBlock):
    """The initiatives of one municipality, newest first by the editor's hand."""

    initiative = InitiativeBlock()
