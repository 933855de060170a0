"""Settings for the tests: production's behaviour, with a private folder and quick password hashes."""

import tempfile
from pathlib import Path

from portal.catalogues import compile_catalogues
from portal.settings.base import *  # noqa: F403
from portal.settings.base import DATABASES, PRIVATE_STORAGE, env

# Here and no later: the set-up of Django reads the source language's catalogue, and keeps it.
compile_catalogues()

SECRET_KEY = "for-tests-only"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# Only the tests: hashing hundreds of passwords slowly proves nothing.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
PORTAL_MAIL_BACKEND = EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PORTAL_SERVE_MEDIA = True
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="portal-test-media-"))
STATIC_ROOT = MEDIA_ROOT / "static"
PRIVATE_ROOT = Path(tempfile.mkdtemp(prefix="portal-test-private-"))
STORAGES = {
    "default": {"BACKEND": "portal.documents.storage.UploadStorage"},
    "private": {**PRIVATE_STORAGE, "OPTIONS": {**PRIVATE_STORAGE["OPTIONS"], "location": PRIVATE_ROOT}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
DATABASES["default"].setdefault("TEST", {})
if test_database := env.str("PORTAL_TEST_DATABASE", default=""):
    # A file outlives the run: with pytest's --reuse-db the starter content is loaded once, not at every run.
    DATABASES["default"]["TEST"]["NAME"] = test_database
# Tests make many letters from one address; those of the burst limits set their own.
PORTAL_LETTERS_A_MINUTE = PORTAL_BUNDLES_IN_TEN_MINUTES = PORTAL_APPLICATIONS_IN_TEN_MINUTES = 1_000_000
PORTAL_POSTS_A_MINUTE = PORTAL_PASSWORD_TRIES_IN_TEN_MINUTES = 1_000_000
# Tests log in by name; those of the log-in switch the second factor on.
PORTAL_SECOND_FACTOR = False
# Tests of the last good pages switch them on, each in a folder of its own: elsewhere an old page would hide an error.
PORTAL_LAST_GOOD_MEGABYTES = 0
PORTAL_BACKUP_ROOT = PRIVATE_ROOT.with_name(f"{PRIVATE_ROOT.name}-backups")
