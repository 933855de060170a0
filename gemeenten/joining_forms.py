"""The two forms of the joining page: a municipality that joins, and a citizen's tip that it decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from gemeenten.choices import DatePrecision
from gemeenten.decision_file import KINDS, kind_of_document
from gemeenten.finder_api import unmistakable_name
from gemeenten.forms import ParagraphField
from gemeenten.known_dates import UnreadableDateError, read_known_date
from gemeenten.labels import ActivityLabel
from gemeenten.letters.cleaning import clean_text
from gemeenten.models import Application
from gemeenten.municipality_choice import UnclearMunicipalityError, municipality_meant
from gemeenten.register.rows import MunicipalityRow
from gemeenten.role_address import looks_personal
from portal.form_guard import GuardedForm

#: Longest message.
MESSAGE_LIMIT = 2000
#: No decision is older: the movement began in 2020, and a slip of the pen is not a century.
EARLIEST = date(2000, 1, 1)

T = TypeVar("T")


class JoiningForm(GuardedForm):
    """What both forms ask: which municipality, and where the decision can be read.

    ``rows`` is the register that the municipality is looked up in, ``known`` the one to start with. After a successful
    check ``cleaned_data["municipality"]`` is a :class:`MunicipalityRow`; while it is unclear, ``near`` holds those to
    choose from.
    """

    kind: Application.Kind
    #: Keys of the chosen activities.
    activity_ids: Sequence[int] = ()

    municipality = forms.CharField(
        label=_("Municipality"),
        help_text=_("Postcode or name"),
        max_length=100,
        error_messages={"required": _("Fill in the municipality: its postcode or its name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        rows: Sequence[MunicipalityRow] = (),
        reader_language: str = "nl",
        known: MunicipalityRow | None = None,
    ) -> None:
        self.rows = tuple(rows)
        self.reader_language = reader_language
        self.near: list[MunicipalityRow] = []
        initial = {"token": self.new_token()}
        if known:
            initial["municipality"] = unmistakable_name(self.rows, known, reader_language)
        # A copy, since a municipality that was found is shown by its name afterwards.
        typed = None if data is None else data.copy()
        super().__init__(typed, files, initial=initial, label_suffix="", prefix=self.purpose)

    def add_prefix(self, field_name: str) -> str:
        """The municipality is called ``gemeente`` in addresses, so in the forms as well."""
        return super().add_prefix("gemeente" if field_name == "municipality" else field_name)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(code, name) of the municipalities to choose from."""
        return [(row.refnis, unmistakable_name(self.rows, row, self.reader_language)) for row in self.near]

    def clean_municipality(self) -> MunicipalityRow:
        """The one municipality meant, or an error that offers what comes near."""
        try:
            row = municipality_meant(self.rows, self.cleaned_data["municipality"])
        except UnclearMunicipalityError as unclear:
            self.near = unclear.near
            raise
        typed: Any = self.data
        typed[self.add_prefix("municipality")] = unmistakable_name(self.rows, row, self.reader_language)
        return row

    def clean_message(self) -> str:
        """Paragraphs without invisible signs."""
        return clean_text(self.cleaned_data["message"], MESSAGE_LIMIT)

    def clean(self) -> dict[str, Any]:
        """Keep programs out, once the fields have been looked at."""
        self.guard()
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """The fields of an :class:`Application`, from a form that is valid; activities apart."""
        data = self.cleaned_data
        return {
            "kind": self.kind,
            "municipality_id": data["municipality"].refnis,
            "decision_url": data["decision_url"],
            "message": data["message"],
            "language": self.reader_language,
        }


