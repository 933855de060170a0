"""How the site bears many more municipalities: the same pages at 565, 5,650 and 100,000 of them, each with a profile.

``python -m benchmarks.growth [--sizes 565,5650,99900]`` sets the site up from nothing, makes the register and the
profiles larger, and calls the site's WSGI application in one process, without the page cache. For each size it prints
how long pages take when something has just been published (cold) and after that (warm), their queries and bytes, and
the memory of the process. The register's codes have five digits: there cannot be more than some 99,900. It takes ten
minutes, and ends with 2 when it cannot measure.

Rows go straight into the tables: made one by one in the admin, 100,000 profiles would take a day.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from benchmarks.measuring import ROOT, CannotMeasureError, memory_of
from benchmarks.rendering import measure
from benchmarks.site import MADE_ANEW, environment, site_in
from tests.serving import NotServingError

SIZES = (565, 5_650, 99_900)
#: What visitors ask for; every municipality has a profile here, so that none has a page without.
PAGES = {
    "home": "/nl/",
    "list": "/nl/gemeenten/",
    "list, searched": "/nl/gemeenten/?q=gent",
    "list, one province": "/nl/gemeenten/?province=40000",
    "profile": "/nl/gemeenten/gent/",
    "finder": "/finder/nl.json?q=gent",
    "open data, a page": "/api/v2/municipalities/",
    "changes": "/nl/gemeenten/wijzigingen/",
    "site map": "/sitemap.xml",
}


# --- Making it large ------------------------------------------------------------------------------------------------


def grow(total: int) -> None:
    """Bring the register to ``total`` current municipalities, and give each one a live Dutch profile."""
    from django.db import transaction

    from portal.snapshot import renew_stamp

    with transaction.atomic():
        _grow_register(total)
        _grow_profiles()
    renew_stamp()


def _grow_register(total: int) -> None:
    from gemeenten.models import Municipality

    taken = set(Municipality.objects.values_list("refnis", flat=True))
    present = list(Municipality.objects.current())
    codes = (code for number in range(100_000) if (code := f"{number:05}") not in taken)
    added = []
    for number, (row, code) in enumerate(
        zip(cycle(present), islice(codes, max(0, total - len(present))), strict=False)
    ):
        names = {name: f"{getattr(row, name)} {number}" for name in ("name_nl", "name_fr", "name_de")}
        values = {field.attname: getattr(row, field.attname) for field in Municipality._meta.concrete_fields}
        added.append(Municipality(**{**values, **names, "refnis": code}))
    Municipality.objects.bulk_create(added, batch_size=500)


def _grow_profiles() -> None:
    """Copies of one profile, row by row in the tables of pages; Django has no bulk_create for models in two tables."""
    from django.db import connection
    from wagtail.models import Page

    from gemeenten.models import Municipality, MunicipalityIndexPage, MunicipalityPage

    parent = MunicipalityIndexPage.objects.get(locale__language_code="nl")
    model = MunicipalityPage.objects.child_of(parent).live()[0]
    missing = Municipality.objects.current().exclude(pages__locale=parent.locale)
    last = max(path for path in parent.get_children().values_list("path", flat=True))
    number = Page._str2int(last[-Page.steplen :])
    first = Page.objects.latest("pk").pk
    pages, profiles = [], []
    base, own = _columns(Page, model), _columns(MunicipalityPage, model, local=True)
    for offset, row in enumerate(missing.iterator(), start=1):
        slug = f"gemeente-{row.pk}"
        path = Page._get_path(parent.path, parent.depth + 1, number + offset)
        pages.append(
            base
            | {"id": first + offset, "path": path, "numchild": 0, "slug": slug, "title": row.name_nl}
            | {"draft_title": row.name_nl, "url_path": f"{parent.url_path}{slug}/", "translation_key": uuid.uuid4().hex}
            | {"latest_revision_id": None, "live_revision_id": None}
        )
        profiles.append(own | {"page_ptr_id": first + offset, "municipality_id": row.pk})
    if connection.vendor == "postgresql":
        for page in pages:
            page["translation_key"] = str(uuid.UUID(page["translation_key"]))
    _insert("wagtailcore_page", pages)
    _insert(MunicipalityPage._meta.db_table, profiles)
    Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild + len(pages))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('wagtailcore_page', 'id'), MAX(id)) FROM wagtailcore_page"
            )


def _columns(kind: Any, instance: Any, *, local: bool = False) -> dict[str, Any]:
    from django.db import connection

    fields = kind._meta.local_concrete_fields if local else kind._meta.concrete_fields
    values = {field: getattr(instance, field.attname) for field in fields}
    return {field.column: field.get_db_prep_save(value, connection=connection) for field, value in values.items()}


def _insert(table: str, rows: list[dict[str, Any]]) -> None:
    from django.db import connection

    if not rows:
        return
    quote = connection.ops.quote_name
    columns = list(rows[0])
    values = ", ".join(["%s"] * len(columns))
    sql = f"INSERT INTO {quote(table)} ({', '.join(map(quote, columns))}) VALUES ({values})"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        for start in range(0, len(rows), 5_000):
            cursor.executemany(sql, [[row[name] for name in columns] for row in rows[start : start + 5_000]])


# --- Measuring ------------------------------------------------------------------------------------------------------


def measure_here(total: int) -> None:
    """In the process of one site: grow it, ask, print the table's lines."""
    from portal.wsgi import application

    grow(total)
    from portal.snapshot import renew_stamp

    for name, address in PAGES.items():
        few = 3 if total > 10_000 else 10
        cold = measure(application, address, renew_stamp, few)
        warm = measure(application, address, lambda: None, few)
        times = f"{cold.median:,.0f} | {cold.queries} | {warm.median:,.1f} | {warm.queries}"
        print(f"| {total:,} | {name} | {times} | {warm.size / 1000:,.0f} |", flush=True)
    print(f"| {total:,} | memory of the process, MB | {memory_of(os.getpid()):,.0f} | | | | |", flush=True)


def main() -> int:
    """A site for each size, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="how many municipalities, comma separated")
    parser.add_argument("--here", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        measure_here(options.here)
        return 0
    print(
        "| municipalities | page | cold ms | queries | warm ms | queries | kB |\n|--:|---|--:|--:|--:|--:|--:|",
        flush=True,
    )
    try:
        with site_in() as starter, tempfile.TemporaryDirectory(prefix="portal-growth-") as work:
            for size in map(int, options.sizes.split(",")):
                folder = Path(work) / str(size)
                shutil.copytree(starter, folder)
                command = [sys.executable, "-m", "benchmarks.growth", "--here", str(size)]
                if subprocess.run(command, cwd=ROOT, env=environment(folder, **MADE_ANEW), check=False).returncode:
                    raise CannotMeasureError(f"{size} municipalities were too many")
    except (CannotMeasureError, NotServingError) as error:
        print(f"Cannot measure: {error}.", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
