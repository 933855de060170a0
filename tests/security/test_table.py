"""The table of the ASVS and the markers of the tests say the same."""

from __future__ import annotations

import re

import pytest

from tests.security import table
from tests.security.table import ROOT, Item, all_marked, items, marked, render, written_part


def anchors(path: str) -> set[str]:
    """The anchors of a document's headings, as code forges make them."""
    headings = re.findall(r"^#{1,6} (.+)$", (ROOT / path).read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_all_items_of_both_levels_are_there() -> None:
    levels = [item.level for item in items()]

    # ASVS 5.0.0 has 345 items; 92 of them are of level 3.
    assert (levels.count(1), levels.count(2)) == (70, 183)
    assert {item.chapter for item in items()} == set(table.CHAPTERS)


def test_each_item_is_shown_or_says_why_not() -> None:
    silent = [item.number for item in items() if not (item.is_proven or item.elsewhere or item.operator or item.open)]

    assert silent == [], "mark the test that proves it, or say in asvs.toml why none does"


def test_nothing_is_proven_that_is_said_not_to_apply() -> None:
    both = {item.number: item.tests for item in items() if item.elsewhere and item.is_proven}

    assert both == {}, "take `elsewhere` out of asvs.toml, or the marker off the test"


def test_each_marker_names_an_item() -> None:
    known = {table.VERSION + item.number for item in items()}
    # Level 3 is beyond what the table promises; its numbers may be marked all the same.
    unknown = {item: tests for item, tests in all_marked().items() if not re.fullmatch(r"v5\.0\.0-\d+\.\d+\.\d+", item)}

    assert unknown == {}
    assert known & set(all_marked())


def test_written_documents_exist_with_their_sections() -> None:
    missing = []
    for item in items():
        for place in item.written:
            path, _hash, anchor = place.partition("#")
            if not (ROOT / path).is_file() or (anchor and anchor not in anchors(path)):
                missing.append((item.number, place))

    assert missing == []


def test_document_is_what_the_markers_say() -> None:
    assert written_part(table.DOCUMENT.read_text()).strip() == render(items()), (
        "write it anew: python -m tests.security.table"
    )


def test_markers_are_read_from_functions_classes_and_files() -> None:
    source = """
import pytest
pytestmark = [pytest.mark.django_db, pytest.mark.asvs("v5.0.0-1.1.1")]
@pytest.mark.parametrize("x", [1])
@pytest.mark.asvs("v5.0.0-1.1.2", "v5.0.0-1.2.1")
def test_one(x): ...
class TestMany:
    @pytest.mark.asvs("v5.0.0-1.2.2")
    def test_two(self): ...
def helper(): ...
"""

    assert sorted(marked(source, "test_x.py")) == [
        ("v5.0.0-1.1.1", "test_x.py::TestMany::test_two"),
        ("v5.0.0-1.1.1", "test_x.py::test_one"),
        ("v5.0.0-1.1.2", "test_x.py::test_one"),
        ("v5.0.0-1.2.1", "test_x.py::test_one"),
        ("v5.0.0-1.2.2", "test_x.py::TestMany::test_two"),
    ]


def test_marker_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match="plain string"):
        list(marked("@pytest.mark.asvs(NUMBER)\ndef test_one(): ...", "test_x.py"))


def test_missing_and_partial_items_are_not_sold_as_met() -> None:
    text = render(
        [
            Item("1.1.1", 1, "Met.", tests=("test_x.py::test_one",)),
            Item("1.1.2", 2, "Half.", open="The rest is missing.", tests=("test_x.py::test_two",)),
            Item("1.1.3", 2, "Not.", open="Nothing is there."),
            Item("1.1.4", 2, "Elsewhere.", elsewhere="No such thing."),
        ]
    )

    assert "2 are shown by a test or a document (1 of them in part), 1 are not met" in text
    assert "| 1.1.3 |" not in text
    assert "- **1.1.3** Not. Nothing is there." in text
    assert "test_two; *in part*" in text
