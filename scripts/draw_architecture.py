"""Draws which package of backend/ imports which, as Mermaid diagrams in docs/architecture.md.

    python scripts/draw_architecture.py           exits 1 where the document shows another picture
    python scripts/draw_architecture.py --write   draws them

A diagram stands below a mark that names the package whose own packages it shows.
"""

import argparse
import re
import sys
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs/architecture.md"
DIAGRAM = re.compile(r"(<!-- imports inside ([\w.]+) -->\n```mermaid\n).*?(```\n)", re.DOTALL)
ANYWHERE = {"backend.domain.shared"}
"""What every part imports: lines to it would hide the others."""


def find_part(module: str, package: str) -> str | None:
    """`find_part("backend.domain.chat.chat", "backend")` -> `backend.domain`; None for a module elsewhere"""
    if not module.startswith(f"{package}."):
        return None
    return f"{package}.{module.removeprefix(f'{package}.').split('.')[0]}"


def draw(package: str, graph: grimp.ImportGraph) -> str:
    pairs = {
        (find_part(importer, package), find_part(imported, package))
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
    }
    lines = sorted(
        f"    {importer.removeprefix(f'{package}.')} --> {imported.removeprefix(f'{package}.')}"
        for importer, imported in pairs
        if importer and imported and importer != imported and imported not in ANYWHERE
    )
    return "\n".join(["flowchart TD", *lines, ""])


def main(arguments: list[str] | None = None, document: Path = DOCUMENT) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--write", action="store_true", help="draw them")
    text, graph = document.read_text(), grimp.build_graph("backend", cache_dir=None)
    drawn = DIAGRAM.sub(lambda found: f"{found[1]}{draw(found[2], graph)}{found[3]}", text)
    if parser.parse_args(arguments).write:
        document.write_text(drawn)
    elif drawn != text:
        print("docs/architecture.md shows another picture: python scripts/draw_architecture.py --write")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
