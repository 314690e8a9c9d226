"""Instructions that a program executes, by valgrind's callgrind: the same count on an idle and on a busy machine."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
MARK = "getppid"
"""A function of the C library that nothing else calls. callgrind ends a count at each call."""


class CountError(RuntimeError):
    """The program failed; has its last words."""


def is_available() -> bool:
    return shutil.which("valgrind") is not None


def count_instructions(command: Sequence[str], variables: Mapping[str, str], *, root: Path = ROOT) -> list[int]:
    """What lies between the marks: `[after the first, ..., after the one before the last]`.

    The program runs once before, so that its modules are compiled, and then with fixed hashes. It imports from `root`.
    """
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(root), "PYTHONHASHSEED": "0", **variables}
    _run(command, environment, root)
    with TemporaryDirectory() as folder:
        tool = ["valgrind", "--tool=callgrind", f"--dump-before={MARK}", f"--callgrind-out-file={folder}/out"]
        _run([*tool, *command], {**environment, "PYTHONDONTWRITEBYTECODE": "1"}, root)
        parts = sorted(Path(folder).glob("out.*"), key=lambda part: int(part.suffix[1:]))
        return [_total(part) for part in parts[1:]]


def _run(command: Sequence[str], environment: Mapping[str, str], root: Path) -> None:
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise CountError(f"{' '.join(command[-4:])} ended with {done.returncode}: {done.stderr[-2000:]}")


def _total(part: Path) -> int:
    (total,) = re.findall(r"^totals: (\d+)$", part.read_text(), flags=re.MULTILINE)
    return int(total)
