"""How long a session lasts, and where its owner sees and ends it."""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib import import_module
from ipaddress import ip_network
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.models import Session
from django.db.models.signals import pre_save
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

#: When a session began, and when its owner last did something (seconds since 1970).
BEGAN, SEEN = "portal_session_began", "portal_session_seen"
#: Seconds between two notes of the same session: one write a minute at most.
NOTE_EVERY = 60
#: What an open editor asks for by itself; nobody needs to sit in front of it.
BY_ITSELF = ("/editing-sessions/", "/sprite/", "/jsi18n/")


class SessionLimits:
    """End sessions that nobody used for hours, and those that are old."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """End, note, or pass on. Visitors have no session: nothing is asked for them."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            enforce(request, time.time())
        response = self.get_response(request)
        if getattr(request, "portal_logged_out", False):
            # Whoever sits down at this browser next finds nothing of the admin in it.
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


def enforce(request: HttpRequest, now: float) -> None:
    """End the session of ``request`` when its time is over, else note that it is in use."""
    began, seen = request.session.get(BEGAN), request.session.get(SEEN)
    if began is None or seen is None:
        begin(request, now)
        return
    if now - began > settings.PORTAL_SESSION_HOURS * 3600 or now - seen > settings.PORTAL_SESSION_IDLE_HOURS * 3600:
        UserSession.objects.filter(session_key=request.session.session_key).delete()
        logout(request)
        messages.info(request, _("Your session has ended, since it was open for long. Log in again."))
    elif now - seen >= NOTE_EVERY and not any(part in request.path for part in BY_ITSELF):
        request.session[SEEN] = now
        note(request)


def begin(request: HttpRequest, now: float) -> None:
    """Start the clock of a session."""
    request.session[BEGAN] = request.session[SEEN] = now


def begin_at_log_in(request: HttpRequest | None, **kwargs: Any) -> None:
    """Start the clock when somebody logs in, whichever way."""
    if request is not None:
        begin(request, time.time())


def remember_log_out(request: HttpRequest | None, **kwargs: Any) -> None:
    """Mark the request, so that its answer clears the browser."""
    if request is not None:
        request.portal_logged_out = True  # type: ignore[attr-defined]


def note(request: HttpRequest) -> None:
    """Write down that this session is in use, for the list that its owner sees."""
    if request.session.session_key:
        agent = request.META.get("HTTP_USER_AGENT", "")[:200]
        UserSession.objects.update_or_create(
            session_key=request.session.session_key,
            defaults={"user": request.user, "user_agent": agent, "last_seen_at": timezone.now()},
            create_defaults={"user": request.user, "user_agent": agent, "ip": "0.0.0.0"},  # noqa: S104
        )


def of(user: AbstractBaseUser | AnonymousUser) -> list[UserSession]:
    """The sessions of ``user`` that still run, the latest first."""
    running = UserSession.objects.purge_and_list(user)
    return sorted(running, key=lambda session: session.last_seen_at, reverse=True)


def end(found: list[UserSession]) -> None:
    """End sessions: their next request comes from a stranger."""
    for session in found:
        session.end()


def end_all(user: AbstractBaseUser) -> None:
    """End every session of ``user``, those that no list knows as well."""
    end(list(UserSession.objects.filter(user_id=user.pk)))
    if settings.SESSION_ENGINE == "django.contrib.sessions.backends.db":
        store = import_module(settings.SESSION_ENGINE).SessionStore
        for row in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
            if store().decode(row.session_data).get("_auth_user_id") == str(user.pk):
                row.delete()


def browser_of(agent: str) -> str:
    """“Firefox, Windows” for what a browser says of itself: enough to know one's own devices apart."""
    browsers = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
    systems = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "macOS"}
    systems["Linux"] = "Linux"
    browser = next((name for sign, name in browsers.items() if sign in agent), "")
    system = next((name for sign, name in systems.items() if sign in agent), "")
    return ", ".join(filter(None, [browser, system])) or _("Unknown browser")


def cut_address(sender: Any, instance: UserSession, **kwargs: Any) -> None:
    """Keep only the network that a session came from, never the full address."""
    bits = 48 if ":" in str(instance.ip) else 16
    instance.ip = str(ip_network(f"{instance.ip}/{bits}", strict=False).network_address)


def connect() -> None:
    """Follow log-ins, and what allauth writes down of them."""
    user_logged_in.connect(begin_at_log_in, dispatch_uid="portal.account.sessions")
    user_logged_out.connect(remember_log_out, dispatch_uid="portal.account.sessions")
    pre_save.connect(cut_address, sender=UserSession, dispatch_uid="portal.account.sessions")
