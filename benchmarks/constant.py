"""The ceiling: a Django site whose one view answers a constant of ``CONSTANT_BYTES`` bytes, and nothing else.

What an application server can do with Django behind it; ``benchmarks.load`` measures it beside the portal.
"""

from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import re_path

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY=os.urandom(16).hex(), MIDDLEWARE=[])

BODY = b"x" * int(os.environ.get("CONSTANT_BYTES", "10000"))


def constant(request: HttpRequest) -> HttpResponse:
    """Always the same."""
    return HttpResponse(BODY)


urlpatterns = [re_path("", constant)]
application = get_wsgi_application()
