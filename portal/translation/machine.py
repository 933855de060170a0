"""A machine's first version of a translation: the campaign's words and the markup protected, every text marked.

wagtail-localize's own providers do the asking. :class:`GlossaryTranslator` stands between: terms of the glossary go out
as their translation, with placeholders, in elements that both services leave alone, and come back checked. A text that
came back damaged is left untranslated, since a person sees a gap and overlooks a lost link.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import requests
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from wagtail.models import Locale
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.machine_translators.base import BaseMachineTranslator
from wagtail_localize.machine_translators.deepl import DeepLTranslator
from wagtail_localize.machine_translators.libretranslate import LibreTranslator
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.strings import StringValue

from portal.translation.checks import check_segment
from portal.translation.exchange import reasons_against
from portal.translation.glossary import Glossary
from portal.translation.inline import canonical, escape, pieces
from portal.translation.segments import Segment

logger = logging.getLogger(__name__)

#: Texts in one request: services limit both their number and the size of a request.
BATCH = 40
_KEPT = re.compile(
    r"<x\b[^>]*\bid=[\"']?k(\d+)[\"']?[^>]*>.*?</x\s*>|<x\b[^>]*\bid=[\"']?k(\d+)[\"']?[^>]*/>", re.DOTALL
)


class MachineError(Exception):
    """The service could not be asked, or answered something else. The message is for the person who asked."""


# --- Protecting -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Protected:
    """Markup to send, and what to put back for each element ``<x id="k…">`` in the answer."""

    html: str
    kept: tuple[str, ...]

    def restore(self, answer: str) -> str | None:
        """The answer with everything put back; ``None`` when something came back twice or not at all."""
        found: list[int] = []

        def put_back(match: re.Match[str]) -> str:
            number = int(match[1] or match[2])
            found.append(number)
            return self.kept[number] if number < len(self.kept) else ""

        restored = _KEPT.sub(put_back, answer)
        return canonical(restored) if sorted(found) == list(range(len(self.kept))) else None


def protect(html: str, glossary: Glossary) -> Protected:
    """The markup with its placeholders and the glossary's terms kept from the machine, the terms translated."""
    kept: list[str] = []

    def keep(text: str) -> str:
        kept.append(text)
        # translate="no" is for LibreTranslate, the element's name for DeepL.
        return f'<x id="k{len(kept) - 1}" translate="no">{text}</x>'

    out = []
    for part in pieces(html):
        if part.kind == "placeholder":
            out.append(keep(part.raw))
        elif part.kind == "text":
            position = 0
            for start, end, term in glossary.finder.find(part.raw):
                out.append(escape(part.raw[position:start]))
                out.append(keep(escape(term.translation_of(part.raw[start:end]))))
                position = end
            out.append(escape(part.raw[position:]))
        else:
            out.append(part.raw)
    return Protected("".join(out), tuple(kept))


# --- Asking -----------------------------------------------------------------------------------------------------------


class _CarefulDeepL(DeepLTranslator):  # type: ignore[misc]
    """wagtail-localize's DeepL with our element ignored, and refusals told as such."""

    def get_parameters(self, source_locale: Any, target_locale: Any, strings: Any) -> dict[str, Any]:
        return {**super().get_parameters(source_locale, target_locale, strings), "ignore_tags": "x"}


@dataclass
class Outcome:
    """What a machine made of some texts: markup by source markup, and the sources it damaged."""

    translations: dict[str, str] = field(default_factory=dict)
    damaged: list[str] = field(default_factory=list)


