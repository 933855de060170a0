"""The admin's list of images: Wagtail's, with a filter for what is still missing."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.images.views.images import ImagesFilterSet, IndexView

from portal.images.models import CampaignImage


class CampaignImagesFilterSet(ImagesFilterSet):
    """Wagtail's filters and one for images that somebody still has to describe or credit."""

    missing = django_filters.ChoiceFilter(
        label=_("Still missing"),
        method="filter_missing",
        choices=[("text", _("Description, or “only decoration”")), ("credit", _("Credit"))],
        empty_label=_("All images"),
    )

    class Meta(ImagesFilterSet.Meta):
        model = CampaignImage

    def filter_missing(self, images: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """The images that lack what ``value`` names."""
        if value == "text":
            return images.filter(description="", is_decorative=False)
        return images.filter(credit="")


class CampaignImageIndexView(IndexView):
    """The list of images."""

    filterset_class = CampaignImagesFilterSet


# Before Wagtail's own addresses, which stay as they are: the first one that fits answers.
@hooks.register("register_admin_urls", order=-1)
def list_with_our_filters() -> list[Any]:
    """Put our list under the addresses of Wagtail's."""
    view = CampaignImageIndexView.as_view
    addresses = [path("", view(), name="index"), path("results/", view(results_only=True), name="index_results")]
    return [path("images/", include((addresses, "campaign_images")))]
