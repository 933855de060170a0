"""Locks out whoever tries passwords or codes: one account for one network address, and an address that tries many.

An account is never locked for everybody, or anyone who knows a name could keep its owner out; the second factor stands
in the way of an attack from many addresses. django-axes counts in the database, so a restart forgets nothing.
"""

from __future__ import annotations

import math
from ipaddress import ip_address
from typing import Any

from axes.backends import AxesStandaloneBackend
from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_credentials
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.signals import user_login_failed
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from portal.ratelimit import client_address


class LockoutBackend(AxesStandaloneBackend):  # type: ignore[misc]
    """Axes' own, but quiet when no request is there: a command that checks a password has no address to lock."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:  # type: ignore[override]
        """Refuse who is locked out; never log anybody in."""
        if request is not None:
            super().authenticate(request, **credentials)


class LockoutHandler(AxesDatabaseHandler):  # type: ignore[misc]
    """Axes' own, with a limit of its own for an address: a town hall has one for all of its people."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Failures that count against the limit of one account from one address."""
        of_account, of_address = (_sum(attempts) for attempts in self.get_user_attempts(request, credentials))
        if of_address >= settings.PORTAL_LOGIN_FAILURES_OF_ADDRESS:
            return max(of_account, settings.PORTAL_LOGIN_FAILURES)
        return of_account

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Forget the failures of who has got in; not those of the address, or one account would open it for more."""
        of_account, _of_address = self.filter_user_attempts(request, credentials)
        deleted, _each = of_account.delete()
        return int(deleted)

    @staticmethod
    def failures_of(username: str) -> int:
        """Failures that still count for an account, from all addresses together."""
        since = timezone.now() - settings.AXES_COOLOFF_TIME
        return _sum(AccessAttempt.objects.filter(username=username.lower(), attempt_time__gte=since))


def _sum(attempts: QuerySet[Any]) -> int:
    return attempts.aggregate(number=Sum("failures_since_start"))["number"] or 0


def client_ip(request: HttpRequest) -> str | None:
    """The address that failures count for, as far as it can be trusted; nothing when there is none."""
    address = client_address(request)
    try:
        return str(ip_address(address))
    except ValueError:
        return None


def username_of(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The name that failures count for: written in capitals, it is the same one."""
    given = (credentials or {}).get("username") or request.POST.get("login") or ""
    return str(given).strip().lower()[:255]


def is_locked_out(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """Whether ``user`` may not try any further from where the request comes from. Marks the request when so."""
    if AxesProxyHandler.is_allowed(request, get_credentials(user.get_username())):
        return False
    request.axes_locked_out = True  # type: ignore[attr-defined]
    return True


def count_failure(request: HttpRequest, user: AbstractBaseUser) -> None:
    """Count a wrong code like a wrong password."""
    user_login_failed.send(sender=__name__, credentials={"username": user.get_username()}, request=request)


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """Answer 429, and say what to do."""
    return too_many_requests(request, settings.PORTAL_LOGIN_LOCK_MINUTES * 60)


def too_many_requests(request: HttpRequest, seconds: int = 60) -> HttpResponse:
    """What is answered when another limit of the log-in is passed, allauth's for one: wait so many ``seconds``."""
    minutes = math.ceil(seconds / 60)
    refusal = render(request, "account/locked.html", {"minutes": minutes}, status=429)
    refusal["Retry-After"] = str(seconds)
    refusal["Cache-Control"] = "no-store"
    return refusal
