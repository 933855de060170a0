"""Answering the joining page: thin, since its forms and ``gemeenten.applications`` do the work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.debug import sensitive_variables

from gemeenten.applications import submit
from gemeenten.directory import Directory
from gemeenten.joining_forms import ApplicationForm, JoiningForm, TipForm
from gemeenten.register.rows import MunicipalityRow
from portal.errors import content_too_large
from portal.ratelimit import Limit, seconds_to_wait

if TYPE_CHECKING:
    from gemeenten.models.join import JoinPage


def serve_join(page: JoinPage, request: HttpRequest) -> HttpResponseBase:
    """The forms for GET; for POST thanks, or the form again with what is wrong and all that was typed."""
    # Should anything fail, no error report may hold what was typed.
    request.sensitive_post_parameters = "__ALL__"  # type: ignore[attr-defined]
    response = _take(page, request) if request.method == "POST" else _show(page, request)
    response["Cache-Control"] = "no-store"
    return response


@sensitive_variables()
def _take(page: JoinPage, request: HttpRequest) -> HttpResponse:
    try:
        posted, files = request.POST, request.FILES
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
        return content_too_large(request)
    except MultiPartParserError:
        posted, files = request.POST, request.FILES
    kind = TipForm if posted.get("form") == TipForm.purpose else ApplicationForm
    form = _form(kind, page, request, posted, files)
    if not form.is_valid() or form.submission is None:
        return _show(page, request, form, status=422)
    limit = Limit("applications", settings.PORTAL_APPLICATIONS_IN_TEN_MINUTES, 600)
    if wait := seconds_to_wait(request, limit):
        response = _show(page, request, form, status=429, wait_minutes=-(-wait // 60))
        response["Retry-After"] = str(wait)
        return response
    submit(form.submission, form.values(), form.activity_ids)
    # Going to another address makes sure that reloading sends nothing twice.
    return HttpResponseRedirect(f"{page.get_url(request)}?thanks={form.purpose}#thanks", status=303)


def _form(
    kind: type[JoiningForm], page: JoinPage, request: HttpRequest, posted: Any = None, files: Any = None
) -> JoiningForm:
    language = page.locale.language_code
    directory = Directory.load(language, request)
    known = _asked_for(directory, request.GET.get("gemeente", ""))
    more: dict[str, Any] = {"labels": directory.labels.values()} if kind is ApplicationForm else {}
    return kind(posted, files, rows=directory.rows, reader_language=language, known=known, **more)


def _asked_for(directory: Directory, refnis: str) -> MunicipalityRow | None:
    """The current municipality of a code in the address; a former code counts as its successor's."""
    row = directory.row(refnis)
    while row is not None and row.successor:
        row = directory.row(row.successor)
    return row if row is not None and row.refnis in directory.entries else None


def _show(
    page: JoinPage, request: HttpRequest, form: JoiningForm | None = None, *, status: int = 200, **more: Any
) -> TemplateResponse:
    context = page.get_context(request)
    forms = {
        kind.purpose: form if isinstance(form, kind) else _form(kind, page, request)
        for kind in (ApplicationForm, TipForm)
    }
    context.update(
        join=forms[ApplicationForm.purpose],
        tip=forms[TipForm.purpose],
        sent=form,
        thanks=request.GET.get("thanks", "") if request.method in ("GET", "HEAD") else "",
        kept_days=settings.PORTAL_APPLICATIONS_KEPT_DAYS,
        **more,
    )
    return TemplateResponse(request, page.get_template(request), context, status=status)
