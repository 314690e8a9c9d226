"""scripts/draw_architecture.py: the picture in the document is the code's."""

from pathlib import Path

import grimp

from scripts.draw_architecture import DOCUMENT, draw, main


def test_the_picture_is_of_the_code() -> None:
    """Each arrow goes downwards: neither the domain nor the framework imports another part."""
    lines = draw("backend", grimp.build_graph("backend", cache_dir=None)).splitlines()
    assert "    worker --> domain" in lines
    assert not [line for line in lines if line.strip().startswith(("framework -->", "domain -->"))]


def test_another_picture_is_refused_and_can_be_drawn(tmp_path: Path) -> None:
    """Ends with 1 until it is written."""
    document = tmp_path / "architecture.md"
    document.write_text(DOCUMENT.read_text().replace("    worker --> domain\n", ""))
    assert main([], document) == 1
    assert main(["--write"], document) == 0
    assert document.read_text() == DOCUMENT.read_text()
    assert main([], document) == 0
