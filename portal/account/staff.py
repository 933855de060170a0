"""What administrators do for somebody who cannot log in: lift a lock, take a lost second factor away, end sessions."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from axes.handlers.proxy import AxesProxyHandler
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods
from wagtail.log_actions import log

from portal.account import second_factor, sessions
from portal.account.lockout import LockoutHandler


def locks_of(user: AbstractUser) -> int:
    """Failed log-ins that count for ``user`` now, whatever address they came from."""
    return LockoutHandler.failures_of(user.get_username())


@require_http_methods(["GET", "HEAD", "POST"])
def log_in_of(request: HttpRequest, user_id: int) -> HttpResponse:
    """How somebody logs in, and what an administrator can do about it. Each action asks to be confirmed first."""
    if not request.user.is_superuser:
        raise PermissionDenied
    person: Any = get_object_or_404(get_user_model(), pk=user_id)
    actions = {"unlock": _unlock, "reset": _reset, "end": _end}
    wanted = request.POST.get("action", request.GET.get("action", ""))
    if request.method == "POST" and wanted in actions:
        messages.success(request, actions[wanted](person))
        log(person, "portal.log_in", data={"action": wanted})
        return redirect("log_in_of", person.pk)
    context = {
        "person": person,
        "confirm": wanted if wanted in actions else "",
        "passkeys": second_factor.factors_of(person).filter(type=Authenticator.Type.WEBAUTHN).count(),
        "app": second_factor.factors_of(person).filter(type=Authenticator.Type.TOTP).exists(),
        "sessions": len(sessions.of(person)),
        "failures": locks_of(person),
        "back": reverse("wagtailusers_users:edit", args=[person.pk]),
    }
    return TemplateResponse(request, "portal/account/log_in_of.html", context)


def _unlock(person: AbstractUser) -> str:
    AxesProxyHandler.reset_attempts(username=person.get_username().lower())
    return _("%(name)s can try again.") % {"name": person.get_username()}


def _reset(person: AbstractUser) -> str:
    second_factor.reset(person)
    return _("%(name)s sets up a new second factor at the next log-in.") % {"name": person.get_username()}


def _end(person: AbstractUser) -> str:
    number = len(sessions.of(person))
    sessions.end_all(person)
    return ngettext("%(number)s session ended.", "%(number)s sessions ended.", number) % {"number": number}
