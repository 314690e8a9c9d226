"""The treatments: each makes a picture of a photograph and of inks. The same input gives the same pixels."""

import math
from collections.abc import Callable
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageMath, ImageOps

from backend.local.restyling.choosing import TreatmentName
from backend.local.restyling.inks import Inks

Treatment = Callable[[Image.Image, Inks, Random], Image.Image]
SIDE = 1024
"""The side of a picture of one megapixel: what is measured in pixels of it grows with the picture."""


def duotone(photo: Image.Image, inks: Inks, _chance: Random) -> Image.Image:
    """Light is paper, shadow is ink, and the colour lies between."""
    return ImageOps.colorize(_tones(photo), inks.dark, inks.paper, inks.middle, midpoint=118)


def halftone(photo: Image.Image, inks: Inks, chance: Random) -> Image.Image:
    """Two screens of dots, as on newsprint: the colour below, the dark ink at another angle above."""
    tones = _tones(photo)
    cell = 9 + chance.randrange(4)
    sheet = Image.new("RGB", photo.size, inks.paper)
    lights = tones.point([min(255, round(level * 0.8 + 62)) for level in range(256)])
    shadows = tones.point([min(255, round(level * 1.35 + 18)) for level in range(256)])
    for ink, screened in ((inks.middle, _screen(lights, cell, 0.26)), (inks.dark, _screen(shadows, cell, 0.785))):
        sheet.paste(ink, mask=screened)
    return sheet


def posterise(photo: Image.Image, _inks: Inks, chance: Random) -> Image.Image:
    """Few flat colours, the photograph's own, with smooth edges."""
    soft = _smooth(ImageOps.autocontrast(photo, cutoff=1), 2).filter(ImageFilter.GaussianBlur(_pixels(photo, 1.5)))
    vivid = ImageEnhance.Color(ImageEnhance.Contrast(soft).enhance(1.12)).enhance(1.55)
    return _flatten(vivid, 7 + chance.randrange(3)).filter(ImageFilter.MedianFilter(5)).filter(ImageFilter.SMOOTH)


