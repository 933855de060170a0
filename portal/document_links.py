"""Links to documents in rich text, whatever somebody put into them.

Wagtail's own handler hands the key to the database as it stands: one that is no number makes the whole page fail.
Delete this module when Wagtail looks at it first.
"""

from __future__ import annotations

from typing import Any

from wagtail.documents.rich_text import DocumentLinkHandler

from portal.page_links import key_in


class PatientDocumentLinkHandler(DocumentLinkHandler):
    """A link to a document that cannot be meant becomes plain text, like one to a document that is gone."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        """The opening tag of each link."""
        tags: list[str] = super().expand_db_attributes_many([{**attrs, "id": key_in(attrs)} for attrs in attrs_list])
        return tags
