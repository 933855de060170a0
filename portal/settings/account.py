"""Settings of the log-in: second factor, lockout, passwords, sessions, single sign-on (see docs/security.md)."""

from datetime import timedelta
from typing import Any

import environ

env = environ.Env()

#: Whether everybody who logs in must prove a second factor. Only a laptop or a demo switches it off.
PORTAL_SECOND_FACTOR = env.bool("PORTAL_SECOND_FACTOR", default=True)

LOGIN_URL = WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"

AUTHENTICATION_BACKENDS = [
    # First: it keeps out who is locked out before any password is looked at.
    "portal.account.lockout.LockoutBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]

# --- Accounts are made by administrators; nobody signs up -----------------------------------------------------------

ACCOUNT_ADAPTER = "portal.account.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_FORMS = {"login": "portal.account.forms.LoginForm"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Solidaire Gemeenten] "
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    # Counts wrong codes of the second factor, each person's apart; axes counts wrong passwords.
    "login_failed": "20/m/ip,5/300s/key",
    "reauthenticate": "10/m/user",
}

# --- Second factor --------------------------------------------------------------------------------------------------

MFA_ADAPTER = "portal.account.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Solidaire Gemeenten"
# Telephones' clocks are a little off: the codes of the half minutes before and after count as well.
MFA_TOTP_TOLERANCE = 1
# Accounts are made by administrators, who type the address: nobody can claim another one's.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "portal.account.forms.CodeForm",
    "reauthenticate": "portal.account.forms.ReauthenticateCodeForm",
    "activate_totp": "portal.account.forms.SetUpAppForm",
    "add_webauthn": "portal.account.forms.AddPasskeyForm",
}

# --- Lockout after wrong passwords and codes ------------------------------------------------------------------------

#: Wrong passwords or codes before one account is locked for one network address, and before that address is locked.
PORTAL_LOGIN_FAILURES = env.int("LOGIN_FAILURES", default=5)
PORTAL_LOGIN_FAILURES_OF_ADDRESS = env.int("LOGIN_FAILURES_OF_ADDRESS", default=25)
#: Minutes until a lock opens by itself.
PORTAL_LOGIN_LOCK_MINUTES = env.int("LOGIN_LOCK_MINUTES", default=30)

# Never the account alone: whoever knows a name could keep its owner out.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]
AXES_HANDLER = "portal.account.lockout.LockoutHandler"
AXES_FAILURE_LIMIT = PORTAL_LOGIN_FAILURES
AXES_COOLOFF_TIME = timedelta(minutes=PORTAL_LOGIN_LOCK_MINUTES)
AXES_CLIENT_IP_CALLABLE = "portal.account.lockout.client_ip"
AXES_USERNAME_CALLABLE = "portal.account.lockout.username_of"
AXES_LOCKOUT_CALLABLE = "portal.account.lockout.locked_out"
# A lock counts from the last failure that it let through, or an impatient owner would lengthen it.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
# Nothing about successful log-ins is kept, and no name or address comes into the log.
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = [
    *("username", "login", "ip_address", "password", "code", "credential", "csrfmiddlewaretoken", "next"),
]

# --- Passwords ------------------------------------------------------------------------------------------------------

#: Where passwords known from breaches are looked up by the first five characters of their hash; empty: nowhere.
PORTAL_BREACHED_PASSWORDS_URL = env.str("BREACHED_PASSWORDS_URL", default="").rstrip("/")
#: Seconds to wait for it. Without an answer the password is accepted.
PORTAL_BREACHED_PASSWORDS_TIMEOUT = env.float("BREACHED_PASSWORDS_TIMEOUT", default=3.0)
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "portal.account.passwords.PaddedPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "portal.account.passwords.BreachedPasswordValidator"},
    {"NAME": "portal.account.events.PasswordNoted"},
]

# --- Sessions -------------------------------------------------------------------------------------------------------

#: Hours without activity, and hours in all, after which a session ends.
PORTAL_SESSION_IDLE_HOURS = env.float("SESSION_IDLE_HOURS", default=8.0)
PORTAL_SESSION_HOURS = env.float("SESSION_HOURS", default=12.0)
SESSION_COOKIE_AGE = int(PORTAL_SESSION_HOURS * 3600)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# A link for a new password is a key to the account.
PASSWORD_RESET_TIMEOUT = 2 * 60 * 60
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "portal.account.password_reset.PasswordResetForm"  # noqa: S105

# --- Single sign-on, where an organisation has it -------------------------------------------------------------------

SOCIALACCOUNT_ADAPTER = "portal.account.single_sign_on.SingleSignOnAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
PORTAL_OIDC_SERVER = env.str("PORTAL_OIDC_SERVER", default="").rstrip("/")
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": []}}
if PORTAL_OIDC_SERVER:
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"].append(
        {
            "provider_id": "sso",
            "name": env.str("PORTAL_OIDC_NAME", default="Single sign-on"),
            "client_id": env.str("PORTAL_OIDC_CLIENT_ID"),
            "secret": env.str("PORTAL_OIDC_CLIENT_SECRET"),
            "settings": {"server_url": PORTAL_OIDC_SERVER},
        }
    )