def line(photo: Image.Image, inks: Inks, _chance: Random) -> Image.Image:
    """A drawing: what is darker than its surroundings, in ink on paper, over a wash of the shadows."""
    grey = ImageOps.autocontrast(photo.convert("L").filter(ImageFilter.MedianFilter(3)), cutoff=0.5)
    around = grey.filter(ImageFilter.GaussianBlur(_pixels(photo, 7)))
    dodged = ImageMath.lambda_eval(
        lambda given: given["min"](given["grey"] * 256 / (given["around"] + 1), 255), grey=grey, around=around
    ).convert("L")
    strokes = dodged.point([max(0, min(255, round((level - 120) * 255 / 118))) for level in range(256)])
    drawn = ImageOps.colorize(strokes, inks.dark, inks.paper)
    wash = _smooth(grey, 2).point([min(255, 200 + level * 2 // 3) for level in range(256)])
    return ImageChops.multiply(drawn, Image.merge("RGB", [wash] * 3))


def watercolour(photo: Image.Image, _inks: Inks, chance: Random) -> Image.Image:
    """Soft washes with darker edges, on paper whose grain shows, inside an uneven border."""
    soft = _smooth(ImageOps.autocontrast(photo, cutoff=0.5), 3)
    washes = ImageEnhance.Color(_flatten(soft, 24)).enhance(1.3)
    blended = Image.blend(washes.filter(ImageFilter.GaussianBlur(_pixels(photo, 2))), soft, 0.3)
    light = blended.point([round(255 * (level / 255) ** 0.76) for level in range(256)] * 3)
    rims = ImageOps.invert(soft.convert("L").filter(ImageFilter.FIND_EDGES)).filter(ImageFilter.GaussianBlur(1))
    rims = rims.point([min(255, 150 + round(level * 0.42)) for level in range(256)])
    grain = _noise(photo.size, chance, _pixels(photo, 1.2)).point([225 + level * 30 // 255 for level in range(256)])
    painted = ImageChops.multiply(light, Image.merge("RGB", [ImageChops.multiply(rims, grain)] * 3))
    paper = ImageChops.multiply(Image.new("RGB", photo.size, "#FBF8F1"), Image.merge("RGB", [grain] * 3))
    return Image.composite(painted, paper, _torn_edge(photo.size, chance))


def mosaic(photo: Image.Image, inks: Inks, chance: Random) -> Image.Image:
    """Uneven tiles of one colour each, with joints of the dark ink and light on their upper edges."""
    across = 54
    step = photo.width / across
    down = max(1, round(photo.height / step))
    vivid = ImageEnhance.Color(ImageOps.autocontrast(photo, cutoff=0.5)).enhance(1.35)
    small = vivid.resize((across, down), Image.Resampling.BOX)
    levels = small.tobytes()
    corners = _jittered_grid(across, down, photo.size, chance)
    sheet = Image.new("RGB", photo.size, inks.dark)
    pen = ImageDraw.Draw(sheet)
    for row in range(down):
        for column in range(across):
            at, shade = 3 * (row * across + column), chance.uniform(0.9, 1.1)
            tile = tuple(min(255, round(level * shade)) for level in levels[at : at + 3])
            quad = [
                corners[row][column],
                corners[row][column + 1],
                corners[row + 1][column + 1],
                corners[row + 1][column],
            ]
            inner = _shrink(quad, 0.9)
            pen.polygon(inner, fill=tile)
            pen.line(inner[:2], fill=tuple(min(255, level + 34) for level in tile), width=max(1, round(step / 14)))
    return sheet.filter(ImageFilter.SMOOTH)


TREATMENTS: dict[TreatmentName, Treatment] = {
    "duotone": duotone,
    "halftone": halftone,
    "posterise": posterise,
    "line": line,
    "watercolour": watercolour,
    "mosaic": mosaic,
}


def _tones(photo: Image.Image) -> Image.Image:
    return ImageOps.autocontrast(photo.convert("L"), cutoff=1)


def _pixels(photo: Image.Image, of_standard: float) -> float:
    """A length in a picture of one megapixel, in this one."""
    return of_standard * math.sqrt(photo.width * photo.height) / SIDE


def _odd(photo: Image.Image, of_standard: float) -> int:
    return max(3, round(_pixels(photo, of_standard)) // 2 * 2 + 1)


def _smooth(photo: Image.Image, times: int) -> Image.Image:
    """Without small detail, the large edges kept. At half the size: medians are slow, and detail is not wanted."""
    small = photo.resize((max(8, photo.width // 2), max(8, photo.height // 2)), Image.Resampling.BOX)
    for _ in range(times):
        small = small.filter(ImageFilter.MedianFilter(_odd(small, 6)))
    return small.resize(photo.size, Image.Resampling.BICUBIC)


def _flatten(photo: Image.Image, colours: int) -> Image.Image:
    """In few colours, which are found in a small copy."""
    palette = photo.resize((160, 160), Image.Resampling.BOX).quantize(colours, kmeans=2)
    return photo.quantize(palette=palette, dither=Image.Dither.NONE).convert("RGB")


def _screen(tones: Image.Image, cell: int, angle: float) -> Image.Image:
    """Dots that grow with darkness, as a mask: 255 where there is ink. Drawn at twice the size, for round edges."""
    width, height = tones.size
    large = tones.resize((width * 2, height * 2), Image.Resampling.BICUBIC)
    spots = Image.new("L", (cell * 2, cell * 2))
    spots.putdata(
        [
            round(127.5 + 63.7 * (math.cos(math.pi * x / cell) + math.cos(math.pi * y / cell)))
            for y in range(cell * 2)
            for x in range(cell * 2)
        ]
    )
    reach = math.ceil(math.hypot(width, height) * 2 / (cell * 2)) + 2
    field = Image.new("L", (reach * cell * 2, reach * cell * 2))
    for y in range(reach):
        for x in range(reach):
            field.paste(spots, (x * cell * 2, y * cell * 2))
    turned = field.rotate(math.degrees(angle), Image.Resampling.BICUBIC)
    left, top = (turned.width - large.width) // 2, (turned.height - large.height) // 2
    threshold = turned.crop((left, top, left + large.width, top + large.height))
    inked = ImageChops.subtract(threshold, large, scale=1 / 16)
    return inked.resize((width, height), Image.Resampling.BOX)


def _noise(size: tuple[int, int], chance: Random, blur: float) -> Image.Image:
    width, height = size
    raw = Image.frombytes("L", size, chance.randbytes(width * height))
    return ImageOps.autocontrast(raw.filter(ImageFilter.GaussianBlur(blur)), cutoff=1)


def _torn_edge(size: tuple[int, int], chance: Random) -> Image.Image:
    """A mask with an uneven border, as where the brush stopped."""
    width, height = size
    border = round(min(size) * 0.045)
    inside = Image.new("L", size)
    ImageDraw.Draw(inside).rectangle((border, border, width - border, height - border), fill=255)
    soft = inside.filter(ImageFilter.GaussianBlur(border * 0.5))
    coarse = _noise((max(8, width // 12), max(8, height // 12)), chance, 1.2).resize(size, Image.Resampling.BICUBIC)
    calm = coarse.point([64 + level // 2 for level in range(256)])  # so that it moves the border only
    uneven = ImageChops.add(soft, calm, scale=2)
    return uneven.point([max(0, min(255, (level - 118) * 14)) for level in range(256)])


def _jittered_grid(across: int, down: int, size: tuple[int, int], chance: Random) -> list[list[tuple[float, float]]]:
    width, height = size[0] / across, size[1] / down
    return [
        [
            (x * width + chance.gauss(0, width * 0.07), y * height + chance.gauss(0, height * 0.07))
            for x in range(across + 1)
        ]
        for y in range(down + 1)
    ]


def _shrink(quad: list[tuple[float, float]], share: float) -> list[tuple[float, float]]:
    x, y = sum(each[0] for each in quad) / 4, sum(each[1] for each in quad) / 4
    return [(x + (each[0] - x) * share, y + (each[1] - y) * share) for each in quad]
