"""The form in which staff upload a document: in the library, several at once, and in the chooser of a page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from wagtail.documents.forms import BaseDocumentForm

from portal.documents.kinds import RefusedFileError, check_file


class CampaignDocumentForm(BaseDocumentForm):
    """Wagtail's form of a document, which looks into the file as well as at its name."""

    def clean_file(self) -> Any:
        """Refuse a file whose content is not what its name says."""
        file: Any = self.cleaned_data["file"]
        if "file" in self.changed_data and file:
            try:
                check_file(file.name or "", file, settings.WAGTAILDOCS_EXTENSIONS)
            except RefusedFileError as error:
                raise ValidationError(str(error), code="refused") from error
        return file
