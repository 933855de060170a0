"""Addresses of the log-in, all without a language in front: only those of allauth's pages that this site needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as allauth_views
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import include, path
from django.views.generic.base import RedirectView
from wagtail.admin.localization import get_localized_response
from wagtail.utils.urlpatterns import decorate_urlpatterns

from portal.account import views


def in_own_language(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """In the language that somebody chose for the admin; before the log-in, in the browser's."""

    @wraps(view)
    def localized(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            response: HttpResponseBase = get_localized_response(view, request, *args, **kwargs)
            return response
        return view(request, *args, **kwargs)

    return localized


urlpatterns = [
    path("login/", views.LoginView.as_view(), name="account_login"),
    path("logout/", allauth_views.logout, name="account_logout"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("second-factor/", views.set_up, name="second_factor_set_up"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", views.my_sessions, name="usersessions_list"),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("sso/cancelled/", RedirectView.as_view(pattern_name="account_login"), name="socialaccount_login_cancelled"),
    path("sso/error/", RedirectView.as_view(pattern_name="account_login"), name="socialaccount_login_error"),
]
urlpatterns = decorate_urlpatterns(urlpatterns, in_own_language)
