"""Stream blocks of the profiles."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock


class InitiativeBlock(blocks.StructBlock):
    """One thing a municipality did, dated and with its source."""

    activity = SnippetChooserBlock("gemeenten.Activity", label=_("Activity"))
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=["bold", "italic", "link", "ul", "ol"])
    year = blocks.IntegerBlock(label=_("Year"), required=False, min_value=1990, max_value=2100)
    source_name = blocks.CharBlock(label=_("Source"), max_length=120, required=False)
    source_url = blocks.URLBlock(label=_("Address of the source"), required=False)
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
            text = f"<p>{gettext('Volunteers help newcomers on their way.')}</p>"
            return {"title": gettext("A buddy for every newcomer"), "text": text, "year": 2025}


class InitiativeBlocks(blocks.StreamBlock):
    """The initiatives of one municipality, newest first by the editor's hand."""

    initiative = InitiativeBlock()
