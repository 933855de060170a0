"""Keeping programs out of public forms without cookies, third parties or riddles for people.

A form carries a hidden signed token with the moment it was made, and a field that people do not see. A form that comes
back within seconds, after more than a day, without a token of ours, or with the unseen field filled in is refused with
words that say what to do; a person has lost nothing then. The token also names the form: sent twice, it is one.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import Enum
from uuid import UUID, uuid4

from django import forms
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _

#: Seconds in which nobody fills in a form, and after which it is asked for anew.
SHORTEST, LONGEST = 4, 24 * 60 * 60


class Verdict(Enum):
    """What a token's age says."""

    GOOD = "good"
    TOO_FAST = "too fast"
    TOO_OLD = "too old"
    NOT_OURS = "not ours"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a token says: which form it is, when it was made (seconds since 1970), and whether it may be sent now."""

    verdict: Verdict
    form: UUID | None = None


def _signer(purpose: str) -> Signer:
    return Signer(salt=f"portal.form_guard.{purpose}")


def make_token(purpose: str, now: float | None = None) -> str:
    """A token for a form that is shown now; ``purpose`` keeps the forms of the site apart."""
    moment = time.time() if now is None else now
    return _signer(purpose).sign(f"{uuid4().hex}.{int(moment)}")


def read_token(purpose: str, token: str, now: float | None = None) -> Stamp:
    """What ``token`` says of the form that it came back with."""
    moment = time.time() if now is None else now
    try:
        form, _dot, made = _signer(purpose).unsign(token).partition(".")
        key, age = UUID(hex=form), moment - int(made)
    except (BadSignature, ValueError):
        return Stamp(Verdict.NOT_OURS)
    if age < SHORTEST:
        return Stamp(Verdict.TOO_FAST, key)
    return Stamp(Verdict.GOOD if age <= LONGEST else Verdict.TOO_OLD, key)


class GuardedForm(forms.Form):
    """A public form that keeps programs out. Subclasses say their ``purpose``.

    After a successful check ``submission`` is the key of this one form, the same however often it is sent.
    """

    purpose = ""

    #: Called what programs like to fill in.
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    submission: UUID | None = None

    def new_token(self) -> str:
        """A token for a form that is shown for the first time: hand it on as the initial value."""
        return make_token(self.purpose)

    @property
    def trap(self) -> forms.BoundField:
        """The field that people do not see."""
        return self["website"]

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        """The fields for people."""
        return [field for field in self.visible_fields() if field.name != "website"]

    def guard(self) -> None:
        """Refuse what no person sends. The shown form gets a token with which it can be sent again."""
        token_name, trap_name = self.add_prefix("token"), self.add_prefix("website")
        stamp = read_token(self.purpose, self.data.get(token_name, ""))
        self.submission = stamp.form
        refusals = {
            Verdict.TOO_FAST: _("That went faster than people write. Wait a few seconds and send it again."),
            Verdict.TOO_OLD: _("This form was open for more than a day. Look it over and send it again."),
            Verdict.NOT_OURS: _("Something was missing in what we received. Look the form over and send it again."),
        }
        if stamp.verdict in refusals:
            self.add_error(None, forms.ValidationError(refusals[stamp.verdict], code=stamp.verdict.name.lower()))
        if self.data.get(trap_name):
            self.add_error(
                None,
                forms.ValidationError(
                    _("A field that people do not see was filled in. We emptied it: send the form again."), code="trap"
                ),
            )
        if self.errors:
            shown = self.data.copy()  # type: ignore[attr-defined]
            shown[trap_name] = ""
            if stamp.verdict in (Verdict.TOO_OLD, Verdict.NOT_OURS):
                shown[token_name] = make_token(self.purpose)
            self.data = shown
