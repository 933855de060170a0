"""The page cache as a WSGI application around Django's.

Kept is what a view itself calls public (``portal.cache.apply_cache_policy``): 200, no cookie, nothing that depends on
who asks. Who carries a session cookie, sends a form or asks for anything else goes straight to Django. A page is kept
until content changes, at most ``longest`` seconds; one visitor's request then makes it anew while the others wait for
it, or get the old one when only its time is up. When making it fails, the old one is given (stale-if-error).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from http.cookies import SimpleCookie
from threading import Event, Lock
from typing import Any
from urllib.parse import parse_qsl, urlencode

from portal.cache import is_public
from portal.observe.metrics import PAGE_CACHE_BY_RESULT
from portal.page_cache.entry import Entry, Headers, packing_for
from portal.page_cache.store import Store
from portal.page_cache.watch import StampWatch

StartResponse = Callable[..., Any]
Environ = dict[str, Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

#: Parameters that others add to our addresses; no page looks at them.
ADDED_BY_OTHERS = ("utm_", "mtm_", "pk_")
ADDED_NAMES = frozenset({"fbclid", "gclid", "dclid", "msclkid", "mc_cid", "mc_eid", "igshid", "ref"})
#: Longest query that is kept, in characters: nobody's search of a page's length is asked twice.
LONGEST_QUERY = 200
#: Seconds that others wait for who makes the page; after that they make it themselves.
PATIENCE = 10.0
#: How many addresses are remembered as not to be kept, so that nobody waits for them.
MOST_PRIVATE = 5_000


class PageCache:
    """Answers from memory what may be, and asks ``inner`` for the rest."""

    def __init__(
        self,
        inner: Application,
        watch: StampWatch,
        *,
        limit: int,
        longest: float,
        session_cookie: str,
        excluded: tuple[str, ...] = (),
        secure_header: tuple[str, str] | None = None,
    ) -> None:
        self.inner, self.watch, self.longest = inner, watch, longest
        # Searches have a quarter of their own: a flood of them pushes no page out.
        self.pages, self.searches = Store(limit * 3 // 4), Store(limit // 4)
        self._session_cookie = session_cookie
        self._excluded = excluded
        self._secure_name, self._secure_value = secure_header or ("wsgi.url_scheme", "https")
        self._making: dict[str, Event] = {}
        self._private: dict[str, float] = {}
        self._lock = Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        key = self._key(environ)
        if not key or self._private.get(key, 0.0) > time.monotonic():
            PAGE_CACHE_BY_RESULT["passed"].inc()
            return self.inner(environ, start_response)
        stamp = self.watch.current()
        store = self.searches if "?" in key else self.pages
        entry = store.find(key)
        if entry is not None and entry.stamp == stamp and time.monotonic() - entry.made_at < self.longest:
            return _send(entry, environ, start_response, "hit")
        return self._make(key, store, entry, stamp, environ, start_response)

    def _key(self, environ: Environ) -> str:
        """What the answer is kept under; empty: not for this request."""
        path = environ["PATH_INFO"]
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or path.startswith(self._excluded):
            return ""
        cookies = environ.get("HTTP_COOKIE", "")
        # Read properly only where the name occurs: visitors have no cookies at all.
        if cookies and self._session_cookie in cookies and self._session_cookie in SimpleCookie(cookies):
            return ""
        if "HTTP_AUTHORIZATION" in environ or "HTTP_RANGE" in environ:
            return ""
        query = environ.get("QUERY_STRING", "")
        if query:
            query = own_part(query)
            if len(query) > LONGEST_QUERY:
                return ""
            query = f"?{query}" if query else ""
        secure = environ.get(self._secure_name) == self._secure_value
        return f"{secure:d} {environ.get('HTTP_HOST', '')} {path}{query}"

    def _make(
        self, key: str, store: Store, old: Entry | None, stamp: str, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Make the page, unless somebody is at it; the first of many does it for all."""
        with self._lock:
            at_it = self._making.get(key)
            if at_it is None:
                self._making[key] = Event()
        if at_it is not None:
            if old is not None and old.stamp == stamp:
                return _send(old, environ, start_response, "stale")
            at_it.wait(PATIENCE)
            entry = store.find(key)
            if entry is not None and entry.stamp == stamp:
                return _send(entry, environ, start_response, "hit")
            PAGE_CACHE_BY_RESULT["passed"].inc()
            return self.inner(environ, start_response)
        try:
            return self._make_now(key, store, old, stamp, environ, start_response)
        finally:
            with self._lock:
                self._making.pop(key).set()

    def _make_now(
        self, key: str, store: Store, old: Entry | None, stamp: str, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        status, headers, response = self._ask(environ)
        if status.startswith("5") and old is not None:
            _close(response)
            return _send(old, environ, start_response, "stale-if-error")
        if not may_be_kept(status, headers, response):
            if not status.startswith("5"):
                store.forget(key)
                self._remember_private(key)
            PAGE_CACHE_BY_RESULT["passed"].inc()
            return self._pass_on(status, headers, response, environ, start_response)
        entry = Entry(headers, b"".join(response), stamp)
        _close(response)
        if stamp:
            store.keep(key, entry)
        return _send(entry, environ, start_response, "miss")

    def _ask(self, environ: Environ) -> tuple[str, Headers, Any]:
        """The plain page from Django: whole, unpacked, whatever this visitor has already."""
        plain = {name: value for name, value in environ.items() if name not in _OF_ONE_VISITOR}
        plain["REQUEST_METHOD"] = "GET"
        plain["QUERY_STRING"] = own_part(environ.get("QUERY_STRING", ""))
        said: list[Any] = []

        def note(status: str, headers: Headers, exc_info: Any = None) -> None:
            said[:] = [status, list(headers)]

        response = self.inner(plain, note)
        return said[0], said[1], response

    def _remember_private(self, key: str) -> None:
        if len(self._private) > MOST_PRIVATE:
            self._private.clear()
        self._private[key] = time.monotonic() + self.longest

    def _pass_on(
        self, status: str, headers: Headers, response: Any, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """What is not kept goes out as it came; who asked for the head alone gets no more."""
        start_response(status, headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            _close(response)
            return []
        answer: Iterable[bytes] = response
        return answer


#: Headers of a request that change the answer's form; the kept page is made without them.
_OF_ONE_VISITOR = {"HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"}


def own_part(query: str) -> str:
    """``query`` without what newsletters and networks add to our addresses, so that all their visitors share a page."""
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True)
    own = [(name, value) for name, value in pairs if not is_added(name)]
    return query if len(own) == len(pairs) else urlencode(own)


def is_added(name: str) -> bool:
    """Whether a parameter comes from others."""
    return name in ADDED_NAMES or name.startswith(ADDED_BY_OTHERS)


def may_be_kept(status: str, headers: Headers, response: Any) -> bool:
    """Whether the answer is the same for everybody: the view says so, and nothing in it belongs to one visitor."""
    if not status.startswith("200") or getattr(response, "streaming", False):
        return False
    values = {name.lower(): value for name, value in headers}
    if "set-cookie" in values or "x-last-good" in values or "content-encoding" in values:
        return False
    varies = {part.strip().lower() for part in values.get("vary", "").split(",")} - {"", "accept-encoding"}
    return is_public(values.get("cache-control", "")) and not varies


def _send(entry: Entry, environ: Environ, start_response: StartResponse, how: str) -> Iterable[bytes]:
    PAGE_CACHE_BY_RESULT[how].inc()
    packed = entry.packed(packing_for(environ.get("HTTP_ACCEPT_ENCODING", "")))
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and entry.is_known(known):
        headers = [pair for pair in packed.headers if pair[0] not in _NOT_WITH_304]
        start_response("304 Not Modified", [*headers, ("X-Page-Cache", how)])
        return []
    start_response("200 OK", [*packed.headers, ("X-Page-Cache", how)])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [packed.body]


_NOT_WITH_304 = {"Content-Length", "Content-Type", "Content-Encoding"}


def _close(response: Any) -> None:
    close = getattr(response, "close", None)
    if close is not None:
        close()
