"""The policies that the console judges calls by, rendered by Terraform itself."""

import json
import shutil
import time
from pathlib import Path

import pytest

from backend.adapters.dynamodb.key_schemas import read_tables
from backend.local.console.policies import RENDERED, ROLES, ROOT, LaptopNames, PolicySource, RolePolicies, render
from backend.local.provisioning import table_name
from scripts.render_policies import variables
from tests.infra.stack import require_terraform
from tests.time_limits import scaled

NAMES = LaptopNames(
    account="123456789012",
    region="us-west-2",
    tables={key: table_name(key) for key in read_tables()},
    buckets={role: f"dreamforge-local-{role}-123456789012" for role in ("uploads", "assets", "public")},
    jobs_queue="dreamforge-local-jobs",
    dead_letters="dreamforge-local-jobs-dead-letters",
    key_arn="arn:aws:kms:us-west-2:123456789012:key/0",
)


@pytest.fixture
def checkout(tmp_path: Path, shared_folder: Path) -> Path:
    """A copy of what is rendered, to be changed; `shared_folder` marks what needs Terraform."""
    require_terraform()
    shutil.copytree(ROOT / "infra", tmp_path / "infra", ignore=shutil.ignore_patterns(".terraform*"))
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts/infra.sh", tmp_path / "scripts")
    for name in ("backend", "mock_data", ".venv"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def test_policies_are_current(shared_folder: Path) -> None:
    """Else: python scripts/render_policies.py --write"""
    require_terraform()
    assert {**render(ROOT, variables()), "source": ""} == {**json.loads(RENDERED.read_text()), "source": ""}


def test_change_to_infra_is_rendered_while_one_works(checkout: Path) -> None:
    """One permission less in functions.tf, and it is missing from the policies of that role alone."""
    functions = checkout / "infra/apps/functions.tf"
    text = functions.read_text()
    wanted = 'products      = ["BatchGetItem", "ConditionCheckItem", "DeleteItem", "GetItem", "PutItem", "Query"]'
    assert text.count(wanted) == 1
    functions.write_text(text.replace(wanted, wanted.replace('"PutItem", ', "")))
    source = PolicySource(NAMES, variables(), checkout)
    assert source.current()[1] == "rendering"
    deadline = time.monotonic() + scaled(300)
    while source.current()[1] == "rendering":
        assert time.monotonic() < deadline
        time.sleep(0.5)
    after, state, _ = source.current()
    assert state == "current"
    before = PolicySource(NAMES, json.loads(RENDERED.read_text())["variables"])
    kept, left = list_actions(before.current()[0]), list_actions(after)
    assert kept - left == {("api", "Products", "dynamodb:PutItem")}
    assert left <= kept


def list_actions(policies: RolePolicies) -> set[tuple[str, str, str]]:
    """(role, statement, action)"""
    return {(role, each.sid, action) for role in ROLES for each in policies.roles[role] for action in each.actions}


def test_mistake_in_infra_is_shown(checkout: Path) -> None:
    """The page keeps what was rendered last, and has Terraform's words."""
    (checkout / "infra/apps/functions.tf").write_text("locals {")
    source = PolicySource(NAMES, variables(), checkout)
    deadline = time.monotonic() + scaled(300)
    while source.current()[1] == "rendering":
        assert time.monotonic() < deadline
        time.sleep(0.5)
    _, state, told = source.current()
    assert state == "outdated"
    assert "cannot be rendered" in told
