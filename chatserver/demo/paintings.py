"""What is on the demo's pictures? The quarter under a sky of each one's own colour."""

import struct
import zlib
from collections.abc import Iterator
from random import Random

WIDTH, HEIGHT = 640, 360
_HOUSE = 40  # pixels across
_SKIES = (
    ((94, 176, 197), (246, 232, 200)),
    ((64, 99, 168), (250, 196, 160)),
    ((38, 128, 118), (214, 240, 214)),
    ((120, 86, 160), (250, 214, 226)),
)

Colour = tuple[int, int, int]


def painting(seed: int) -> bytes:
    """Return a picture as PNG, the same for the same seed."""
    chance = Random(seed)  # noqa: S311 - for show
    top, bottom = _SKIES[seed % len(_SKIES)]
    houses = [chance.randrange(60, 210) for _ in range(WIDTH // _HOUSE)]
    rows = b"".join(b"\0" + row for row in _rows(top, bottom, houses))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    body = _part(b"IHDR", header) + _part(b"IDAT", zlib.compress(rows)) + _part(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def _rows(top: Colour, bottom: Colour, houses: list[int]) -> Iterator[bytes]:
    for y in range(HEIGHT):
        share = y / HEIGHT
        sky = bytes(round(a + (b - a) * share) for a, b in zip(top, bottom, strict=True))
        wall = bytes(round(colour * 0.45) for colour in top)
        lit = bytes((250, 222, 140))
        yield b"".join(
            _across(sky, wall, lit, below=y - (HEIGHT - height), lamp=number * 7 + height)
            for number, height in enumerate(houses)
        )


def _across(sky: bytes, wall: bytes, lit: bytes, *, below: int, lamp: int) -> bytes:
    """One row of one house; `below` is how far under its roof."""
    if below < 0:
        return sky * _HOUSE
    storey, within = divmod(below, 24)
    if not 8 <= within < 18:
        return wall * _HOUSE
    left, right = (lit if (storey + lamp + side) % 3 else wall for side in (0, 1))
    return wall * 6 + left * 10 + wall * 8 + right * 10 + wall * 6


def _part(kind: bytes, data: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + check
