"""The public style sheet: several files in the repository, one for visitors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage
from django.templatetags.static import static
from django.test import Client

from portal.static_files import STYLE_SHEET, PortalStaticFilesStorage, in_one_piece

FILES = {
    "portal/css/portal.css": '/* both */\n@import "a.css";\n@import "b.css";\n',
    "portal/css/a.css": '@layer x;\n\n/* y */\n@layer x {\n  .a { top: calc(1em + 2px); mask: url("../a.svg"); }\n}\n',
    "portal/css/b.css": '.b::before { content: "/ " / ""; }\n',
    "portal/a.svg": "<svg/>",
}


def read_own(name: str) -> str:
    """A file of the repository by its name among the static files."""
    found = finders.find(name)
    assert isinstance(found, str)
    return Path(found).read_text(encoding="utf-8")


def collect(folder: Path, files: dict[str, str]) -> tuple[Path, dict[str, str]]:
    """Store ``files`` as collectstatic does; the folder with what is stored, and the final names."""
    source = folder / "source"
    for name, text in files.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text)
    target = folder / "stored"
    storage = PortalStaticFilesStorage(location=str(target))
    origin: Any = FileSystemStorage(location=str(source))
    for name in files:
        with origin.open(name) as file:
            storage.save(name, file)
    for _name, _stored, outcome in storage.post_process({name: (origin, name) for name in files}):
        if isinstance(outcome, Exception):
            raise outcome
    return target, json.loads((target / "staticfiles.json").read_text())["paths"]


def test_visitors_get_the_parts_in_one_file_in_their_order() -> None:
    sheet = in_one_piece(STYLE_SHEET, FILES.__getitem__)

    assert sheet == (
        '@layer x;\n@layer x {\n.a { top: calc(1em + 2px); mask: url("../a.svg"); }\n}\n'
        '.b::before { content: "/ " / ""; }'
    )


@pytest.mark.parametrize(
    "part", ['@import "c.css";', '.a {} @import url("c.css");'], ids=["in a part", "in another notation"]
)
def test_part_that_imports_is_refused(part: str) -> None:
    with pytest.raises(ValueError, match="only @import"):
        in_one_piece(STYLE_SHEET, (FILES | {"portal/css/a.css": part}).__getitem__)


def test_stored_sheet_is_compressed_and_names_files_by_their_fingerprints(tmp_path: Path) -> None:
    stored, names = collect(tmp_path, FILES | {"portal/css/b.css": FILES["portal/css/b.css"] * 20})

    sheet = (stored / names[STYLE_SHEET]).read_text()
    assert "@import" not in sheet
    assert names["portal/a.svg"].rpartition("/")[2] in sheet
    assert (stored / f"{names[STYLE_SHEET]}.gz").exists()
    assert (stored / f"{names[STYLE_SHEET]}.br").exists()


def test_fingerprint_changes_with_a_part(tmp_path: Path) -> None:
    _stored, before = collect(tmp_path / "1", FILES)
    _stored, after = collect(tmp_path / "2", FILES | {"portal/css/b.css": ".b { color: red; }"})

    assert before[STYLE_SHEET] != after[STYLE_SHEET]


def test_missing_part_fails_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"imports portal/css/b\.css"):
        collect(tmp_path, {name: text for name, text in FILES.items() if name != "portal/css/b.css"})


def test_own_sheet_keeps_every_rule_and_loses_its_comments() -> None:
    parts = [read_own(f"portal/css/{name}.css") for name in ("site", "pages")]
    sheet = in_one_piece(STYLE_SHEET, read_own)

    assert "/*" not in sheet
    assert sheet.count("}") == sum(part.count("}") for part in parts) - sum(comment_braces(part) for part in parts)
    assert sheet.index("@layer reset, tokens") < sheet.index("@layer pages {")


def comment_braces(css: str) -> int:
    """Closing braces inside comments."""
    return sum(piece.partition("*/")[0].count("}") for piece in css.split("/*")[1:])


def test_browsers_that_ask_for_the_icon_unasked_find_it(site: Client) -> None:
    response = site.get("/favicon.ico")

    assert response.status_code == 302
    assert response["Location"] == static("portal/icons/favicon.svg")
