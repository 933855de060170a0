"""Settings that hold everywhere. What differs between machines comes from the environment (see docs/settings.md)."""

from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from portal.settings import elsewhere
from portal.settings.account import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent.parent

env = environ.Env()

#: Everything the site writes (database, media, collected static files, secrets) lives in one folder kept out of git.
VAR_DIR = Path(env.str("PORTAL_VAR_DIR", default=str(BASE_DIR / "var")))

DEBUG = False
ALLOWED_HOSTS: list[str] = []

INSTALLED_APPS = [
    # Ours first: their templates and translations win.
    "portal",
    "home",
    "gemeenten",
    "news",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.api.v2",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "rest_framework",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
]

MIDDLEWARE = [
    # Outermost: it names the request, and counts whatever comes of it.
    "portal.observe.requests.ObserveRequests",
    "portal.security_headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Below whitenoise, which has its files compressed already.
    "django.middleware.gzip.GZipMiddleware",
    # Below the compression, so that it keeps plain pages; above all that may fail.
    "portal.degraded.LastGoodPage",
    "portal.errors.WordsForErrors",
    "portal.maintenance.MaintenanceMode",
    "portal.middleware.RefuseUnreadableRequests",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.middleware.LanguageOfAddress",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Before anything reads a body: the check of forged forms does, once the view is known.
    "portal.request_limits.RequestLimits",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.account.sessions.SessionLimits",
    "portal.account.second_factor.SecondFactorRequired",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    # Its part is the view alone.
    "portal.whole_writes.WholeWrites",
    # Last: it replaces the answer to somebody who is locked out.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
        },
    },
]

# --- Database and cache: SQLite and local memory until a URL says otherwise ---------------------------------------

DATABASES: dict[str, Any] = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")}
#: A connection serves many requests; opening one takes longer than most pages. Each is looked at before it is used.
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONNECTION_SECONDS", default=600)
DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "portal.sqlite"
    # IMMEDIATE takes the write lock at the start of a transaction, so a writer waits instead of failing half-way;
    # WAL lets visitors read while an editor saves.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": env.int("DATABASE_BUSY_TIMEOUT", default=20),
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
        " PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000;",
    }
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # A server that is gone or busy is given up on while the visitor still waits: then the last good pages answer.
    connect_seconds = env.int("DATABASE_CONNECT_TIMEOUT", default=3)
    statement_seconds = env.int("DATABASE_STATEMENT_TIMEOUT", default=30)
    DATABASES["default"].setdefault("OPTIONS", {})
    DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", connect_seconds)
    # Commands that work for long do it in many statements; 0 switches the limit off.
    DATABASES["default"]["OPTIONS"].setdefault("options", f"-c statement_timeout={statement_seconds}s")
    if pool_size := env.int("DATABASE_POOL_SIZE", default=0):
        # The pool keeps connections open itself, and looks at each before it hands it out.
        DATABASES["default"]["CONN_MAX_AGE"] = 0
        DATABASES["default"]["OPTIONS"]["pool"] = {
            # None is held while nobody visits: n processes share what the server allows.
            "min_size": 0,
            "max_size": pool_size,
            "timeout": connect_seconds,
            # By default the pool waits twice as long after each failure, and would be the last to notice its return.
            "reconnect_timeout": connect_seconds,
        }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES: dict[str, Any] = {"default": env.cache_url("CACHE_URL", default="locmemcache://portal")}
if CACHES["default"]["BACKEND"] != "django.core.cache.backends.locmem.LocMemCache":
    # Pages come without a cache, only slower: one that is down must not take them with it.
    CACHES = {"default": {"BACKEND": "portal.patient_cache.PatientCache", "OPTIONS": {"cache": CACHES["default"]}}}

# Pieces of pages that are the same for everybody (`portal.templatetags.keep_tags`), in each process: a list of all
# municipalities has 130 kB, others have 1 to 15 kB, so this many take some 20 MB.
CACHES["pieces"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "pieces",
    "TIMEOUT": None,
    "OPTIONS": {"MAX_ENTRIES": env.int("PAGE_PIECES", default=2500)},
}

# --- Languages: Dutch is the source, French the first translation -------------------------------------------------

