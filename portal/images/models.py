"""The images of the campaign's library and the versions of them that pages load."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.search import index


class CampaignImage(AbstractImage):
    """An image with its credit and the decision about its alternative text: a description, or none is needed.

    The form asks for both. Images that came from Wagtail's own library may lack them until somebody edits them.
    """

    credit = models.CharField(
        _("credit"),
        max_length=200,
        help_text=_(
            "Who made it and under which licence we may use it, as readers will see it, for example “Jan Peeters,"
            " CC BY 4.0”. Write it also for a picture of our own."
        ),
    )
    # Not "decorative": Wagtail sets an attribute of that name on every image, for its use in one block.
    is_decorative = models.BooleanField(
        _("only decoration"),
        default=False,
        help_text=_("Readers who do not see it miss nothing. Leave the description empty then."),
    )

    admin_form_fields: ClassVar[tuple[str, ...]] = (
        *("title", "file", "description", "is_decorative", "credit", "collection", "tags"),
        *("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"),
    )
    search_fields: ClassVar[list[Any]] = [
        *AbstractImage.search_fields,
        index.SearchField("credit"),
        # The library's list filters by these while searching.
        index.FilterField("description"),
        index.FilterField("is_decorative"),
        index.FilterField("credit"),
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        # No permissions of its own: Wagtail asks for those of its own image model, whichever model is used.
        default_permissions = ()

    @property
    def default_alt_text(self) -> str:
        """What stands for the image where its use says nothing else; empty for decoration.

        An image without a decision answers its title, as Wagtail does.
        """
        return "" if self.is_decorative else str(self.description or self.title)


class CampaignRendition(AbstractRendition):
    """One version of an image: size, format and cut."""

    image = models.ForeignKey(CampaignImage, related_name="renditions", on_delete=models.CASCADE)

    class Meta(AbstractRendition.Meta):
        unique_together = (("image", "filter_spec", "focal_point_key"),)
        default_permissions = ()


__all__ = ["CampaignImage", "CampaignRendition"]
