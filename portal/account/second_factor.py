"""No session goes anywhere before its second factor has been shown, whichever way it was opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from portal.account import sessions

#: Addresses that serve the log-in itself, and what its pages are made of.
OPEN = {
    *("account_login", "account_logout", "account_inactive", "wagtailadmin_login", "wagtailadmin_logout"),
    *("wagtailadmin_sprite", "wagtailadmin_javascript_catalog", "health_live", "health_ready"),
}
#: Besides, for somebody who has no second factor yet: where one is set up.
SET_UP = {
    *("mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate", "second_factor_set_up"),
}


def factors_of(user: Any) -> QuerySet[Any]:
    """What ``user`` can prove the log-in with; recovery codes alone are none."""
    factors: QuerySet[Any] = Authenticator.objects.filter(user_id=user.pk)
    return factors.exclude(type=Authenticator.Type.RECOVERY_CODES)


def has_any(user: Any) -> bool:
    """Whether ``user`` has set up a second factor."""
    return factors_of(user).exists()


def is_shown(request: HttpRequest) -> bool:
    """Whether this session belongs to somebody who has shown a second factor in it."""
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return any(record.get("method") == "mfa" for record in records)


class SecondFactorRequired:
    """Lead a session without its second factor to where it is shown or set up, before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on: only what leads to a view matters."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Turn away who is half inside. Visitors have no session: nothing is asked for them."""
        if not settings.PORTAL_SECOND_FACTOR or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        name = request.resolver_match.url_name if request.resolver_match else None
        if name in OPEN or not request.user.is_authenticated or is_shown(request):
            return None
        if not has_any(request.user):
            return None if name in SET_UP else _turn_away(request, "second_factor_set_up")
        # Opened by another way than our log-in page, or before the second factor was set up elsewhere.
        logout(request)
        messages.info(request, _("Log in again, with your second factor."))
        return _turn_away(request, "account_login")


def _turn_away(request: HttpRequest, name: str) -> HttpResponse:
    if request.headers.get("x-requested-with") == "XMLHttpRequest" or "/api/" in request.path:
        return HttpResponseForbidden(_("Log in again, with your second factor."), content_type="text/plain")
    query = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()}) if request.method == "GET" else ""
    return redirect(f"{reverse(name)}?{query}" if query else reverse(name))


def count_as_shown(request: HttpRequest, user: AbstractBaseUser, authenticator: Any, **kwargs: Any) -> None:
    """Whoever sets up a second factor has it in hand: this session needs no other proof."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True)


def forget_when_none_is_left(request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> None:
    """Whoever takes away the last second factor sets up another one before anything else."""
    if not has_any(user):
        records = get_authentication_records(request, user)
        request.session[RECORDS] = [record for record in records if record.get("method") != "mfa"]


def reset(user: AbstractBaseUser) -> int:
    """Take every second factor and session from ``user``; says how many factors there were.

    At the next log-in with the password a new one must be set up.
    """
    with transaction.atomic():
        number = factors_of(user).count()
        Authenticator.objects.filter(user_id=user.pk).delete()
        sessions.end_all(user)
    return number


def connect() -> None:
    """Follow what is set up."""
    authenticator_added.connect(count_as_shown, dispatch_uid="portal.account.second_factor")
    authenticator_removed.connect(forget_when_none_is_left, dispatch_uid="portal.account.second_factor")
