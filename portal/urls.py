"""Addresses: first those without a language, then everything under /nl/ and /fr/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.generic.base import RedirectView
from wagtail import urls as wagtail_urls
from wagtail import views as wagtail_views
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.views.account import LogoutView
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.images import urls as wagtailimages_urls

from gemeenten.sitemaps import MoreSitemap, MunicipalitySitemap
from news.sitemaps import YearSitemap
from portal import page_view, views
from portal.account.views import to_log_in
from portal.documents import serving
from portal.share_picture import page_picture
from portal.sitemaps import PageSitemap
from portal.styleguide import views as styleguide
from portal.translation import approval

SITEMAPS = {"pages": PageSitemap, "more": MoreSitemap, "municipalities": MunicipalitySitemap, "news": YearSitemap}

urlpatterns = [
    path("", views.language_choice, name="language_choice"),
    path("account/", include("portal.account.urls")),
    # Before Wagtail's and Django's own, which know no second factor.
    path("admin/login/", to_log_in),
    path("django-admin/login/", to_log_in),
    # Wagtail's own takes the cookie from a browser that a link or an image led here, though it answers 405.
    path("admin/logout/", require_POST(LogoutView.as_view()), name="wagtailadmin_logout"),
    # Wagtail's own raises an error, and with it a mail, for everybody in the admin who asks for it.
    path("admin/failwhale/", RedirectView.as_view(pattern_name="wagtailadmin_home")),
    # Before Wagtail's own, which publishes without asking any hook.
    path("admin/pages/workflow/action/<int:page_id>/<slug:action_name>/<int:task_state_id>/", approval.workflow_action),
    path("admin/", include(wagtailadmin_urls)),
    path("django-admin/", admin.site.urls),
    # Before Wagtail's own, which lets proxies keep what not everybody may see.
    re_path(r"^documents/([0-9]+)/(.*)$", serving.document, name="wagtaildocs_serve"),
    path("documents/", include(wagtaildocs_urls)),
    path("images/", include(wagtailimages_urls)),
    path("styleguide/", styleguide.index, name="styleguide"),
    path("styleguide/<slug:language>/", styleguide.show, name="styleguide_in"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("health/live/", views.live, name="health_live"),
    path("health/ready/", views.ready, name="health_ready"),
    path("", include("gemeenten.open_data.urls")),
    path("", include("gemeenten.embed.urls")),
    re_path(r"^share/page/(?P<pk>[0-9]{1,9})(?:-(?P<version>[0-9a-f]{8}))?\.png$", page_picture, name="share_page"),
    path("", include("gemeenten.share_urls")),
    path("", include("home.search.urls")),
    path("favicon.ico", views.favicon),
]

if settings.PORTAL_SERVE_MEDIA:
    urlpatterns.append(re_path(r"^media/(?P<path>.*)$", serving.media))

urlpatterns += i18n_patterns(
    path("_util/login/", to_log_in),
    # Wagtail's own stands behind the page view here, which would take it for a page that is not there.
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        wagtail_views.authenticate_with_password,
        name="wagtailcore_authenticate_with_password",
    ),
    # Visitors have no session, so there is nothing a forged request could borrow, and a token would need a cookie.
    # A page that acts for a logged-in person must protect itself with csrf_protect in its serve method.
    re_path(wagtail_urls.serve_pattern, csrf_exempt(page_view.serve)),
    path("", include(wagtail_urls)),
)

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.permission_denied"
handler404 = "portal.errors.not_found"
handler500 = "portal.errors.server_error"
handler429 = "portal.account.lockout.too_many_requests"
