"""Makes the checks' content of any page, by the kinds of its fields and of the blocks in its streams.

Streams are read as they are stored, so that nothing asks the database for what a block chose; a draft that has not
been saved reads the same. What the house's blocks agree on (``tests/home/test_blocks.py`` holds them to it):

- a block's ``title`` is a heading: of level 2 in the stream, one deeper in a block inside that block;
- what a link in a block says stands in ``button_text`` or ``link_text``, or in ``x_name`` beside ``x_url``.

Child rows (the steps of a commitment) are dates and sources, and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from lxml import html  # type: ignore[import-untyped]
from wagtail import blocks
from wagtail.fields import RichTextField
from wagtail.fields import StreamField as WagtailStreamField
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.models import Page

from portal.content_checks.content import Content, Heading, Link, Paragraph, Picture, Place
from portal.models import BasePage

_LINK_BLOCKS = (blocks.URLBlock, blocks.PageChooserBlock)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = ("ul", "ol")


def content_of(page: Page, language: str) -> Content:
    """What the checks read of a page; pictures without a text of their own wait for :func:`with_library_texts`."""
    content = Content(
        language=language,
        title=str(page.title),
        seo_title=str(page.seo_title),
        description=str(page.search_description),
        fallback_description="" if page.search_description else str(getattr(page, "description", "") or ""),
    )
    for field in fields_of(type(page)):
        place = Place(capfirst(str(field.verbose_name)), field.name)
        value = getattr(page, field.attname)
        if isinstance(field, WagtailStreamField):
            content.headings.append([])
            _stream(content, field.stream_block, value.get_prep_value(), place, level=2)
        elif isinstance(field, RichTextField):
            content.headings.append([])
            _rich_text(content, value or "", place)
        elif isinstance(field, models.ForeignKey):
            _picture(content, value, None, decorative=False, place=place)
        else:
            _plain_text(content, value or "", place)
    return content


def with_library_texts(content: Content, texts: Mapping[Any, str]) -> Content:
    """The same content with the library's texts (by key) for pictures without one of their own."""
    pictures = [
        replace(picture, alternative=texts.get(picture.image, "")) if picture.alternative is None else picture
        for picture in content.pictures
    ]
    return replace(content, pictures=pictures)


def fields_of(model: type[Page]) -> Iterator[Any]:
    """The fields of a page type that visitors read, beside those that all pages have."""
    common = {field.name for field in Page._meta.get_fields()}
    common |= {field.field_name for field in BasePage.base_translatable_fields}
    for field in model._meta.concrete_fields:
        if field.name in common or not field.editable:
            continue
        is_text = isinstance(field, (WagtailStreamField, models.TextField)) and not field.choices
        if is_text or (isinstance(field, models.ForeignKey) and field.related_model is get_image_model()):
            yield field


# --- Blocks ---------------------------------------------------------------------------------------------------------


def _block(content: Content, block: Any, raw: Any, place: Place, level: int) -> None:
    """Read what is stored of one block."""
    if raw is None:
        return
    if isinstance(block, ImageBlock):
        stored: dict[str, Any] = raw if isinstance(raw, dict) else {"image": raw}
        _picture(content, stored.get("image"), stored.get("alt_text"), bool(stored.get("decorative")), place)
    elif isinstance(block, ImageChooserBlock):
        _picture(content, raw, None, decorative=False, place=place)
    elif isinstance(block, blocks.StreamBlock):
        _stream(content, block, raw, place, level)
    elif isinstance(block, blocks.ListBlock):
        for number, item in enumerate(raw, 1):
            wrapped = isinstance(item, dict) and item.get("type") == "item"
            inner = _inside(place, item.get("id") if wrapped else None, f"{block.child_block.label} {number}")
            _block(content, block.child_block, item["value"] if wrapped else item, inner, level)
    elif isinstance(block, blocks.StructBlock):
        _struct(content, block, raw, place, level)
    elif isinstance(block, blocks.RichTextBlock):
        _rich_text(content, str(raw), place)
    elif isinstance(block, blocks.TextBlock):
        _plain_text(content, str(raw), place)


def _stream(content: Content, block: Any, raw: list[dict[str, Any]], place: Place, level: int) -> None:
    for number, item in enumerate(raw, 1):
        child = block.child_blocks.get(item["type"])
        if child is not None:
            label = _("block %(number)d (%(kind)s)") % {"number": number, "kind": child.label}
            _block(content, child, item["value"], _inside(place, item.get("id"), label), level)


def _struct(content: Content, block: Any, raw: dict[str, Any], place: Place, level: int) -> None:
    labels: dict[str, Any] = {}
    for name, child in block.child_blocks.items():
        inner = _inside(place, name, str(child.label))
        if name == "title" and raw.get(name) and content.headings:
            content.headings[-1].append(Heading(level, str(raw[name]), inner))
        elif isinstance(child, _LINK_BLOCKS) and raw.get(name):
            label = _label_of_link(name, block.child_blocks)
            if label is not None:
                labels[label] = None
        else:
            _block(content, child, raw.get(name), inner, level + 1)
    for label in labels:
        text = str(raw.get(label) or "")
        # A source without a name is shown without its link.
        if text or not label.endswith("_name"):
            content.links.append(Link(text, _inside(place, label, str(block.child_blocks[label].label))))


def _label_of_link(name: str, siblings: Mapping[str, Any]) -> str | None:
    """The field that holds the words of the link in the field ``name``."""
    own = f"{name.removesuffix('url')}name" if name.endswith("_url") else ""
    return next((label for label in (own, "button_text", "link_text") if label in siblings), None)


def _inside(place: Place, step: str | None, label: str) -> Place:
    return Place(f"{place.label} › {label}", f"{place.path}.{step}" if step else place.path)


def _picture(content: Content, image: Any, text: str | None, decorative: bool, place: Place) -> None:
    if image:
        content.pictures.append(Picture(text, decorative, place, image))


# --- Text -----------------------------------------------------------------------------------------------------------


def _plain_text(content: Content, text: str, place: Place) -> None:
    content.paragraphs += [Paragraph(line.strip(), place) for line in text.splitlines() if line.strip()]


def _rich_text(content: Content, source: str, place: Place) -> None:
    """Read Wagtail's stored HTML, in which links carry ``linktype`` and images are ``embed`` elements."""
    if not source.strip():
        return
    for element in html.fragment_fromstring(source, create_parent="div").iter():
        tag = element.tag
        if tag in _HEADINGS:
            content.headings[-1].append(Heading(_HEADINGS[tag], element.text_content(), place))
        elif tag == "a" and (element.get("href") or element.get("linktype")):
            content.links.append(Link(element.text_content(), place))
        elif tag == "embed" and element.get("embedtype") == "image":
            _picture(content, int(element.get("id", 0)), element.get("alt") or "", decorative=False, place=place)
        elif tag in ("p", "li") and (text := " ".join(_own_text(element).split())):
            bold = " ".join("".join(_bold_text(element)).split())
            content.paragraphs.append(Paragraph(text, place, bold=tag == "p" and bold == text))


def _own_text(element: Any) -> str:
    """The text of an element without that of lists inside it, which are read by themselves."""
    parts = [element.text or ""]
    for child in element:
        if child.tag not in _LISTS:
            parts.append(" " if child.tag == "br" else _own_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _bold_text(element: Any) -> Iterator[str]:
    for child in element.iter("b", "strong"):
        if not any(parent.tag in ("b", "strong") for parent in child.iterancestors()):
            yield child.text_content()
