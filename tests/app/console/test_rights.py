"""The rights that the console shows follow from what Terraform renders."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from backend.local.console.policies import (
    RENDERED,
    ROOT,
    LaptopNames,
    PolicySource,
    read_rendered,
    source_hash,
    stack_variables,
)
from backend.local.console.records import RecordedCall, RecordedRequest
from backend.local.console.rights import CallRights, Rights
from backend.local.laptop import Laptop
from tests.app.console.conftest import ConsoleClient
from tests.conftest import Client


@pytest.fixture(scope="module")
def names(laptop: Laptop) -> LaptopNames:
    cloud = laptop.cloud
    return LaptopNames(
        account=cloud.account,
        region=cloud.region,
        tables=cloud.tables,
        buckets=cloud.buckets,
        jobs_queue=cloud.jobs_queue.arn.rpartition(":")[2],
        dead_letters=cloud.dead_letters.arn.rpartition(":")[2],
        key_arn=f"arn:aws:kms:{cloud.region}:{cloud.account}:key/0",
    )


@pytest.fixture(scope="module")
def created(console: ConsoleClient, client: Client, laptop: Laptop) -> RecordedRequest:
    """A creation, recorded."""
    answer = client.post("/create", {"q": "A fox"}, as_user="the-fox")
    assert answer.status == 201
    found = laptop.console.recorder.find(answer.headers["x-amzn-requestid"])
    assert found is not None
    return found


@pytest.fixture
def judge(laptop: Laptop, names: LaptopNames) -> Callable[..., dict[RecordedCall, CallRights]]:
    """`judge(created, change)`: each call of the API with its rights, by policies that were changed."""

    def decide(request: RecordedRequest, change: Callable[[Any], None]) -> dict[RecordedCall, CallRights]:
        rendered = json.loads(RENDERED.read_text())
        change(rendered["roles"])
        policies = read_rendered(rendered, names)
        rights = Rights(PolicySource(names, stack_variables(laptop.services.settings)), names)
        return {
            call: rights.judge(call, run.role, policies)
            for run in request.runs
            if run.role == "api"
            for call in run.calls
        }

    return decide


@pytest.mark.parametrize(
    ("sid", "action"),
    [
        ("Products", "dynamodb:PutItem"),
        ("Jobs", "dynamodb:UpdateItem"),
        ("ShortLived", "dynamodb:PutItem"),
        ("Media", "s3:PutObject"),
        ("Media", "s3:PutObjectTagging"),
        ("ImageModel", "bedrock:InvokeModel"),
        ("TextModels", "bedrock:InvokeModelWithResponseStream"),
    ],
)
def test_permission_that_is_removed_turns_exactly_its_calls_red(
    created: RecordedRequest, judge: Any, sid: str, action: str
) -> None:
    """Those that need it, and the others stay as they are."""

    def remove(roles: Any) -> None:
        statement = next(each for each in roles["api"] if each["Sid"] == sid)
        assert action in statement["Action"]
        statement["Action"].remove(action)

    before = judge(created, lambda _: None)
    assert {rights.verdict for rights in before.values()} == {"allowed"}
    after = judge(created, remove)
    red = {call for call, rights in after.items() if rights.verdict == "denied"}
    wanted = {
        call
        for call, rights in before.items()
        if any(
            each.action == action and (each.statement or "").endswith(f"statement {sid}") for each in rights.permissions
        )
    }
    assert red == wanted
    assert red
    for call in red:
        missing = [each for each in after[call].permissions if each.statement is None]
        assert {each.action for each in missing} == {action}
        assert "no identity-based policy allows" in missing[0].why


def test_call_of_a_kind_that_is_not_known_is_red(created: RecordedRequest, judge: Any) -> None:
    """A new call is seen at once: nobody has said which permission it needs, or the role does not have it."""
    call = next(
        call for run in created.runs for call in run.calls if call.headers.get("x-amz-target", "").endswith("GetItem")
    )
    kept = call.headers
    try:
        for target, why in (("CreateTable", "not known"), ("Scan", "dynamodb:Scan")):
            call.headers = {**kept, "x-amz-target": f"DynamoDB_20120810.{target}"}
            call.rights = None
            rights = judge(created, lambda _: None)[call]
            assert rights.verdict == "denied"
            assert why in rights.why
    finally:
        call.headers, call.rights = kept, None


def test_policies_name_the_laptops_resources(names: LaptopNames) -> None:
    """None of those that Terraform's mocks are given is left."""
    policies = read_rendered(json.loads(RENDERED.read_text()), names)
    resources = [each for role in policies.roles.values() for statement in role for each in statement.resources]
    assert not [each for each in resources if "/the-" in each or ":the-" in each]
    assert any(each.endswith(f"table/{names.tables['products']}") for each in resources)
    assert f"arn:aws:sqs:{names.region}:{names.account}:{names.jobs_queue}" in resources


def test_source_of_the_policies_is_all_that_they_are_made_of(tmp_path: Any, laptop: Laptop) -> None:
    """A change to a policy's file, or other models, ask for another rendering; anything else does not."""
    variables = stack_variables(laptop.services.settings)
    for file in ("infra/apps/functions.tf", "infra/modules/dynamodb/access.tf", "infra/README.md"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text((ROOT / file).read_text())
    before = source_hash(tmp_path, variables)
    (tmp_path / "infra/README.md").write_text("other words")
    assert source_hash(tmp_path, variables) == before
    (tmp_path / "infra/modules/dynamodb/access.tf").write_text("locals {}")
    changed = source_hash(tmp_path, variables)
    assert changed != before
    assert source_hash(tmp_path, {**variables, "region": "eu-west-1"}) != changed


def test_page_says_when_policies_are_outdated(
    names: LaptopNames, laptop: Laptop, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is no Terraform: the last ones that were rendered, and that they may be wrong."""
    monkeypatch.setenv("PATH", str(tmp_path))
    source = PolicySource(names, stack_variables(laptop.services.settings), tmp_path)
    policies, state, told = source.current()
    assert state == "outdated"
    assert "Terraform is missing" in told
    assert policies.roles.keys() == {"api", "worker", "dead_letters"}
