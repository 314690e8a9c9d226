"""Make the designer's bundled pictures and fonts from their npm packages.

    npm install --prefix WORK @iconify-json/fluent-emoji-flat@1.2.6 @iconify-json/flag@1.2.12 world-atlas@2.0.2 \\
        @expo-google-fonts/{anton,audiowide,...}     (the families of FACES below)
    pip install fonttools shapely pycountry resvg-py pillow
    python scripts/build_pictures.py WORK/node_modules

Run only when a source is renewed: what it writes is committed.
"""

import gzip
import io
import json
import math
import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

BACKEND = Path(__file__).parents[1] / "backend"
DATA, FONTS = BACKEND / "local/designer/data", BACKEND / "adapters/typesetting/fonts"

# ---------------------------------------------------------------- fonts

LATIN = "Latin"
SCRIPTS: dict[str, list[tuple[int, int]]] = {
    LATIN: [(0x20, 0x7E), (0xA0, 0x17F), (0x218, 0x21B), (0x2010, 0x2026), (0x2039, 0x203A), (0x20AC, 0x20AC)],
    "Slavic and Greek": [(0x20, 0x7E), (0x370, 0x3FF), (0x400, 0x45F), (0x490, 0x491), (0x2010, 0x2026)],
    "Arabic": [(0x20, 0x40), (0x600, 0x6FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFF)],
    "Hebrew": [(0x20, 0x40), (0x590, 0x5FF)],
    "Devanagari": [(0x20, 0x40), (0x900, 0x97F), (0x200C, 0x200D)],
    "Thai": [(0x20, 0x40), (0xE00, 0xE5F)],
    "Bengali": [(0x20, 0x40), (0x964, 0x965), (0x980, 0x9FF), (0x200C, 0x200D)],
    "Tamil": [(0x20, 0x40), (0xB80, 0xBFF), (0x200C, 0x200D)],
    "European": [
        (0x20, 0x7E),
        (0xA0, 0x24F),
        (0x300, 0x304),
        (0x306, 0x30C),
        (0x323, 0x328),
        (0x370, 0x3FF),
        (0x400, 0x52F),
        (0x1E00, 0x1EFF),
        (0x2010, 0x2044),
        (0x20A0, 0x20C0),
        (0x2116, 0x2122),
        (0x2190, 0x2193),
        (0x2212, 0x2265),
    ],
}
KEPT_FEATURES = (
    "kern liga calt ccmp locl mark mkmk init medi fina isol rlig half pres abvs blws psts haln akhn rphf pref "
    "blwf abvf pstf vatu cjct nukt"
).split()

FACES: list[tuple[str, str, str | None]] = [
    # package, weight folder, script to keep; None: shipped whole, because its name is reserved for the unmodified font
    ("anton", "400Regular", LATIN),
    ("bebas-neue", "400Regular", LATIN),
    ("league-spartan", "800ExtraBold", LATIN),
    ("fraunces", "700Bold", LATIN),
    ("fraunces", "400Regular_Italic", LATIN),
    ("cormorant-garamond", "500Medium", LATIN),
    ("cormorant-garamond", "600SemiBold", LATIN),
    ("cormorant-garamond", "500Medium_Italic", LATIN),
    ("great-vibes", "400Regular", LATIN),
    ("space-grotesk", "500Medium", LATIN),
    ("space-grotesk", "700Bold", LATIN),
    ("dm-sans", "500Medium", LATIN),
    ("abril-fatface", "400Regular", None),
    ("audiowide", "400Regular", None),
    ("josefin-sans", "300Light", None),
    ("josefin-sans", "600SemiBold", None),
    ("monoton", "400Regular", None),
    ("righteous", "400Regular", None),
    ("sofia-sans-extra-condensed", "800ExtraBold", "Slavic and Greek"),
    ("eb-garamond", "500Medium", "Slavic and Greek"),
    ("noto-sans", "600SemiBold", "European"),
    ("noto-sans-bengali", "600SemiBold", "Bengali"),
    ("noto-sans-tamil", "600SemiBold", "Tamil"),
    ("changa", "700Bold", "Arabic"),
    ("secular-one", "400Regular", "Hebrew"),
    ("teko", "600SemiBold", "Devanagari"),
    ("kanit", "600SemiBold", "Thai"),
    ("dela-gothic-one", "400Regular", "Japanese"),
    ("black-han-sans", "400Regular", "Korean"),
]


