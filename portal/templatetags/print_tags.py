"""Tags for what pages show on paper."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.qr_code import qr_path

register = template.Library()


@register.simple_tag
def qr_code(address: str) -> SafeString:
    """``address`` as a QR code with a name for those who do not see it.

    It stands in the page itself: a picture to fetch would be missing on paper wherever a browser prints before it came.
    """
    side, path = qr_path(address)
    return format_html(
        '<svg class="qr-code" viewBox="0 0 {0} {0}" role="img" aria-label="{1}" shape-rendering="crispEdges">'
        '<rect width="{0}" height="{0}" fill="#fff"/><path d="{2}"/></svg>',
        side,
        _("QR code that leads to %(address)s") % {"address": address},
        path,
    )
