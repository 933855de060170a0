"""Measure the finder: build time, memory and answer times per kind of query.

``python -m benchmarks.finder`` prints a table for the real register and one for a synthetic register of
100,000 rows (``--rows`` for another size). The synthetic names are made of Belgian syllables, with doubles, merged
municipalities, saints and places, from a fixed seed, so that runs compare.
"""

import argparse
import random
import statistics
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import product
from time import perf_counter

from gemeenten.finder import Finder
from gemeenten.register.reader import read_register
from gemeenten.register.rows import MunicipalityRow

SEED = 20250101
#: Beginnings (two lines), middles (a hyphen for none), endings, French endings.
_SYLLABLES = """\
aar ant bee ber bil bor brug dam deer den die ein gel gen ham har has her hoe kor kruis leu lim lo maas mech meu mo nin
oost oud pel rij roes ste temse tong ver vil waar wer ze
- en el er in ing ter lin ma no ra ri ta ven
beek berg dam donk gem ghem hout hoven kerke lo rode schot sele straat terzele velde winge zele
court fontaine mont ville villers bois champ roy lez sart tige neuve haye rieux
"""
_FIRST_WORDS = ("", "", "", "", "", "Sint-", "Nieuw-", "Oud-", "Mont-", "Groot-")


def synthetic_rows(count: int) -> list[MunicipalityRow]:
    """``count`` made-up rows, one in ten of them former."""
    chance = random.Random(SEED)
    first, second, middles, endings, french_endings = (line.split() for line in _SYLLABLES.splitlines())
    stems = ["".join(parts).replace("-", "").capitalize() for parts in product(first + second, middles, endings)]
    rows: list[MunicipalityRow] = []
    for number in range(count):
        name = chance.choice(_FIRST_WORDS) + chance.choice(stems)
        if chance.random() < 0.3:
            name += f"-{chance.choice(stems)}"
        french = f"{chance.choice(stems)}-{chance.choice(french_endings)}" if chance.random() < 0.3 else name
        former = number % 10 == 9
        rows.append(
            MunicipalityRow(
                refnis=f"{number:06}",
                name_nl=name,
                name_fr=french,
                name_de=name,
                province="10000",
                region="02000",
                languages=("nl",),
                postcodes=(f"{1000 + number % 9000}",),
                places=(chance.choice(stems), chance.choice(stems)),
                valid_until=date(2024, 12, 31) if former else None,
                successor=f"{number - 1:06}" if former else "",
            )
        )
    return rows


def queries(rows: Sequence[MunicipalityRow], count: int) -> Iterator[tuple[str, list[str]]]:
    """Kinds of query with ``count`` examples each, drawn from the rows' own names."""
    chance = random.Random(SEED)
    names = [name for row in rows for name in (row.name_nl, row.name_fr) if len(name) > 4]
    postcodes = [postcode for row in rows for postcode in row.postcodes]
    letters = "abcdefghijklmnopqrstuvwxyz"

    def spoilt(name: str) -> str:
        at = chance.randrange(1, len(name) - 1)
        return chance.choice(
            (
                name[:at] + name[at + 1 :],
                name[:at] + chance.choice(letters) + name[at:],
                name[:at] + chance.choice(letters) + name[at + 1 :],
                name[:at] + name[at + 1] + name[at] + name[at + 2 :],
            )
        )

    def many(make: Callable[[], str]) -> list[str]:
        return [make() for _ in range(count)]

    yield "postcode", many(lambda: chance.choice(postcodes))
    yield "exact name", many(lambda: chance.choice(names))
    yield "beginning (4 letters)", many(lambda: chance.choice(names)[:4])
    yield "word inside", many(lambda: chance.choice(names).split("-")[-1])
    yield "part (from the 3rd letter)", many(lambda: chance.choice(names)[2:])
    yield "one typing error", many(lambda: spoilt(chance.choice(names)))
    yield "three typing errors", many(lambda: spoilt(spoilt(spoilt(chance.choice(names)))))
    yield "random letters", many(lambda: "".join(chance.choices(letters, k=chance.randint(4, 20))))
    yield "vague (2 letters)", many(lambda: chance.choice(names)[:2])
    yield (
        "hostile",
        ["x" * 10_000, "\0", "\ud800", "\u202e" * 100, "-" * 200, "a" * 200, "é" * 190, "st " * 66],
    )


def measure(title: str, rows: Sequence[MunicipalityRow], count: int) -> None:
    """Print build time, memory and a line per kind of query."""
    start = perf_counter()
    finder = Finder(rows)
    built = perf_counter() - start
    tracemalloc.start()
    traced = Finder(rows)
    memory, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del traced
    print(f"{title}: {len(rows)} rows, built in {built * 1000:.0f} ms, index {memory / 2**20:.1f} MiB")
    print(f"  {'query':28}{'median':>10}{'p99':>10}{'matches':>9}   (ms)")
    for kind, examples in queries(rows, count):
        taken: list[float] = []
        found = 0
        for example in examples:
            start = perf_counter()
            result = finder.find(example)
            taken.append((perf_counter() - start) * 1000)
            found += len(result.matches)
        p99 = sorted(taken)[min(len(taken) - 1, len(taken) * 99 // 100)]
        print(f"  {kind:28}{statistics.median(taken):10.3f}{p99:10.3f}{found / len(examples):9.1f}")


def main() -> None:
    """Measure both registers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="size of the synthetic register")
    parser.add_argument("--queries", type=int, default=300, help="examples per kind of query")
    options = parser.parse_args()
    register = read_register()
    measure("real register", (*register.current, *register.former), options.queries)
    measure("synthetic register", synthetic_rows(options.rows), options.queries)


if __name__ == "__main__":
    main()
