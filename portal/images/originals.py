"""Images as they were uploaded, for who may edit them. Pages show versions made of them: there is no other address."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.images import get_image_model
from wagtail.images.permissions import permission_policy

from portal.documents.storage import ORIGINALS


@require_safe
@never_cache
def original(request: HttpRequest, name: str) -> FileResponse:
    """The file, to be saved and not shown.

    Raises:
        Http404: there is no image of this name.
        PermissionDenied: somebody may use the image, but not edit it.
    """
    image = get_object_or_404(get_image_model(), file=ORIGINALS + name)
    if not permission_policy.user_has_permission_for_instance(request.user, "change", image):
        raise PermissionDenied
    return FileResponse(image.file.open("rb"), as_attachment=True, filename=image.filename)


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Where they are."""
    return [path("images/originals/<str:name>/", original, name="image_original")]
