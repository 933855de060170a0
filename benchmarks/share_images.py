"""Measure the pictures for shared links: time and size of those of all municipalities.

``python -m benchmarks.share_images`` draws one in five of them in Dutch and prints a table.
"""

import statistics
from time import perf_counter

from gemeenten.register.reader import read_register
from portal.share_image import Card, draw

ONE_IN = 5


def main() -> None:
    """Draw and print."""
    rows = read_register().current[::ONE_IN]
    times: list[float] = []
    sizes: list[int] = []
    for row in rows:
        card = Card(row.name_nl, "Solidaire gemeenten", "Oost-Vlaanderen", "Solidaire gemeente", "solidary", "mint")
        start = perf_counter()
        data = draw(card)
        times.append((perf_counter() - start) * 1000)
        sizes.append(len(data))
    print(f"{len(rows)} pictures: first {times[0]:.0f} ms, median {statistics.median(times[1:]):.0f} ms,")
    print(f"95th percentile {statistics.quantiles(times[1:], n=20)[-1]:.0f} ms, largest {max(sizes) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
