"""Where the admin leads to the style page."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("register_help_menu_item")
def style_page_menu_item() -> MenuItem:
    """Below the help, for everybody who works here."""
    return MenuItem(_("Style page"), reverse("styleguide"), name="styleguide", icon_name="view", order=1000)
