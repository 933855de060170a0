"""What lies or runs elsewhere, as the environment says: files on S3, tasks of a worker, caches in front."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured

#: Wagtail makes a new name for every picture that changes: who has one need never ask again.
FOR_EVER = "public, max-age=31536000, immutable"


def storages_on_s3(env: Any) -> dict[str, Any]:
    """The storages ``default``, ``public`` and ``private`` in two buckets; empty when ``S3_BUCKET`` names none.

    Raises:
        ImproperlyConfigured: private files would lie where everybody may read.
    """
    public, private = env.str("S3_BUCKET", default=""), env.str("S3_PRIVATE_BUCKET", default="")
    if not public and not private:
        return {}
    if not public or not private or public == private:
        raise ImproperlyConfigured("S3_BUCKET and S3_PRIVATE_BUCKET must name two buckets: everybody reads the first.")
    common = {
        "endpoint_url": env.str("S3_ENDPOINT_URL", default="") or None,
        "region_name": env.str("S3_REGION", default="") or None,
        # Without keys boto3 asks the machine, as usual.
        "access_key": env.str("S3_ACCESS_KEY_ID", default="") or None,
        "secret_key": env.str("S3_SECRET_ACCESS_KEY", default="") or None,
        "addressing_style": env.str("S3_ADDRESSING_STYLE", default="auto"),
        "signature_version": "s3v4",
        # Rights come from the bucket's policy; no file may take others.
        "default_acl": None,
        "file_overwrite": False,
    }
    host = env.str("S3_PUBLIC_HOST", default="")
    return {
        "default": {"BACKEND": "portal.documents.buckets.UploadBuckets"},
        "public": {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                **common,
                "bucket_name": public,
                "querystring_auth": False,
                "custom_domain": host or None,
                "object_parameters": {"CacheControl": FOR_EVER},
            },
        },
        "private": {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                **common,
                "bucket_name": private,
                "querystring_auth": True,
                "querystring_expire": env.int("S3_SIGNED_SECONDS", default=60),
                # Never shown within a page of the storage's host, whatever the file is.
                "object_parameters": {"CacheControl": "private, no-store", "ContentDisposition": "attachment"},
            },
        },
    }


def origin_of_pictures(env: Any) -> str:
    """Where browsers fetch pictures from, for the content security policy; empty: from the site itself."""
    bucket = env.str("S3_BUCKET", default="")
    if not bucket:
        return ""
    if host := env.str("S3_PUBLIC_HOST", default=""):
        return f"https://{host.split('/')[0]}"
    endpoint = env.str("S3_ENDPOINT_URL", default="").rstrip("/")
    if not endpoint:
        region = env.str("S3_REGION", default="")
        return f"https://{bucket}.s3.{region}.amazonaws.com" if region else f"https://{bucket}.s3.amazonaws.com"
    scheme, _separator, place = endpoint.partition("://")
    place = place.split("/")[0]
    return f"{scheme}://{bucket}.{place}" if env.str("S3_ADDRESSING_STYLE", default="") == "virtual" else endpoint


def tasks(how: str) -> dict[str, Any]:
    """Django's ``TASKS``: done at once, or written into the database for a worker.

    Raises:
        ImproperlyConfigured: neither.
    """
    backends = {
        "immediate": "django_tasks.backends.immediate.ImmediateBackend",
        "database": "django_tasks_db.DatabaseBackend",
    }
    if how not in backends:
        raise ImproperlyConfigured(f"BACKGROUND_TASKS must be one of {', '.join(backends)}, not {how!r}.")
    return {"default": {"BACKEND": backends[how]}}


def caches_in_front(env: Any) -> dict[str, dict[str, Any]]:
    """Wagtail's ``WAGTAILFRONTENDCACHE``: every cache that the environment names."""
    found: dict[str, dict[str, Any]] = {}
    for number, address in enumerate(env.list("FRONTEND_CACHE_URLS", default=[])):
        found[f"http{number or ''}"] = {"BACKEND": "portal.frontend_purge.QuickHTTPBackend", "LOCATION": address}
    known = "wagtail.contrib.frontend_cache.backends."
    if zone := env.str("CLOUDFLARE_ZONE_ID", default=""):
        token = env.str("CLOUDFLARE_TOKEN", default="")
        found["cloudflare"] = {"BACKEND": f"{known}CloudflareBackend", "ZONEID": zone, "BEARER_TOKEN": token}
    if distribution := env.str("CLOUDFRONT_DISTRIBUTION_ID", default=""):
        found["cloudfront"] = {"BACKEND": f"{known}CloudfrontBackend", "DISTRIBUTION_ID": distribution}
    azure = {"RESOURCE_GROUP_NAME": env.str("AZURE_RESOURCE_GROUP", default="")}
    if subscription := env.str("AZURE_SUBSCRIPTION_ID", default=""):
        azure["SUBSCRIPTION_ID"] = subscription
    if door := env.str("AZURE_FRONT_DOOR", default=""):
        found["azure_front_door"] = {"BACKEND": f"{known}AzureFrontDoorBackend", "FRONT_DOOR_NAME": door, **azure}
    if profile := env.str("AZURE_CDN_PROFILE", default=""):
        endpoint = env.str("AZURE_CDN_ENDPOINT", default="")
        names = {"CDN_PROFILE_NAME": profile, "CDN_ENDPOINT_NAME": endpoint}
        found["azure_cdn"] = {"BACKEND": f"{known}AzureCdnBackend", **names, **azure}
    return found