LANGUAGE_CODE = "nl"
KNOWN_LANGUAGES = {"nl": _("Dutch"), "fr": _("French"), "de": _("German"), "en": _("English")}
#: Languages of the public site, the source language first. A further one asks for `manage.py add_language` once.
LANGUAGES = [(code, KNOWN_LANGUAGES[code]) for code in env.list("PORTAL_LANGUAGES", default=["nl", "fr"])]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = [("nl", "Nederlands"), ("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
# Untranslated copies must never go live by themselves: a French page exists once it is translated.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
# A machine makes a first version where there is a key; its texts stay marked until a person confirms them.
DEEPL_API_KEY = env.str("DEEPL_API_KEY", default="")
LIBRETRANSLATE_URL = env.str("LIBRETRANSLATE_URL", default="").rstrip("/")
if DEEPL_API_KEY or LIBRETRANSLATE_URL:
    WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "portal.translation.machine.GlossaryTranslator",
        "OPTIONS": {
            "AUTH_KEY": DEEPL_API_KEY,
            "LIBRETRANSLATE_URL": LIBRETRANSLATE_URL,
            "API_KEY": env.str("LIBRETRANSLATE_API_KEY", default=""),
            "TIMEOUT": env.int("MACHINE_TRANSLATION_TIMEOUT", default=30),
        },
    }
TIME_ZONE = "Europe/Brussels"
USE_TZ = True

# --- Files --------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# The pictures of the staff's guide lie beside its text, so that it can be read where the code is kept, too.
STATICFILES_DIRS = [("guide", BASE_DIR / "docs" / "guide" / "images")]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
#: Documents, images as uploaded, and what visitors send: no address leads there, views hand it out to who may see it.
PRIVATE_ROOT = Path(env.str("PRIVATE_ROOT", default=str(VAR_DIR / "private")))
PRIVATE_STORAGE: dict[str, Any] = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {
        "location": PRIVATE_ROOT,
        # An address to make links from would be one too many.
        "base_url": "",
        "file_permissions_mode": 0o600,
        "directory_permissions_mode": 0o700,
    },
}
STORAGES = {
    # Images that pages show lie in MEDIA_ROOT; documents and originals in PRIVATE_ROOT, where no address leads.
    "default": {"BACKEND": "portal.documents.storage.UploadStorage"},
    "private": PRIVATE_STORAGE,
    "staticfiles": {"BACKEND": "portal.static_files.PortalStaticFilesStorage"},
}
# Or both in buckets of a storage that speaks S3 (docs/scaling.md).
STORAGES |= elsewhere.storages_on_s3(env)
#: Where browsers load pictures from besides the site itself.
PORTAL_PICTURE_ORIGIN = elsewhere.origin_of_pictures(env)
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# --- Requests -----------------------------------------------------------------------------------------------------

# A letter of the longest allowed text is about 6 kB; uploads belong to the admin and have Wagtail's own limits.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# Wagtail's page editor sends one field per stream value.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
# No form has more than one file.
DATA_UPLOAD_MAX_NUMBER_FILES = 10
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
# Wagtail lets its editor frame the previews by itself.
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

CSRF_FAILURE_VIEW = "portal.errors.csrf_failure"

# --- E-mail: printed to the console until a server is named -------------------------------------------------------

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
#: What sends; the back end in front of it counts what went out and what did not.
PORTAL_MAIL_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_BACKEND = "portal.observe.mail.CountedMail"
#: Seconds to wait for the mail server: a visitor's form waits as long.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Solidaire Gemeenten <info@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Wagtail ------------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Solidaire Gemeenten"
#: The public address without a trailing slash; the admin uses it in e-mails, feeds and the open data in absolute links.
WAGTAILADMIN_BASE_URL = env.str("PORTAL_BASE_URL", default="http://localhost:8000")
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "portal.search_backend"}}
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # Words without accents and in no particular language, as SQLite keeps them; a migration of `home` makes it.
    WAGTAILSEARCH_BACKENDS["default"]["SEARCH_CONFIG"] = "portal"
WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = "portal/password_required.html"  # noqa: S105 - a template
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "txt", "xlsx", "zip"]
# From elsewhere by a signed link, once the view has asked who may see it.
WAGTAILDOCS_SERVE_METHOD = "redirect" if "public" in STORAGES else "serve_view"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "portal.documents.forms.CampaignDocumentForm"
#: Larger documents are refused.
WAGTAILDOCS_MAX_UPLOAD_SIZE = env.int("DOCUMENT_MAX_MEGABYTES", default=20) * 1024 * 1024
# `portal.security_headers` sets a stricter policy for documents than Wagtail would.
WAGTAILDOCS_BLOCK_EMBEDDED_CONTENT = False
WAGTAILIMAGES_IMAGE_MODEL = "portal.CampaignImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "portal.images.forms.CampaignImageForm"
#: Larger uploads are refused. Pixels count besides bytes: an image takes about four bytes a pixel while it is read.
WAGTAILIMAGES_MAX_UPLOAD_SIZE = env.int("IMAGE_MAX_MEGABYTES", default=10) * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = env.int("IMAGE_MAX_MEGAPIXELS", default=50) * 1_000_000
# No SVG: it is a program as well as a picture.
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"avif": "webp", "bmp": "jpeg"}
# Third parties learn nothing about the staff: no avatars from elsewhere, no call home.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []
# Activities are a curated list: editors choose from it, they do not invent spellings.
WAGTAIL_TAG_SPACES_ALLOWED = True
TAGGIT_CASE_INSENSITIVE = True

# --- The API: everybody may read, nobody is known, JSON only ------------------------------------------------------

WAGTAILAPI_BASE_URL = WAGTAILADMIN_BASE_URL
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    # The public API only reads; the editor of translations sends each segment as a form.
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.FormParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
}

# --- The portal's own ---------------------------------------------------------------------------------------------

#: Closes the site to visitors (503) while it is worked on; health addresses and the admin stay open.
PORTAL_MAINTENANCE = env.bool("MAINTENANCE", default=False)
#: Where `backup` writes to, and the key that it encrypts with (`backup --new-key`); none: backups are readable.
PORTAL_BACKUP_ROOT = Path(env.str("BACKUP_ROOT", default=str(VAR_DIR / "backups")))
PORTAL_BACKUP_KEY = env.str("PORTAL_BACKUP_KEY", default="")
#: Where the last good version of each public page is kept for bad times, how much of it (0: none), and for how long.
PORTAL_LAST_GOOD_ROOT = Path(env.str("LAST_GOOD_ROOT", default=str(VAR_DIR / "last-good")))
PORTAL_LAST_GOOD_MEGABYTES = env.int("LAST_GOOD_MEGABYTES", default=100)
PORTAL_LAST_GOOD_HOURS = env.int("LAST_GOOD_HOURS", default=168)
#: Memory of each process for whole public pages (0: none), the seconds after which a page is made anew although nothing
#: changed, and the seconds between two looks whether something did (0: look at every visit).
PORTAL_PAGE_CACHE_MEGABYTES = env.int("PAGE_CACHE_MEGABYTES", default=64)
PORTAL_PAGE_CACHE_SECONDS = env.float("PAGE_CACHE_SECONDS", default=300.0)
PORTAL_PAGE_CACHE_CHECK_SECONDS = env.float("PAGE_CACHE_CHECK_SECONDS", default=0.25)
#: Servers in front (proxy, CDN) whose ``X-Forwarded-For`` entry names the visitor; 0: whoever connects is the visitor.
PORTAL_TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
#: Letters a minute, and bundles of letters in ten minutes, that one address may ask for.
PORTAL_LETTERS_A_MINUTE = env.int("LETTERS_A_MINUTE", default=20)
PORTAL_BUNDLES_IN_TEN_MINUTES = env.int("BUNDLES_IN_TEN_MINUTES", default=3)
#: Applications and tips in ten minutes from one address, and how large the file with a decision may be.
PORTAL_APPLICATIONS_IN_TEN_MINUTES = env.int("APPLICATIONS_IN_TEN_MINUTES", default=5)
PORTAL_DECISION_FILE_MB = env.int("DECISION_FILE_MB", default=10)
#: After how many days `purge_personal_data` deletes what came in through the joining page.
PORTAL_APPLICATIONS_KEPT_DAYS = env.int("APPLICATIONS_KEPT_DAYS", default=180)
#: After how many days `purge_personal_data` takes the staff's names off the records of what was done in the admin.
PORTAL_STAFF_RECORDS_KEPT_DAYS = env.int("STAFF_RECORDS_KEPT_DAYS", default=730)
#: Where people who found a weakness write to, in security.txt; empty: the campaign's contact address.
PORTAL_SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")
#: What one address may send: forms of any kind a minute; in ten minutes, requests for a new password and guesses at the
#: password of a page or a document.
PORTAL_POSTS_A_MINUTE = env.int("POSTS_A_MINUTE", default=60)
PORTAL_PASSWORD_TRIES_IN_TEN_MINUTES = env.int("PASSWORD_TRIES_IN_TEN_MINUTES", default=10)
#: From how many letters on the pages say how many were made for a municipality.
PORTAL_LETTER_COUNT_THRESHOLD = env.int("LETTER_COUNT_THRESHOLD", default=10)
#: After how many days a profile asks to be confirmed again.
PORTAL_CONFIRM_AFTER_DAYS = env.int("CONFIRM_AFTER_DAYS", default=365)
#: Whether publishing a source hands its changes to its translations at once, as drafts (see docs/content.md).
PORTAL_SYNC_TRANSLATIONS_ON_PUBLISH = env.bool("SYNC_TRANSLATIONS_ON_PUBLISH", default=True)
#: Whether Django itself answers /media/ (laptop); a server in front does it in production.
PORTAL_SERVE_MEDIA = env.bool("PORTAL_SERVE_MEDIA", default=False)

