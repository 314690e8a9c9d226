"""The stack as Terraform renders it, once for all tests."""

from pathlib import Path

import pytest

from scripts.check_tfvars import uncomment
from tests.infra.stack import APPS, Stack, read_stacks, render


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """One folder for all processes of this test run."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def stacks(shared_folder: Path) -> dict[str, Stack]:
    """The stacks by the names of their runs in infra/apps/tests/stack.tftest.hcl."""
    return read_stacks(render(shared_folder))


@pytest.fixture(scope="session")
def small(stacks: dict[str, Stack]) -> Stack:
    return stacks["as_little_as_possible"]


@pytest.fixture(scope="session")
def elsewhere(stacks: dict[str, Stack]) -> Stack:
    return stacks["in_the_eu_with_pictures_made_elsewhere"]


@pytest.fixture(scope="session")
def full(stacks: dict[str, Stack]) -> Stack:
    return stacks["everything_that_can_be_asked_for"]


@pytest.fixture(scope="session")
def stages(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Stack]:
    """Every stage that is shipped, with all that terraform.tfvars.example shows."""
    example = tmp_path_factory.mktemp("example") / "terraform.tfvars"
    example.write_text(uncomment((APPS / "terraform.tfvars.example").read_text()))
    names = [file.stem for file in APPS.glob("stages/*.tfvars")]
    return {name: read_stacks(render(shared_folder, name, example))["stage"] for name in names}
