"""The entry point of the application server: request ids, the page cache, and Django behind it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")

from portal.observe.metrics_server import count_together, serve_from_here

count_together()
django = get_wsgi_application()

from portal.observe.request_ids import identified  # noqa: E402 - these need what Django has now set up
from portal.page_cache.setup import with_page_cache  # noqa: E402

application = identified(with_page_cache(django))
serve_from_here()
