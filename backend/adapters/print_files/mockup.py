"""A picture of a print where it will be: what hangs is on a wall, what is read in the hand lies on a table."""

from io import BytesIO

from PIL import Image, ImageFilter, WebPImagePlugin

from backend.adapters.print_files.imposition import impose
from backend.adapters.print_files.placed import PlacedPage
from backend.adapters.print_files.raster import draw_sheet, draw_svg
from backend.adapters.print_files.scenes import HEIGHT, WIDTH, Layer, Scene, hang, lay
from backend.adapters.typesetting import colour
from backend.adapters.typesetting.art import Art
from backend.adapters.typesetting.colour import channels
from backend.adapters.typesetting.geometry import Box
from backend.adapters.typesetting.page import PrintPage
from backend.domain.products.brief import Brief
from backend.domain.products.sheets import SheetOrder

QUALITY = 86
LONGEST_ON_TABLE_MM = 430
"""A larger card or document is a poster."""
BLURRED = 0.25
"""The scale at which what is blurred is drawn."""
SHARPER = 2
"""A sheet that is turned is drawn so many times larger first."""


def draw_mockup(page: PrintPage, art: Art, brief: Brief, order: SheetOrder) -> bytes:
    """A WebP of `WIDTH` x `HEIGHT` pixels. The same print gives the same bytes."""
    width, height = order.trim(landscape=page.width > page.height)
    imposed = impose(page, width, height, framed=art.has_frame)
    placed = PlacedPage(page, (art.width, art.height), imposed, Box(0, 0, width, height))
    tint = max(brief.palette, key=colour.saturation)
    if brief.kind in ("card", "document") and max(width, height) <= LONGEST_ON_TABLE_MM:
        scene = lay(width / 10, height / 10, tint)
    else:
        scene = hang(width / 10, height / 10, tint, dark_frame=colour.warmth(tint) < 0.5)
    shown = Image.new("RGBA", (WIDTH, HEIGHT))
    for layer in scene.below:
        shown.alpha_composite(_draw_layer(layer))
    _put_sheet(shown, scene, placed, art)
    shown.alpha_composite(_draw_layer(scene.above))
    written = BytesIO()
    shown.convert("RGB").save(written, WebPImagePlugin.WebPImageFile.format, quality=QUALITY, method=4)
    return written.getvalue()


def _draw_layer(layer: Layer) -> Image.Image:
    """A layer that is blurred is drawn small: nobody sees the difference, and it takes a tenth of the time."""
    if not layer.blur:
        return draw_svg(layer.elements, WIDTH, HEIGHT)
    small = draw_svg(layer.elements, WIDTH, HEIGHT, BLURRED).convert("RGBa")  # or what is clear is blurred in as black
    blurred = small.filter(ImageFilter.GaussianBlur(layer.blur * BLURRED)).convert("RGBA")
    return blurred.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)


def _put_sheet(shown: Image.Image, scene: Scene, placed: PlacedPage, art: Art) -> None:
    per_mm = scene.sheet.width / placed.reach.width
    if not scene.degrees:
        sheet = draw_sheet(placed, art, per_mm).convert("RGBA")
        left, top = round(scene.sheet.x), round(scene.sheet.y)
        sheet.alpha_composite(_draw_layer(scene.on_sheet).crop((left, top, left + sheet.width, top + sheet.height)))
        shown.paste(sheet, (left, top))
        return
    large = draw_sheet(placed, art, per_mm * SHARPER).convert("RGBA")
    red, green, blue = channels(placed.ground)
    clear = (round(255 * red), round(255 * green), round(255 * blue), 0)  # edges fade into the sheet's own colour
    room = Image.new("RGBA", (large.width + 4, large.height + 4), clear)
    room.paste(large, (2, 2))
    turned = room.rotate(scene.degrees, Image.Resampling.BICUBIC, expand=True)
    small = turned.resize((turned.width // SHARPER, turned.height // SHARPER), Image.Resampling.LANCZOS)
    x, y = scene.sheet.centre
    shown.alpha_composite(small, (round(x - small.width / 2), round(y - small.height / 2)))
