"""How long the import of a campaign list takes, publishing included.

``python -m benchmarks.profile_import`` builds a database of its own in memory, so it touches nothing; it takes about
two minutes. ``--lines 50`` measures a shorter list.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from typing import Any

LINES = 300
LIMIT_SECONDS = 60.0


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=LINES)
    lines = parser.parse_args().lines
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = ":memory:"
    django.setup()

    import logging

    from django.core.management import call_command

    print("Building the site ...")
    logging.disable(logging.INFO)
    call_command("migrate", verbosity=0)
    call_command("load_initial_data", verbosity=0)
    measure(campaign_list(lines))


def campaign_list(lines: int) -> bytes:
    """A CSV file of municipalities without profile: a decision with date, source and two activities each."""
    from gemeenten.models import Municipality, MunicipalityPage

    taken = MunicipalityPage.objects.values("municipality_id")
    rows = Municipality.objects.current().exclude(pk__in=taken).order_by("pk")[:lines]
    text = "NIS-code;gemeente;stap;datum;bron;adres van de bron;activiteiten\n" + "".join(
        f"{row.pk};{row.name_nl};beslist;2024-03-{1 + place % 28:02};Gemeenteraad;https://example.be/{place};"
        "onderwijs | lerend-netwerk\n"
        for place, row in enumerate(rows)
    )
    return text.encode()


def measure(content: bytes) -> None:
    """Dry run, import with publication, dry run of the same file, and export."""
    from gemeenten.exchange.applying import apply_file, plan_file
    from gemeenten.exchange.exporting import export_profiles

    plan = timed("dry run", lambda: plan_file(content))
    start = time.perf_counter()
    outcome = timed("import and publish", lambda: apply_file(content, publish=True, fingerprint=plan.fingerprint))
    seconds = time.perf_counter() - start
    timed("dry run of the same file", lambda: plan_file(content))
    for kind in ("csv", "xlsx"):
        timed(f"export as {kind}", lambda kind=kind: export_profiles(kind, "nl"))  # type: ignore[misc]
    print(f"{outcome.published} profiles in {seconds:.1f} s; the limit for {LINES} is {LIMIT_SECONDS:.0f} s.")


def timed(name: str, action: Callable[[], Any]) -> Any:
    """Print wall clock, processor time and queries of one call; returns what it returns."""
    from django.db import connection

    number = 0

    def count(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        nonlocal number
        number += 1
        return execute(sql, *rest)

    start, processor = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(count):
        result = action()
    wall, used = time.perf_counter() - start, time.process_time() - processor
    print(f"{name:28} {wall:7.1f} s {used:7.1f} s of processor {number:7} queries")
    return result


if __name__ == "__main__":
    main()
