"""Sending translations out as files and taking them in again, in the admin."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from portal.translation.access import editable_locales, editable_translations, may_edit
from portal.translation.exchange import Fate, FileReport, ImportFailedError, Report, apply, check
from portal.translation.files import MAX_BYTES, pack, unpack
from portal.translation.inline import visible_text
from portal.translation.pending import PendingImport
from portal.translation.segments import Document, load_documents
from portal.uploads import UploadForm

#: Lines of a report on one page; beyond that a browser is slow and nobody reads.
MAX_LINES = 1000


def exchange_locales(user: Any) -> list[Locale]:
    """The languages that something is translated into and that ``user`` may edit."""
    into = set(Translation.objects.filter(enabled=True).values_list("target_locale_id", flat=True))
    return [locale for locale in editable_locales(user) if locale.pk in into]


def may_exchange(user: Any) -> bool:
    """Whether the pages of this module are for ``user``."""
    return bool(user.has_perm("wagtailadmin.access_admin") and exchange_locales(user))


def _locales_or_403(request: HttpRequest) -> list[Locale]:
    if locales := exchange_locales(request.user):
        return locales
    raise PermissionDenied


def page_context(title: str, icon: str) -> dict[str, Any]:
    """What every page below the translation board shows around its content."""
    trail = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("translation_board"), "label": _("Translations")},
        {"url": "", "label": title},
    ]
    return {"breadcrumbs_items": trail, "header_title": title, "header_icon": icon}


# --- Export -----------------------------------------------------------------------------------------------------------


class ExportForm(forms.Form):
    """Which texts, and as what."""

    locale = forms.ModelChoiceField(Locale.objects.none(), label=gettext_lazy("Language"), empty_label=None)
    texts = forms.ChoiceField(
        label=gettext_lazy("Texts"),
        choices=[
            ("all", gettext_lazy("All texts")),
            ("open", gettext_lazy("Only what is not translated or confirmed")),
        ],
        widget=forms.RadioSelect,
        initial="all",
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("File"),
        choices=[
            ("xliff", gettext_lazy("XLIFF 2.0: for translation agencies; tags and placeholders are protected")),
            ("po", gettext_lazy("PO: for Poedit and its like; several pages come in a ZIP file")),
        ],
        widget=forms.RadioSelect,
        initial="xliff",
    )
    ids = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, locales: list[Locale], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["locale"]
        field.queryset = Locale.objects.filter(pk__in=[locale.pk for locale in locales])


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """Choose what to export; a POST answers the file.

    ``ids`` narrows it down: keys of translations or of the objects themselves, separated by commas. Without it, it is
    everything that the person may edit in a language.
    """
    locales = _locales_or_403(request)
    ids = request.POST.get("ids") or ",".join(request.GET.getlist("ids"))
    wanted = _chosen_locale(request.GET.get("locale", ""), locales)
    data = request.POST if request.method == "POST" else None
    form = ExportForm(data, locales=locales, initial={"ids": ids, "locale": wanted})
    if form.is_valid():
        wanted = form.cleaned_data["locale"]
    translations = _selected(editable_translations(request.user, wanted), ids)
    if data is not None and form.is_valid():
        documents = load_documents(translations)
        if form.cleaned_data["texts"] == "open":
            documents = [document.only_open() for document in documents]
        if response := _download(documents, form.cleaned_data["kind"], wanted):
            return response
        messages.warning(request, _("There is nothing to export: every text has its translation."))
    context = {
        **page_context(_("Export translations"), "download"),
        "form": form,
        "locale": wanted,
        "translations": translations,
        "selection": bool(ids),
        "left_out": 0 if ids else _not_submitted(wanted),
    }
    return TemplateResponse(request, "portal/translation/exchange_export.html", context)


def _chosen_locale(code: str, locales: list[Locale]) -> Locale:
    return next((locale for locale in locales if locale.language_code == code), locales[0])


def _selected(translations: list[Translation], ids: str) -> list[Translation]:
    wanted = {one.strip() for one in ids.split(",") if one.strip()}
    if not wanted:
        return translations
    return [one for one in translations if wanted & {str(one.pk), str(one.uuid), str(one.source.object_id)}]


def _not_submitted(locale: Locale) -> int:
    """How many live pages of the source language have never been submitted for translation into ``locale``."""
    submitted = Translation.objects.filter(target_locale=locale, enabled=True).values("source__object_id")
    sources = Translation.objects.filter(target_locale=locale).values("source__locale_id")
    pages = Page.objects.live().filter(locale_id__in=sources, depth__gt=1)
    return int(pages.exclude(translation_key__in=submitted).count())


def _download(documents: list[Document], kind: str, locale: Locale) -> HttpResponse | None:
    single = documents[0].title if len(documents) == 1 else "solidaire-gemeenten"
    stem = f"{single[:60]}-{locale.language_code}-{timezone.localdate():%Y-%m-%d}"
    try:
        name, content_type, content = pack(documents, kind, stem)
    except ValueError:
        return None
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": _attachment(name), "Cache-Control": "no-store"},
    )


def _attachment(name: str) -> str:
    from django.utils.http import content_disposition_header

    return str(content_disposition_header(True, name.replace("/", "-")))


# --- Import -----------------------------------------------------------------------------------------------------------


class ImportForm(UploadForm):
    """One file."""

    accept = ".po,.xlf,.xliff,.zip"
    help_text = gettext_lazy("A PO or XLIFF 2 file that was exported here, or a ZIP of them.")
    max_bytes = MAX_BYTES


@require_http_methods(["GET", "HEAD", "POST"])
def import_upload(request: HttpRequest) -> HttpResponse:
    """Send a file: nothing happens yet but the report."""
    _locales_or_403(request)
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid():
            return _preview(request, form.cleaned_data["file"])
    else:
        form = ImportForm()
    context = {**page_context(_("Import translations"), "upload"), "form": form}
    return TemplateResponse(request, "portal/translation/exchange_import.html", context)


@require_POST
def upload_for_one(request: HttpRequest, translation_id: int) -> HttpResponse:
    """What the translation editor's “Upload PO file” leads to: the same report, for this translation only."""
    translation = get_object_or_404(Translation.objects.select_related("source"), pk=translation_id)
    if not may_edit(request.user, translation):
        raise PermissionDenied
    form = ImportForm(request.POST, request.FILES)
    if form.is_valid():
        return _preview(request, form.cleaned_data["file"], translation)
    messages.error(request, " ".join(str(error) for error in form.errors.get("file", [])))
    return redirect("translation_import")


