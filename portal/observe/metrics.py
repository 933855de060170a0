"""What is counted, in the words of Prometheus. No label can grow without end, and none names a person or a place.

With several processes, each writes its numbers into files; whoever serves them (``portal.observe.metrics_server``) adds
them up. How it counts is decided when this module is first read.
"""

from __future__ import annotations

from prometheus_client import Counter, Histogram

#: Seconds: a page from memory, a page made, a letter as PDF, somebody who goes away.
BUCKETS = (0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2, 2.5, 5.0, 10.0)

REQUESTS = Counter("portal_requests_total", "Requests that Django answered.", ["view", "status"])
SECONDS = Histogram("portal_request_seconds", "Seconds until Django's answer began.", ["view"], buckets=BUCKETS)
PAGE_CACHE = Counter(
    "portal_page_cache_total",
    "Requests by what the page cache did: hit, stale, stale-if-error, miss, or passed on.",
    ["result"],
)
LETTERS = Counter("portal_letters_total", "Letters made.", ["form"])
MAILS = Counter("portal_mails_total", "Mails by what came of them: sent or failed.", ["result"])
DATABASE_ERRORS = Counter("portal_database_errors_total", "Errors of the database.", ["error"])
SLOW_QUERIES = Counter("portal_slow_queries_total", "Queries slower than SLOW_QUERY_MS.")
TASKS = Counter("portal_tasks_total", "Background tasks that ended.", ["task", "status"])

#: The answers of the page cache, ready: looking labels up takes longer than counting.
PAGE_CACHE_BY_RESULT = {name: PAGE_CACHE.labels(name) for name in ("hit", "stale", "stale-if-error", "miss", "passed")}
