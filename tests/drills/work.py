"""What drills let a process of the site do: ``python -m tests.drills.work NAME``, see ``main``."""

from __future__ import annotations

import hashlib
import io
import json
import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any


def fill() -> None:
    """Files of each kind that a site keeps, accounts, groups, and a translation with a history."""
    from django.contrib.auth.models import Group, User
    from django.core.files.base import ContentFile
    from django.core.files.images import ImageFile
    from django.core.files.storage import storages
    from PIL import Image
    from wagtail.documents import get_document_model
    from wagtail.models import Page

    from portal.models import CampaignImage

    for number in range(3):
        picture = io.BytesIO()
        Image.effect_noise((640, 400), 40 + number).convert("RGB").save(picture, "JPEG")
        file = ImageFile(io.BytesIO(picture.getvalue()), name=f"foto-{number}.jpg")
        image = CampaignImage.objects.create(title=f"Foto {number}", file=file)
        image.get_rendition("fill-300x200|format-webp")
        document = get_document_model()(title=f"Besluit {number} – “é”")
        document.file.save(f"besluit-{number}-é.pdf", ContentFile(os.urandom(50_000 + number)), save=False)
        document.save()
    storages["private"].save("decisions/besluit.pdf", ContentFile(os.urandom(30_000)))
    User.objects.create_superuser("drill", password=None)
    translator = User.objects.create_user("vertaler", password=None)
    translator.groups.add(Group.objects.get(name="Translators French"))
    for page in Page.objects.live().specific().order_by("pk")[3:6]:
        page.save_revision(user=translator)


def spoil() -> None:
    """Change what a backup holds: a page, a file and an account."""
    from django.conf import settings
    from django.contrib.auth.models import User

    from tests.drills.pages import victim

    page = victim()
    page.title = "Bedorven"
    page.save_revision().publish()
    (settings.MEDIA_ROOT / "bedorven.txt").write_text("bedorven")
    next((settings.PRIVATE_ROOT / "documents").iterdir()).unlink()
    User.objects.create_user("bedorven", password=None)


def state() -> None:
    """A fingerprint of every table and file, the page tree, what the search finds, and what is wrong in the tree."""
    from django.apps import apps
    from django.conf import settings
    from wagtail.models import Page

    tables = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and not model._meta.swapped:
            fields = model._meta.local_fields
            rows = model._base_manager.order_by("pk").values_list(*[field.attname for field in fields])
            digest = hashlib.sha256()
            for row in rows.iterator():
                # As it lies in the database: a stream's own text says where in memory it is.
                kept = [field.get_prep_value(value) for field, value in zip(fields, row, strict=True)]
                digest.update(repr(kept).encode())
            tables[model._meta.label] = [rows.count(), digest.hexdigest()]
    files = {}
    for root in (settings.MEDIA_ROOT, settings.PRIVATE_ROOT):
        for path in sorted(Path(root).rglob("*")):
            if path.is_file():
                name = f"{Path(root).name}/{path.relative_to(root)}"
                files[name] = [hashlib.sha256(path.read_bytes()).hexdigest(), oct(path.stat().st_mode & 0o777)]
    found = {
        words: sorted(str(page.title) for page in Page.objects.live().search(words))
        for words in ("gemeente", "welkom", "commune")
    }
    tree = [[page.path, page.url_path, page.title, page.live, page.locale.language_code] for page in Page.get_tree()]
    say({"tables": tables, "files": files, "search": found, "tree": tree, "problems": [list(p) for p in problems()]})


def problems() -> Any:
    """What treebeard finds wrong in the page tree: five lists."""
    from wagtail.models import Page

    return Page.find_problems()


def publish() -> None:
    """Publish the same page over and over in the admin, as somebody who is logged in; says each one that was done."""
    from django.contrib.auth.models import User
    from django.test import Client

    from portal.snapshot import current_stamp
    from tests.drills.pages import victim
    from tests.portal.editor_forms import form_data

    user = User.objects.get(username="drill")
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    page = victim()
    for number in range(1, 10_000):
        data = form_data(victim(), user) | {"title": f"Versie {number}", "action-publish": "1"}
        say({"begun": number, "stamp": current_stamp()})
        response = client.post(f"/admin/pages/{page.pk}/edit/", data)
        assert response.status_code == 302, response.content[:2000]
        say({"done": number, "stamp": current_stamp()})


def publish_asked() -> None:
    """Publish a page in the admin under each title that a line of the input says; says first where the page is."""
    from django.contrib.auth.models import User
    from django.db import close_old_connections
    from django.test import Client

    from tests.drills.pages import victim
    from tests.portal.editor_forms import form_data

    user = User.objects.get(username="drill")
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    page = victim()
    say({"path": page.get_url_parts()[2], "title": page.title})
    for line in sys.stdin:
        # The client of the tests does not do it between requests, and the database may have been away since.
        close_old_connections()
        data = form_data(victim(), user) | {"title": line.strip(), "action-publish": "1"}
        response = client.post(f"/admin/pages/{page.pk}/edit/", data)
        assert response.status_code == 302, response.content[:2000]
        say({"done": line.strip()})


def shown() -> None:
    """What the page that ``publish`` publishes is like, in every place that tells."""
    from wagtail.models import ModelLogEntry, PageLogEntry

    from portal.snapshot import current_stamp
    from tests.drills.pages import victim

    page = victim()
    published = PageLogEntry.objects.filter(page_id=page.pk, action="wagtail.publish").order_by("-pk").first()
    latest = page.latest_revision
    say(
        {
            "title": page.title,
            "live_revision": page.live_revision.content["title"],
            "latest_revision": latest.content["title"],
            "logged": published.revision.content["title"] if published and published.revision else "",
            "has_unpublished_changes": page.has_unpublished_changes,
            "stamp": current_stamp(),
            "problems": [list(p) for p in problems()],
            "entries": ModelLogEntry.objects.count(),
        }
    )


def verify() -> None:
    """Read a backup as ``backup`` itself does before it calls it one."""
    from portal.backup.databases import site_database
    from portal.backup.making import site_key
    from portal.backup.making import verify as read_whole

    with tempfile.TemporaryDirectory() as work:
        read_whole(Path(sys.argv[2]), site_key(), site_database(), Path(work))


def dying_restore() -> None:
    """Restore a backup and die without a word: at the n-th rename of files, or ``after`` the database was written."""
    from django.core.management import call_command

    backup, place = sys.argv[2:]
    renames = 0

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal renames
        if event == "os.rename":
            renames += 1
            if place == str(renames):
                os.kill(os.getpid(), signal.SIGKILL)
        # The first folder that goes after the exchange is that of the old files.
        if place == "after" and event == "shutil.rmtree" and renames > 1:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    call_command("restore", backup, "--replace", "--without-backup")


def say(value: Any) -> None:
    """One line of JSON."""
    sys.stdout.write(json.dumps(value, default=str) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Do what the argument says."""
    import django

    django.setup()
    parts = (fill, spoil, state, publish, publish_asked, shown, verify, dying_restore)
    {part.__name__: part for part in parts}[sys.argv[1]]()


if __name__ == "__main__":
    main()
