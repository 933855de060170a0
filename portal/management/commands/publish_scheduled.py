"""Wagtail's command, so that a machine that dies half-way does not forget what was due."""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from wagtail.management.commands.publish_scheduled import Command as WagtailCommand

logger = logging.getLogger(__name__)


class Command(WagtailCommand):
    """``publish_scheduled``: Wagtail's, in one transaction.

    Wagtail takes the date off a revision before it publishes the page: killed in between, the page would never come.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        """All that is due, or nothing yet: then the next run does it."""
        try:
            with transaction.atomic():
                super().handle(*args, **options)
        except Exception:
            # One page that cannot be published must not keep the others back: Wagtail's own way gets as far as it can.
            logger.exception("Publishing all that is due in one transaction failed: publishing it one by one")
            super().handle(*args, **options)
