"""The forms of the letter: one letter, and all letters of a province."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from gemeenten.choices import Province
from gemeenten.collation import sort_key
from gemeenten.finder_api import unmistakable_name
from gemeenten.letter_language import offer_languages
from gemeenten.letters.cleaning import clean_line, clean_text
from gemeenten.letters.letter import LINE_LIMIT
from gemeenten.municipality_choice import UnclearMunicipalityError, municipality_meant
from gemeenten.register.rows import MunicipalityRow

#: Longest name, street or place: what the letter prints.
NAME_LIMIT = LINE_LIMIT
#: Longest paragraph of one's own. The letter itself takes more; this much keeps it on two pages.
OWN_WORDS_LIMIT = 2000


class ParagraphField(forms.CharField):
    """Several lines of text. Browsers count a line end as one character and send two; this counts as they do."""

    def to_python(self, value: Any) -> str:
        """The text with plain line ends."""
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")


class LetterForm(forms.Form):
    """Who writes to which council. Nothing typed here is kept anywhere.

    The municipality is typed as code, postcode or name; ``rows`` is the register it is looked up in. After a
    successful check ``cleaned_data["municipality"]`` is a :class:`MunicipalityRow` and ``cleaned_data["language"]``
    one of the languages it may be written to in, out of ``available``. As soon as the municipality is known (as
    ``known``, or from what was typed), only these are offered.
    """

    municipality = forms.CharField(
        label=_("Municipality"),
        help_text=_("Postcode or name"),
        max_length=100,
        error_messages={"required": _("Fill in the municipality that you write to: its postcode or its name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    sender_name = forms.CharField(
        label=_("Your name"),
        max_length=NAME_LIMIT,
        error_messages={"required": _("Fill in your name: a council answers people, not blanks.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    street = forms.CharField(
        label=_("Street and number (optional)"),
        max_length=NAME_LIMIT,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )
    place = forms.CharField(
        label=_("Postcode and place (optional)"),
        max_length=NAME_LIMIT,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    own_words = ParagraphField(
        label=_("A paragraph of your own (optional)"),
        help_text=_("At most 2,000 characters. Emoji come out as □ in the PDF; the other forms keep them."),
        max_length=OWN_WORDS_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    language = forms.ChoiceField(
        label=_("Language of the letter"),
        help_text=_(
            "A Flemish council works in Dutch, a Walloon one in French. In Brussels and where there are language "
            "facilities you may choose."
        ),
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        rows: Sequence[MunicipalityRow] = (),
        reader_language: str = "nl",
        available: Collection[str] = ("nl", "fr"),
        known: MunicipalityRow | None = None,
        blank: bool = False,
    ) -> None:
        self.rows = tuple(rows)
        self.reader_language = reader_language
        self.available = tuple(available)
        self.blank = blank
        #: Municipalities to choose from when what was typed fits several or only nearly one.
        self.choices: list[MunicipalityRow] = []
        initial = {"municipality": unmistakable_name(self.rows, known, reader_language)} if known else {}
        # A copy, since a municipality that was found is shown by its name afterwards.
        self._typed = None if data is None else data.copy()
        super().__init__(self._typed, initial=initial, label_suffix="")
        names = [(code, label) for code, label in settings.LANGUAGES if code in self.available]
        self._language_field.choices = [("", _("The language of the municipality")), *names]
        self.fields["sender_name"].required = not blank
        if known:
            self._offer(known)

    @property
    def _language_field(self) -> forms.ChoiceField:
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker: declared above
        return field

    def add_prefix(self, field_name: str) -> str:
        """The municipality is called ``gemeente`` in addresses that other sites link to, so in the form as well."""
        return {"municipality": "gemeente"}.get(field_name, super().add_prefix(field_name))

    def full_clean(self) -> None:
        """Check, then show the municipality that was found by its name, with the languages it may be written to in."""
        super().full_clean()
        if self._typed is None:
            return
        row = self.cleaned_data.get("municipality")
        if isinstance(row, MunicipalityRow):
            self._typed[self.add_prefix("municipality")] = unmistakable_name(self.rows, row, self.reader_language)
            self._offer(row)

    def clean_municipality(self) -> MunicipalityRow:
        """The one municipality meant, or an error that offers what comes near."""
        try:
            return municipality_meant(self.rows, self.cleaned_data["municipality"])
        except UnclearMunicipalityError as unclear:
            self.choices = unclear.near
            raise

    def clean_sender_name(self) -> str:
        """One line without invisible signs, which must leave something to read; a blank letter has no sender."""
        if self.blank:
            return ""
        name = clean_line(self.cleaned_data["sender_name"], NAME_LIMIT)
        if not name:
            raise forms.ValidationError(self.fields["sender_name"].error_messages["required"], code="required")
        return name

    def clean_street(self) -> str:
        """One line without invisible signs."""
        return "" if self.blank else clean_line(self.cleaned_data["street"], NAME_LIMIT)

    def clean_place(self) -> str:
        """One line without invisible signs."""
        return "" if self.blank else clean_line(self.cleaned_data["place"], NAME_LIMIT)

    def clean_own_words(self) -> str:
        """Paragraphs without invisible signs."""
        return clean_text(self.cleaned_data["own_words"], OWN_WORDS_LIMIT)

    def clean_language(self) -> str:
        """A language that the municipality may be written to in: the first of these unless another was chosen."""
        chosen: str = self.cleaned_data["language"]
        row = self.cleaned_data.get("municipality")
        if row is None:
            return chosen
        offer = offer_languages(row, self.available, self.reader_language)
        if not chosen:
            return offer.codes[0]
        if chosen not in offer.codes:
            raise forms.ValidationError(
                _("A letter to this municipality cannot be in the language you chose. We chose its own for you."),
                code="language",
            )
        return chosen

    def _offer(self, row: MunicipalityRow) -> None:
        """Narrow the languages to those of ``row``, and preselect its own unless a lawful one was chosen."""
        offer = offer_languages(row, self.available, self.reader_language)
        self._language_field.choices = list(offer.choices)
        self.initial["language"] = offer.codes[0]
        # The bound field took the general help text when it was made.
        self["language"].help_text = offer.note
        if self._typed is not None and self._typed.get("language") not in offer.codes:
            self._typed["language"] = offer.codes[0]


class BundleForm(forms.Form):
    """All letters of a province in one archive, for a group of volunteers."""

    KINDS = (("pdf", _("PDF, ready to print")), ("docx", _("Word file")))

    province = forms.ChoiceField(
        label=_("Province"), error_messages={"required": _("Choose the province whose municipalities you write to.")}
    )
    group = forms.CharField(
        label=_("Name of your group (optional)"),
        help_text=_("Without a name the letters have dotted lines to fill in by hand."),
        max_length=NAME_LIMIT,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    kind = forms.ChoiceField(label=_("As"), choices=KINDS, initial="pdf", required=False, widget=forms.RadioSelect)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="bundle", label_suffix="")
        labels = sorted(((code, str(label)) for code, label in Province.choices), key=lambda pair: sort_key(pair[1]))
        field = self.fields["province"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker: declared above
        field.choices = [("", _("Choose")), *labels]

    def clean_group(self) -> str:
        """One line without invisible signs."""
        return clean_line(self.cleaned_data["group"], NAME_LIMIT)

    def clean_kind(self) -> str:
        """PDF unless chosen otherwise."""
        return self.cleaned_data["kind"] or "pdf"