def double_byte(codec: str, first: int, last: int) -> Iterator[int]:
    """Code points of a national character set's rows `first`..`last`: its common characters."""
    for lead in range(first, last + 1):
        for trail in range(0xA1, 0xFF):
            try:
                yield ord(bytes((lead, trail)).decode(codec))
            except (UnicodeDecodeError, TypeError):
                continue


def characters(script: str) -> list[int]:
    if script == "Japanese":
        return [*range(0x20, 0x7F), *range(0x3000, 0x3100), *range(0xFF01, 0xFF5F), *double_byte("euc_jp", 0xB0, 0xCF)]
    if script == "Korean":
        return [*range(0x20, 0x41), *double_byte("euc_kr", 0xB0, 0xC8)]
    return [code for low, high in SCRIPTS[script] for code in range(low, high + 1)]


def subset_font(source: Path, target: Path, script: str) -> None:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options()
    options.layout_features = KEPT_FEATURES
    options.name_IDs = [0, 1, 2, 13, 14]
    options.hinting = False
    font = TTFont(source)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters(script))
    subsetter.subset(font)
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(target)


def build_fonts(modules: Path) -> None:
    FONTS.mkdir(exist_ok=True)
    for package, weight, script in FACES:
        folder = modules / "@expo-google-fonts" / package
        source = next((folder / weight).glob("*.ttf"))
        target = FONTS / f"{package}-{weight.lstrip('0123456789').lower().replace('_', '-')}.ttf"
        if script:
            subset_font(source, target, script)
        else:
            shutil.copyfile(source, target)
        shutil.copyfile(folder / "LICENSE_FONT", FONTS / f"{package}.OFL.txt")


# ---------------------------------------------------------------- motifs and flags


def icons(modules: Path, package: str) -> dict[str, Any]:
    return dict(json.loads((modules / "@iconify-json" / package / "icons.json").read_text())["icons"])


def write(name: str, value: object) -> None:
    text = json.dumps(value, separators=(",", ":"), sort_keys=True)
    (DATA / f"{name}.json.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def flag_colours(body: str) -> list[str]:
    """Up to five colours of a flag, the one with the largest area first; blends along edges do not count."""
    import resvg_py
    from PIL import Image, ImageColor

    named = re.findall(r'(?:fill|stroke)="(#[0-9a-fA-F]{3,6}|red|blue|green|gold)"', body)
    own = {ImageColor.getrgb(name) for name in [*named, "white", "black"]}
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 480">{body}</svg>'
    with Image.open(io.BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=svg, width=320, height=240)))) as picture:
        pixels = Counter(pixel for pixel in picture.convert("RGB").get_flattened_data() if pixel in own)
    chosen: list[tuple[int, ...]] = []
    for colour, count in pixels.most_common():
        if count > 320 * 240 * 0.008 and all(math.dist(colour, other) > 60 for other in chosen):
            chosen.append(colour)
    return ["#{:02X}{:02X}{:02X}".format(*colour) for colour in chosen[:5]]


def build_icons(modules: Path) -> None:
    write("motifs", {name: icon["body"] for name, icon in icons(modules, "fluent-emoji-flat").items()})
    flags = {
        name[:2]: icon["body"] for name, icon in icons(modules, "flag").items() if len(name) == 6 and "-4x3" in name
    }
    write("flags", {code: {"body": body, "colours": flag_colours(body)} for code, body in flags.items()})


# ---------------------------------------------------------------- outlines

Point = tuple[float, float]
Ring = list[Point]

UNITS = 2400
"""The longer side of an outline; coordinates are whole numbers."""

