"""Print files of the tests, and the programs of print shops that look at them."""

import io
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PageObject, PdfReader

from backend.adapters.print_files.maker import PdfPrintFileMaker
from backend.domain.products.brief import Brief, Kind
from backend.domain.products.print_files import PrintSource
from backend.domain.products.sheets import SheetOrder
from tests.makers import NOW, brief
from tests.unit.typesetting.test_layouts import SIZES, WEDDING, picture

MAKER = PdfPrintFileMaker()
MM = 72 / 25.4


def source(kind: Kind, name: str = "corner", **changes: Any) -> PrintSource:
    told = brief(kind=kind, title="La boda de Ana y Luis").model_copy(update={"lines": list(WEDDING), **changes})
    return PrintSource(picture(name, SIZES[kind]).content, told, has_text=False, created_at=NOW)


@cache
def print_file(kind: Kind, name: str, order: SheetOrder) -> bytes:
    return MAKER.make(source(kind, name), order)


def with_text(text: Brief, art: bytes, order: SheetOrder) -> bytes:
    return MAKER.make(PrintSource(art, text, has_text=False, created_at=NOW), order)


def reader_of(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content), strict=True)


def page_of(content: bytes) -> PageObject:
    (page,) = reader_of(content).pages
    return page


def need(program: str) -> None:
    """Skips the test where a program of poppler-utils is missing; with `CI` set it fails."""
    if shutil.which(program) is None:
        message = f"{program} is missing; it is in Debian's poppler-utils"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)


def run(program: str, content: bytes, folder: Path, *options: str, target: str = "") -> str:
    """What a program of poppler prints about a file; it must say nothing on standard error."""
    need(program)
    file = folder / "print.pdf"
    file.write_bytes(content)
    done = subprocess.run([program, *options, str(file), *filter(None, [target])], capture_output=True, check=True)
    assert done.stderr == b""
    return done.stdout.decode()


def render(content: bytes, folder: Path, dpi: int) -> Image.Image:
    run("pdftoppm", content, folder, "-r", str(dpi), "-png", "-singlefile", target=str(folder / "page"))
    return Image.open(folder / "page.png").convert("RGB")
