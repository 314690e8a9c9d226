"""What the deployed zip needs of Lambda's Python runtime: the runtime client, in a folder of its own.

The deployed zip sees this and itself, and nothing of the environment that the proof runs in: what was forgotten in the
zip is missing here too. Lambda's own boto3 is not there: the zip has the version that it was tested with.
"""

import hashlib
import platform
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from backend.local.deploy_test.errors import ProofFailedError

ROOT = Path(__file__).parents[3]
WANTED = "3.13"
BROUGHT = ("awslambdaric", "simplejson", "snapshot-restore-py")
_MACHINES = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}


@dataclass(frozen=True, slots=True)
class RuntimeHome:
    """An interpreter, its version ("3.13"), and the folder with what the runtime brings."""

    python: Path
    version: str
    packages: Path


def machine() -> str:
    """This machine as Lambda calls its architectures: x86_64 or arm64."""
    found = _MACHINES.get(platform.machine().lower())
    if found is None:
        raise ProofFailedError(f"Lambda has no architecture {platform.machine()}", "Use an x86-64 or ARM machine.")
    return found


def find_python() -> tuple[Path, str]:
    """(interpreter, version): Lambda's own version where there is one, else the one that runs this."""
    found = subprocess.run([ROOT / "scripts/find_python.sh", WANTED], capture_output=True, text=True, check=False)  # noqa: S603 (our own arguments)
    if found.returncode == 0:
        return Path(found.stdout.strip()), WANTED
    return Path(sys.executable), f"{sys.version_info.major}.{sys.version_info.minor}"


def prepare() -> RuntimeHome:
    """Installs the packages of poetry.lock that are brought along; the second time they are there."""
    python, version = find_python()
    lines = _requirements()
    name = hashlib.sha256("\n".join([version, *lines]).encode()).hexdigest()[:16]
    folder = ROOT / ".tools" / f"lambda-runtime-{version}-{name}"
    if not folder.exists():
        _install(python, lines, folder)
    return RuntimeHome(python, version, folder)


def _requirements() -> list[str]:
    lock = tomllib.loads((ROOT / "poetry.lock").read_text())
    found = {package["name"]: package for package in lock["package"]}
    return [
        f"{name}=={found[name]['version']} " + " ".join(f"--hash={file['hash']}" for file in found[name]["files"])
        for name in BROUGHT
    ]


def _install(python: Path, lines: list[str], folder: Path) -> None:
    """All of it or nothing: what is broken off leaves no folder that looks complete."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as aside:
        listed, packages = Path(aside) / "requirements.txt", Path(aside) / "packages"
        listed.write_text("\n".join(lines))
        command = [sys.executable, "-m", "pip", "--python", str(python), "install", "-qq"]
        command += ["--disable-pip-version-check", "--no-deps", "--require-hashes", "--only-binary=:all:"]
        command += ["--target", str(packages), "-r", str(listed)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (our own arguments)
        if done.returncode != 0:
            told = done.stderr.strip()
            raise ProofFailedError(
                f"what Lambda's runtime brings along cannot be installed:\n{told}", "Is the package index reachable?"
            )
        packages.replace(folder)
