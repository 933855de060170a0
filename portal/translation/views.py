"""The pages of the translation board in the admin."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.paginator import WagtailPaginator
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation, TranslationContext

from portal.errors import permission_denied
from portal.translation import board, publishing, updates
from portal.translation.inline import visible_text
from portal.translation.segments import label
from portal.translation.state import Detail, read_detail

#: Objects that one request brings up to date: about two seconds of work.
BATCH = 8
_RUN = "translation_update_run"

View = Callable[..., Any]


def forbidding(view: View) -> View:
    """Answer 403 where ``view`` refuses; Wagtail's admin would lead to the dashboard with a message instead."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return view(request, *args, **kwargs)
        except PermissionDenied as error:
            return permission_denied(request, error)

    return guarded


def _breadcrumbs(*items: tuple[str, str]) -> list[dict[str, str]]:
    trail = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    trail.append({"url": reverse("translation_board"), "label": _("Translations")})
    return trail + [{"url": url, "label": text} for url, text in items]


@forbidding
def index(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The table of all sources and languages, with filters; ``?export=csv`` gives the filtered rows as a file."""
    access = board.require_access(request)
    entries = board.visible_entries(access)
    form = board.BoardFilter(request.GET, entries)
    values = form.values()
    shown = board.narrow(entries, values)
    if request.GET.get("export") == "csv":
        response = StreamingHttpResponse(board.csv_lines(shown), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="translations.csv"'
        return response
    paginator = WagtailPaginator(shown, board.PER_PAGE)
    page = paginator.get_page(request.GET.get("p"))
    export = request.GET.copy()
    export["export"] = "csv"
    export.pop("p", None)
    return TemplateResponse(
        request,
        "portal/translation/board.html",
        {
            "breadcrumbs_items": _breadcrumbs(),
            "header_title": _("Translations"),
            "header_icon": "wagtail-localize-language",
            "form": form,
            "filtered": bool(values),
            "totals": board.totals(board.narrow(entries, values, but="state"), values),
            "rows": board.rows(page.object_list, access),
            "count": len(shown),
            "page_obj": page,
            "elided_page_range": paginator.get_elided_page_range(page.number),
            "index_url": reverse("translation_board"),
            "export_url": f"?{export.urlencode()}",
            "stale": updates.outdated_sources().count() if access.submit else 0,
            "may_update": access.submit,
        },
    )


def _detail(request: HttpRequest, key: UUID, language: str) -> tuple[board.Access, Detail]:
    access = board.require_access(request)
    detail = read_detail(key, get_object_or_404(Locale, language_code=language))
    if detail is None:
        raise Http404
    if not access.sees(detail.entry):
        raise PermissionDenied
    return access, detail


@forbidding
def detail(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    """One source in one language: what changed, old and new side by side, and what nobody has translated."""
    access, found = _detail(request, key, language)
    entry = found.entry
    places = dict(TranslationContext.objects.filter(object_id=key).values_list("path", "field_path"))

    def named(path: str) -> str:
        return label(entry.model, path, places.get(path, ""))

    return TemplateResponse(
        request,
        "portal/translation/detail.html",
        {
            "breadcrumbs_items": _breadcrumbs((request.path, entry.title)),
            "header_title": f"{entry.title} – {entry.locale}",
            "header_icon": "wagtail-localize-language",
            "row": board.row_of(entry, access),
            "entry": entry,
            "detail": found,
            "changes": [
                {
                    "place": named(change.path),
                    "old": visible_text(change.old),
                    "new": visible_text(change.new),
                    "translation": visible_text(change.translation),
                }
                for change in found.changes
            ],
            "untranslated": [{"place": named(path), "text": visible_text(text)} for path, text in found.untranslated],
            "copied": [{"place": named(path), "text": visible_text(text)} for path, text in found.copied],
            "may_update": access.submit,
            "may_submit": access.may_edit_target(entry) and entry.is_page and entry.translation_id is not None,
        },
    )


@require_POST
@forbidding
def update_one(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    """Hand the changes of one source on to its translations, as drafts."""
    access, _found = _detail(request, key, language)
    if not access.submit:
        raise PermissionDenied
    row = updates.outdated_sources().filter(translation_key=key).first()
    if row is not None:
        publishing.tell(request, updates.run([row], user=request.user))
    return redirect("translation_detail", key, language)


@require_POST
@forbidding
def submit(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    """Save the translation as a draft and send it to review, for who may not publish it."""
    _access, found = _detail(request, key, language)
    entry = found.entry
    if entry.translation_id is None or entry.target is None or not entry.is_page:
        raise Http404
    page = get_object_or_404(Page, pk=entry.target.pk)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    workflow = page.get_workflow()
    if workflow is None or page.workflow_in_progress:
        messages.warning(
            request,
            _("This page is under review already.") if workflow else _("No workflow has been set up for this page."),
        )
        return redirect("translation_detail", key, language)
    if not found.complete and publishing.CONFIRM not in request.POST:
        back = reverse("translation_detail", args=[key, language])
        return publishing.ask_first(request, [found], action=request.path, back=back, review=True)
    translation = Translation.objects.select_related("source", "target_locale").get(pk=entry.translation_id)
    try:
        updates.save_draft(translation, user=request.user)
    except ValidationError as error:
        messages.error(request, "; ".join(error.messages))
    else:
        workflow.start(page.specific, request.user)
        messages.success(request, _("“%(title)s” has been sent to review.") % {"title": entry.title})
    return redirect("translation_detail", key, language)


@forbidding
def update_all(request: HttpRequest) -> HttpResponse:
    """Bring all translations up to date, some at a time.

    A POST starts the run and keeps its course in the session; the page then asks for itself again until all is done,
    each time for the next objects. Without a run that its user has started, a GET changes nothing.
    """
    access = board.require_access(request)
    if not access.submit:
        raise PermissionDenied
    session: Any = request.session
    if request.method == "POST":
        session[_RUN] = {"total": updates.outdated_sources().count(), "done": 0, "drafts": 0, "failed": []}
    run = session.get(_RUN)
    if run is None:
        return redirect("translation_board")
    tried = [failed["pk"] for failed in run["failed"]]
    batch = list(updates.outdated_sources().exclude(pk__in=tried)[:BATCH])
    for row in batch:
        outcome = updates.run([row], user=request.user)[0]
        run["done"] += 1
        run["drafts"] += len(outcome.drafts) + len(outcome.published)
        if outcome.errors:
            run["failed"].append({"pk": row.pk, "title": row.title, "errors": outcome.errors})
    remaining = updates.outdated_sources().exclude(pk__in=[failed["pk"] for failed in run["failed"]]).count()
    finished = not batch or not remaining
    if finished:
        session.pop(_RUN, None)
    else:
        session[_RUN] = run
    return TemplateResponse(
        request,
        "portal/translation/update.html",
        {
            "breadcrumbs_items": _breadcrumbs((request.path, _("Bring all translations up to date"))),
            "header_title": _("Bring all translations up to date"),
            "header_icon": "rotate",
            "run": {**run, "total": max(run["total"], run["done"] + remaining)},
            "finished": finished,
        },
    )


@forbidding
def refuse_alias(request: HttpRequest, page_id: int) -> HttpResponse:
    """Refuse to turn a translation into an alias, which would serve the source's words under another language."""
    raise PermissionDenied
