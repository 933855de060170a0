"""Settings for a live site. Refuses to start without its secrets; every default is the safe one.

``PORTAL_HTTPS=false`` is for a laptop or a private network only: `make run` sets it for plain http on localhost.
"""

from portal.settings.base import *  # noqa: F403
from portal.settings.base import VAR_DIR, env

environment_file = VAR_DIR / "portal.env"
if environment_file.exists():
    # Written by `make run`; a real deployment sets the environment itself. What the environment says wins.
    env.read_env(str(environment_file))

SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
WAGTAILADMIN_BASE_URL = env.str("PORTAL_BASE_URL")
PORTAL_SERVE_MEDIA = env.bool("PORTAL_SERVE_MEDIA", default=False)
PORTAL_SECOND_FACTOR = env.bool("PORTAL_SECOND_FACTOR", default=True)

HTTPS = env.bool("PORTAL_HTTPS", default=True)
SECURE_SSL_REDIRECT = HTTPS
# Load balancers ask over plain http from inside.
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=63_072_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
if HTTPS:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=HTTPS)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Without this, all visitors would share the burst limits of the one server in front.
PORTAL_TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=int(BEHIND_PROXY))
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
