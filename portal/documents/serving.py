"""Handing out documents, and the images of the media folder where no web server does."""

from __future__ import annotations

import mimetypes
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve as serve_file
from wagtail.documents import get_document_model
from wagtail.documents.views.serve import serve as serve_of_wagtail

#: What the media folder hands out: smaller versions of images, and pictures of staff; by folder and by ending.
PUBLIC_FOLDERS: Final = ("images/", "avatar_images/")
PUBLIC_ENDINGS: Final = (".avif", ".gif", ".jpg", ".jpeg", ".png", ".webp")


@require_safe
def document(request: HttpRequest, document_id: str, document_filename: str) -> HttpResponseBase:
    """Wagtail's own view, which asks who may see it; what not everybody may see is kept by nobody on the way."""
    # More digits than a key has would be too much for the database.
    if len(document_id) > 18:
        raise Http404
    response: HttpResponseBase = serve_of_wagtail(request, document_id, document_filename)
    # A signed link to a storage elsewhere opens the file for whoever has it.
    if response.status_code == 302 or _is_restricted(document_id):
        response.headers.pop("ETag", None)
        patch_cache_control(response, private=True, no_store=True)
    return response


def _is_restricted(document_id: str) -> bool:
    found = get_document_model().objects.filter(pk=document_id).select_related("collection").first()
    return found is not None and bool(found.collection.get_view_restrictions())


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """An image of the media folder; nothing else that may lie there, and no list of it."""
    if not path.startswith(PUBLIC_FOLDERS) or not path.lower().endswith(PUBLIC_ENDINGS) or "\\" in path:
        raise Http404
    response: HttpResponseBase = serve_file(request, path, document_root=str(settings.MEDIA_ROOT))
    response.headers["Content-Type"] = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return response
