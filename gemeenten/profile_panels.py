"""The editor of a profile, in the order in which the work goes, with a word of help at every field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel, Panel, TitleFieldPanel

from gemeenten.choices import Province
from gemeenten.letters.grammar import letter_languages


class RegisterPanel(Panel):  # type: ignore[misc]
    """What the register says of the chosen municipality: to read, since nobody edits it here."""

    class BoundPanel(Panel.BoundPanel):  # type: ignore[misc]
        """The panel on one page."""

        template_name = "gemeenten/admin/register_panel.html"

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            """The facts as (what, value), none before a municipality is chosen."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            municipality = self.instance.municipality if self.instance.municipality_id else None
            context["facts"] = register_facts(municipality) if municipality else []
            return context


def register_facts(municipality: Any) -> list[tuple[str, str]]:
    """What an editor wants to recognise a municipality by, in her language."""
    names = {municipality.name_nl, municipality.name_fr, municipality.name_de}
    facts = [
        (gettext("Names"), " / ".join(sorted(names))),
        (gettext("Province"), str(Province(municipality.province).label)),
        (gettext("Language of the letter"), letter_label(municipality)),
        (gettext("Postcodes"), ", ".join(municipality.postcodes)),
        (gettext("Code in the register"), municipality.refnis),
    ]
    if municipality.successor is not None:
        facts.append((gettext("Today part of"), municipality.successor.name))
    return [(label, value) for label, value in facts if value]


def letter_label(municipality: Any) -> str:
    """The languages in which the council may be written to, its own first."""
    return ", ".join(language_name(language.code) for language in letter_languages(municipality.as_row()))


def language_name(code: str) -> str:
    """A language as it stands inside a sentence: French writes it small."""
    name = str(settings.KNOWN_LANGUAGES[code])
    return name.lower() if (get_language() or "").startswith("fr") else name


CONTENT_PANELS: list[Any] = [
    HelpPanel(template="gemeenten/admin/profile_help.html", heading=_("How this works"), icon="help"),
    MultiFieldPanel(
        [
            FieldPanel(
                "municipality",
                help_text=_(
                    "Search by name or postcode. Name, address, province and language of the letter follow by "
                    "themselves. Did it decide before a merger? Choose the municipality of that day, such as Merelbeke."
                ),
            ),
            RegisterPanel(),
            TitleFieldPanel(
                "title",
                classname="",
                placeholder=_("Follows from the register"),
                help_text=_("Leave this as it is, unless the page should be called otherwise."),
            ),
        ],
        heading=_("1. Which municipality"),
    ),
    InlinePanel(
        "commitments",
        heading=_("2. What was decided, and when"),
        label=_("Step"),
        help_text=_(
            "One step for each thing that happened. Most municipalities have one: “Decided”, with the day of the "
            "council and a link to a news item or to the minutes."
        ),
        panels=[
            FieldPanel(
                "kind",
                help_text=_("Only “Decided” puts the municipality on the list; a question or a debate does not yet."),
            ),
            FieldPanel(
                "date",
                help_text=_("For example 2026-09-28. Only the month or the year is known? Give any day in it."),
            ),
            FieldPanel("date_precision", help_text=_("“Month” is shown as “September 2026”, “Year” as “2026”.")),
            FieldPanel("source_name", help_text=_("For example: “Minutes of the council of 28 September 2026”.")),
            FieldPanel(
                "source_url",
                help_text=_("For example https://www.kortrijk.be/… Needed for a decision, unless you give it below."),
            ),
        ],
    ),
    MultiFieldPanel(
        [
            FieldPanel(
                "decision_url", help_text=_("The page on which the municipality itself published the decision, if any.")
            ),
            FieldPanel("decision_document", help_text=_("The decision as a PDF, if you have it and it may be public.")),
            FieldPanel(
                "joined_on",
                help_text=_("Leave empty: follows from the step “Decided”. Only for a day that no step tells."),
            ),
        ],
        heading=_("The decision itself"),
    ),
    MultiFieldPanel(
        [
            FieldPanel(
                "introduction",
                help_text=_(
                    "One to three sentences, also shown in lists. For example: “Kortrijk opened a house where "
                    "newcomers meet their neighbours.”"
                ),
            ),
            FieldPanel(
                "image", help_text=_("A picture from the municipality itself, landscape, of which you have the rights.")
            ),
            FieldPanel("image_alt"),
            FieldPanel(
                "body",
                help_text=_("Write below the headings. Headings under which you write nothing are left out."),
            ),
        ],
        heading=_("3. The story"),
    ),
    MultiFieldPanel(
        [
            FieldPanel(
                "activities", help_text=_("Type the first letters and choose. Only the campaign’s activities exist.")
            ),
            FieldPanel(
                "initiatives", help_text=_("One block for each thing that the municipality does, the newest first.")
            ),
        ],
        heading=_("4. What the municipality does"),
    ),
    MultiFieldPanel(
        [
            FieldPanel(
                "contact_email",
                help_text=_(
                    "The address of a service, such as integratie@… or onthaal@…, never a person’s: the page is public."
                ),
            ),
            FieldPanel(
                "contact_url", help_text=_("The page of that service, for example https://www.kortrijk.be/welkom.")
            ),
            FieldPanel(
                "confirmed_on",
                help_text=_(
                    "The day on which the municipality last said that this profile is right. After a year we ask again."
                ),
            ),
        ],
        heading=_("5. Contact"),
    ),
]
