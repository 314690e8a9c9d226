"""What Terraform would lay down, as tests look at it."""

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
APPS, MODULES = ROOT / "infra/apps", ROOT / "infra/modules"

Resource = Mapping[str, Any]


class Stack:
    """What one run created."""

    def __init__(self, state: Mapping[str, Any]) -> None:
        self.resources = {each["address"]: each for each in _resources(state["root_module"])}
        self.outputs = {name: output["value"] for name, output in state["outputs"].items()}

    def values(self, address: str) -> Resource:
        found: Resource = self.resources[address]["values"]
        return found

    def of_type(self, kind: str) -> list[Resource]:
        return [each["values"] for each in self.resources.values() if each["type"] == kind]

    def function(self, key: str) -> Resource:
        """By its key in infra/apps/functions.tf."""
        return self.values(f'module.functions["{key}"].aws_lambda_function.this')

    def environment(self, function: str) -> dict[str, str]:
        (block,) = self.function(function)["environment"]
        return dict(block["variables"])

    def statements(self, function: str) -> dict[str, dict[str, Any]]:
        policy = json.loads(self.values(f'module.functions["{function}"].aws_iam_role_policy.this')["policy"])
        return {each["Sid"]: each for each in policy["Statement"]}


def _resources(module: Mapping[str, Any]) -> Iterator[Resource]:
    yield from module.get("resources", [])
    for child in module.get("child_modules", []):
        yield from _resources(child)


def require_terraform() -> None:
    """Terraform is no Python package, so a laptop may lack it; CI has it, and there these tests have to run."""
    if shutil.which("terraform") is None and not os.environ.get("CI"):
        pytest.skip("Terraform is not on this machine")


def render(shared: Path, *arguments: str | Path) -> str:
    """What `scripts/infra.sh rendered` prints, once for all processes of a test run, in their `shared` folder."""
    require_terraform()
    name = "-".join(["rendered", *(Path(each).name for each in arguments)])
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = shared / f"{name}.jsonl"
        if not kept.exists():
            kept.write_text(_rendered(arguments))
    return kept.read_text()


def _rendered(arguments: tuple[str | Path, ...]) -> str:
    command = [ROOT / "scripts/infra.sh", "rendered", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wrong = [each["@message"] for each in _lines(done.stdout) if each["@level"] == "error"]
    assert not wrong, "\n".join(wrong)
    assert done.returncode == 0, done.stderr
    return done.stdout


def read_stacks(rendered: str) -> dict[str, Stack]:
    """The stacks by the names of their runs."""
    return {each["@testrun"]: Stack(each["test_state"]) for each in _lines(rendered) if each["type"] == "test_state"}


def _lines(printed: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
