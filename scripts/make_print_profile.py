"""Writes the colour profile of print files: an output profile of ICC 2.4 for RGB printing with the colours of sRGB.

    .venv/bin/python scripts/make_print_profile.py

The output intent of a PDF/X file describes a printer (class `prtr`), and the profiles of sRGB that one can have are for
screens (`mntr`). An output profile has tables (ICC.1:2001-04, 6.3.3): here they are computed from the formulas of
IEC 61966-2-1 and of CIELAB for D50, so the file has no licence but the project's. Values that Lab has and sRGB has not
are clipped.
"""

import struct
import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import product
from pathlib import Path

TARGET = Path(__file__).parent.parent / "backend/adapters/typesetting/fonts/print-rgb.icc"
FORWARD, BACK, GAMUT = 17, 25, 9
"""Steps of each table's grid."""
WHITE = (0.9642, 1.0, 0.8249)
"""D50, as profiles have it."""
TO_XYZ = (
    # sRGB adapted to D50 by Bradford's matrix
    (0.4360747, 0.3850649, 0.1430804),
    (0.2225045, 0.7168786, 0.0606169),
    (0.0139322, 0.0971045, 0.7141733),
)
TO_RGB = (
    (3.1338561, -1.6168667, -0.4906146),
    (-0.9787684, 1.9161415, 0.0334540),
    (0.0719453, -0.2289914, 1.4052427),
)
EPSILON, KAPPA = 216 / 24389, 24389 / 27
Values = Sequence[float]


def multiply(matrix: Sequence[Values], values: Values) -> list[float]:
    return [sum(a * b for a, b in zip(row, values, strict=True)) for row in matrix]


def to_lab(rgb: Values) -> list[float]:
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in rgb]
    parts = [v / white for v, white in zip(multiply(TO_XYZ, linear), WHITE, strict=True)]
    x, y, z = (v ** (1 / 3) if v > EPSILON else (KAPPA * v + 16) / 116 for v in parts)
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)]


def to_linear(lab: Values) -> list[float]:
    """Below 0 or above 1 where sRGB does not have the colour."""
    y = (lab[0] + 16) / 116
    parts = [v**3 if v**3 > EPSILON else (116 * v - 16) / KAPPA for v in (y + lab[1] / 500, y, y - lab[2] / 200)]
    return multiply(TO_RGB, [v * white for v, white in zip(parts, WHITE, strict=True)])


def to_rgb(lab: Values) -> list[float]:
    clipped = [min(1.0, max(0.0, v)) for v in to_linear(lab)]
    return [12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055 for v in clipped]


def write_lab(lab: Values) -> list[float]:
    """As 16-bit tables have it: 0xFF00 is 100 (L) and 127 (a, b)."""
    return [lab[0] * 652.8 / 65535, (lab[1] + 128) * 256 / 65535, (lab[2] + 128) * 256 / 65535]


def read_lab(parts: Values) -> list[float]:
    return [parts[0] * 65535 / 652.8, parts[1] * 65535 / 256 - 128, parts[2] * 65535 / 256 - 128]


def is_out_of_gamut(lab: Values) -> list[float]:
    return [0.0 if all(-0.01 <= v <= 1.01 for v in to_linear(lab)) and 0 <= lab[0] <= 100 else 1.0]


def table(steps: int, outputs: int, colour: Callable[[Values], Iterable[float]]) -> bytes:
    """A lut16Type: a grid of `steps` over three inputs, without curves (ICC.1:2001-04, 6.5.8)."""
    unit = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)
    head = b"mft2\0\0\0\0" + bytes((3, outputs, steps, 0)) + b"".join(s15(v) for v in unit) + struct.pack(">HH", 2, 2)
    line = struct.pack(">HH", 0, 65535)
    nodes = b"".join(
        struct.pack(">H", round(65535 * min(1.0, max(0.0, value))))
        for node in product(range(steps), repeat=3)
        for value in colour([at / (steps - 1) for at in node])
    )
    return head + line * 3 + nodes + line * outputs


def s15(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def text(value: str) -> bytes:
    return b"text\0\0\0\0" + value.encode() + b"\0"


def description(value: str) -> bytes:
    said = value.encode() + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(said)) + said + bytes(8 + 2 + 1 + 67)


def profile() -> bytes:
    forward = table(FORWARD, 3, lambda rgb: write_lab(to_lab(rgb)))
    back = table(BACK, 3, lambda parts: to_rgb(read_lab(parts)))
    tags = {
        b"desc": description("DreamForge RGB print, the colours of sRGB"),
        b"cprt": text("Apache-2.0"),
        b"wtpt": b"XYZ \0\0\0\0" + b"".join(map(s15, WHITE)),
        **dict.fromkeys((b"A2B0", b"A2B1", b"A2B2"), forward),
        **dict.fromkeys((b"B2A0", b"B2A1", b"B2A2"), back),
        b"gamt": table(GAMUT, 1, lambda parts: is_out_of_gamut(read_lab(parts))),
    }
    places: dict[bytes, int] = {}
    body, start = b"", 128 + 4 + 12 * len(tags)
    for value in tags.values():
        if value not in places:
            places[value] = start + len(body)
            body += value + bytes(-len(value) % 4)
    rows = b"".join(struct.pack(">4sII", name, places[value], len(value)) for name, value in tags.items())
    header = struct.pack(
        ">I4sI4s4s4s6H4s4sIIIQI12s4s44x",
        start + len(body), b"\0\0\0\0", 0x02400000, b"prtr", b"RGB ", b"Lab ", 2026, 11, 30, 0, 0, 0,
        b"acsp", b"\0\0\0\0", 0, 0, 0, 0, 1, b"".join(map(s15, WHITE)), b"\0\0\0\0",
    )  # fmt: skip
    return header + struct.pack(">I", len(tags)) + rows + body


if __name__ == "__main__":
    TARGET.write_bytes(profile())
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes", file=sys.stderr)
