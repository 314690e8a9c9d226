"""Print files: a product as a PDF for a print shop, at the size of a sheet."""

import hashlib
import json
from dataclasses import dataclass
from typing import Protocol

from pydantic import Field

from backend import __version__
from backend.domain.products.brief import Brief, Kind
from backend.domain.products.models import Product
from backend.domain.products.prints import find_art
from backend.domain.products.races import MayAct
from backend.domain.products.sheets import LEAST_DPI, LEAST_POINTS, SheetOrder, SheetSize
from backend.domain.products.shop import Shop, made_files_folder
from backend.domain.shared.errors import Conflict
from backend.domain.shared.media import Media, MediaStore
from backend.domain.shared.schemas import Answer, OmitNone

NO_PICTURE = "This product has no picture that can be printed."
NO_ART = "The text is a part of this product's picture, so it is printed with the picture's resolution."

USUAL_SIZES: dict[Kind, SheetSize] = {"poster": "50x70", "photo": "30x30", "card": "A6", "document": "A4"}


@dataclass(frozen=True, slots=True)
class PrintSource:
    """What a print file is made of."""

    picture: bytes
    brief: Brief
    has_text: bool
    """Whether the text is in the picture already."""
    created_at: str
    """The file says so, and nothing of when it was made: the same source gives the same bytes."""


@dataclass(frozen=True, slots=True)
class PrintFacts:
    """What a print file says of itself."""

    width_mm: float
    height_mm: float
    dpi: int
    """Pixels of the picture to the inch."""
    smallest_points: float | None
    """The em height of its smallest text; None without text."""
    warnings: tuple[str, ...]


class PrintFileMaker(Protocol):
    """Makes PDFs for print shops, and reads what they say of themselves."""

    def make(self, source: PrintSource, order: SheetOrder) -> bytes:
        """The file. The same source and order give the same bytes.

        `Conflict` where the picture cannot be read, `StoreUnavailable` where the function cannot make files.
        """

    def mock_up(self, source: PrintSource, order: SheetOrder) -> bytes:
        """A WebP of the print where it will be, in the scale of its size. Errors as of `make`."""

    def read(self, content: bytes) -> PrintFacts:
        """The facts of a file that `make` made."""


class PrintFile(Answer):
    """A product as a PDF for a print shop."""

    print: Media = Field(description="The PDF.")
    size: SheetSize = Field(description="The requested size.")
    width_mm: float = Field(description="The trimmed width.")
    height_mm: float = Field(description="The trimmed height.")
    bleed_mm: float = Field(description="How far the print reaches beyond the trim, on each side.")
    marks: bool = Field(description="Whether crop marks show the trim.")
    effective_dpi: int = Field(description="Pixels of the picture to the inch at this size; text is vectors.")
    warnings: OmitNone[list[str]] = Field(default=None, description="What a print shop could object to.")


class Mockup(Answer):
    """A picture of a print where it will be."""

    picture: Media = Field(description="A WebP, 1600 x 1200 pixels.")
    size: SheetSize = Field(description="The size of the print in it.")


class PrintFileService:
    """Makes the print file or the mock-up of a product when it is first asked for.

    The key follows from what is printed, so a second request makes nothing. The file is no part of the product: a
    lifecycle rule removes it after some days, and the next request makes it again.
    """

    def __init__(self, shop: Shop, media: MediaStore, maker: PrintFileMaker) -> None:
        self._shop = shop
        self._media = media
        self._maker = maker

    def get(self, product_id: str, order: SheetOrder, may_act: MayAct) -> PrintFile:
        product = self._shop.product(product_id, may_act).product
        key = _key(product, order, "pdf")
        content = self._media.get(key)
        if content is None:
            content = self._media.put(key, self._maker.make(self._read_source(product), order))
        facts = self._maker.read(content)
        return PrintFile(
            print=self._media.show(key).model_copy(update={"role": "print"}),
            size=order.size,
            width_mm=facts.width_mm,
            height_mm=facts.height_mm,
            bleed_mm=order.bleed_mm,
            marks=order.marks,
            effective_dpi=facts.dpi,
            warnings=[*facts.warnings, *_list_objections(facts)] or None,
        )

    def mock_up(self, product_id: str, size: SheetSize | None, may_act: MayAct) -> Mockup:
        """`size` None is the usual one of the kind."""
        product = self._shop.product(product_id, may_act).product
        order = SheetOrder(size or USUAL_SIZES[product.brief.kind], bleed_mm=0, marks=False)
        key = _key(product, order, "webp")
        if not self._media.exists(key):
            self._media.put(key, self._maker.mock_up(self._read_source(product), order))
        return Mockup(picture=self._media.show(key), size=order.size)

    def _read_source(self, product: Product) -> PrintSource:
        key = _find_picture(product)
        picture = self._media.get(key)
        if picture is None:
            raise Conflict(NO_PICTURE)
        return PrintSource(picture, _brief_of(product), find_art([key]) is None, product.created_at)


def _find_picture(product: Product) -> str:
    """The art of a product; the picture with its text, where it has no art."""
    art = find_art(product.media_keys)
    pictures = (media.key for media in product.media or () if media.type == "image")
    found = art or next(pictures, None)
    if found is None:
        raise Conflict(NO_PICTURE)
    return found


def _brief_of(product: Product) -> Brief:
    """The brief with the text that the product has by now."""
    return product.brief.model_copy(update={"title": product.title, "lines": product.lines})


def _key(product: Product, order: SheetOrder, ending: str) -> str:
    """Names everything that the file follows from; a new version of the service makes new files."""
    brief = _brief_of(product).model_dump(mode="json")
    made_of = [__version__, _find_picture(product), product.created_at, brief, order.bleed_mm, order.marks]
    digest = hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()[:16]
    return f"{made_files_folder(product.owner_id, product.product_id)}{order.size}_{digest}.{ending}"


def _list_objections(facts: PrintFacts) -> list[str]:
    found = []
    if facts.dpi < LEAST_DPI:
        found.append(
            f"The picture has {facts.dpi} pixels to the inch at this size; print shops ask for {LEAST_DPI} at least, "
            "and for 300 where a print is seen from near. Choose a smaller size."
        )
    if facts.smallest_points is not None and facts.smallest_points < LEAST_POINTS:
        found.append(
            f"The smallest text is {facts.smallest_points:.1f} points high at this size; below {LEAST_POINTS:.0f} it "
            "is hard to read. Choose a larger size or fewer lines."
        )
    return found