WINDOWS = {
    # longitude and latitude of the part that is shown, where the general rule would choose badly
    "US": (-126.0, 24.0, -66.0, 50.0),
    "NO": (4.0, 57.0, 32.0, 71.5),
    "NL": (3.0, 50.5, 7.5, 54.0),
    "EC": (-81.5, -5.5, -75.0, 1.7),
    "PT": (-9.8, 36.8, -6.0, 42.3),
    "ES": (-9.6, 35.9, 4.6, 44.0),
    "JP": (128.4, 30.9, 147.0, 46.0),
    "CL": (-77.0, -56.5, -66.0, -17.0),
    "YE": (41.0, 12.4, 53.5, 19.5),
    "GQ": (9.2, 0.8, 11.5, 2.6),
}

CUT = ("FJ", "RU")
"""Countries that the data cuts along the antimeridian; the cut is closed."""

SCATTERED = 0.5, ("FJ",)
"""A country is a group of islands when its largest part has less than this share of it, and these in any case."""


def decoded_arcs(topology: dict[str, Any]) -> list[Ring]:
    (scale_x, scale_y), (shift_x, shift_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for deltas in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in deltas:
            x, y = x + dx, y + dy
            arc.append((x * scale_x + shift_x, y * scale_y + shift_y))
        arcs.append(arc)
    return arcs


def ring(arcs: list[Ring], indices: list[int]) -> Ring:
    points: Ring = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1 if points else 0 :]
    return points


