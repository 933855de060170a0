"""Renews the content's stamp whenever something changes that public pages show.

Signals, since changes come from many sides: publication, scheduled expiry, moves, the tree's own SQL and cascades.
"""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import COMMENTS_RELATION_NAME, Locale, Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_unpublished, post_page_move

from portal.models import CampaignSettings
from portal.snapshot import renew_stamp

#: Apps whose rows visitors see.
SHOWN = {"home", "gemeenten", "news"}
#: Of the others' models, those that pages show or are found by.
SHOWN_MODELS = frozenset(
    {Page, PageViewRestriction, Site, Locale, CampaignSettings, get_image_model(), get_document_model()}
)

#: What saving a draft writes into the row of its page, every few seconds while somebody types: no visitor sees it.
OF_DRAFTS = frozenset(
    {
        COMMENTS_RELATION_NAME,
        "draft_title",
        "has_unpublished_changes",
        "latest_revision",
        "latest_revision_created_at",
    }
)


def renew_when_shown(sender: type[Any], update_fields: frozenset[str] | None = None, **kwargs: Any) -> None:
    """Renew the stamp when a row changes that visitors may see.

    A model says ``renews_content = False`` to stay out, ``renews_register = True`` when it is the register.
    """
    if not getattr(sender, "renews_content", True) or (update_fields and update_fields <= OF_DRAFTS):
        return
    if sender._meta.app_label in SHOWN or sender in SHOWN_MODELS:
        renew_stamp(register=getattr(sender, "renews_register", False))


def renew(**kwargs: Any) -> None:
    """Renew the stamp."""
    renew_stamp()


post_save.connect(renew_when_shown, dispatch_uid="renew stamp on save")
post_delete.connect(renew_when_shown, dispatch_uid="renew stamp on delete")
page_published.connect(renew, dispatch_uid="renew stamp on publish")
page_unpublished.connect(renew, dispatch_uid="renew stamp on unpublish")
post_page_move.connect(renew, dispatch_uid="renew stamp on move")
