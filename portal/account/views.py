"""Pages of the log-in that allauth does not have, or not like this."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView as AllauthLoginView
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.account import second_factor, sessions


class LoginView(AllauthLoginView):  # type: ignore[misc]
    """The one log-in page."""

    def get_authenticated_redirect_url(self) -> str:
        """Where somebody belongs who has logged in already; never ``next``, which may be what led here."""
        if self.request.user.has_perm("wagtailadmin.access_admin"):
            return reverse("wagtailadmin_home")
        return reverse("language_choice")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the page says besides the form."""
        found = super().get_context_data(**kwargs)
        has_apps = any(provider.get("APPS") for provider in settings.SOCIALACCOUNT_PROVIDERS.values())
        return found | {
            "second_factor": settings.PORTAL_SECOND_FACTOR,
            # Single sign-on comes from the settings alone: where there is none, nothing is asked of the database.
            "providers": get_social_adapter().list_providers(self.request) if has_apps else [],
        }


@require_http_methods(["GET", "HEAD", "POST"])
def to_log_in(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Lead from Wagtail's and Django's own log-in pages to ours; ``next`` comes along where it stays on this site."""
    target = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    query = f"?{urlencode({'next': target})}" if target and safe else ""
    return redirect(f"{reverse('account_login')}{query}")


@require_safe
@never_cache
@login_required
def set_up(request: HttpRequest) -> HttpResponse:
    """Say why a second factor is needed, and offer the two kinds."""
    if second_factor.has_any(request.user):
        return redirect("mfa_index")
    return render(request, "account/second_factor.html")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def my_sessions(request: HttpRequest) -> HttpResponse:
    """The sessions of who asks, to end one or all others."""
    if request.method == "POST":
        chosen = UserSession.objects.filter(user_id=request.user.pk).exclude(session_key=request.session.session_key)
        if request.POST.get("session"):
            key = request.POST["session"]
            chosen = chosen.filter(pk=int(key)) if key.isascii() and key.isdigit() and len(key) < 19 else chosen.none()
        ended = list(chosen)
        sessions.end(ended)
        if ended:
            messages.success(request, _("Ended."))
        return redirect("usersessions_list")
    sessions.note(request)
    rows = [
        {"session": session, "browser": sessions.browser_of(session.user_agent), "current": session.is_current()}
        for session in sessions.of(request.user)
    ]
    limits = {"idle": settings.PORTAL_SESSION_IDLE_HOURS, "longest": settings.PORTAL_SESSION_HOURS}
    return render(request, "account/sessions.html", {"rows": rows, "limits": limits})
