"""Frameworks of others, each with its pinned packages in an environment of its own under `.venv-bench/`."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PINS = Path(__file__).parent
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


def find_python(name: str) -> Path:
    """The interpreter of a peer's environment, which is made where it is missing or older than its pins."""
    folder, pins = ROOT / f".venv-bench/{name}-{VERSION}", PINS / f"{name}.txt"
    python, stamp = folder / "bin/python", folder / "installed.txt"
    if not stamp.exists() or stamp.read_text() != pins.read_text():
        print(f"  packages of benchmarks/peers/{name}.txt into {folder.name}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        pip = [str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*pip, "-r", str(pins)], check=True)
        stamp.write_text(pins.read_text())
    return python
