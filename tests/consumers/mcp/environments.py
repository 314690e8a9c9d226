"""Private places for clients that must not meet our packages, nor each other's. Made once, again when a pin changes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PLACES = ROOT / ".tools" / "consumers"
NODE_FILES = ("package.json", "package-lock.json")


class MissingError(RuntimeError):
    """Something that this machine would have to have is not there."""


def python_with(requirement: str) -> Path:
    """The interpreter of a virtual environment that has `mcp==2.3.0` and what that needs."""
    place = PLACES / requirement.replace("==", "-")
    python, stamp = place / "bin" / "python", place / "requirement.txt"
    if not stamp.exists():
        shutil.rmtree(place, ignore_errors=True)
        _run([sys.executable, "-m", "venv", str(place)])
        _run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement])
        stamp.write_text(requirement)
    return python


def node() -> Path:
    """The folder with the packages of package-lock.json, Node 22 and our scripts. `MissingError` without npm."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        raise MissingError("node and npm are needed: apt-get install nodejs npm, or https://nodejs.org")
    place, source = PLACES / "node", HERE / "node"
    wanted = "".join((source / name).read_text() for name in NODE_FILES)
    stamp = place / "installed.txt"
    if not stamp.exists() or stamp.read_text() != wanted:
        place.mkdir(parents=True, exist_ok=True)
        for name in NODE_FILES:
            shutil.copy(source / name, place)
        _run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=place)
        stamp.write_text(wanted)
    for script in source.glob("*.mjs"):
        shutil.copy(script, place)  # a script finds its packages above itself
    return place


def bare(**variables: str) -> dict[str, str]:
    """This process's environment without AWS's variables and without a proxy, which is for the outside."""
    hidden = ("aws_", "http_proxy", "https_proxy", "all_proxy", "pythonpath", "virtual_env")
    kept = {name: value for name, value in os.environ.items() if not name.lower().startswith(hidden)}
    return {**kept, **variables}


def _run(command: list[str], cwd: Path | None = None) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise MissingError(f"{' '.join(command[:4])}: {(done.stderr or done.stdout).strip()[-600:]}")
