"""The tools that read our document, each pinned and in a place of its own under .tools/consumers, never in .venv.

Python tools have a virtual environment each, because their requirements contradict one another. Node tools share one
folder, and run on the node that npm installs there: npm takes older releases of some of them on an older node.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TOOLS = ROOT / ".tools" / "consumers"
NODE_FILES = ("package.json", "package-lock.json", ".npmrc")
EXAMPLES = {"strands": ROOT / "examples" / "agent" / "requirements.txt"}
"""Requirements that are part of an example, and not in python/requirements."""
_STAMP = "installed"
_installing: defaultdict[Path, Lock] = defaultdict(Lock)
"""Of each folder of tools: two consumers that need the same do not install it at once."""


class Broken(Exception):
    """A command that failed, with what it said."""


@dataclass(frozen=True, slots=True)
class Ran:
    output: str
    """What it wrote to stdout and stderr, in order."""


def run(command: Iterable[object], *, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> Ran:
    """Runs a command to its end. `Broken` when it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(
        words, cwd=cwd, env=None if env is None else dict(env), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise Broken(f"$ {' '.join(words)}\n{done.stdout.strip()[-200000:]}")
    return Ran(done.stdout)


def python_tools(name: str) -> Path:
    """The bin folder of the environment of `python/requirements/<name>.txt`, which is made when it is not there."""
    listed = _requirements(name)
    folder = TOOLS / name
    stamp = folder / _STAMP
    wanted = f"{_digest([listed])}{sys.version}{folder}"  # scripts of an environment name its folder
    with _installing[folder]:
        if not stamp.exists() or stamp.read_text() != wanted:
            shutil.rmtree(folder, ignore_errors=True)
            run([sys.executable, "-m", "venv", folder])
            run([folder / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", listed])
            stamp.write_text(wanted)
    return folder / "bin"


def python_version(name: str, package: str) -> str:
    """The version of a package that is pinned in `python/requirements/<name>.txt`."""
    found = re.search(rf"^{re.escape(package)}==(\S+)$", _requirements(name).read_text(), re.MULTILINE)
    assert found, f"{package} is not pinned in {name}.txt"
    return found[1]


def node_tools(env: Mapping[str, str], listed: Path = HERE / "node") -> Path:
    """The folder with package.json and node_modules, which are installed when they are not there.

    `listed` is where the package.json with its lock file lies.
    """
    folder = TOOLS / listed.name
    stamp = folder / _STAMP
    files = [listed / name for name in NODE_FILES if (listed / name).exists()]
    wanted = _digest(files)
    with _installing[folder]:
        if not stamp.exists() or stamp.read_text() != wanted:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            for file in files:
                shutil.copy(file, folder)
            # one of the packages counts its installations at a server of its own unless it is asked not to
            run(["npm", "ci", "--no-fund", "--no-audit"], cwd=folder, env={**env, "SCARF_ANALYTICS": "false"})
            stamp.write_text(wanted)
    return folder


def node_version(package: str, listed: Path = HERE / "node") -> str:
    version = json.loads((listed / "package.json").read_text())["devDependencies"][package]
    assert isinstance(version, str)
    return version


def missing(programs: Iterable[str]) -> list[str]:
    """Those of the programs that this machine does not have."""
    return [name for name in programs if shutil.which(name) is None]


def _requirements(name: str) -> Path:
    listed = HERE / "frameworks/requirements" / f"{name}.txt"
    return EXAMPLES.get(name) or (listed if listed.exists() else HERE / "python/requirements" / f"{name}.txt")


def _digest(files: Iterable[Path]) -> str:
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()
