"""A composition on its trimmed sheet as pixels, for pictures that show the print."""

from io import BytesIO

import resvg_py
from PIL import Image, ImageDraw

from backend.adapters.print_files.placed import PlacedPage
from backend.adapters.typesetting.art import Art
from backend.adapters.typesetting.geometry import Box, group
from backend.adapters.typesetting.page import Placement, Rectangle


def draw_svg(elements: str, width: int, height: int, scale: float = 1.0) -> Image.Image:
    """Elements of SVG on nothing, as RGBA."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{elements}</svg>'
    across, down = round(width * scale), round(height * scale)
    drawn = resvg_py.svg_to_bytes(svg_string=svg, width=across, height=down, skip_system_fonts=True)
    return Image.open(BytesIO(bytes(drawn))).convert("RGBA")


def draw_sheet(placed: PlacedPage, art: Art, per_mm: float) -> Image.Image:
    """The sheet with so many pixels to the millimetre."""
    sheet = placed.reach
    drawn = Image.new("RGB", (max(1, round(sheet.width * per_mm)), max(1, round(sheet.height * per_mm))), placed.ground)
    if placed.imposed.matted:
        drawn.paste(placed.page.ground, _corners(placed.imposed.place(placed.page.frame), per_mm))
    if placed.page.picture is not None:
        _paste_picture(drawn, placed, placed.page.picture, art, per_mm)
    letters = draw_svg("".join(_elements(placed, per_mm)), *drawn.size)
    drawn.paste(letters, (0, 0), letters)
    return drawn


def _paste_picture(drawn: Image.Image, placed: PlacedPage, place: Placement, art: Art, per_mm: float) -> None:
    layer = drawn.copy()
    for tile in placed.tiles(place):
        left, top, right, bottom = _corners(tile.box, per_mm)
        part = art.picture.resize((max(1, right - left), max(1, bottom - top)), Image.Resampling.LANCZOS)
        if tile.turn_x:
            part = part.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        if tile.turn_y:
            part = part.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        layer.paste(part, (left, top))
    corners = _corners(placed.extend(place.box), per_mm)
    if not place.round:
        drawn.paste(layer.crop(corners), corners[:2])
        return
    mask = Image.new("L", (4 * drawn.width, 4 * drawn.height))
    ImageDraw.Draw(mask).ellipse(tuple(4 * each for each in corners), fill=255)
    drawn.paste(layer, (0, 0), mask.resize(drawn.size, Image.Resampling.BOX))


def _elements(placed: PlacedPage, per_mm: float) -> list[str]:
    """Shapes and letters in pixels of the sheet."""
    imposed, found = placed.imposed, list[str]()
    for shape in placed.page.below:
        box = placed.extend(shape.box)
        scaled = Box(box.x * per_mm, box.y * per_mm, box.width * per_mm, box.height * per_mm)
        found.append(Rectangle(scaled, shape.fill, shape.stroke, shape.width * imposed.scale * per_mm).svg())
    for text in placed.page.texts:
        dx, dy = imposed.text_offset(placed.page, text.block.box)
        place = f"translate({(imposed.x + dx) * per_mm:.2f} {(imposed.y + dy) * per_mm:.2f})"
        found.append(group(text.block.svg(text.ink), transform=f"{place} scale({imposed.scale * per_mm:.5f})"))
    return found


def _corners(box: Box, per_mm: float) -> tuple[int, int, int, int]:
    return round(box.x * per_mm), round(box.y * per_mm), round(box.right * per_mm), round(box.bottom * per_mm)
