"""The forms in which staff describe an image: in the library, while uploading, and on the page that shows it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.account import AvatarPreferencesForm
from wagtail.admin.views.account import AvatarSettingsPanel
from wagtail.images.forms import BaseImageForm

from portal.images.fields import CleanImageField


class CampaignImageForm(BaseImageForm):
    """Wagtail's form of an image, asking for exactly one decision: a description, or “only decoration”."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if file := self.fields.get("file"):
            # Not declared on the class: the form for several uploads, which has no file, would get it as well.
            self.fields["file"] = CleanImageField(label=file.label, required=file.required, widget=file.widget)
        if description := self.fields.get("description"):
            description.label = gettext_lazy("Description (alternative text)")
            description.help_text = gettext_lazy(
                "In Dutch: what somebody would tell who cannot see it, in one sentence, for example “Volunteers and"
                " newcomers cook together in the community centre”. Not “Photo of…”."
            )

    def clean(self) -> dict[str, Any]:
        """Refuse an image without a decision about its alternative text, or with two."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        described = bool((cleaned.get("description") or "").strip())
        if "description" in self.fields and described == bool(cleaned.get("is_decorative")):
            message = (
                _("Either describe the image or mark it as decoration, not both.")
                if described
                else _("Describe the image for who cannot see it, or mark it as “only decoration”.")
            )
            self.add_error("description", message)
        return cleaned


class AvatarForm(AvatarPreferencesForm):
    """Wagtail's form of somebody's own picture, as careful about files as the library."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["avatar"] = CleanImageField(label=self.fields["avatar"].label, required=False)


def connect() -> None:
    """Have the account page use it; Wagtail has no setting for that."""
    AvatarSettingsPanel.form_class = AvatarForm
