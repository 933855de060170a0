"""The form of the letter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from gemeenten.finding import find
from gemeenten.letters.cleaning import clean_line, clean_text
from gemeenten.register.rows import MunicipalityRow

NAME_LIMIT = 80
OWN_WORDS_LIMIT = 2000


class LetterForm(forms.Form):
    """Who writes to which council. Nothing typed here is kept anywhere.

    The municipality is typed as code, postcode or name; ``rows`` is the register it is looked up in. After a
    successful check ``cleaned_data["municipality"]`` is a :class:`MunicipalityRow`.
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
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    place = forms.CharField(
        label=_("Postcode and place (optional)"),
        max_length=NAME_LIMIT,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    own_words = forms.CharField(
        label=_("A paragraph of your own (optional)"),
        help_text=_("At most 2,000 characters"),
        max_length=OWN_WORDS_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    language = forms.ChoiceField(
        label=_("Language of the letter"),
        required=False,
        choices=[("", _("The language of the municipality")), *settings.LANGUAGES],
        widget=forms.RadioSelect,
    )

    def __init__(
        self, *args: Any, rows: Sequence[MunicipalityRow] = (), reader_language: str = "nl", **kwargs: Any
    ) -> None:
        self.rows = tuple(rows)
        self.reader_language = reader_language
        #: Municipalities to choose from when what was typed fits several or only nearly one.
        self.choices: list[MunicipalityRow] = []
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def add_prefix(self, field_name: str) -> str:
        """The municipality is called ``gemeente`` in addresses that other sites link to, so in the form as well."""
        return {"municipality": "gemeente"}.get(field_name, super().add_prefix(field_name))

    def clean_municipality(self) -> MunicipalityRow:
        """The one municipality meant, or an error that offers what comes near."""
        typed = self.cleaned_data["municipality"]
        by_code = {row.refnis: row for row in self.rows}
        result = find(self.rows, typed)
        if result.sole:
            return by_code[result.sole.refnis]
        near = dict.fromkeys(match.refnis for match in (*result.matches, *result.suggestions))
        self.choices = [by_code[refnis] for refnis in near]
        if len(result.matches) > 1:
            raise forms.ValidationError(_("Several municipalities fit: choose one below."), code="several")
        if self.choices:
            raise forms.ValidationError(_("We do not know this municipality. Did you mean one of these?"), code="near")
        raise forms.ValidationError(
            _("We do not know this municipality. Check its name, or fill in its postcode."), code="unknown"
        )

    def clean_sender_name(self) -> str:
        """One line without invisible signs."""
        return clean_line(self.cleaned_data["sender_name"], NAME_LIMIT)

    def clean_street(self) -> str:
        """One line without invisible signs."""
        return clean_line(self.cleaned_data["street"], NAME_LIMIT)

    def clean_place(self) -> str:
        """One line without invisible signs."""
        return clean_line(self.cleaned_data["place"], NAME_LIMIT)

    def clean_own_words(self) -> str:
        """Paragraphs without invisible signs."""
        return clean_text(self.cleaned_data["own_words"], OWN_WORDS_LIMIT)
