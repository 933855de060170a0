"""The inbox of the admin: what came in through the joining page, and what staff do with it."""

from __future__ import annotations

from functools import cached_property
from pathlib import PurePath
from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.auth import permission_required
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log
from wagtail.permissions import ModelPermissionPolicy

from gemeenten.application_mail import send_mail
from gemeenten.applications import CannotHandleError, accept, decline
from gemeenten.labels import labels_for, pick
from gemeenten.models import Application
from gemeenten.new_profile import profile_of

policy = ModelPermissionPolicy(Application)
_may_view = permission_required("gemeenten.view_application")
_may_handle = permission_required("gemeenten.handle_application")


def waiting() -> int:
    """How many applications and tips nobody has handled yet."""
    return Application.objects.filter(status=Application.Status.NEW).count()


# --- Looking ----------------------------------------------------------------------------------------------------------


class ApplicationIndexView(generic.IndexView):
    """The list, the newest first."""

    def get_base_queryset(self) -> Any:
        """The applications with what their rows show."""
        return super().get_base_queryset().select_related("municipality", "handled_by")


class ApplicationInspectView(generic.InspectView):
    """One application whole, with what may be done with it."""

    any_permission_required = ["view"]

    def get_page_title(self) -> str:
        """What it is; the municipality stands beside it."""
        return str(self.object.get_kind_display())

    def get_page_subtitle(self) -> str:
        """Of which municipality."""
        return str(self.object.municipality.name)

    def get_object(self, queryset: Any = None) -> Application:
        """With what the page shows."""
        rows = Application.objects.select_related("municipality", "handled_by", "profile")
        return get_object_or_404(rows, pk=self.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the activities by the reader's name for them, the mails, and the profile that there is."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        labels = labels_for(self.request, (get_language() or "nl")[:2])
        context.update(
            application=self.object,
            activities=pick(labels, self.object.activities.values_list("pk", flat=True)),
            mails=self.object.mails.all(),
            existing=profile_of(self.object.municipality) if self.object.is_new else None,
            may_handle=policy.user_has_permission(self.request.user, "handle"),
        )
        return context


@require_safe
@_may_view
def decision_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The decision as it was uploaded: the one way to it, always as a download."""
    application = get_object_or_404(Application.objects.exclude(decision_file=""), pk=pk)
    try:
        content = application.decision_file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    ending = PurePath(application.decision_file.name or "").suffix
    name = f"{slugify(application.municipality.name_nl)}-{application.pk}{ending}"
    # ``FileResponse`` is typed as a stream only.
    response: Any = FileResponse(content, as_attachment=True, filename=name)
    response["Cache-Control"] = "no-store, private"
    return response


# --- Handling ---------------------------------------------------------------------------------------------------------


@require_POST
@_may_handle
def accept_application(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the draft profile, or add to the one there is, and go on to its editor."""
    application = get_object_or_404(Application, pk=pk)
    try:
        page = accept(application, request.user)
    except CannotHandleError as error:
        messages.error(request, str(error))
        return redirect("applications:inspect", pk)
    log(instance=application, action="gemeenten.application.accept", user=request.user)
    messages.success(
        request,
        _("Accepted. This is the draft with everything that was sent: complete it, then submit it for publication."),
        buttons=[messages.button(reverse("applications:inspect", args=(pk,)), _("Back to the application"))],
    )
    return redirect("wagtailadmin_pages:edit", page.pk)


class DeclineForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        error_messages={"required": gettext_lazy("Say why: who applied reads this.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@_may_handle
def decline_application(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then close the application with it."""
    application = get_object_or_404(Application.objects.select_related("municipality"), pk=pk)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if not application.is_new:
        messages.error(request, _("Somebody has handled this already."))
        return redirect("applications:inspect", pk)
    if form.is_valid():
        try:
            decline(application, request.user, form.cleaned_data["reason"])
        except CannotHandleError as error:
            messages.error(request, str(error))
            return redirect("applications:inspect", pk)
        log(instance=application, action="gemeenten.application.decline", user=request.user)
        messages.success(request, _("Declined."))
        return redirect("applications:index")
    title = _("Decline")
    context = {
        "application": application,
        "form": form,
        "header_title": f"{title}: {application.municipality.name}",
        "header_icon": "cross",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("applications:index"), "label": _("Applications")},
            {"url": reverse("applications:inspect", args=(pk,)), "label": str(application)},
            {"url": "", "label": title},
        ],
    }
    return render(request, "gemeenten/application/decline.html", context, status=422 if form.errors else 200)


@require_POST
@_may_handle
def send_mail_again(request: HttpRequest, pk: int, mail: int) -> HttpResponse:
    """Try once more to send a mail that has not gone out."""
    row = get_object_or_404(get_object_or_404(Application, pk=pk).mails, pk=mail)
    if send_mail(row.pk):
        messages.success(request, _("The mail has been sent."))
    else:
        messages.error(request, _("The mail could not be sent. It stays here: try again later."))
    return redirect("applications:inspect", pk)


# --- In the admin -----------------------------------------------------------------------------------------------------


class InboxMenuItem(MenuItem):
    """Shown to who may look, with the number of those to handle."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this member of staff may."""
        return bool(policy.user_has_permission(request.user, "view"))

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        """The item as it is now; Wagtail keeps one object of this for all requests."""
        number = waiting()
        label = f"{self.label} ({number})" if number else str(self.label)
        return LinkMenuItem(self.name, label, self.url, icon_name=self.icon_name, classname=self.classname)


class InboxSummaryItem(SummaryItem):
    """How many there are to handle, on the admin's first page."""

    order = 90
    template_name = "gemeenten/application/summary.html"

    def is_shown(self) -> bool:
        """Whether this member of staff may look."""
        return bool(policy.user_has_permission(self.request.user, "view"))

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """The number."""
        return {"number": waiting(), "url": f"{reverse('applications:index')}?status={Application.Status.NEW}"}


class ApplicationURLFinder(ModelAdminURLFinder):
    """Where reports lead to for an application."""

    permission_policy = policy

    def construct_edit_url(self, instance: Application) -> str:
        """Its page in the inbox."""
        return reverse("applications:inspect", args=(instance.pk,))

    def get_edit_url(self, instance: Application) -> str | None:
        """The same, for who may look."""
        return self.construct_edit_url(instance) if policy.user_has_permission(self.user, "view") else None


class ApplicationViewSet(ModelViewSet):
    """The list, and an application each; nothing is added, changed or deleted by hand."""

    model = Application
    name = "applications"
    icon = "mail"
    add_to_admin_menu = True
    menu_label = gettext_lazy("Applications")
    menu_order = 150
    menu_item_class = InboxMenuItem
    add_to_reference_index = False
    inspect_view_enabled = True
    copy_view_enabled = False
    index_view_class = ApplicationIndexView
    inspect_view_class = ApplicationInspectView
    inspect_template_name = "gemeenten/application/inspect.html"
    url_finder_class = ApplicationURLFinder
    list_per_page = 50
    ordering = "-submitted_at"
    search_fields = ("municipality__name_nl", "municipality__name_fr", "municipality__name_de")
    list_filter = ("status", "kind", "language", "municipality__province")
    list_display = (
        TitleColumn("municipality", label=gettext_lazy("Municipality"), url_name="applications:inspect"),
        Column("get_kind_display", label=gettext_lazy("Kind"), sort_key="kind"),
        StatusTagColumn(
            "get_status_display", label=gettext_lazy("Status"), primary=lambda row: row.is_new, sort_key="status"
        ),
        Column("decided_label", label=gettext_lazy("Decided on"), sort_key="decided_on"),
        DateColumn("submitted_at", label=gettext_lazy("Received"), sort_key="submitted_at"),
        Column("handled_by", label=gettext_lazy("Handled by")),
    )

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Without the addresses that this viewset does not have."""
        missing = ("add", "edit", "delete", "history", "usage")
        return super().get_common_view_kwargs(**{f"{name}_url_name": None for name in missing}, **kwargs)

    @cached_property
    def _edit_handler(self) -> None:
        return None

    def get_form_fields(self) -> list[str]:
        """None: nothing is filled in here."""
        return []

    def get_urlpatterns(self) -> list[URLPattern]:
        """The list, an application, and what may be done with it."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.inspect_view, name="inspect"),
            path("<int:pk>/file/", decision_file, name="file"),
            path("<int:pk>/accept/", accept_application, name="accept"),
            path("<int:pk>/decline/", decline_application, name="decline"),
            path("<int:pk>/mails/<int:mail>/", send_mail_again, name="send_mail"),
        ]


inbox = ApplicationViewSet()
