"""Names of files and members lead nowhere but where they belong."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from portal.translation.files import unpack
from tests.security.world import World, make_world

UP = ["../../../etc/passwd", "/etc/passwd", "..\\..\\evil.po", "fr/../../../evil.po", "\x00evil.po", "C:\\evil.po"]


def files_below(*roots: Any) -> set[Path]:
    return {path for root in roots for path in Path(root).rglob("*") if path.is_file()}


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in names:
            member = zipfile.ZipInfo("x")
            member.filename = name
            file.writestr(member, b'msgid ""\nmsgstr ""\n')
    return buffer.getvalue()


@pytest.mark.asvs("v5.0.0-5.3.2")
@pytest.mark.asvs("v5.0.0-5.3.3")
@pytest.mark.parametrize("name", UP)
def test_names_of_translation_files_and_members_write_nothing(db: None, name: str) -> None:
    world: World = make_world()
    before = files_below(settings.MEDIA_ROOT, settings.PRIVATE_ROOT)
    content = archive(f"{name}.po", name, "goed.po")
    assert unpack(name, content)

    upload = io.BytesIO(content)
    upload.name = name.replace("\x00", "") or "x"
    for address in ("/admin/translations/import/", "/admin/profiles/import/"):
        upload.seek(0)
        response = world.clients["A"].post(address, {"file": upload}, follow=True)
        assert response.status_code == 200
        assert "root:x:" not in response.content.decode()

    assert files_below(settings.MEDIA_ROOT, settings.PRIVATE_ROOT) == before
    assert not Path("/tmp/evil.po").exists()


@pytest.mark.asvs("v5.0.0-5.3.2")
@pytest.mark.parametrize(
    "path",
    [
        *("../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd", "....//....//etc/passwd"),
        *(
            "nl/../../etc/passwd",
            "page/1.png/../../../manage.py",
            "page/-1.png",
            "page/99999999999.png",
            "xx/11002.png",
        ),
        *("nl/11002-zzzzzzzz.png", "nl/00000.png", "page/1-../../x.png"),
    ],
)
def test_addresses_of_pictures_lead_to_pictures_only(site: Client, path: str) -> None:
    for beginning in ("/share/", "/static/", "/embed/badge/", "/finder/", "/open-data/"):
        response = site.get(f"{beginning}{path}")
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert response.status_code in (301, 302, 400, 404), (beginning, path)
        assert b"root:x:" not in body
