"""Files that are made of a product when they are asked for."""

from typing import Annotated

from pydantic import Field

from backend.domain.identity.caller import Caller
from backend.domain.products.print_files import Mockup, PrintFile, PrintFileService
from backend.domain.products.sheets import MOST_BLEED_MM, USUAL_BLEED_MM, SheetOrder, SheetSize
from backend.domain.shared.fields import ProductId

SheetName = Annotated[
    SheetSize,
    Field(description="A paper size, centimetres (30x30, 30x40, 50x70), or inches (8x10 and up)."),
]


def get_print(
    product_id: ProductId,
    caller: Caller,
    print_files: PrintFileService,
    size: SheetName = "A4",
    bleed_mm: Annotated[
        float, Field(ge=0, le=MOST_BLEED_MM, description="Millimetres beyond the trim.")
    ] = USUAL_BLEED_MM,
    marks: Annotated[bool, Field(description="Whether crop marks show the trim.")] = True,
) -> PrintFile:
    """A product as a PDF for a print shop, at physical size: text as embedded fonts, art at its own resolution.

    The file has the structure of PDF/X-4: trim and bleed boxes, an output intent (sRGB), no transparency. The sheet
    turns as the art does. It is made at the first request and kept for some days; no model is called.
    """
    return print_files.get(product_id, SheetOrder(size, bleed_mm, marks), caller.may_act_for)


def get_mockup(
    product_id: ProductId, caller: Caller, print_files: PrintFileService, size: SheetName | None = None
) -> Mockup:
    """A picture of a product where it will be, in the scale of its size: framed on a wall, or on a table.

    Cards and documents up to A3 lie on a table. Without `size`: a poster of 50x70, a photo of 30x30, a card of A6, a
    document of A4.
    """
    return print_files.mock_up(product_id, size, caller.may_act_for)
