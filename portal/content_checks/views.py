"""The findings in the admin: of the draft in the editor's form, and of a page's latest version."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.views.pages.preview import PreviewOnCreate, PreviewOnEdit
from wagtail.models import Page

from portal.content_checks.checking import check_page


class ChecksOnEdit(PreviewOnEdit):  # type: ignore[misc]
    """The findings of what stands in the form, which Wagtail's preview keeps: asked for after each of its updates."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check the page that the form makes, as the preview shows it; nothing is saved."""
        form = self.get_form(self._get_form_data(self._get_form_state()))
        result = None
        if self.validate_form(form):
            form.save(commit=False)
            result = check_page(self.object)
        return TemplateResponse(request, "portal/content_checks/findings.html", {"result": result})


class ChecksOnCreate(ChecksOnEdit, PreviewOnCreate):  # type: ignore[misc]
    """The same for a page that has never been saved."""

    def get_object(self) -> Page:
        """The new page, in the language of the place where it is made."""
        page = super().get_object()
        page.locale = get_object_or_404(Page, pk=self.parent_object_id).locale
        return page


@require_safe
def latest_version(request: HttpRequest, page_id: int) -> HttpResponse:
    """The findings of a page's latest version on a page of their own."""
    page = get_object_or_404(Page, pk=page_id, depth__gt=1).get_latest_revision_as_object()
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    edit_url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return TemplateResponse(
        request,
        "portal/content_checks/page.html",
        {
            "header_title": _("Content checks: %(title)s") % {"title": page.get_admin_display_title()},
            "header_icon": "glasses",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": reverse("content_checks_report"), "label": _("Content checks")},
                {"url": "", "label": page.get_admin_display_title()},
            ],
            "page": page,
            "result": check_page(page),
            "edit_url": edit_url,
        },
    )
