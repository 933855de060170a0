"""Badge, list and map for other sites, and the page that explains them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from gemeenten.addresses import municipalities_url
from gemeenten.choices import Province, Status
from gemeenten.collation import sort_key
from gemeenten.directory import Directory, Entry
from gemeenten.embed.badge import HEIGHT, badge_width, render_badge
from gemeenten.embed.samples import LIST_HEIGHT, MAP_HEIGHT, badge_sample, frame_sample, with_province
from gemeenten.map.from_directory import draw_map
from gemeenten.open_data.dataset import base_url
from portal.answers import make_answer, open_to_all, send
from portal.cache import apply_cache_policy
from portal.translated_pages import addresses_of

PAGE = "embed"
KINDS = ("list", "map")
#: Frames may stand on every site, and load nothing but our own styles, fonts and signs.
FRAME_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors *"
)


def in_language(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer in the language of the address; 404 for one the site does not have."""

    @wraps(view)
    def answer(request: HttpRequest, language: str, **kwargs: Any) -> HttpResponse:
        if language not in dict(settings.LANGUAGES):
            raise Http404
        with translation.override(language):
            response = view(request, language=language, **kwargs)
        # LocaleMiddleware would name the visitor's own language here.
        response.setdefault("Content-Language", language)
        return response

    return answer


@open_to_all
@in_language
def badge(request: HttpRequest, language: str) -> HttpResponse:
    """The badge of one solidary municipality; there is none for others, nor any longer after a withdrawal."""
    directory = Directory.load(language, request)
    refnis = request.GET.get("gemeente", "")
    row = directory.row(refnis)
    if row is not None and row.successor:
        address = reverse("embed_badge", kwargs={"language": language})
        return HttpResponsePermanentRedirect(f"{address}?gemeente={row.successor}")
    entry = directory.entries.get(refnis)
    if entry is None or entry.status != Status.SOLIDARY:
        missing = make_answer(_("Only a solidary municipality has a badge."), "text/plain; charset=utf-8", language)
        return send(request, missing, status=404)
    image = render_badge(str(Status.SOLIDARY.label), entry.name, _badge_text(entry), language)
    return send(request, make_answer(image, "image/svg+xml; charset=utf-8", language))


@require_safe
@xframe_options_exempt
@in_language
def frame(request: HttpRequest, language: str, kind: str) -> HttpResponse:
    """The list or the map, of the whole country or one province, for a frame on another site."""
    province = request.GET.get("province", "")
    if kind not in KINDS or (province and province not in Province.values):
        raise Http404
    directory = Directory.load(language, request)
    shown = [entry for entry in directory.in_order() if province in ("", entry.row.province)]
    context = {
        "language": language,
        "province": str(Province(province).label) if province else "",
        "entries": [entry for entry in shown if entry.status != Status.NONE],
        "map_svg": _map_for_frame(shown, province) if kind == "map" else "",
        "list_url": with_province(municipalities_url(language, request), province),
        "campaign_host": base_url().split("://")[-1],
    }
    response = render(request, "embed/frame.html", context)
    response["Content-Security-Policy"] = FRAME_POLICY
    return apply_cache_policy(request, response)


def _map_for_frame(entries: list[Entry], province: str) -> SafeString:
    """The map with links that open in the whole window: those of an SVG do not heed the page's ``<base target>``."""
    svg = draw_map(entries, province or None)
    return mark_safe(svg.replace("<a ", '<a target="_top" '))  # noqa: S308


@require_safe
def documentation(request: HttpRequest, language: str) -> HttpResponse:
    """How to put badge, list and map on one's own site, with lines to copy."""
    directory = Directory.load(language, request)
    solidary = directory.solidary()
    wanted = request.GET.get("gemeente", "")
    chosen = next((entry for entry in solidary if entry.refnis == wanted), solidary[0] if solidary else None)
    province = request.GET.get("province", "")
    if province not in Province.values:
        province = ""
    provinces = sorted(((code, str(label)) for code, label in Province.choices), key=lambda pair: sort_key(pair[1]))
    context = {
        "translated_addresses": addresses_of(PAGE),
        "solidary": solidary,
        "chosen": chosen,
        "provinces": provinces,
        "province": province,
        "badge": _badge_of(chosen, language) if chosen else None,
        "frames": [_frame_of(kind, province, language) for kind in KINDS],
    }
    return apply_cache_policy(request, render(request, "embed/documentation.html", context))


def _badge_text(entry: Entry) -> str:
    """What the badge says, in words."""
    return _("%(claim)s: %(name)s") % {"claim": Status.SOLIDARY.label, "name": entry.name}


def _badge_of(entry: Entry, language: str) -> dict[str, Any]:
    claim = str(Status.SOLIDARY.label)
    address = f"{reverse('embed_badge', kwargs={'language': language})}?gemeente={entry.refnis}"
    width = badge_width(claim, entry.name)
    text = _badge_text(entry)
    code = badge_sample(f"{base_url()}{address}", f"{base_url()}{entry.url}", text, (width, HEIGHT))
    return {"address": address, "text": text, "width": width, "height": HEIGHT, "code": code}


def _frame_of(kind: str, province: str, language: str) -> dict[str, Any]:
    titles = {"list": _("List of the solidary municipalities"), "map": _("Map of the solidary municipalities")}
    address = with_province(reverse("embed_frame", kwargs={"language": language, "kind": kind}), province)
    height = LIST_HEIGHT if kind == "list" else MAP_HEIGHT
    code = frame_sample(f"{base_url()}{address}", titles[kind], height)
    return {"kind": kind, "title": titles[kind], "address": address, "height": height, "code": code}
