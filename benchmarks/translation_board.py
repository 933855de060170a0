"""How long the translation board takes with a profile of every municipality in two target languages.

``DJANGO_SETTINGS_MODULE=portal.settings.test python -m benchmarks.translation_board`` builds a database of its own in
memory, so it touches nothing; it takes about three minutes.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

PROFILES = 565
LIMIT_SECONDS = 1.0


def main() -> None:
    """Build, measure, print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    import django
    from django.conf import settings

    languages = [("nl", "Nederlands"), ("fr", "Français"), ("de", "Deutsch")]
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = languages
    settings.DATABASES["default"]["NAME"] = ":memory:"
    settings.PORTAL_SYNC_TRANSLATIONS_ON_PUBLISH = False
    django.setup()

    from django.core.management import call_command

    print("Building the site ...")
    call_command("migrate", verbosity=0)
    call_command("load_initial_data", verbosity=0)
    fill()
    measure()


def fill() -> None:
    """A Dutch profile for each municipality, with a public French and a public German translation, half of it stale."""
    from wagtail.models import Locale
    from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

    from gemeenten.models import Municipality, MunicipalityIndexPage, MunicipalityPage
    from portal.translation.recording import record

    nl, fr = (Locale.objects.get(language_code=code) for code in ("nl", "fr"))
    de, _created = Locale.objects.get_or_create(language_code="de")
    parent = MunicipalityIndexPage.objects.get(locale=nl)
    taken = set(MunicipalityPage.objects.filter(locale=nl).values_list("municipality_id", flat=True))
    sentences = "".join(f"<p>Zin nummer {number} van een profiel van gewone lengte.</p>" for number in range(12))
    for row in Municipality.objects.current().exclude(pk__in=taken)[: PROFILES - len(taken)]:
        page = MunicipalityPage(
            title=row.name_nl,
            slug=f"gemeente-{row.pk}",
            municipality=row,
            locale=nl,
            introduction=f"Inleiding van {row.name_nl}.",
            body=sentences,
        )
        parent.add_child(instance=page)
        record(page)
    german = parent.copy_for_translation(de, copy_parents=True)
    german.save_revision().publish()
    parents = {fr: parent.get_translation(fr), de: MunicipalityIndexPage.objects.get(pk=german.pk)}
    for page in MunicipalityPage.objects.filter(locale=nl):
        source, _created = TranslationSource.update_or_create_from_instance(page)
        segments = list(StringSegment.objects.filter(source=source).select_related("string"))
        for locale in (fr, de):
            Translation.objects.get_or_create(source=source, target_locale=locale)
            StringTranslation.objects.bulk_create(
                [
                    StringTranslation(
                        translation_of=segment.string,
                        context_id=segment.context_id,
                        locale=locale,
                        data=f"{locale.language_code} {segment.string.data}",
                        translation_type="manual",
                    )
                    for segment in segments
                ],
                ignore_conflicts=True,
            )
            if page.has_translation(locale):
                continue
            code = locale.language_code
            target = MunicipalityPage(
                title=f"{code} {page.title}",
                slug=f"{code}-{page.slug}",
                municipality=page.municipality,
                locale=locale,
                translation_key=page.translation_key,
                introduction=f"{code} {page.introduction}",
                body=page.body.replace("<p>", f"<p>{code} "),
            )
            # Written straight into the tree: wagtail-localize's way asks 425 queries a page.
            parents[locale].add_child(instance=target)
            record(target)
    for page in MunicipalityPage.objects.filter(locale=nl)[: PROFILES // 2]:
        page.introduction = f"{page.introduction} En nog een zin."
        page.save()
        record(page)


def measure() -> None:
    """Time and queries of the board, its detail, the file and the dashboard, as a browser asks for them."""
    from django.contrib.auth.models import User
    from django.test import Client

    from portal.models import PublishedText
    from portal.translation.state import read_entries

    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.create_superuser("board", password="only-for-this-benchmark"))  # noqa: S106
    key = PublishedText.objects.filter(is_source=True, title="Aalst").values_list("translation_key", flat=True)[0]
    print(f"{len(read_entries())} rows on the board, {PublishedText.objects.count()} published texts")
    worst = 0.0
    for name, address in (
        ("board", "/admin/translations/"),
        ("board, out of date, page 3", "/admin/translations/?state=outdated&p=3"),
        ("file", "/admin/translations/?export=csv"),
        ("detail", f"/admin/translations/{key}/fr/"),
        ("dashboard", "/admin/"),
    ):
        seconds, queries = timed(lambda address=address: bytes_of(client.get(address)))  # type: ignore[misc]
        if name.startswith("board"):
            worst = max(worst, seconds)
        print(f"{name:32} {seconds * 1000:7.0f} ms {queries:4} queries")
    print(f"The board opens in {worst:.2f} s; the limit is {LIMIT_SECONDS} s.")


def bytes_of(response: Any) -> bytes:
    """The whole body, streamed or not."""
    return bytes(response.getvalue())


def timed(action: Callable[[], Any]) -> tuple[float, int]:
    """Seconds (the best of five) and queries of the second call."""
    from django.db import connection

    queries = []

    def count(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        queries.append(sql)
        return execute(sql, *rest)

    action()
    with connection.execute_wrapper(count):
        action()
    best = min(_once(action) for _attempt in range(5))
    return best, len(queries)


def _once(action: Callable[[], Any]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
