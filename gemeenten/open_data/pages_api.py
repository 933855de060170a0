"""Wagtail's own API for pages, narrowed to what is public, safe to ask and cheap to answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from rest_framework.fields import Field  # type: ignore[import-untyped]
from rest_framework.renderers import JSONRenderer  # type: ignore[import-untyped]
from rest_framework.response import Response  # type: ignore[import-untyped]
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.fields import StreamField
from wagtail.models import Page, PageQuerySet

from gemeenten.models import MunicipalityPage, TaggedMunicipality
from portal.answers import make_answer, open_to_all, send, send_error
from portal.languages import home_pages
from portal.snapshot import remembered


class StoredBlocks(Field):  # type: ignore[misc]
    """A stream as it is stored, which is what Wagtail's own field gives after asking the database for every choice."""

    def to_representation(self, value: Any) -> list[Any]:
        """Type, id and value of each block."""
        return list(value.raw_data)


class MunicipalityCode(Field):  # type: ignore[misc]
    """The REFNIS code of a profile's municipality, the key of everything else."""

    def get_attribute(self, instance: MunicipalityPage) -> str:
        """The code, without fetching the municipality."""
        return str(instance.municipality_id)

    def to_representation(self, value: str) -> str:
        """As it is."""
        return value


class ActivitySlugs(Field):  # type: ignore[misc]
    """The stable names of a profile's activities, from one query a publication."""

    def get_attribute(self, instance: MunicipalityPage) -> list[str]:
        """The names in the curators' order."""
        return remembered("activity slugs of pages", _slugs_by_page, self.context["request"]._request).get(
            instance.pk, []
        )

    def to_representation(self, value: list[str]) -> list[str]:
        """As they are."""
        return value


def _slugs_by_page() -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    tagged = TaggedMunicipality.objects.order_by("tag__sort_order", "tag__name")
    for page_id, slug in tagged.values_list("content_object_id", "tag__slug"):
        found.setdefault(page_id, []).append(slug)
    return found


class PublicPages(PagesAPIViewSet):
    """Live public pages of both languages: JSON only, no log-in, no cookies."""

    renderer_classes = [JSONRenderer]
    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []
    _public: PageQuerySet | None = None
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

    @classmethod
    def get_field_serializer_overrides(cls, model: type[Page]) -> dict[str, Any]:
        """Our own ways to show what would cost a query an item."""
        overrides: dict[str, Any] = super().get_field_serializer_overrides(model)
        for field in model._meta.get_fields():
            if isinstance(field, StreamField):
                overrides[field.name] = StoredBlocks()
        if issubclass(model, MunicipalityPage):
            overrides.update(municipality=MunicipalityCode(), activities=ActivitySlugs())
        return overrides

    def get_base_queryset(self) -> PageQuerySet:
        """Public pages below the home pages, whoever asks: restricted ones open neither to a log-in nor to a password.

        Wagtail's own asks the session of who may see what, three times a request.
        """
        if "site" in self.request.GET:
            # There is one site, and naming another fails inside Wagtail.
            raise BadRequestError("site cannot be chosen")
        if self._public is None:
            homes = remembered("home pages", home_pages, self.request._request)
            everywhere = Page.objects.live().public()
            below = [everywhere.descendant_of(home, inclusive=True) for home in homes.values()]
            self._public = reduce(or_, below, Page.objects.none())
        return self._public.all()

    def get_queryset(self) -> PageQuerySet:
        """Pages with what every one of them is shown with, in one query."""
        return super().get_queryset().select_related("locale", "content_type")

    def paginate_queryset(self, queryset: PageQuerySet) -> Any:
        """A page of the list; SQLite cannot count as far as anybody may ask."""
        for name in ("limit", "offset"):
            if len(self.request.GET.get(name, "")) > 9:
                raise BadRequestError(f"{name} is too large")
        return super().paginate_queryset(queryset)

    def find_object(self, queryset: PageQuerySet, request: HttpRequest) -> Page | None:
        """A page by ``id``, or by ``html_path`` as it stands in the address bar, with the language in front."""
        if "html_path" in request.GET:
            return _at(request, queryset, request.GET["html_path"])
        wanted = request.GET.get("id")
        if wanted is not None and not (wanted.isascii() and wanted.isdigit() and len(wanted) <= 9):
            raise Http404("not found")
        return super().find_object(queryset, request)


def _at(request: HttpRequest, queryset: PageQuerySet, path: str) -> Page | None:
    language, *components = [part for part in path.split("/") if part] or [""]
    home = home_pages().get(language)
    if home is None:
        return None
    page = home.specific.route(request, components).page
    return page if queryset.filter(pk=page.pk).exists() else None


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