class ApplicationForm(JoiningForm):
    """A municipality says that it joins."""

    purpose = "join"
    kind = Application.Kind.APPLICATION

    decided_by = forms.ChoiceField(
        label=_("Who decided?"),
        choices=Application.DecidedBy.choices,
        error_messages={"required": _("Choose who decided.")},
        widget=forms.RadioSelect,
    )
    decided_on = forms.DateField(
        label=_("Date of the decision"),
        # Browsers without a calendar of their own leave the writing to people.
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"],
        error_messages={
            "required": _("Fill in the day of the decision."),
            "invalid": _("This is no date. Write it as day/month/year, such as 24/03/2026."),
        },
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    decision_url = forms.URLField(
        label=_("Link to the decision (if there is one)"),
        help_text=_("The page on which the decision or the minutes can be read. A link or a file is enough."),
        max_length=200,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("This is no web address. Copy it whole, beginning with https://.")},
        # Not the address type: browsers would refuse what lacks https://, which we add.
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    decision_file = forms.FileField(
        label=_("The decision as a file (if there is no link)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{kind}" for kind in KINDS)}),
    )
    activities = forms.MultipleChoiceField(
        label=_("What does the municipality do, or plan to do?"),
        help_text=_("Choose what fits. You may add to it later."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    contact_email = forms.EmailField(
        label=_("Contact address of a service"),
        help_text=_(
            "We write to this address, and it appears on the municipality's page. So give the address of a service "
            "or a role, such as integratie@ or service.social@, never a person's."
        ),
        error_messages={
            "required": _("Fill in the address of a service: we send our answer there."),
            "invalid": _("This is no e-mail address. It looks like integratie@municipality.be."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    message = ParagraphField(
        label=_("Message (optional)"),
        help_text=_("At most 2,000 characters. Please name no persons."),
        max_length=MESSAGE_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    language = forms.ChoiceField(
        label=_("In which language shall we answer?"), required=False, widget=forms.RadioSelect
    )
    consent = forms.BooleanField(
        label=_("Agreement"),
        help_text=_(
            "I speak for the municipality, and agree that the campaign keeps this application as described here and "
            "publishes the decision and the contact address on the municipality's page."
        ),
        error_messages={"required": _("Tick this box: without it we may not make a page.")},
    )

    def __init__(self, *args: Any, labels: Iterable[ActivityLabel] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activities"].choices = [(str(label.pk), _in_its_language(label)) for label in labels]  # type: ignore[attr-defined]
        self.fields["language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]
        self.fields["language"].initial = self.reader_language
        self.fields["decision_file"].help_text = _("PDF, Word (docx) or OpenDocument (odt), at most %(size)s MB.") % {
            "size": settings.PORTAL_DECISION_FILE_MB
        }

    def clean_decided_on(self) -> date:
        """A day that has been, and not too long ago to be right."""
        day: date = self.cleaned_data["decided_on"]
        return refuse_impossible(day, day)

    def clean_decision_file(self) -> Any:
        """A document of a kind that we can read, by name and by content."""
        file: Any = self.cleaned_data["decision_file"]
        if file is None:
            return None
        limit = settings.PORTAL_DECISION_FILE_MB
        if (file.size or 0) > limit * 1024 * 1024:
            raise forms.ValidationError(
                _("This file is larger than %(size)s MB. Make it smaller, or give a link instead.") % {"size": limit},
                code="size",
            )
        if not kind_of_document(file.name or "", file):
            raise forms.ValidationError(
                _("This is no PDF, Word (docx) or OpenDocument (odt) file. Save it as PDF and choose that."),
                code="kind",
            )
        return file

    def clean_contact_email(self) -> str:
        """The address of a service."""
        address: str = self.cleaned_data["contact_email"]
        if looks_personal(address):
            raise forms.ValidationError(
                _(
                    "This looks like the address of a person, and it would be public. Give the address of a service, "
                    "such as info@, integratie@ or sociaal.huis@ of the municipality."
                ),
                code="personal",
            )
        return address

    def clean_language(self) -> str:
        """The reader's own unless chosen."""
        return self.cleaned_data["language"] or self.reader_language

    def clean(self) -> dict[str, Any]:
        """Ask for the decision itself, by link or as a file."""
        data = self.cleaned_data
        asked = {"decision_url", "decision_file"}
        if not (asked & set(self.errors)) and not any(data.get(name) for name in asked):
            self.add_error(
                "decision_url",
                forms.ValidationError(_("Give a link to the decision, or add it as a file below."), code="decision"),
            )
        super().clean()
        if self.errors and self.files and "decision_file" not in self.errors:
            # Browsers never fill in a file again; the person must know.
            self.add_error("decision_file", forms.ValidationError(_("Please choose the file once more."), code="again"))
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """The fields of an application; activities apart."""
        data = self.cleaned_data
        return {
            **super().values(),
            **{name: data[name] for name in ("decided_by", "decided_on", "contact_email", "language")},
            "decision_file": data["decision_file"] or "",
        }

    def clean_activities(self) -> list[str]:
        """The chosen activities, whose keys are kept."""
        chosen: list[str] = self.cleaned_data["activities"]
        self.activity_ids = [int(key) for key in chosen]
        return chosen


class TipForm(JoiningForm):
    """A citizen tells that a municipality decided; nothing about the citizen is asked."""

    purpose = "tip"
    kind = Application.Kind.TIP

    decided = forms.CharField(
        label=_("When? (as far as you know)"),
        help_text=_("A year, a month or a day: 2026, 3/2026 or 24/3/2026."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    decision_url = forms.URLField(
        label=_("Where can we read it?"),
        help_text=_("A link to the minutes, the municipality's site or a newspaper."),
        max_length=200,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("This is no web address. Copy it whole, beginning with https://.")},
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    message = ParagraphField(
        label=_("Remark (optional)"),
        help_text=_("At most 2,000 characters. Please name no persons, yourself included: we cannot answer."),
        max_length=MESSAGE_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_decided(self) -> tuple[date, DatePrecision] | None:
        """The date with how exactly it is known."""
        if not (typed := self.cleaned_data["decided"]):
            return None
        try:
            day, precision = read_known_date(typed)
        except UnreadableDateError as error:
            raise forms.ValidationError(
                _("We cannot read this date. Write a year, month/year or day/month/year."), code="invalid"
            ) from error
        return refuse_impossible(day, (day, precision))

    def clean(self) -> dict[str, Any]:
        """Ask for something that can be looked into."""
        data = self.cleaned_data
        if "decision_url" not in self.errors and not data.get("decision_url") and not data.get("message"):
            self.add_error(
                "decision_url",
                forms.ValidationError(_("Give a link, or tell in the remark where you heard of it."), code="source"),
            )
        return super().clean()

    def values(self) -> dict[str, Any]:
        """The fields of an application."""
        day, precision = self.cleaned_data["decided"] or (None, DatePrecision.DAY)
        return {**super().values(), "decided_on": day, "decided_on_precision": precision}


def refuse_impossible(day: date, value: T) -> T:
    """``value`` unless its ``day`` lies in the future or too long ago to be right."""
    if day > timezone.localdate():
        raise forms.ValidationError(
            _("This date lies in the future: give the day on which it happened."), code="future"
        )
    if day < EARLIEST:
        raise forms.ValidationError(_("This date cannot be right: look at the year."), code="early")
    return value


def _in_its_language(label: ActivityLabel) -> Any:
    return format_html('<span lang="{}">{}</span>', label.lang, label.label) if label.lang else label.label
