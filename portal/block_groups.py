"""Under which headings the block picker shows the blocks."""

from django.utils.translation import gettext_lazy as _

TEXT = _("Text")
MEDIA = _("Image and media")
ACTION = _("Invite")
CAMPAIGN = _("From the campaign")
