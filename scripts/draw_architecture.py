"""Draws which part of backend/ imports which, as a Mermaid diagram in docs/architecture.md.

    python scripts/draw_architecture.py           exits 1 where the document shows another picture
    python scripts/draw_architecture.py --write   draws it

Parts are the packages of backend/, and those of backend/forge, whose own modules are its part "domain".
"""

import argparse
import re
import sys
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs/architecture.md"
DIAGRAM = re.compile(r"(?<=<!-- drawn by scripts/draw_architecture.py -->\n```mermaid\n).*?(?=```\n)", re.DOTALL)
SPLIT = "forge"
"""The package whose own packages are parts."""
ANYWHERE = {"forge.models", "forge.families"}
"""Data that nearly every part reads: lines to them would hide the others."""


def part_of(module: str) -> str:
    """`backend.adapters.calls.retry` -> `forge.clients`; `backend.domain.chat.chat` -> `forge`"""
    names = [*module.split("."), ""][1:]
    if names[0] == SPLIT and (ROOT / "backend" / SPLIT / names[1] / "__init__.py").exists() and names[1]:
        return f"{SPLIT}.{names[1]}"
    return names[0]


def draw() -> str:
    graph = grimp.build_graph("backend", cache_dir=None)
    pairs = {
        (part_of(importer), part_of(imported))
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
    }
    lines = sorted(
        f"    {importer} --> {imported}"
        for importer, imported in pairs
        if importer and imported and importer != imported and imported not in ANYWHERE and importer not in ANYWHERE
    )
    return "\n".join(["flowchart TD", *lines, ""])


def main(arguments: list[str] | None = None, document: Path = DOCUMENT) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--write", action="store_true", help="draw it")
    text, diagram = document.read_text(), draw()
    drawn = DIAGRAM.sub(lambda _: diagram, text)
    if parser.parse_args(arguments).write:
        document.write_text(drawn)
    elif drawn != text:
        print("docs/architecture.md shows another picture: python scripts/draw_architecture.py --write")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
