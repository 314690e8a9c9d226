"""SVG to PNG (resvg) and to vector PDF (typst)."""

import resvg_py
import typst

from backend.local.designer.png import without_alpha

PIXELS_PER_INCH = 125
"""A PDF's scale: 1024 x 1280 pixels make a page of 8.19 x 10.24 inches, near the 8 x 10 of common frames."""
DOCUMENT = b"""
#set document(title: sys.inputs.title, date: none)
#set page(width: float(sys.inputs.width) * 1in, height: float(sys.inputs.height) * 1in, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%, height: 100%)
"""


def png(svg: str, width: int, height: int) -> bytes:
    """The picture as an opaque PNG: RGB (colour type 2), 8 bits, not interlaced, `width` x `height` pixels.

    The SVG must cover its whole canvas. ValueError when it is not well formed.
    """
    drawn = resvg_py.svg_to_bytes(
        svg_string=svg, width=width, height=height, background="#ffffff", skip_system_fonts=True
    )
    return without_alpha(bytes(drawn))


def pdf(svg: str, width: int, height: int, title: str) -> bytes:
    """The picture as a PDF of one page, as paths; the page has `PIXELS_PER_INCH` pixels of the SVG to the inch.

    Being vectors it prints sharp at any size; the same input gives the same bytes. RuntimeError for broken SVG.
    """
    inputs = {
        "svg": svg,
        "title": title.encode(errors="ignore").decode().replace("\0", ""),
        "width": f"{width / PIXELS_PER_INCH:.4f}",
        "height": f"{height / PIXELS_PER_INCH:.4f}",
    }
    compiler = typst.Compiler(DOCUMENT, ignore_system_fonts=True, sys_inputs=inputs)
    made = compiler.compile(format="pdf", timestamp=0)
    return made if isinstance(made, bytes) else b""