def _preview(request: HttpRequest, file: Any, only: Translation | None = None) -> HttpResponse:
    pending = PendingImport.keep(request.user, file.name or "", file.read(), only)
    return redirect("translation_import_preview", pending.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def import_preview(request: HttpRequest, key: UUID) -> HttpResponse:
    """The report of an upload; a POST applies it (``publish`` too, where asked) or throws it away (``discard``)."""
    pending = PendingImport.of(request.user).select_related("only__source").filter(pk=key).first()
    if pending is None:
        messages.warning(request, _("This upload has been applied, thrown away, or is too old: send the file again."))
        return redirect("translation_import")
    if "discard" in request.POST:
        pending.delete()
        messages.success(request, _("Nothing has been imported."))
        return redirect("translation_import")
    files = unpack(pending.name, bytes(pending.content))
    applied = False
    if request.method == "POST":
        try:
            report = apply(files, request.user, only=pending.only, publish="publish" in request.POST)
        except ImportFailedError as error:
            messages.error(request, str(error))
            report = check(files, request.user, only=pending.only)
        else:
            applied = True
            pending.delete()
    else:
        report = check(files, request.user, only=pending.only)
    title = _("Imported") if applied else _("Look before you import")
    context = {
        **page_context(title, "upload"),
        "name": pending.name,
        "applied": applied,
        "report": report,
        "counts": [(fate.label, number, fate.value) for fate, number in report.counts.items()],
        "takes": report.counts[Fate.APPLIED],
        "files": _shown(report),
        "shortened": sum(len(file.noteworthy) for file in report.files) > MAX_LINES,
    }
    return TemplateResponse(request, "portal/translation/exchange_report.html", context)


def _shown(report: Report) -> list[dict[str, Any]]:
    """The files with their noteworthy lines as plain text; those with something wrong first."""
    order = sorted(report.files, key=lambda file: not (file.refused or file.of(Fate.REJECTED) or file.of(Fate.UNKNOWN)))
    left = MAX_LINES
    shown = []
    for file in order:
        lines = sorted(file.noteworthy, key=lambda line: line.fate is Fate.APPLIED)[:left]
        left -= len(lines)
        shown.append({"report": file, "lines": [_line(line) for line in lines], "edit_url": _edit_url(file)})
    return shown


def _line(line: Any) -> dict[str, Any]:
    return {
        "fate": line.fate.label,
        "css": "status-tag primary" if line.fate is Fate.APPLIED else "status-tag",
        "place": line.segment.note or line.segment.path,
        "source": visible_text(line.segment.source),
        "before": visible_text(line.before),
        "after": visible_text(line.segment.target) if line.fate is Fate.APPLIED else line.segment.target,
        "reasons": line.reasons,
        "warnings": line.warnings,
    }


def _edit_url(file: FileReport) -> str:
    if file.translation is None:
        return ""
    try:
        return file.translation.get_target_instance_edit_url() or ""
    except file.translation.source.specific_content_type.model_class().DoesNotExist:
        return ""


def export_url(translation: Translation) -> str:
    """Where the export of one translation is."""
    query = urlencode({"ids": translation.pk, "locale": translation.target_locale.language_code})
    return f"{reverse('translation_export')}?{query}"
