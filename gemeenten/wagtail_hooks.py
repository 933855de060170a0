"""What the municipalities app adds to the admin."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from gemeenten.models import Activity


class ActivityViewSet(SnippetViewSet):
    """Curating the activities; what a tag is called for readers is the title of its activity pages."""

    model = Activity
    icon = "tag"
    menu_label = _("Activities")
    menu_name = "activities"
    menu_order = 250
    add_to_admin_menu = True
    list_display = ("name", "slug", "sort_order")
    panels = (
        FieldPanel("name", help_text=_("For the staff only. Readers see the title of the activity page.")),
        FieldPanel("slug"),
        FieldPanel("icon"),
        FieldPanel("sort_order"),
    )


register_snippet(ActivityViewSet)
