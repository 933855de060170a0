"""What the page editor's form sends for a page, for tests that drive the real views."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail import blocks
from wagtail.blocks.base import BlockField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page


def form_data(page: Page, user: Any, parent: Page | None = None) -> dict[str, str]:
    """Every field of the form as it stands when the editor opens."""
    form_class = page.get_edit_handler().get_form_class()
    form = form_class(instance=page, for_user=user, parent_page=parent or page.get_parent().specific)
    data: dict[str, str] = {}
    _add_form(data, form)
    for formset in form.formsets.values():
        _add_form(data, formset.management_form)
        for child in formset.forms:
            _add_form(data, child)
            data |= {f"{child.prefix}-ORDER": "1"}
    return data


def new_page_data(**values: str) -> dict[str, str]:
    """The form of a news item or a campaign page that was never saved, empty but for ``values``."""
    names = ("title", "slug", "introduction", "seo_title", "search_description", "menu_title", "share_image", "image")
    formsets = ("comments", "authors", "municipalities", "activities")
    return {
        **dict.fromkeys(names, ""),
        "date": "2026-01-31",
        "body-count": "0",
        **{f"{name}-{kind}_FORMS": "0" for name in formsets for kind in ("TOTAL", "INITIAL")},
        **values,
    }


def _add_form(data: dict[str, str], form: Any) -> None:
    for bound in form:
        if isinstance(bound.field, BlockField):
            add_block(data, bound.field.block, bound.value(), bound.html_name)
        else:
            _add_value(data, bound.field, bound.value(), bound.html_name)


def _add_value(data: dict[str, str], field: Any, value: Any, name: str) -> None:
    if isinstance(field, forms.BooleanField):
        if value:
            data[name] = "on"
        return
    value = field.prepare_value(value)
    if hasattr(field.widget, "converter"):  # The rich text editor speaks JSON.
        value = field.widget.format_value(value)
    if hasattr(value, "all") or isinstance(value, list):
        value = ", ".join(str(getattr(item, "tag", item)) for item in (value.all() if hasattr(value, "all") else value))
    data[name] = "" if value is None else str(value)


def add_block(data: dict[str, str], block: Any, value: Any, prefix: str) -> None:
    """Add what the form sends for one block and those inside it."""
    if isinstance(block, ImageBlock):
        value = block._image_to_struct_value(value)
    if isinstance(block, (blocks.StreamBlock, blocks.ListBlock)):
        children = list(value.bound_blocks if isinstance(block, blocks.ListBlock) else value)
        data[f"{prefix}-count"] = str(len(children))
        for number, child in enumerate(children):
            item = f"{prefix}-{number}"
            data |= {f"{item}-order": str(number), f"{item}-deleted": "", f"{item}-id": child.id or ""}
            if isinstance(block, blocks.StreamBlock):
                data[f"{item}-type"] = child.block.name
            add_block(data, child.block, child.value, f"{item}-value")
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            add_block(data, child, value.get(name), f"{prefix}-{name}")
    else:
        _add_value(data, block.field, block.value_for_form(value), prefix)
