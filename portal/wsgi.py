"""The entry point of the application server: the page cache, and Django behind it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")

django = get_wsgi_application()

from portal.page_cache.setup import with_page_cache  # noqa: E402 - it reads the settings that Django has now set up

application = with_page_cache(django)
