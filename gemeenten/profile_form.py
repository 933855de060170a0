"""The editor's form of a profile: what follows from the register by itself, and what is checked before publication.

A draft may be incomplete, so only values that are wrong in themselves are refused then (a person's address, a second
profile). What belongs together is checked when the profile is submitted or published.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Page

from gemeenten.choices import CommitmentKind, DatePrecision
from gemeenten.models.municipality import Municipality
from gemeenten.profile_checks import Merged, Problem, Profile, Step, problems
from gemeenten.profile_outline import without_empty_headings
from gemeenten.role_address import looks_personal
from portal.images.page_text import ImageTextForm


def merged_municipality(municipality: Municipality, language: str) -> Merged | None:
    """What the checks know of a former municipality; ``None`` for one that exists today."""
    successor = municipality.successor
    if municipality.valid_until is None or successor is None:
        return None
    return Merged(municipality.name_in(language), municipality.valid_until, successor.name_in(language))


def checked(page: Any) -> list[Problem]:
    """What keeps a stored draft from being published; for where no form is sent, as in the workflow."""
    steps = [
        Step(CommitmentKind(step.kind), step.date, DatePrecision(step.date_precision), step.source_url)
        for step in page.commitments.all()
        if step.kind
    ]
    profile = Profile(
        steps=steps,
        has_decision=bool(page.decision_url or page.decision_document_id),
        joined_on=page.joined_on,
        merged=merged_municipality(page.municipality, page.locale.language_code),
    )
    found = problems(profile)
    if not page.introduction.strip():
        found.append(Problem(_("Write an introduction of one to three sentences."), "introduction"))
    return found


class MunicipalityPageForm(ImageTextForm):
    """The form behind Wagtail's editor of profiles."""

    #: Fields that the last check filled in by itself, so that the open form can show them.
    followed: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.followed = {}
        for name in ("title", "slug"):
            if name in self.fields:
                # They follow from the register (see clean).
                self.fields[name].required = False
        for form in self._step_forms():
            # A step may lie ahead as far as the page does, and has to ask it.
            form.instance.page = self.instance

    def clean(self) -> dict[str, Any]:
        """Fill in what follows from the register; refuse what may not even be kept in a draft."""
        cleaned: dict[str, Any] = super().clean()
        municipality = cleaned.get("municipality")
        if municipality is not None:
            self._refuse_second_profile(municipality)
            self._follow_register(municipality)
        if looks_personal(cleaned.get("contact_email") or ""):
            self.add_error(
                "contact_email",
                ValidationError(
                    _(
                        "“%(address)s” looks like a person’s address. This page is public and people change jobs: give "
                        "the address of a service, such as integratie@… or onthaal@…, or leave this empty and give "
                        "the contact page."
                    ),
                    params={"address": cleaned["contact_email"]},
                ),
            )
        if not self.is_deferred_validation and cleaned.get("body"):
            cleaned["body"] = without_empty_headings(cleaned["body"])
        return cleaned

    def _refuse_second_profile(self, municipality: Municipality) -> None:
        from gemeenten.models.profile import MunicipalityPage

        same = MunicipalityPage.objects.filter(municipality=municipality, locale_id=self.instance.locale_id)
        other = same.exclude(pk=self.instance.pk).first()
        if other is None:
            return
        message = format_html(
            '{} <a href="{}">{}</a>',
            _("%(name)s already has a profile in this language.") % {"name": other.title},
            reverse("wagtailadmin_pages:edit", args=[other.pk]),
            _("Edit that profile"),
        )
        self.add_error("municipality", ValidationError(message))

    def _follow_register(self, municipality: Municipality) -> None:
        """Name and address of a page that is not public yet follow from the register, until the editor changes them."""
        language = self.instance.locale.language_code
        title = (self.cleaned_data.get("title") or "").strip()
        slug = self.cleaned_data.get("slug") or ""
        name = municipality.name_in(language)
        before = self._municipality_before()
        if before is not None and before != municipality and not self.instance.first_published_at:
            if title == before.name_in(language):
                title = ""
            if slug.startswith(slugify(before.name_in(language))):
                slug = ""
        if not title:
            title = self.followed["title"] = self.cleaned_data["title"] = name
            self._errors.pop("title", None)
        if not slug and "slug" not in self._errors:
            self.followed["slug"] = self.cleaned_data["slug"] = self._free_slug(title)

    def _municipality_before(self) -> Municipality | None:
        known = self.initial.get("municipality")
        return Municipality.objects.filter(pk=known).first() if self.instance.pk and known else None

    def _free_slug(self, title: str) -> str:
        base = slugify(title) or "gemeente"
        parent = self.parent_page
        candidate, number = base, 1
        while not Page._slug_is_available(candidate, parent, self.instance if self.instance.pk else None):
            number += 1
            candidate = f"{base}-{number}"
        return candidate

    def is_valid(self) -> bool:
        """Whether everything is in order; before publication also whether all of it goes together."""
        valid: bool = super().is_valid()
        if valid and not self.is_deferred_validation:
            self._follow_decision()
            for problem in problems(self._as_profile()):
                valid = False
                target = self if problem.step is None else self._filled_steps()[problem.step]
                target.add_error(problem.field, ValidationError(problem.message))
        return valid

    def _step_forms(self) -> list[Any]:
        formset = self.formsets.get("commitments")
        return list(formset.forms) if formset is not None else []

    def _filled_steps(self) -> list[Any]:
        """The forms of the steps that stay."""
        formset = self.formsets.get("commitments")
        if formset is None:
            return []
        deleted = formset.deleted_forms
        return [form for form in formset.forms if form not in deleted and form.cleaned_data.get("kind")]

    def _as_profile(self) -> Profile:
        values = self.cleaned_data
        municipality = values.get("municipality")
        merged = merged_municipality(municipality, self.instance.locale.language_code) if municipality else None
        steps = [
            Step(
                CommitmentKind(form.cleaned_data["kind"]),
                form.cleaned_data.get("date"),
                DatePrecision(form.cleaned_data.get("date_precision") or DatePrecision.DAY),
                form.cleaned_data.get("source_url") or "",
            )
            for form in self._filled_steps()
        ]
        has_decision = bool(values.get("decision_url") or values.get("decision_document"))
        return Profile(steps, has_decision, values.get("joined_on"), merged)

    def _follow_decision(self) -> None:
        """The day of joining is that of the first decision where it is known to the day."""
        if self.cleaned_data.get("joined_on") or "joined_on" not in self.fields:
            return
        days = [
            step.day
            for step in self._as_profile().steps
            if step.kind == CommitmentKind.DECIDED and step.day and step.precision == DatePrecision.DAY
        ]
        if days:
            self.cleaned_data["joined_on"] = self.instance.joined_on = min(days)

    def get_field_updates_for_resave(self) -> list[tuple[str, Any]]:
        """Show in the form that is still open what was filled in while it was saved in the background."""
        return [*super().get_field_updates_for_resave(), *self.followed.items()]
