"""Burst limits per visitor, kept in the cache for the length of one window and never longer.

Nobody's address is kept: the key is a keyed hash of address and window, so that it tells nothing without the site's
secret and cannot be followed from one window to the next. A cache that does not answer limits nobody.
"""

from __future__ import annotations

import logging
import math
import time
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

logger = logging.getLogger(__name__)

#: The part of an IPv6 address that belongs to one household.
_IPV6_NETWORK_BITS = 64


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``count`` times in each window of ``seconds``, for what ``name`` stands for."""

    name: str
    count: int
    seconds: int


def seconds_to_wait(request: HttpRequest, limit: Limit, now: float | None = None) -> int:
    """Count this request; 0 when it may go on, else the whole seconds until the window ends (for ``Retry-After``)."""
    moment = time.time() if now is None else now
    window, passed = divmod(moment, limit.seconds)
    key = _key(limit, int(window), client_address(request))
    try:
        # The window's first visit makes the counter, with a little more time than the window has left.
        cache.add(key, 0, timeout=limit.seconds + 1)
        number = cache.incr(key)
    except ValueError:
        # The counter ran out, or was pushed out, between the two lines.
        return 0
    except Exception as error:  # noqa: BLE001 - each cache has exceptions of its own; none may stop a visitor
        logger.warning("No burst limit, since the cache does not answer: %s", type(error).__name__)
        return 0
    return 0 if number <= limit.count else max(1, math.ceil(limit.seconds - passed))


def client_address(request: HttpRequest) -> str:
    """The address of the visitor, as far as it can be trusted; of IPv6 only the household's part.

    With ``PORTAL_TRUSTED_PROXIES`` = n servers in front, the n-th last entry of ``X-Forwarded-For`` was written by the
    outermost of them; anything before it came from the visitor and proves nothing.
    """
    address = request.META.get("REMOTE_ADDR", "")
    proxies = settings.PORTAL_TRUSTED_PROXIES
    if proxies > 0:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if len(hops) >= proxies and _household(hops[-proxies]):
            address = hops[-proxies]
    return _household(address) or "unknown"


def _household(address: str) -> str:
    """``address`` in its standard form, cut to the network of one household; empty when it is none."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        hidden = 128 - _IPV6_NETWORK_BITS
        return str(IPv6Address(int(parsed) >> hidden << hidden))
    return str(parsed)


def _key(limit: Limit, window: int, address: str) -> str:
    digest = salted_hmac("portal.ratelimit", f"{limit.name} {window} {address}", algorithm="sha256").hexdigest()
    return f"burst:{limit.name}:{digest[:32]}"
