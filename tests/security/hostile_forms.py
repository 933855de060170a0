"""Fills every text field of every editor's form with what an attacker would type; the fields come from the forms."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from lxml import html as lxml_html
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page
from wagtail.rich_text import RichText
from wagtail.snippets.blocks import SnippetChooserBlock

from portal.fields import StreamField
from portal.images.models import CampaignImage
from portal.translation.publishing import CONFIRM
from tests.portal.editor_forms import form_data
from tests.security.markup import CALL, HANDLER, SCRIPT, SCRIPT_URLS, TEMPLATE, URL, words_for

_TEXT = f"{TEMPLATE}{SCRIPT}{HANDLER}"


def content_state() -> str:
    """What the rich text editor sends: every kind of link and every kind of block, each with markup in it."""
    links = [{"url": url} for url in (*SCRIPT_URLS, URL)]
    links += [{"id": 1, "parentId": SCRIPT}, {"url": "#x", "linkType": HANDLER}]
    entities = [{"type": "LINK", "mutability": "MUTABLE", "data": data} for data in links]
    entities.append({"type": "DOCUMENT", "mutability": "MUTABLE", "data": {"id": HANDLER, "url": SCRIPT_URLS[0]}})
    kinds = ["unstyled", "header-two", "header-three", "unordered-list-item", "ordered-list-item", "code-block"]
    styles = ["BOLD", "ITALIC"]
    parts = [
        _block(f"k{number}", kinds[number % len(kinds)], styles[number % len(styles)], number)
        for number in range(len(entities))
    ]
    return json.dumps({"blocks": parts, "entityMap": {str(place): one for place, one in enumerate(entities)}})


def _block(key: str, kind: str, style: str, entity: int) -> dict[str, Any]:
    return {
        "key": key,
        "text": _TEXT,
        "type": kind,
        "depth": 0,
        "inlineStyleRanges": [{"offset": 4, "length": 20, "style": style}],
        "entityRanges": [{"offset": 0, "length": len(_TEXT), "key": entity}],
        "data": {},
    }


def poison(page: Page, user: Any, image: CampaignImage) -> dict[str, str]:
    """The page's form as the browser sends it to publish: every kind of block once, every text replaced."""
    page = page.specific_class.objects.get(pk=page.pk)
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            setattr(page, field.name, block_value(field.stream_block, image))
    data = form_data(page, user)
    form_class = page.get_edit_handler().get_form_class()
    form = form_class(instance=page, for_user=user, parent_page=page.get_parent().specific)
    _replace(data, form)
    for formset in form.formsets.values():
        for child in formset.forms:
            _replace(data, child)
    for name, value in data.items():
        if value.startswith("{") and '"entityMap"' in value:
            data[name] = content_state()
    return data | {"action-publish": "action-publish", CONFIRM: "1"}


def _replace(data: dict[str, str], form: Any) -> None:
    for bound in form:
        field = bound.field
        if isinstance(field, forms.URLField):
            data[bound.html_name] = URL
        elif is_free_text(field):
            data[bound.html_name] = words_for(field.max_length)


def is_free_text(field: Any) -> bool:
    """Whether anything may be typed into a field."""
    special = (forms.EmailField, forms.SlugField, forms.URLField, forms.UUIDField, forms.RegexField)
    hidden = isinstance(field.widget, forms.HiddenInput)
    plain = isinstance(field, forms.CharField) and not isinstance(field, special)
    return plain and not hidden and not hasattr(field.widget, "converter") and not field.disabled


def block_value(block: Any, image: CampaignImage) -> Any:
    """A value for a block in which every text is an attack; of a stream, each of its blocks once."""
    if isinstance(block, blocks.StreamBlock):
        raw = [(name, block_value(child, image)) for name, child in block.child_blocks.items()]
        return blocks.StreamValue(block, raw)
    if isinstance(block, blocks.ListBlock):
        return block.normalize([block_value(block.child_block, image)])
    if isinstance(block, ImageBlock):
        image = CampaignImage.objects.get(pk=image.pk)
        image.contextual_alt_text, image.decorative = _TEXT, False
        return image
    if isinstance(block, blocks.StructBlock):
        values = {name: block_value(child, image) for name, child in block.child_blocks.items()}
        return block.normalize(values)
    return _leaf(block)


def _leaf(block: Any) -> Any:
    if isinstance(block, blocks.RichTextBlock):
        return RichText("<p>x</p>")
    if isinstance(block, blocks.URLBlock):
        return URL
    if isinstance(block, (blocks.CharBlock, blocks.TextBlock)):
        return words_for(block.field.max_length)
    if isinstance(block, SnippetChooserBlock):
        return block.target_model.objects.first()
    if isinstance(block, blocks.ChoiceBlock):
        return block.get_default() or next(value for value, _label in block.field.choices if value)
    return block.get_default()


def html_forms(html: str, address: str) -> list[dict[str, str]]:
    """Every form of an admin page that is sent to the page itself and has text fields, with the attack in each."""
    found: list[dict[str, str]] = []
    if "<form" not in html:
        return found
    for form in lxml_html.document_fromstring(html).forms:
        target = (form.get("action") or address).split("?")[0]
        if form.method != "POST" or target not in (address, "", "."):
            continue
        data = {name: str(value) for name, value in form.form_values()}
        typed = {name: _typed(field) for name, field in _text_fields(form)}
        if typed:
            found.append(data | typed)
    return found


def _text_fields(form: Any) -> list[tuple[str, Any]]:
    fields = form.xpath(".//textarea[@name] | .//input[@name][@type='text' or @type='url' or not(@type)]")
    special = ("slug", "date", "_at", "username", "hostname", "_path", "language_code")
    return [
        (field.get("name"), field)
        for field in fields
        if not field.get("name").endswith(special) and "__prefix__" not in field.get("name")
    ]


def _typed(field: Any) -> str:
    if field.get("type") == "url":
        return URL
    longest = field.get("maxlength")
    return words_for(int(longest) if longest else 200)


__all__ = ["CALL", "block_value", "content_state", "html_forms", "is_free_text", "poison"]
