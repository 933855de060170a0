"""What the style page shows: each kind of block once, from its own preview, and a form in which something is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django import forms
from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import Block, ChoiceBlock, StreamBlock
from wagtail.fields import StreamField

from portal.models import BasePage

SPRITE = Path(settings.BASE_DIR) / "portal" / "static" / "portal" / "icons" / "sprite.svg"


@dataclass(frozen=True, slots=True)
class Sample:
    """A block as the site renders it."""

    name: str
    label: str
    description: str
    html: SafeString


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Your name"), help_text=_("As it stands below the letter"))
    message = forms.CharField(label=_("Message (optional)"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    decided_by = forms.ChoiceField(
        label=_("Who decided?"),
        choices=[("council", _("The council")), ("college", _("The college"))],
        widget=forms.RadioSelect,
    )
    decided_on = forms.DateField(label=_("Day of the decision"), widget=forms.DateInput(attrs={"type": "date"}))

    @classmethod
    def wrong(cls) -> SampleForm:
        """The form as it comes back when nothing was filled in."""
        return cls({}, label_suffix="", auto_id="sample_%s")


def block_types() -> dict[str, Block]:
    """Every kind of block that a stream of some page type offers, by the name that the streams give it."""
    found: dict[str, Block] = {}
    for model in apps.get_models():
        if issubclass(model, BasePage):
            for field in model._meta.get_fields():
                if isinstance(field, StreamField):
                    _collect(field.stream_block, found)
    return found


def samples(request: HttpRequest) -> list[Sample]:
    """Every kind of block, in the active language; a block with several ways to show itself once for each."""
    return [
        Sample(name, str(block.label), str(block.meta.description or ""), html)
        for name, block in block_types().items()
        for html in _renderings(block, request)
    ]


def sample_cards() -> list[dict[str, str]]:
    """Municipalities that do not exist, one for each colour of the cards."""
    summary = gettext("Volunteers help newcomers on their way.")
    return [
        {
            "refnis": f"0000{number}",
            "url": "#style-cards",
            "name": f"Anderhove {number}",
            "status": "solidary",
            "status_label": gettext("Solidary municipality"),
            "summary": summary,
            "province_label": gettext("Province"),
        }
        for number in range(1, 6)
    ]


def icons() -> list[str]:
    """The names of the icons in the sprite."""
    return re.findall(r'<symbol[^>]*\bid="([^"]+)"', SPRITE.read_text(encoding="utf-8"))


def _collect(stream: StreamBlock, found: dict[str, Block]) -> None:
    for name, block in stream.child_blocks.items():
        found.setdefault(name, block)


def _renderings(block: Block, request: HttpRequest) -> list[SafeString]:
    value = block.get_preview_value()
    if getattr(block.meta, "preview_template", None):
        # A block that cannot show itself without a file from the library: the markup that its preview stands for.
        template = str(block.meta.preview_template).replace("previews/", "previews/only_")
        return [render_to_string(template, {"value": value}, request)]
    ways = getattr(block, "child_blocks", {}).get("kind")
    if not isinstance(ways, ChoiceBlock):
        return [_render(block, value, request)]
    return [
        _render(block, block.normalize({**value, "kind": way}), request) for way, _label in ways.field.choices if way
    ]


def _render(block: Block, value: Any, request: HttpRequest) -> SafeString:
    html: SafeString = block.render(value, context={"request": request})
    return html
