"""Terraform's output as it is shown, and where its provider comes from."""

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from backend.local.deploy_test.errors import ProofFailedError
from backend.local.deploy_test.terraform import PROVIDER, Terraform, find_mirror

APPLY = """
Plan: 2 to add, 0 to change, 0 to destroy.
aws_kms_key.this: Creating...
aws_kms_key.this: Creation complete after 1s [id=k]
module.api.aws_api_gateway_method.this["ANY /"]: Creation complete after 0s [id=m]
"""
FAILURE = """
Plan: 2 to add, 0 to change, 0 to destroy.
aws_kms_key.this: Creation complete after 1s [id=k]
╷
│ Error: creating SQS Queue (jobs): AccessDenied
│   with module.jobs.aws_sqs_queue.this,
╵
"""


def script(folder: Path, says: str, code: int) -> str:
    """A program that says something and ends with a code: what Terraform is to us."""
    program = folder / "terraform"
    (folder / "says").write_text(says)
    program.write_text(f'#!/bin/sh\ncat {folder}/says\necho "$@" >> {folder}/asked\nexit {code}\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A checkout with a stack in it, and with what must not be copied."""
    root = tmp_path / "source"
    apps = root / "infra" / "apps"
    apps.mkdir(parents=True)
    (apps / "main.tf").write_text("# nouns\n")
    (apps / "terraform.tfstate").write_text("somebody's own state")
    (apps / ".terraform").mkdir()
    return root


def terraform(tmp_path: Path, source: Path, says: str, code: int) -> Terraform:
    folder = tmp_path / "work"
    folder.mkdir()
    return Terraform(script(tmp_path, says, code), source, folder, {"stage": "dev"}, {})


def test_a_copy_is_worked_on(tmp_path: Path, source: Path) -> None:
    """With a state and variables of its own; what somebody deployed from the checkout is neither read nor written."""
    terraform(tmp_path, source, "", 0)
    root = tmp_path / "work" / "infra" / "apps"
    assert sorted(each.name for each in root.iterdir()) == ["main.tf", "proof.auto.tfvars.json", "proof_override.tf"]
    assert 'backend "local"' in (root / "proof_override.tf").read_text()


def test_what_is_done_is_counted(tmp_path: Path, source: Path) -> None:
    """Also where an address has a blank in it."""
    told: list[str] = []
    assert terraform(tmp_path, source, APPLY, 0).apply(told.append) == 2
    assert told[-1] == '2 of 2  module.api.aws_api_gateway_method.this["ANY /"]'
    assert (tmp_path / "asked").read_text() == "apply -auto-approve -no-color\n"


def test_a_failure_is_reported_in_terraform_s_own_words(tmp_path: Path, source: Path) -> None:
    """From its first error on, whole."""
    with pytest.raises(ProofFailedError) as error:
        terraform(tmp_path, source, FAILURE, 1).apply(lambda _: None)
    told = str(error.value)
    assert told.startswith("terraform apply failed:")
    assert "module.jobs.aws_sqs_queue.this" in told
    assert "Creation complete" not in told


@pytest.mark.parametrize(("code", "expected"), [(0, ""), (2, "  ~ update in-place")])
def test_a_second_plan(tmp_path: Path, source: Path, code: int, expected: str) -> None:
    """Nothing to do, or what there would be."""
    assert terraform(tmp_path, source, "  ~ update in-place\n", code).drift(lambda _: None) == expected


def test_a_plan_that_fails_is_no_drift(tmp_path: Path, source: Path) -> None:
    """It is a failure."""
    with pytest.raises(ProofFailedError, match="terraform plan failed"):
        terraform(tmp_path, source, "Error: no", 1).drift(lambda _: None)


def test_a_mirror_is_found_by_its_layout(tmp_path: Path) -> None:
    """Wherever it lies; without one there is none."""
    home = tmp_path / "home"
    home.mkdir()
    places = [str(tmp_path / "opt" / "*")]
    assert find_mirror(places, home) is None
    (tmp_path / "opt" / "plugins" / PROVIDER).mkdir(parents=True)
    assert find_mirror(places, home) == tmp_path / "opt" / "plugins"


def test_a_mirror_of_the_user_s_own(tmp_path: Path) -> None:
    """In Terraform's own folder."""
    (tmp_path / ".terraform.d" / "mirror" / PROVIDER).mkdir(parents=True)
    assert find_mirror([], tmp_path) == tmp_path / ".terraform.d" / "mirror"


def test_nothing_of_the_user_s_aws_is_handed_on(tmp_path: Path, source: Path, monkeypatch: Any) -> None:
    """Terraform sees our environment only."""
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("TF_VAR_stage", "prod")
    program = tmp_path / "terraform"
    program.write_text(f"#!/bin/sh\nenv > {tmp_path}/seen\n")
    program.chmod(0o755)
    folder = tmp_path / "work"
    folder.mkdir()
    Terraform(str(program), source, folder, {}, {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}).init(lambda _: None)
    seen = (tmp_path / "seen").read_text()
    assert "AWS_ENDPOINT_URL=http://127.0.0.1:1" in seen
    assert "production" not in seen
    assert "TF_VAR" not in seen
    assert os.environ["AWS_PROFILE"] == "production"