class GlossaryTranslator(BaseMachineTranslator):  # type: ignore[misc]
    """wagtail-localize's machine translator for ``WAGTAILLOCALIZE_MACHINE_TRANSLATOR``.

    Options: ``AUTH_KEY`` for DeepL, else ``LIBRETRANSLATE_URL`` and ``API_KEY``; ``TIMEOUT`` in seconds.
    """

    def __init__(self, options: dict[str, Any]) -> None:
        super().__init__(options)
        provider = _CarefulDeepL if options.get("AUTH_KEY") else LibreTranslator
        self.provider = provider(options)
        self.display_name = self.provider.display_name

    def can_translate(self, source_locale: Any, target_locale: Any) -> bool:
        """Whether the two languages differ; which ones a service knows, it says itself."""
        return bool(self.provider.can_translate(source_locale, target_locale))

    def translate(self, source_locale: Any, target_locale: Any, strings: Iterable[Any]) -> dict[Any, Any]:
        """wagtail-localize's way in: what could be translated; the rest is left out, never half done."""
        strings = list(strings)
        try:
            outcome = self.attempt(source_locale, target_locale, [string.data for string in strings])
        except MachineError as error:
            logger.warning("Machine translation failed: %s", error)
            return {}
        made = outcome.translations
        return {string: StringValue(made[string.data]) for string in strings if string.data in made}

    def attempt(self, source_locale: Any, target_locale: Any, texts: Sequence[str]) -> Outcome:
        """Translate texts, which are markup.

        Raises:
            MachineError: the service cannot be reached, refuses, or answers nonsense.
        """
        glossary = Glossary.load(target_locale.language_code)
        outcome = Outcome()
        for start in range(0, len(texts), BATCH):
            batch = list(texts[start : start + BATCH])
            protected = [protect(text, glossary) for text in batch]
            answers = self._ask(source_locale, target_locale, [one.html for one in protected])
            for text, one, answer in zip(batch, protected, answers, strict=True):
                restored = one.restore(answer)
                if restored is None or check_segment(text, restored):
                    outcome.damaged.append(text)
                else:
                    outcome.translations[text] = restored
        return outcome

    def _ask(self, source_locale: Any, target_locale: Any, texts: list[str]) -> list[str]:
        # Each text as an object of its own: two equal texts are one key otherwise.
        values = list(dict.fromkeys(StringValue(text) for text in texts))
        try:
            answers = self.provider.translate(source_locale, target_locale, values)
        except requests.Timeout as error:
            raise MachineError(_("%(name)s did not answer in time.") % {"name": self.display_name}) from error
        except requests.RequestException as error:
            status = getattr(error.response, "status_code", None)
            raise MachineError(
                _("%(name)s refused or could not be reached (%(reason)s).")
                % {"name": self.display_name, "reason": status or type(error).__name__}
            ) from error
        except (KeyError, ValueError, TypeError) as error:
            # Something else than translations: DeepL tells a wrong key this way.
            raise MachineError(_("%(name)s gave no translations.") % {"name": self.display_name}) from error
        made = {value.data: answers[value].data for value in values}
        if not all(isinstance(answer, str) for answer in made.values()):
            raise MachineError(_("%(name)s gave no translations.") % {"name": self.display_name})
        return [made[text] for text in texts]


def machine_translator() -> GlossaryTranslator | None:
    """The machine that the settings name; none without a key."""
    translator = get_machine_translator()
    return translator if isinstance(translator, GlossaryTranslator) else None


# --- A page's texts ---------------------------------------------------------------------------------------------------


def pretranslate(translation: Translation, translator: GlossaryTranslator, user: Any) -> tuple[int, int]:
    """Give every text without a translation the machine's, marked as such; (made, damaged or unfit).

    Raises:
        MachineError: the service failed; nothing is stored.
    """
    stored = StringTranslation.objects.filter(
        translation_of_id=OuterRef("string_id"),
        context_id=OuterRef("context_id"),
        locale_id=translation.target_locale_id,
    )
    segments = list(
        StringSegment.objects.filter(~Exists(stored), source=translation.source)
        .select_related("string", "context")
        .order_by("order")
    )
    # An address made by a machine would be kept for years; people choose it.
    segments = [segment for segment in segments if segment.context.path != "slug"]
    texts = list(dict.fromkeys(segment.string.data for segment in segments))
    outcome = translator.attempt(translation.source.locale, translation.target_locale, texts)
    model = translation.source.specific_content_type.model_class()
    made, unfit = 0, 0
    with transaction.atomic():
        for segment in segments:
            text = outcome.translations.get(segment.string.data)
            if text is None or reasons_against(model, Segment(segment.context.path, segment.string.data, text)):
                unfit += 1
                continue
            _row, created = StringTranslation.objects.get_or_create(
                translation_of=segment.string,
                locale=translation.target_locale,
                context=segment.context,
                defaults={
                    "data": text,
                    "translation_type": StringTranslation.TRANSLATION_TYPE_MACHINE,
                    "tool_name": translator.display_name,
                    "last_translated_by": user,
                },
            )
            made += created
    return made, unfit


def machine_segments(locale: Locale) -> models.QuerySet[StringTranslation]:
    """The machine's texts in a language that nobody has confirmed, as far as they stand on a page or snippet now."""
    used = StringSegment.objects.filter(
        string_id=OuterRef("translation_of_id"),
        context_id=OuterRef("context_id"),
        source__translations__target_locale=locale,
        source__translations__enabled=True,
    )
    found: models.QuerySet[StringTranslation] = StringTranslation.objects.filter(
        Exists(used), locale=locale, translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE
    )
    return found.select_related("translation_of", "context")


def unconfirmed_machine_segments(translation: Translation) -> models.QuerySet[StringTranslation]:
    """The machine's texts of one translation that nobody has confirmed."""
    used = StringSegment.objects.filter(
        string_id=OuterRef("translation_of_id"), context_id=OuterRef("context_id"), source_id=translation.source_id
    )
    found: models.QuerySet[StringTranslation] = StringTranslation.objects.filter(
        Exists(used),
        locale_id=translation.target_locale_id,
        translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE,
    )
    return found.select_related("translation_of", "context")


def confirm_machine_text(translation: Translation, user: Any, texts: Iterable[int] | None = None) -> int:
    """Take the machine's texts as somebody's own: all of them, or those with the given keys; how many there were."""
    rows = unconfirmed_machine_segments(translation)
    if texts is not None:
        rows = rows.filter(pk__in=list(texts))
    return rows.update(translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL, last_translated_by=user)
