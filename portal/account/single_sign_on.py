"""Log-in through an organisation's own OpenID Connect server, for people who have an account here already."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model
from django.db.models.signals import pre_save
from django.http import HttpRequest


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Makes no accounts; finds the one with the e-mail address that the server vouches for."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never: administrators make the accounts."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Tie the two accounts together at the first log-in."""
        if sociallogin.is_existing:
            return
        # Some servers write “false” as a word: only the real thing counts.
        addresses = [address.email for address in sociallogin.email_addresses if address.verified is True]
        if len(addresses) != 1:
            return
        found = list(get_user_model().objects.filter(email__iexact=addresses[0], is_active=True)[:2])
        if len(found) == 1:
            sociallogin.connect(request, found[0])


def forget_details(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Keep what the log-in needs, the person's key at the server, and nothing else that the server tells."""
    instance.extra_data = {}


def connect() -> None:
    """Follow what allauth writes down."""
    pre_save.connect(forget_details, sender=SocialAccount, dispatch_uid="portal.account.single_sign_on")
