"""StreamField blocks that every page type may use.

Each block has an icon, a description, a preview value for the block picker and a template of its own under
``templates/blocks/``. Texts are translation segments; choices, links and numbers of things are synchronised.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from portal.block_groups import ACTION, MEDIA, TEXT
from portal.context import language_of
from portal.external_media import ExternalMediaBlock
from portal.page_links import page_addresses

RICH_TEXT_FEATURES = ["h2", "h3", "bold", "italic", "link", "document-link", "ol", "ul"]


class TextBlock(blocks.RichTextBlock):
    """Running text with headings, lists and links."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", RICH_TEXT_FEATURES)
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("Running text with headings, lists and links")
        template = "blocks/text.html"
        group = TEXT

        def preview_value(self) -> str:
            """A heading, a sentence and a list, in the editor's language."""
            heading, sentence = gettext("What we ask"), gettext("Every municipality can do something for refugees.")
            items = [gettext("Open places in reception"), gettext("Support volunteers")]
            return f"<h2>{heading}</h2><p>{sentence}</p><ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


class CallToActionBlock(blocks.StructBlock):
    """A coloured field with one button."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), required=False)
    button_text = blocks.CharBlock(label=_("Text on the button"), max_length=60)
    page = blocks.PageChooserBlock(label=_("Page"), required=False, help_text=_("Where the button leads"))
    url = blocks.URLBlock(label=_("or address"), required=False, help_text=_("For a page on another site"))

    class Meta:
        icon = "pick"
        label = _("Call to action")
        description = _("A coloured field with one button")
        template = "blocks/call_to_action.html"
        group = ACTION

        def preview_value(self) -> dict[str, Any]:
            """A call with a button, in the editor's language."""
            title, button = gettext("Make your municipality solidary"), gettext("Write to your council")
            return {"title": title, "text": "", "button_text": button, "url": "https://example.org"}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add where the button leads: ``href``, with ``href_lang`` when that page is in another language."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        page = value.get("page")
        if page:
            address = page_addresses(language_of(context), context.get("request")).get(page.pk)
            context["href"], context["href_lang"] = (address.url, address.lang) if address else ("", "")
        else:
            context["href"], context["href_lang"] = value.get("url") or "", ""
        return context

    def clean(self, value: Any) -> Any:
        """Refuse a button that leads nowhere or to two places."""
        cleaned = super().clean(value)
        if bool(cleaned.get("page")) == bool(cleaned.get("url")):
            message = _("Choose a page or give an address: exactly one of the two.")
            raise blocks.StructBlockValidationError(
                block_errors={"page": ValidationError(message), "url": ValidationError(message)}
            )
        return cleaned


class QuoteBlock(blocks.StructBlock):
    """Somebody's words."""

    text = blocks.TextBlock(label=_("Quote"))
    author = blocks.CharBlock(label=_("Who said it"), max_length=120)
    role = blocks.CharBlock(label=_("Function or organisation"), max_length=160, required=False)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        description = _("Somebody's words, with their name")
        template = "blocks/quote.html"
        group = TEXT

        def preview_value(self) -> dict[str, Any]:
            """Nobody's words, in the editor's language."""
            return {"text": gettext("Solidarity begins in the street."), "author": gettext("A neighbour"), "role": ""}


class FigureBlock(blocks.StructBlock):
    """One number that says it all, with its source."""

    number = blocks.CharBlock(label=_("Number"), max_length=20)
    text = blocks.CharBlock(label=_("What it counts"), max_length=200)
    source_name = blocks.CharBlock(label=_("Source"), max_length=120, required=False)
    source_url = blocks.URLBlock(label=_("Address of the source"), required=False)

    class Meta:
        icon = "order"
        label = _("Key figure")
        description = _("One number with what it counts and its source")
        template = "blocks/figure.html"
        group = TEXT

        def preview_value(self) -> dict[str, Any]:
            """A number, in the editor's language."""
            return {"number": "565", "text": gettext("municipalities in Belgium"), "source_name": "Statbel"}


class CaptionedImageBlock(blocks.StructBlock):
    """A picture with caption and credit; the picture asks for its alternative text."""

    image = ImageBlock(label=_("Image"))
    caption = blocks.CharBlock(label=_("Caption"), max_length=250, required=False)
    credit = blocks.CharBlock(label=_("Credit"), max_length=120, required=False)

    class Meta:
        icon = "image"
        label = _("Image")
        description = _("A picture with caption and credit")
        template = "blocks/image.html"
        group = MEDIA
        # The library may be empty, so the preview shows the campaign's own image in the same markup.
        preview_template = "blocks/previews/image.html"

        def preview_value(self) -> dict[str, Any]:
            """A caption and a credit, in the editor's language; the image is the preview template's."""
            return {"image": None, "caption": gettext("What the picture shows"), "credit": gettext("Name of the maker")}


class StepBlock(blocks.StructBlock):
    """One step or pillar."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.TextBlock(label=_("Text"))


class StepsBlock(blocks.StructBlock):
    """Steps or pillars beside each other."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    steps = blocks.ListBlock(StepBlock(label=_("Step")), label=_("Steps"), min_num=1)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        description = _("Steps or pillars beside each other")
        template = "blocks/steps.html"
        group = TEXT

        def preview_value(self) -> dict[str, Any]:
            """Two steps, in the editor's language."""
            first = {"title": gettext("Ask"), "text": gettext("Write to your council.")}
            second = {"title": gettext("Decide"), "text": gettext("The council votes.")}
            return {"title": gettext("How it works"), "steps": [first, second]}


class ArticleBlocks(blocks.StreamBlock):
    """What a news item or an activity page is made of."""

    text = TextBlock()
    image = CaptionedImageBlock()
    external_media = ExternalMediaBlock()
    quote = QuoteBlock()
    figure = FigureBlock()
    call_to_action = CallToActionBlock()
