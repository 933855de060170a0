"""Wagtail's own API for pages, narrowed to what is public, safe to ask and cheap to answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from rest_framework.renderers import JSONRenderer  # type: ignore[import-untyped]
from rest_framework.response import Response  # type: ignore[import-untyped]
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.models import Page, PageQuerySet

from portal.answers import make_answer, open_to_all, send, send_error


class PublicPages(PagesAPIViewSet):
    """Live public pages of both languages: JSON only, no log-in, no cookies."""

    renderer_classes = [JSONRenderer]
    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []
    # There is one site, and naming another fails inside Wagtail.
    known_query_parameters = PagesAPIViewSet.known_query_parameters - {"site", "format"}

    @classmethod
    def as_view(cls, actions: dict[str, str] | None = None, **initkwargs: Any) -> Callable[..., HttpResponse]:
        """The view under the policy of all open addresses."""
        view = super().as_view(actions, **initkwargs)

        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return _kept(request, view(request, *args, **kwargs))

        # Django's own check asks this of the outermost function; nobody is logged in here.
        answer.csrf_exempt = True  # type: ignore[attr-defined]
        return open_to_all(answer)

    def get_base_queryset(self) -> PageQuerySet:
        """Public pages only, whoever asks: restricted ones do not open to a password here."""
        return super().get_base_queryset().public().filter(alias_of__isnull=True)

    def get_queryset(self) -> PageQuerySet:
        """Pages with what every one of them is shown with, in one query."""
        queryset = super().get_queryset().select_related("locale", "content_type")
        if queryset.model is Page:
            return queryset
        related = {"municipality", "activity", "image", "share_image", "decision_document"}
        own = [field.name for field in queryset.model._meta.get_fields() if field.name in related]
        return queryset.select_related(*own) if own else queryset

    def paginate_queryset(self, queryset: PageQuerySet) -> Any:
        """A page of the list; SQLite cannot count as far as anybody may ask."""
        for name in ("limit", "offset"):
            if len(self.request.GET.get(name, "")) > 9:
                raise BadRequestError(f"{name} is too large")
        return super().paginate_queryset(queryset)

    def find_object(self, queryset: PageQuerySet, request: HttpRequest) -> Page | None:
        """A page by ``id`` or ``html_path``; an id that is no number finds nothing instead of failing."""
        wanted = request.GET.get("id")
        if wanted is not None and not (wanted.isascii() and wanted.isdigit() and len(wanted) <= 9):
            raise Http404("not found")
        return super().find_object(queryset, request)


def _kept(request: HttpRequest, response: Any) -> HttpResponse:
    """What Wagtail answered, with our fingerprint, cache policy and error shape."""
    if not isinstance(response, Response):
        plain: HttpResponse = response
        return plain
    if response.status_code >= 400:
        data = response.data if isinstance(response.data, dict) else {}
        message = str(data.get("message") or data.get("detail") or "not possible")
        return send_error(request, message, response.status_code)
    response.render()
    return send(request, make_answer(response.content, "application/json"))


router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("pages", PublicPages)
