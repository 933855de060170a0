"""Reads a QR code as a telephone would, without the error correction: a second opinion on what `portal.qr_code` draws.

Follows ISO/IEC 18004: format information, mask, zigzag, blocks, byte mode. Versions 2 to 6 of level M, which are all
that addresses of pages need.
"""

from __future__ import annotations

from collections.abc import Callable

#: By version at level M: (number of blocks, data bytes a block), blocks of one size only.
_BLOCKS = {2: (1, 28), 3: (1, 44), 4: (2, 32), 5: (2, 43), 6: (4, 27)}
_MASKS: list[Callable[[int, int], bool]] = [
    lambda i, j: (i + j) % 2 == 0,
    lambda i, j: i % 2 == 0,
    lambda i, j: j % 3 == 0,
    lambda i, j: (i + j) % 3 == 0,
    lambda i, j: (i // 2 + j // 3) % 2 == 0,
    lambda i, j: i * j % 2 + i * j % 3 == 0,
    lambda i, j: (i * j % 2 + i * j % 3) % 2 == 0,
    lambda i, j: ((i + j) % 2 + i * j % 3) % 2 == 0,
]
_LEVEL_M = 0b00


def read_qr(modules: list[list[bool]]) -> str:
    """The text of a code, given as rows of dark (true) and light modules without the quiet zone."""
    side = len(modules)
    version, rest = divmod(side - 17, 4)
    assert rest == 0
    assert all(len(row) == side for row in modules)
    format_bits = _bits([modules[8][column] for column in (0, 1, 2, 3, 4, 5, 7, 8)]) << 7 ^ 0b101010000010010
    assert format_bits >> 13 == _LEVEL_M
    mask = _MASKS[format_bits >> 10 & 0b111]
    stream = _unmasked(modules, mask)
    data = [_bits(stream[start : start + 8]) for start in range(0, len(stream) - 7, 8)]
    blocks, length = _BLOCKS[version]
    message = [data[column * blocks + block] for block in range(blocks) for column in range(length)]
    bits = [bool(byte >> shift & 1) for byte in message for shift in range(7, -1, -1)]
    assert _bits(bits[:4]) == 0b0100, "byte mode"
    count = _bits(bits[4:12])
    return bytes(_bits(bits[start : start + 8]) for start in range(12, 12 + count * 8, 8)).decode()


def _unmasked(modules: list[list[bool]], mask: Callable[[int, int], bool]) -> list[bool]:
    """The modules that carry data, two columns at a time from the right, up and down in turn."""
    side = len(modules)
    found = []
    # Column 6 is the timing pattern and is skipped.
    for turn, right in enumerate([*range(side - 1, 6, -2), 5, 3, 1]):
        rows = range(side) if turn % 2 else range(side - 1, -1, -1)
        for row in rows:
            found.extend(
                modules[row][column] != mask(row, column)
                for column in (right, right - 1)
                if not _is_pattern(row, column, side)
            )
    return found


def _is_pattern(row: int, column: int, side: int) -> bool:
    """Whether a module belongs to finders, format, timing or alignment."""
    corners = (row < 9 and column < 9) or (row < 9 and column >= side - 8) or (row >= side - 8 and column < 9)
    middle = side - 7
    return corners or 6 in (row, column) or (abs(row - middle) <= 2 and abs(column - middle) <= 2)


def _bits(modules: list[bool]) -> int:
    number = 0
    for module in modules:
        number = number << 1 | module
    return number
