"""Import and export of profiles in the admin."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from gemeenten.exchange.applying import ImportRefusedError, apply_file, plan_file
from gemeenten.exchange.columns import Column
from gemeenten.exchange.exporting import export_profiles
from gemeenten.exchange.planning import Fate, Item, Plan
from gemeenten.exchange.reading import MAX_BYTES
from gemeenten.exchange.state import source_index
from gemeenten.exchange.table import UnreadableFileError
from gemeenten.exchange.writing import FORMATS, MEDIA_TYPES, example_rows, report_csv, write
from gemeenten.models import MunicipalityIndexPage
from portal.translation.pending import PendingImport
from portal.uploads import UploadForm

#: Rows of a report on one page; beyond that a browser is slow and nobody reads. The CSV has them all.
MAX_SHOWN = 600


def may_exchange(user: Any, index: MunicipalityIndexPage | None) -> bool:
    """Whether ``user`` may make profiles: who may add pages below ``index``, the list of municipalities."""
    return bool(
        user.has_perm("wagtailadmin.access_admin") and index and index.permissions_for_user(user).can_add_subpage()
    )


def _check(request: HttpRequest) -> None:
    if not may_exchange(request.user, source_index()):
        raise PermissionDenied


def _may_publish(request: HttpRequest) -> bool:
    index = source_index()
    return bool(index and index.permissions_for_user(request.user).can_publish_subpage())


def _language() -> str:
    return (get_language() or "nl")[:2]


def _page(title: str, icon: str, *, below: bool = True) -> dict[str, Any]:
    trail = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    if below:
        trail.append({"url": reverse("profile_import"), "label": _("Import and export")})
    trail.append({"url": "", "label": title})
    return {"breadcrumbs_items": trail, "header_title": title, "header_icon": icon}


def _file(content: bytes, kind: str, stem: str) -> HttpResponse:
    name = f"{stem}-{timezone.localdate():%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": str(content_disposition_header(True, name)), "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=MEDIA_TYPES[kind], headers=headers)


class ProfilesForm(UploadForm):
    """One file."""

    accept = ".csv,.tsv,.txt,.xlsx"
    help_text = gettext_lazy("A CSV or XLSX file with the columns of the example file.")
    max_bytes = MAX_BYTES


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Send a file: nothing happens yet but the report. Files to download are here too."""
    _check(request)
    form = ProfilesForm(request.POST or None, request.FILES or None) if request.method == "POST" else ProfilesForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            plan_file(content, request.user)
        except UnreadableFileError as error:
            form.add_error("file", str(error))
        else:
            pending = PendingImport.keep(request.user, file.name or "", content, purpose=PendingImport.Purpose.PROFILES)
            return redirect("profile_import_preview", pending.pk)
    context = {**_page(_("Import and export"), "table", below=False), "form": form}
    return TemplateResponse(request, "gemeenten/exchange/upload.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, key: UUID) -> HttpResponse:
    """The report of an upload. A POST imports what it shows (``publish`` too, where asked) or throws it away."""
    _check(request)
    pending = PendingImport.of(request.user, PendingImport.Purpose.PROFILES).filter(pk=key).first()
    if pending is None:
        messages.warning(request, _("This upload has been applied, thrown away, or is too old: send the file again."))
        return redirect("profile_import")
    if request.method == "POST" and "discard" in request.POST:
        pending.delete()
        messages.success(request, _("Nothing has been imported."))
        return redirect("profile_import")
    content = bytes(pending.content)
    try:
        if request.method == "POST" and (answer := _apply(request, pending, content)):
            return answer
        plan = plan_file(content, request.user)
    except UnreadableFileError as error:
        messages.error(request, str(error))
        return redirect("profile_import")
    if request.GET.get("report") == "csv":
        return _file(report_csv(plan), "csv", "import")
    return _report(request, plan, pending.name)


def _apply(request: HttpRequest, pending: PendingImport, content: bytes) -> HttpResponse | None:
    """The report of what has been imported, or nothing where it was refused."""
    publish = "publish" in request.POST and _may_publish(request)
    try:
        outcome = apply_file(content, request.user, publish=publish, fingerprint=request.POST.get("fingerprint", "-"))
    except ImportRefusedError as error:
        messages.error(request, str(error))
        return None
    pending.delete()
    return _report(request, outcome.plan, pending.name, applied=True, published=outcome.published)


def _report(
    request: HttpRequest, plan: Plan, name: str, *, applied: bool = False, published: int = 0
) -> TemplateResponse:
    title = _("Imported") if applied else _("Look before you import")
    shown = [item for item in plan.items if item.fate in (Fate.CREATED, Fate.UPDATED)]
    index = source_index()
    context = {
        **_page(title, "upload"),
        "name": name,
        "plan": plan,
        "applied": applied,
        "published": published,
        "counts": [(fate.label, number) for fate, number in plan.counts.items()],
        "problems": plan.problems[:MAX_SHOWN],
        "bad_lines": len({problem.line for problem in plan.problems}),
        "items": [_row(item) for item in shown[:MAX_SHOWN]],
        "shortened": max(len(shown), len(plan.problems)) > MAX_SHOWN,
        "takes": len(plan.work),
        "may_publish": _may_publish(request),
        "explore_url": reverse("wagtailadmin_explore", args=[index.pk]) if index else "",
    }
    return TemplateResponse(request, "gemeenten/exchange/report.html", context)


def _row(item: Item) -> dict[str, Any]:
    return {
        "item": item,
        "lines": ", ".join(str(number) for number in item.lines),
        "css": "status-tag primary" if item.fate is Fate.CREATED else "status-tag",
        "edit_url": reverse("wagtailadmin_pages:edit", args=[item.before.page_id]) if item.before else "",
    }


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """All profiles as a file."""
    _check(request)
    content, _number = export_profiles(kind, _language())
    return _file(content, kind, "solidaire-gemeenten")


@require_safe
def example(request: HttpRequest, kind: str) -> HttpResponse:
    """A file with all columns and lines to write over."""
    _check(request)
    columns = [column for column in Column if column is not Column.STATUS]
    return _file(write(example_rows(_language()), _language(), kind, columns), kind, _("example"))


class FormatConverter:
    """``csv`` or ``xlsx`` in an address."""

    regex = "|".join(FORMATS)

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value
