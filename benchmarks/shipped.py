"""A checkout with the file that the zip has prepared: its function is what is measured."""

import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "node_modules", "dist", "out", "docs", "tests", "web")


@contextmanager
def copy_as_shipped(root: Path) -> Iterator[Path]:
    """A copy of the checkout at `root`, for as long as it is measured."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "checkout"
        shutil.copytree(root, copy, ignore=LEFT_OUT)
        script = copy / "scripts/prepare_aws.py"
        if script.exists():  # a commit of before has none
            command = [sys.executable, "-B", str(script), sysconfig.get_path("purelib"), str(copy)]
            subprocess.run(command, cwd=copy, check=True, capture_output=True)
        yield copy