# --- What those who run the site see (see docs/operations.md) -------------------------------------------------------

#: How entries of the log are written: ``line`` for people, ``json`` for programs that collect them.
LOG_FORMAT = env.str("LOG_FORMAT", default="line")
if LOG_FORMAT not in ("line", "json"):
    raise ImproperlyConfigured(f"LOG_FORMAT must be line or json, not {LOG_FORMAT!r}.")
#: Whether each request that Django answers is an entry.
PORTAL_LOG_REQUESTS = env.bool("LOG_REQUESTS", default=True)
#: Milliseconds from which on a query stands in the log; 0: none does.
PORTAL_SLOW_QUERY_MS = env.int("SLOW_QUERY_MS", default=500)
#: Where Prometheus asks (0: nowhere): a port of its own, never that of the site. Processes add up in the folder.
PORTAL_METRICS_PORT = env.int("METRICS_PORT", default=0)
PORTAL_METRICS_HOST = env.str("METRICS_HOST", default="127.0.0.1")
PORTAL_METRICS_DIR = Path(env.str("METRICS_DIR", default=str(VAR_DIR / "metrics")))
#: Where errors are told, if anywhere.
SENTRY_DSN = env.str("SENTRY_DSN", default="")
SENTRY_ENVIRONMENT = env.str("SENTRY_ENVIRONMENT", default="")
SENTRY_RELEASE = env.str("SENTRY_RELEASE", default="")

# --- Beside the answers, and in front of them (see docs/scaling.md) ------------------------------------------------

#: ``immediate``: who asks for work waits for it; ``database``: a worker does it (``manage.py db_worker``).
PORTAL_BACKGROUND = env.str("BACKGROUND_TASKS", default="immediate")
TASKS = elsewhere.tasks(PORTAL_BACKGROUND)
if PORTAL_BACKGROUND == "database":
    INSTALLED_APPS.append("django_tasks_db")
#: Caches that are told what changed. The addresses of other languages come from the pages: their words differ.
WAGTAILFRONTENDCACHE = elsewhere.caches_in_front(env)
WAGTAILFRONTENDCACHE_LANGUAGES: list[str] = []

LINE = "{asctime} {levelname} {name} [{request_id}] {message}"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "portal.logs.OneLine", "fmt": LINE, "style": "{"},
        "json": {"()": "portal.logs.JsonLine"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    # One line for every row that the search index takes in says nothing.
    "loggers": {"django_tasks": {"level": "WARNING"}, "fontTools": {"level": "WARNING"}, "axes": {"level": "WARNING"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
