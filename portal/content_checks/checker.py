"""Wagtail's own checker in previews and in the user bar, with more of axe's rules and words on alternative texts."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.userbar import ContentCheckerItem

#: As in ``rules``, in JavaScript's syntax: names of files, and "foto van …", which a screen reader says already.
_POOR_ALTERNATIVE = (
    r"\.(avif|gif|jpe?g|png|svg|webp)$|_|^(img|dsc|dscn|image|foto|photo)[-\s]?\d+$"
    r"|^(foto|afbeelding|beeld|illustratie|plaatje) van |^(photo|image|illustration) d(e |u |es |['’])"
)


class PortalChecker(ContentCheckerItem):  # type: ignore[misc]
    """Looks at the page as visitors get it: what the server's checks cannot know, such as headings of templates."""

    axe_run_only: ClassVar[list[str]] = [
        *ContentCheckerItem.axe_run_only,
        "image-alt",
        "image-redundant-alt",
        "page-has-heading-one",
    ]
    axe_custom_checks: ClassVar[list[dict[str, Any]]] = [
        {**check, "options": {"pattern": _POOR_ALTERNATIVE}} if check["id"] == "check-image-alt-text" else check
        for check in ContentCheckerItem.axe_custom_checks
    ]
    axe_messages: ClassVar[dict[str, Any]] = {
        **ContentCheckerItem.axe_messages,
        "alt-text-quality": {
            "error_name": _("The alternative text is poor"),
            "help_text": _("Say what can be seen, not the name of a file, and without “image of”"),
        },
        "image-alt": {
            "error_name": _("An image has no alternative text"),
            "help_text": _("Say in one sentence what the image tells, or mark it as decorative."),
        },
        "image-redundant-alt": {
            "error_name": _("The alternative text repeats the text beside it"),
            "help_text": _("A screen reader would say it twice: mark the image as decorative."),
        },
        "page-has-heading-one": {
            "error_name": _("The page has no main heading"),
            "help_text": _("Tell the developers: the template of the page lacks it"),
        },
    }

    def get_axe_run_only(self, request: Any) -> list[str]:
        """The rules to run: beside the form our own findings tell of the description, with a link to its field."""
        return [rule for rule in self.axe_run_only if not (self.in_editor and rule == "empty-meta-description")]


def put_in_place(items: list[Any]) -> None:
    """Replace Wagtail's checker among the items of the user bar, which the editor's side panel asks as well."""
    for number, item in enumerate(items):
        if isinstance(item, ContentCheckerItem):
            items[number] = PortalChecker(in_editor=item.in_editor)
