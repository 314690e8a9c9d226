"""Make the docs page: swagger-ui and our own page in one gzipped HTML file, with the hashes of its inline blocks.

    python scripts/build_docs_page.py [FOLDER]

FOLDER is the unpacked npm package swagger-ui-dist; without it, `npm pack` fetches the pinned version. Run when that
version or anything in scripts/docs_page changes: what it writes is committed.
"""

import base64
import gzip
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

SWAGGER_UI = "5.35.0"
SOURCES = Path(__file__).with_name("docs_page")
TARGET = Path(__file__).parents[1] / "backend/api/static"

STYLE = re.compile(r'<link rel="stylesheet" href="([\w.-]+)">')
SCRIPT = re.compile(r'<script src="([\w.-]+)"></script>')


def fetched(folder: Path) -> Path:
    """The unpacked package, from the npm registry."""
    command = ["npm", "pack", "--silent", f"swagger-ui-dist@{SWAGGER_UI}"]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def script(package: Path, name: str) -> str:
    """A script as it may stand inside of HTML, which reads `<!--` and `</script` even in the middle of a string."""
    if (SOURCES / name).exists():
        text = (SOURCES / name).read_text("utf-8")
    else:
        _, text = (package / name).read_text("utf-8").split("\n", 1)  # the first line only says where the licences are
        licences = (package / f"{name}.LICENSE.txt").read_text("utf-8")
        text = f"/*! swagger-ui {SWAGGER_UI}, Apache-2.0, with the libraries below. */\n{licences}\n{text}"
    return re.sub(r"<(?=!--|/script)", r"\\x3c", without_map(text), flags=re.IGNORECASE)


def style(package: Path, name: str) -> str:
    source = SOURCES / name if (SOURCES / name).exists() else package / name
    text = without_map(source.read_text("utf-8"))
    if "</style" in text.lower():
        sys.exit(f"{name} holds `</style`, which would end its block early")
    return text


def without_map(text: str) -> str:
    return re.sub(r"\s*(?://# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ ?\*/)\s*$", "\n", text)


def source_hash(block: str) -> str:
    """As a Content-Security-Policy names it: 'sha256-...'"""
    return f"'sha256-{base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()}'"


def build(package: Path) -> tuple[str, dict[str, object]]:
    """The page, and what the server must know of it."""
    version = json.loads((package / "package.json").read_text("utf-8"))["version"]
    if version != SWAGGER_UI:
        sys.exit(f"swagger-ui-dist is {version}, but {SWAGGER_UI} is pinned")
    page = (SOURCES / "index.html").read_text("utf-8")
    styles = {name: style(package, name) for name in STYLE.findall(page)}
    scripts = {name: script(package, name) for name in SCRIPT.findall(page)}
    page = STYLE.sub(lambda found: f"<style>{styles[found[1]]}</style>", page, count=len(styles))
    page = SCRIPT.sub(lambda found: f"<script>{scripts[found[1]]}</script>", page, count=len(scripts))
    facts: dict[str, object] = {
        "swagger_ui": version,
        "script_hashes": [source_hash(block) for block in scripts.values()],
        "style_hashes": [source_hash(block) for block in styles.values()],
    }
    return page, facts


def write(page: str, facts: dict[str, object]) -> None:
    TARGET.mkdir(exist_ok=True)
    packed = gzip.compress(page.encode(), 9, mtime=0)
    (TARGET / "docs.html.gz").write_bytes(packed)
    (TARGET / "docs.json").write_text(json.dumps(facts, indent=2) + "\n", "utf-8")
    print(f"{len(page.encode()) / 1000:8.0f} kB  page\n{len(packed) / 1000:8.0f} kB  {TARGET.name}/docs.html.gz")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        write(*build(Path(sys.argv[1])))
    else:
        with tempfile.TemporaryDirectory() as folder:
            write(*build(fetched(Path(folder))))
