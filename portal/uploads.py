"""The form that every upload of a file to import begins with."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class UploadForm(forms.Form):
    """One file. A subclass says what it takes: endings (``accept``), in words (``help_text``), and the most bytes."""

    accept: ClassVar[str]
    help_text: ClassVar[Any]
    max_bytes: ClassVar[int]

    file = forms.FileField(label=gettext_lazy("File"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = self.help_text
        self.fields["file"].widget = forms.FileInput(attrs={"accept": self.accept})

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if (file.size or 0) > self.max_bytes:
            raise ValidationError(_("This file is larger than %(limit)s.") % {"limit": filesizeformat(self.max_bytes)})
        return file
