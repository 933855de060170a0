"""Approving an unfinished translation in the workflow: Wagtail publishes there without asking any hook."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.pages.workflow import WorkflowAction
from wagtail.models import Page

from portal.translation.publishing import CONFIRM, ask_first, unfinished
from portal.translation.state import Detail

APPROVE = "approve"


@require_admin_access
def workflow_action(request: HttpRequest, page_id: int, action_name: str, task_state_id: int) -> HttpResponse:
    """Wagtail's own view; an approval that would publish an unfinished translation asks first.

    The dialogue for an approval with a comment is answered with the way to that question, before anything is typed.
    Apps may refuse an approval, or say something after it, by the hooks ``before_approve_page`` and
    ``after_approve_page`` (request, page), which Wagtail lacks.
    """
    page = get_object_or_404(Page, pk=page_id)
    approving = action_name == APPROVE and page.permissions_for_user(request.user).can_publish()
    for hook in hooks.get_hooks("before_approve_page") if approving else []:
        refusal: HttpResponse | None = hook(request, page)
        if refusal is not None:
            return refusal
    if action_name == APPROVE and CONFIRM not in request.POST:
        detail = _unfinished(request, page_id)
        if detail is not None and request.headers.get("x-requested-with") == "XMLHttpRequest":
            question = reverse("translation_approve", args=[page_id, task_state_id])
            return JsonResponse({"step": "success", "redirect": question})
        if detail is not None and request.method == "POST":
            return _ask(request, detail, page_id, task_state_id)
    response: HttpResponse = WorkflowAction.as_view()(
        request, page_id=page_id, action_name=action_name, task_state_id=task_state_id
    )
    for hook in hooks.get_hooks("after_approve_page") if approving and request.method == "POST" else []:
        hook(request, Page.objects.get(pk=page_id))
    return response


@require_admin_access
def approve(request: HttpRequest, page_id: int, task_state_id: int) -> HttpResponse:
    """The question as a page of its own, for whoever comes from the dialogue."""
    detail = _unfinished(request, page_id)
    if detail is None:
        return workflow_action(request, page_id=page_id, action_name=APPROVE, task_state_id=task_state_id)
    return _ask(request, detail, page_id, task_state_id)


def _unfinished(request: HttpRequest, page_id: int) -> Detail | None:
    """What is missing, for those who may see it; Wagtail's view refuses the others."""
    page: Any = get_object_or_404(Page, pk=page_id).specific
    return unfinished(page) if page.permissions_for_user(request.user).can_edit() else None


def _ask(request: HttpRequest, detail: Detail, page_id: int, task_state_id: int) -> HttpResponse:
    return ask_first(
        request,
        [detail],
        action=reverse("wagtailadmin_pages:workflow_action", args=[page_id, APPROVE, task_state_id]),
        back=reverse("wagtailadmin_pages:edit", args=[page_id]),
    )
