"""The editor's form of a news item."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from portal.images.page_text import ImageTextForm

#: Inline rows by the field whose value may stand there once.
_ONCE = {"authors": "author", "municipalities": "municipality", "activities": "activity"}


class NewsPageForm(ImageTextForm):
    """Refuses to name the same author, municipality or activity twice.

    A unique constraint would also refuse two rows that swap their values, since rows are saved one after the other.
    """

    def clean(self) -> dict[str, Any]:
        """Put the message beside the row that repeats."""
        cleaned: dict[str, Any] = super().clean()
        for name, field in _ONCE.items():
            seen: set[Any] = set()
            formset = self.formsets.get(name)
            for form in formset.forms if formset and formset.is_valid() else ():
                value = form.cleaned_data.get(field)
                if not value or form.cleaned_data.get("DELETE"):
                    continue
                if value in seen:
                    form.add_error(field, _("This stands here already: remove one of the two."))
                seen.add(value)
        return cleaned
