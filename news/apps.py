"""News of the campaign."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    """News items, their index and their feed."""

    name = "news"
    verbose_name = _("News")
