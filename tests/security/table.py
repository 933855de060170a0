"""The table in docs/security.md: what OWASP's ASVS asks, and what proves it here.

`python -m tests.security.table` writes it anew from the items in asvs.toml and the markers of the tests:
`@pytest.mark.asvs("v5.0.0-1.2.3")` above a test, or `pytestmark = pytest.mark.asvs(...)` for a whole file. The tests
are read, not run, so nothing is left out because it needs a browser or a database.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TESTS = ROOT / "tests"
ITEMS = Path(__file__).with_name("asvs.toml")
DOCUMENT = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- written by python -m tests.security.table -->", "<!-- end of what is written -->"
VERSION = "v5.0.0-"
#: How many tests of an item the table names.
NAMED = 3
CHAPTERS = {
    1: "Encoding and sanitization",
    2: "Validation and business logic",
    3: "Web frontend",
    4: "API and web service",
    5: "Files",
    6: "Authentication",
    7: "Sessions",
    8: "Authorization",
    9: "Self-contained tokens",
    10: "OAuth and OIDC",
    11: "Cryptography",
    12: "Communication",
    13: "Configuration",
    14: "Data protection",
    15: "Coding and architecture",
    16: "Logging and errors",
    17: "WebRTC",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that the standard asks, and what is said of it besides tests; see the head of asvs.toml."""

    number: str
    level: int
    words: str
    written: tuple[str, ...] = ()
    elsewhere: str = ""
    operator: str = ""
    open: str = ""
    tests: tuple[str, ...] = field(default=(), compare=False)

    @property
    def chapter(self) -> int:
        """The number of its chapter."""
        return int(self.number.partition(".")[0])

    @property
    def is_proven(self) -> bool:
        """Whether a test, or the document that it asks for, is there."""
        return bool(self.tests or self.written)


def marked(source: str, name: str) -> Iterator[tuple[str, str]]:
    """(item, test) of each marker in the text of a file called ``name``.

    Raises:
        ValueError: a marker's item is no plain string, so that nobody could read it here.
    """
    module = ast.parse(source)
    yield from _of(module.body, name, ())


def _of(body: list[ast.stmt], place: str, given: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for node in body:
        if isinstance(node, ast.Assign) and any(
            isinstance(to, ast.Name) and to.id == "pytestmark" for to in node.targets
        ):
            given = (*given, *_items(node.value, place))
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            own = tuple(item for decorator in node.decorator_list for item in _items(decorator, place))
            if isinstance(node, ast.ClassDef):
                yield from _of(node.body, f"{place}::{node.name}", (*given, *own))
            elif node.name.startswith("test"):
                yield from ((item, f"{place}::{node.name}") for item in (*given, *own))
            elif own:
                raise ValueError(f"{place}: {node.name} carries a marker and is no test")


def _items(tree: ast.expr, place: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.asvs"):
            for argument in node.args:
                if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
                    raise ValueError(f"{place}: the item of a marker has to be a plain string")
                yield argument.value


@cache
def all_marked() -> dict[str, list[str]]:
    """The tests of each marked item, with the version that the markers name."""
    found: dict[str, list[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for item, test in marked(path.read_text(), path.relative_to(TESTS).as_posix()):
            found.setdefault(item, []).append(test)
    return found


def items() -> list[Item]:
    """All items with their tests, in the order of the standard."""
    tests = all_marked()
    return [
        Item(
            number=number,
            level=values["level"],
            words=values["words"],
            written=tuple(values.get("written", ())),
            **{name: values.get(name, "") for name in ("elsewhere", "operator", "open")},
            tests=tuple(dict.fromkeys(tests.get(VERSION + number, ()))),
        )
        for number, values in tomllib.loads(ITEMS.read_text()).items()
    ]


def render(all_items: list[Item]) -> str:
    """The written part of the document."""
    proven = [item for item in all_items if item.is_proven]
    partly = [item for item in proven if item.open or item.operator]
    missing = [item for item in all_items if item.open and not item.is_proven]
    theirs = [item for item in all_items if item.operator and not item.is_proven]
    absent = [item for item in all_items if item.elsewhere]
    summary = (
        f"Of {len(all_items)} items, {len(proven)} are shown by a test or a document ({len(partly)} of them in part),"
        f" {len(missing)} are not met, {len(theirs)} are up to who runs the site and {len(absent)} do not apply."
    )
    lines = [
        summary,
        "",
        "### Shown by a test or a document",
        "",
        "| item | level | what it asks | shown by |",
        "|---|---|---|---|",
        *(f"| {item.number} | {item.level} | {item.words} | {_proof(item)} |" for item in proven),
        "",
        "### Not met, or in part",
        "",
        *(f"- **{item.number}** {item.words} {item.open}" for item in all_items if item.open),
        "",
        "### Up to who runs the site",
        "",
        *(f"- **{item.number}** {item.words} {item.operator}" for item in all_items if item.operator),
        "",
        "### What does not apply",
        "",
    ]
    for number, title in CHAPTERS.items():
        reasons: dict[str, list[str]] = {}
        for item in absent:
            if item.chapter == number:
                reasons.setdefault(item.elsewhere, []).append(item.number)
        if reasons:
            told = " ".join(f"{reason} ({', '.join(numbers)})" for reason, numbers in reasons.items())
            lines.append(f"- **V{number} {title}**: {told}")
    return "\n".join(lines)


def _proof(item: Item) -> str:
    parts = [f"[{path}](../{path})" for path in item.written]
    by_file: dict[str, list[str]] = {}
    for test in item.tests[:NAMED]:
        file, _colons, name = test.partition("::")
        by_file.setdefault(file, []).append(name)
    parts += [f"`{file}`: {', '.join(names)}" for file, names in by_file.items()]
    if len(item.tests) > NAMED:
        parts.append(f"and {len(item.tests) - NAMED} more")
    if item.open or item.operator:
        parts.append("*in part*")
    return "; ".join(parts)


def written_part(document: str) -> str:
    """What stands between the two comments of the document.

    Raises:
        ValueError: they are not there.
    """
    found = re.search(f"{re.escape(BEGIN)}\n(.*?)\n{re.escape(END)}", document, re.DOTALL)
    if found is None:
        raise ValueError(f"docs/security.md has no part between “{BEGIN}” and “{END}”")
    return found[1]


def main() -> None:
    """Write the part anew, and leave the rest of the document alone."""
    document = DOCUMENT.read_text()
    written_part(document)
    before, _begin, rest = document.partition(BEGIN)
    after = rest.partition(END)[2]
    text = f"{before}{BEGIN}\n\n{render(items())}\n\n{END}{after}"
    partial = DOCUMENT.with_suffix(".new")
    partial.write_text(text)
    partial.replace(DOCUMENT)


if __name__ == "__main__":
    main()
