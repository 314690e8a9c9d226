"""The rules of .importlinter refuse what they are meant to refuse: each probe breaks one of them."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.time_limits import scaled

ROOT = Path(__file__).parents[2]
PROBES = {
    "backend/domain/products/shop.py": "import botocore",
    "backend/domain/chat/chat.py": "from backend.adapters.dynamodb import tables",
    "backend/domain/products/pdf.py": "from backend.domain.jobs import job_service",
    "backend/framework/request.py": "from backend.domain.shared import ids",
    "backend/api/handlers/jobs.py": "from backend.api.handlers import products",
    "backend/api/handlers/chat.py": "from backend.adapters.dynamodb import jobs",
    "backend/worker/lambda_function.py": "from backend.adapters.sqs import queue",
    "backend/api/routes.py": "import boto3",
    "backend/adapters/calls/breaker.py": "from backend.bootstrap import config",
    "backend/bootstrap/config.py": "from backend.api import routes",
    "backend/adapters/kie/kie.py": "from backend.local import laptop",
}
"""File -> an import that it must not have."""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What import-linter prints about a copy of the code with every probe and a package that no layer names."""
    copy = tmp_path_factory.mktemp("probed")
    shutil.copy(ROOT / ".importlinter", copy)
    for path in (ROOT / "backend").rglob("*.py"):
        target = copy / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"{path.read_text()}\n{PROBES.get(str(path.relative_to(ROOT)), '')}\n")
    (copy / "backend/newcomer").mkdir()
    (copy / "backend/newcomer/__init__.py").touch()
    start = "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command as run; run()"
    ran = subprocess.run(
        [sys.executable, "-c", start, "--no-cache"],
        cwd=copy,
        capture_output=True,
        text=True,
        timeout=scaled(300),
        check=False,
    )
    assert ran.returncode == 1, ran.stdout + ran.stderr
    return ran.stdout


@pytest.mark.parametrize("path", PROBES)
def test_an_import_in_the_wrong_direction_is_refused(report: str, path: str) -> None:
    importer = path.removesuffix(".py").replace("/", ".")
    words = PROBES[path].split()
    imported = ".".join((words[1], *words[3:]))
    assert re.search(rf"{re.escape(importer)} -> {re.escape(imported)}\b", report)


def test_a_package_without_a_layer_is_refused(report: str) -> None:
    assert "newcomer" in report


OPENED = """
import importlib, json, pkgutil, sys
opened = []
sys.addaudithook(lambda event, values: opened.append(str(values[0])) if event == "open" else None)
for name in ("adapters", "bootstrap", "domain", "framework", "worker"):
    package = importlib.import_module(f"backend.{name}")
    for found in pkgutil.walk_packages(package.__path__, f"backend.{name}."):
        importlib.import_module(found.name)
print(json.dumps([path for path in opened if not path.endswith((".py", ".pyc"))]))
"""


def test_importing_a_module_reads_no_own_file() -> None:
    """A cold start pays for each; api alone reads the list of datasets, which are operations."""
    ran = subprocess.run(
        [sys.executable, "-c", OPENED], cwd=ROOT, capture_output=True, text=True, timeout=scaled(60), check=True
    )
    ours = [path for path in json.loads(ran.stdout) if str(ROOT) in path and ".venv" not in path]
    assert ours == []
