"""Art of every shape and layout in a mock-up, and art that cannot be drawn."""

import io

import pytest
from PIL import Image

from backend.adapters.print_files.scenes import HEIGHT, WIDTH
from backend.domain.products.brief import KINDS, Kind
from backend.domain.products.print_files import PrintSource
from backend.domain.products.sheets import SheetOrder
from backend.domain.shared.errors import Conflict
from tests.makers import NOW, brief, png
from tests.unit.print_files.samples import MAKER, source


@pytest.mark.parametrize("name", ["plain", "corner", "noise", "banner"])
@pytest.mark.parametrize("kind", KINDS)
def test_any_art_fills_any_sheet(kind: Kind, name: str) -> None:
    """In a circle, next to its text, mirrored at an edge: the scene is whole."""
    for size, title in (("50x70", "Boda"), ("30x30", "El largo viaje de la señora de la casa azul")):
        made = MAKER.mock_up(source(kind, name, title=title), SheetOrder(size, 0, marks=False))  # type: ignore[arg-type]
        with Image.open(io.BytesIO(made)) as opened:
            assert opened.size == (WIDTH, HEIGHT)


@pytest.mark.parametrize("art", [b"no picture", png(64, 64)[:60], png(64, 64)[:40] + b"\0" * 60])
def test_art_that_cannot_be_read_is_a_conflict(art: bytes) -> None:
    """Of the print file and the mock-up: nothing is drawn of a damaged picture."""
    broken = PrintSource(art, brief(kind="poster"), has_text=False, created_at=NOW)
    with pytest.raises(Conflict):
        MAKER.mock_up(broken, SheetOrder("A4", 0, marks=False))
    with pytest.raises(Conflict):
        MAKER.make(broken, SheetOrder("A4", 3, marks=True))
