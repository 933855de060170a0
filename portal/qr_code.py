"""An address as a QR code, for paper: one SVG path in a picture of its own. Pure."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

from qrcode import constants  # type: ignore[import-untyped]
from qrcode.main import QRCode  # type: ignore[import-untyped]

#: Modules of white around the code, which readers need to find it.
QUIET_ZONE = 4


@lru_cache(maxsize=2048)
def qr_path(text: str) -> tuple[int, str]:
    """The side of the code in modules, quiet zone included, and its dark modules as path data.

    It survives damage to 15 % of it (level M). Making one takes some 15 ms, so each is kept for as long as the process
    lives: 2 kB, and there are no more than pages.
    """
    code = QRCode(error_correction=constants.ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    code.make(fit=True)
    matrix = code.get_matrix()
    return len(matrix), "".join(_row(number, row) for number, row in enumerate(matrix))


def _row(number: int, row: list[bool]) -> str:
    """The dark runs of one row, each as a closed bar of height one."""
    bars, column = [], 0
    for dark, modules in groupby(row):
        width = len(list(modules))
        if dark:
            bars.append(f"M{column} {number}h{width}v1h-{width}z")
        column += width
    return "".join(bars)
