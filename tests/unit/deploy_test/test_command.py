"""`dreamforge cloud` on a machine without Terraform, and the checks that need no cloud."""

from pathlib import Path
from typing import Any

import pytest

from backend.local.deploy_test import checks, command
from backend.local.deploy_test.exemptions import list_unexempted
from backend.local.deploy_test.iam.policy import read_policy


@pytest.mark.parametrize(("ci", "expected"), [("", True), ("true", False)])
def test_without_terraform(monkeypatch: Any, tmp_path: Path, capsys: Any, ci: str, expected: bool) -> None:
    """Skipped with a word of why; in CI that is a failure."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CI", ci)
    assert command.run() is expected
    assert "Terraform is missing" in capsys.readouterr().err


def test_variables_are_the_code_s() -> None:
    """What is missing and what is in vain is named, function by function."""
    wanted = dict.fromkeys(checks.read_variables(), "x")
    assert "DDB_TABLE_ECHOES" in wanted
    assert list(checks.wrong_variables({"api": wanted})) == []
    lacking = {name: value for name, value in wanted.items() if name != "DDB_TABLE_ECHOES"}
    given = {**wanted, "DDB_TABEL_ECHOES": "x", "AUTH_BYPASS": "true"}
    assert list(checks.wrong_variables({"api": lacking, "worker": given})) == [
        "api: the variable DDB_TABLE_ECHOES is not set",
        "worker: the variable AUTH_BYPASS is set, but for a laptop",
        "worker: the variable DDB_TABEL_ECHOES is set, but the code reads no such variable",
    ]


def test_what_is_allowed_in_vain_is_named() -> None:
    """By role, statement and word."""
    statement = {"Sid": "Media", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    (read,) = read_policy({"Statement": statement}, "role dreamforge-dev-api, policy p")
    assert list_unexempted([(read, "action", "s3:GetObject")]) == [
        "role dreamforge-dev-api, policy p, statement Media: the action s3:GetObject let nothing through"
    ]