def country_shapes(modules: Path) -> dict[str, list[list[Ring]]]:
    """ISO alpha-2 -> polygons, each a list of rings of (longitude, latitude)."""
    import pycountry

    topology = json.loads((modules / "world-atlas/countries-10m.json").read_text())
    arcs = decoded_arcs(topology)
    shapes: dict[str, list[list[Ring]]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        country = pycountry.countries.get(numeric=str(geometry.get("id", "")).zfill(3))
        code = country.alpha_2 if country else "XK" if geometry["properties"]["name"] == "Kosovo" else None
        if code and geometry["type"]:
            polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
            shapes.setdefault(code, []).extend([ring(arcs, indices) for indices in polygon] for polygon in polygons)
    return shapes


def direction(points: Iterable[Point]) -> tuple[float, float, float]:
    """The mean of points on the globe, as a unit vector."""
    x = y = z = 0.0
    for longitude, latitude in points:
        lam, phi = math.radians(longitude), math.radians(latitude)
        x, y, z = x + math.cos(phi) * math.cos(lam), y + math.cos(phi) * math.sin(lam), z + math.sin(phi)
    length = math.hypot(x, y, z)
    return x / length, y / length, z / length


def lambert(point: Point, centre: tuple[float, float]) -> Point:
    """Lambert's azimuthal equal-area projection: degrees in, degrees of arc out, y downwards."""
    lam, phi = math.radians(point[0] - centre[0]), math.radians(point[1])
    phi0 = math.radians(centre[1])
    cosine = math.sin(phi0) * math.sin(phi) + math.cos(phi0) * math.cos(phi) * math.cos(lam)
    k = math.degrees(math.sqrt(2 / max(1 + cosine, 1e-9)))
    x = k * math.cos(phi) * math.sin(lam)
    return x, -k * (math.cos(phi0) * math.sin(phi) - math.sin(phi0) * math.cos(phi) * math.cos(lam))


def within(polygon: list[Ring], window: tuple[float, float, float, float]) -> bool:
    longitude, latitude = (sum(values) / len(polygon[0]) for values in zip(*polygon[0], strict=True))
    return bool(window[0] <= longitude <= window[2] and window[1] <= latitude <= window[3])


def diagonal(parts: Iterable[Any]) -> float:
    return math.hypot(*bounds(parts)[2:])


def archipelago(parts: list[Any]) -> list[Any]:
    """The largest group of islands no farther from each other than the largest island is long (at least 3 degrees)."""
    reach = max(3.0, 0.62 * diagonal(parts[:1]))
    group, rest = parts[:1], parts[1:]
    while near := [part for part in rest if any(part.distance(other) < reach for other in group)]:
        group += near
        rest = [part for part in rest if part not in near]
    return group


def main_part(parts: list[Any], code: str) -> list[Any]:
    """Drop what is remote: a part is kept when the picture grows no more than the part's own size is worth."""
    parts = sorted(parts, key=lambda part: -part.area)
    total = sum(part.area for part in parts)
    share, always = SCATTERED
    if parts[0].area < share * total or code in always:
        return archipelago(parts)
    kept = parts[:1]
    for part in parts[1:]:
        growth = diagonal([*kept, part]) / diagonal(kept) - 1
        if growth <= 0.1 + 1.6 * part.area / kept[0].area:
            kept.append(part)
    return kept


def projected(polygons: list[list[Ring]], code: str) -> tuple[list[Any], tuple[float, float]]:
    """Shapely polygons of the country's main part, and the centre (longitude, latitude) of its projection."""
    from shapely.geometry import Polygon
    from shapely.ops import unary_union

    if code in WINDOWS:
        polygons = [polygon for polygon in polygons if within(polygon, WINDOWS[code])] or polygons
    longest = max(polygons, key=lambda polygon: len(polygon[0]))
    x, y, z = direction(longest[0])
    centre = (math.degrees(math.atan2(y, x)), math.degrees(math.asin(z)))
    flat = [
        Polygon([lambert(p, centre) for p in outer], [[lambert(p, centre) for p in hole] for hole in holes]).buffer(0)
        for outer, *holes in polygons
    ]
    seam = 0.004 if code in CUT else 0.0
    merged = unary_union([shape.buffer(seam, join_style="mitre") for shape in flat]).buffer(-seam, join_style="mitre")
    return list(getattr(merged, "geoms", [merged])), centre


def deltas(points: Iterable[Point], scale: float, left: float, top: float) -> list[int]:
    """Whole-number steps: x0, y0, then the differences; repeated points are left out."""
    steps: list[int] = []
    last = (0, 0)
    for x, y in points:
        here = (round((x - left) * scale), round((y - top) * scale))
        if not steps or here != last:
            steps += [here[0] - last[0], here[1] - last[1]]
            last = here
    return steps


def outline(polygons: list[list[Ring]], code: str) -> dict[str, Any]:
    """`box` width and height, `centre` latitude and longitude, `rings` as deltas (outer rings and holes alike)."""
    shapes, centre = projected(polygons, code)
    parts = shapes if code in WINDOWS else main_part(shapes, code)
    parts = visible(parts, UNITS / max(bounds(parts)[2:]))
    left, top, width, height = bounds(parts)
    scale = UNITS / max(width, height)
    rings = []
    for part in sorted((part.simplify(1.1 / scale) for part in parts), key=lambda part: -part.area):
        rings += [part.exterior, *(hole for hole in part.interiors if hole_area(hole) * scale**2 > 400)]
    coordinates = [deltas(list(r.coords)[:-1], scale, left, top) for r in rings]
    box = [round(width * scale), round(height * scale)]
    return {"box": box, "centre": [round(centre[1], 1), round(centre[0], 1)], "rings": coordinates}


def bounds(parts: Iterable[Any]) -> tuple[float, float, float, float]:
    """Left, top, width and height around shapes."""
    boxes = [part.bounds for part in parts]
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    return left, top, max(box[2] for box in boxes) - left, max(box[3] for box in boxes) - top


def visible(parts: list[Any], scale: float) -> list[Any]:
    """The parts without specks of land that would be no more than a few units wide."""
    largest = max(part.area for part in parts)
    return [part for part in parts if part.area * scale**2 >= 60 or part.area >= 0.02 * largest]


def hole_area(hole: Any) -> float:
    from shapely.geometry import Polygon

    return float(Polygon(hole).area)


def build_outlines(modules: Path) -> None:
    shapes = country_shapes(modules)
    del shapes["VA"]  # too small for the data: three points on one line
    write("outlines", {code: outline(polygons, code) for code, polygons in shapes.items()})


if __name__ == "__main__":
    DATA.mkdir(exist_ok=True)
    for build in (build_fonts, build_icons, build_outlines):
        build(Path(sys.argv[1]))
    for path in sorted([*DATA.glob("*.json.gz"), *FONTS.glob("*.ttf")]):
        print(f"{path.stat().st_size / 1024:8.0f} KiB  {path.name}")
