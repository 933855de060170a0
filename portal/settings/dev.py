"""Settings for developing: debug pages, no collected static files, a fixed key that protects nothing."""

from portal.settings.base import *  # noqa: F403
from portal.settings.base import STORAGES, env

DEBUG = True
ALLOWED_HOSTS = ["*"]
SECRET_KEY = "for-developing-only-never-for-a-site-that-others-can-reach"  # noqa: S105
PORTAL_SERVE_MEDIA = True
PORTAL_SECOND_FACTOR = env.bool("PORTAL_SECOND_FACTOR", default=False)
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
