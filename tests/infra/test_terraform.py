"""infra/: what Terraform would lay down is what the code reads, calls and answers.

The root stack's own tests (infra/apps/tests/stack.tftest.hcl) lay it down twice, against a provider that is mocked:
with as little as possible, and with everything that can be asked for. Terraform tells as JSON what came of it.
"""

import importlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from backend.adapters.dynamodb.echoes import PROMISED_SECONDS
from backend.adapters.dynamodb.key_schemas import read_tables
from backend.adapters.s3.presigned_post import INBOX
from backend.api.routes import OPERATIONS
from backend.bootstrap.config import Settings
from backend.domain.jobs.job_service import MAX_ATTEMPTS
from backend.local.gateway.responses import STATUS, GatewayResponses
from backend.local.laptop import Laptop
from backend.local.provisioning import BUCKETS, VISIBILITY_SECONDS
from backend.worker.lambda_function import DEFAULT_SECONDS
from tests.infra.stack import Resource, Stack

ROOT = Path(__file__).parents[2]
APPS, MODULES = ROOT / "infra/apps", ROOT / "infra/modules"
FUNCTIONS = ("api", "worker", "dead_letters", "authorizer")
NOT_OURS_TO_SET = {"AWS_REGION", "AWS_LAMBDA_FUNCTION_NAME", "AWS_XRAY_DAEMON_ADDRESS"}
"""Lambda sets these."""
NEVER_SET = {"AUTH_BYPASS", "FETCH_ALLOWED_HOSTS", "KIE_API_KEY"}
"""The laptop's own, and a key, which is never in a function's configuration."""
BY_CHOICE = set(
    "BEDROCK_GUARDRAIL_ID BEDROCK_IMAGE_REGION BEDROCK_RESTYLE_MODEL_ID BEDROCK_TEXT_FALLBACK_IDS COGNITO_DOMAIN "
    "CORS_ALLOW_ORIGINS KIE_API_KEY_SECRET KIE_BASE_URL KIE_MODEL MODEL_PRICES".split()
)
"""Set once somebody asks for what they are about."""
TOLD = re.compile(
    r"arn:aws:(bedrock:(us-west-2|\*):(\d{12})?:(foundation-model|(application-)?inference-profile|guardrail)/"
    r"|ssm:us-west-2:\d{12}:parameter/dreamforge/)"
)
"""What a stack does not lay down itself and is given."""


def read_by_settings() -> set[str]:
    return {each.name for each in Settings.variables().values()}


def test_paths_without_an_id_token_are_the_routers(small: Stack) -> None:
    """API Gateway asks for nothing, or for the tokens the authorizer takes, exactly where the operations say so."""
    needs = {
        address.split('"')[1].removeprefix("ANY "): each["values"]["authorization"]
        for address, each in small.resources.items()
        if each["type"] == "aws_api_gateway_method" and '"ANY ' in address
    }
    expected = {op.path: "NONE" for op in OPERATIONS if op.public}
    expected |= {op.path: "CUSTOM" for op in OPERATIONS if op.tokens}
    guarded = {"/{proxy+}": "COGNITO_USER_POOLS"}
    assert needs == {**expected, **guarded}


def test_browsers_may_ask_everywhere_without_a_token(small: Stack) -> None:
    """OPTIONS needs nothing, whatever else a path needs."""
    methods = small.of_type("aws_api_gateway_method")
    guarded = {each["resource_id"] for each in methods if each["authorization"] != "NONE"}
    asked = [each for each in methods if each["http_method"] == "OPTIONS"]
    assert {each["resource_id"] for each in asked} == guarded
    assert {each["authorization"] for each in asked} == {"NONE"}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_variable_is_set_and_no_other(full: Stack, function: str) -> None:
    """Terraform sets each variable that the code reads, but for Lambda's own, the laptop's own and keys."""
    assert set(full.environment(function)) == read_by_settings() - NOT_OURS_TO_SET - NEVER_SET


@pytest.mark.parametrize("function", FUNCTIONS)
def test_what_nobody_asked_for_is_left_out(small: Stack, function: str) -> None:
    """A stack with nothing but its defaults sets all variables but those that are by choice."""
    assert set(small.environment(function)) == read_by_settings() - NOT_OURS_TO_SET - NEVER_SET - BY_CHOICE


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_service_starts_with_what_is_set(stacks: dict[str, Stack], function: str) -> None:
    """Settings takes the environment of each function, as Lambda completes it."""
    for stack in stacks.values():
        lambdas = {"AWS_REGION": stack.outputs["region"], "AWS_LAMBDA_FUNCTION_NAME": "some"}
        assert Settings.from_env({**stack.environment(function), **lambdas}).region == stack.outputs["region"]


def test_defaults_are_the_services_own(small: Stack) -> None:
    """What Terraform sets when nobody says otherwise is what the service takes when nothing is set."""
    given = Settings.from_env({**small.environment("api"), "AWS_REGION": "us-west-2"})
    for name, each in Settings.variables().items():
        from_resources = each.name.startswith(("S3_", "DDB_", "SQS_", "COGNITO_"))
        if not each.required and not from_resources:
            assert getattr(given, name) == each.default, each.name


def test_variables_name_what_is_created(small: Stack) -> None:
    """Tables, buckets, queue and pool in the environment are the stack's, each under its own variable."""
    environment = small.environment("worker")
    for key in read_tables():
        table = small.values(f'module.tables.aws_dynamodb_table.this["{key}"]')
        assert environment[f"DDB_TABLE_{key.upper()}"] == table["name"]
    for role in ("uploads", "assets", "public"):
        bucket = small.values(f"module.{role}.aws_s3_bucket.this")
        assert environment[f"S3_BUCKET_{role.upper()}"] == bucket["bucket"]
    assert environment["SQS_QUEUE_JOBS"] == small.values("module.jobs.aws_sqs_queue.this")["url"]
    assert environment["COGNITO_USER_POOL_ID"] == small.values("module.users.aws_cognito_user_pool.this")["id"]
    assert environment["COGNITO_CLIENT_ID"] == small.values("module.users.aws_cognito_user_pool_client.public")["id"]


@pytest.mark.parametrize("role", BUCKETS)
def test_lifecycle_rules_are_the_laptops(small: Stack, laptop: Laptop, role: str) -> None:
    """What expires on AWS expires on the laptop after as many days, as both buckets hold it."""
    deployed = small.values(f"module.{role}.aws_s3_bucket_lifecycle_configuration.this")["rule"]
    asked = laptop.cloud.client("s3").get_bucket_lifecycle_configuration(Bucket=laptop.cloud.buckets[role])
    assert {rule["id"]: _of_terraform(rule) for rule in deployed} == {r["ID"]: _of_s3(r) for r in asked["Rules"]}


def _of_terraform(rule: Resource) -> dict[str, Any]:
    """One rule as (prefix, tag, days...), whatever the notation."""
    (found,) = rule["filter"] or [{}]
    tag = [(each["key"], each["value"]) for each in found.get("tag") or []]
    days = {
        "current": [each.get("days") or None for each in rule["expiration"]],
        "markers": [bool(each.get("expired_object_delete_marker")) for each in rule["expiration"]],
        "noncurrent": [each["noncurrent_days"] for each in rule["noncurrent_version_expiration"]],
        "unfinished": [each["days_after_initiation"] for each in rule["abort_incomplete_multipart_upload"]],
    }
    prefix = found.get("prefix") or ""  # the mocked provider makes one up where none is given
    return {"status": rule["status"], "prefix": prefix if prefix.endswith("/") else "", "tag": tag, **days}


def _of_s3(rule: Mapping[str, Any]) -> dict[str, Any]:
    found = rule.get("Filter", {})
    expiration = rule.get("Expiration", {})
    noncurrent, unfinished = rule.get("NoncurrentVersionExpiration"), rule.get("AbortIncompleteMultipartUpload")
    return {
        "status": rule["Status"],
        "prefix": found.get("Prefix", rule.get("Prefix", "")),
        "tag": [(found["Tag"]["Key"], found["Tag"]["Value"])] if "Tag" in found else [],
        "current": [expiration.get("Days")],
        "markers": [bool(expiration.get("ExpiredObjectDeleteMarker"))],
        "noncurrent": [noncurrent["NoncurrentDays"]] if noncurrent else [],
        "unfinished": [unfinished["DaysAfterInitiation"]] if unfinished else [],
    }


def test_an_upload_waits_as_long_as_it_can_be_saved(small: Stack) -> None:
    """The inbox keeps what a form brought for at least as long as an echo may wait to be saved."""
    rules = small.values("module.uploads.aws_s3_bucket_lifecycle_configuration.this")["rule"]
    (inbox,) = [rule for rule in rules if rule["id"] == "inbox"]
    assert inbox["filter"][0]["prefix"] == INBOX
    assert inbox["expiration"][0]["days"] * 24 * 3600 >= PROMISED_SECONDS


def test_outputs_are_what_clients_read(small: Stack) -> None:
    """Each output that test_api.sh reads is there and says something; so is what clients also need."""
    read = set(re.findall(r"\.(\w+)\.value", (ROOT / "test_api.sh").read_text()))
    assert read >= {"api_url", "user_pool_id", "region"}
    assert all(small.outputs[name] for name in read | {"client_id"})
    assert set(small.outputs["buckets"]) == {"uploads", "assets", "public"}
    assert set(small.outputs["tables"]) == set(read_tables())


@pytest.mark.parametrize("kind", sorted(GatewayResponses.dreamforge([]).by_kind))
def test_the_gateway_says_what_the_laptops_says(full: Stack, kind: str) -> None:
    """Status, body and headers of what API Gateway answers by itself are those of the laptop's gateway."""
    deployed = full.values(f'module.api.aws_api_gateway_gateway_response.this["{kind}"]')
    laptop = GatewayResponses.dreamforge(["https://shop.example.com", "https://www.example.com"]).by_kind[kind]
    assert deployed["status_code"] == (None if kind.startswith("DEFAULT_") else str(laptop.status or STATUS[kind]))
    assert deployed["response_templates"] == {"application/json": laptop.template}
    headers = {
        name.removeprefix("gatewayresponse.header."): value[1:-1] if value.startswith("'") else value
        for name, value in deployed["response_parameters"].items()
    }
    where = f"{full.outputs['api_url']}/.well-known/oauth-protected-resource"
    expected = dict(laptop.headers)
    if kind == "UNAUTHORIZED":
        # The laptop's address is another with each start; there the function's own 401 says where to sign in.
        expected["WWW-Authenticate"] = f'Bearer resource_metadata="{where}"'
    assert headers == expected


def test_every_answer_of_the_gateway_is_worded(small: Stack) -> None:
    """Also the types that the laptop's gateway never gives have our shape."""
    worded = json.loads((MODULES / "api/gateway_responses.json").read_text())
    assert set(worded) > set(STATUS)
    assert len(small.of_type("aws_api_gateway_gateway_response")) == len(worded)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_statements_name_real_resources(full: Stack, function: str) -> None:
    """Each statement is about things of this stack, or about models, a guardrail or a secret that it was told of."""
    arns = {each["arn"] for each in _own(full) if each.get("arn")}
    for sid, statement in full.statements(function).items():
        for resource in statement["Resource"]:
            owner = re.sub(r"(/index/\w+|(?<=-bucket)/.*|:\*)$", "", resource)
            assert sid == "Traces" or owner in arns or re.match(TOLD, resource), (sid, resource)


def _own(stack: Stack) -> list[Resource]:
    kinds = ("aws_dynamodb_table", "aws_s3_bucket", "aws_sqs_queue", "aws_kms_key", "aws_cloudwatch_log_group")
    return [each for kind in kinds for each in stack.of_type(kind)]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_nothing_is_allowed_everywhere_without_a_reason(full: Stack, function: str) -> None:
    """X-Ray's writes know no resources, as is said next to them; nothing else is allowed on `*`, no action has one."""
    everywhere = {sid for sid, each in full.statements(function).items() if "*" in each["Resource"]}
    assert everywhere == {"Traces"}
    assert not any("*" in action for each in full.statements(function).values() for action in each["Action"])
    for file in MODULES.glob("lambda/*.tf"):
        for line in file.read_text().splitlines():
            assert '["*"]' not in line or "#" in line, f"{file.name}: {line.strip()} has no reason next to it"


def test_the_api_may_query_every_index_and_nothing_else(small: Stack) -> None:
    """All indexes of tables.json, each at its own table, and the tables with a range key, which a Query can read."""
    expected = set()
    for key, table in read_tables().items():
        arn = small.values(f'module.tables.aws_dynamodb_table.this["{key}"]')["arn"]
        expected |= {f"{arn}/index/{index}" for index in table["indexes"]} | ({arn} if "range_key" in table else set())
    assert set(small.statements("api")["Queries"]["Resource"]) == expected


def test_a_stack_without_kie_may_read_no_secret(small: Stack, full: Stack) -> None:
    """The worker alone reads the secret, and only where there is one."""
    assert "Secret" not in small.statements("worker")
    assert [f for f in FUNCTIONS if "Secret" in full.statements(f)] == ["worker"]


def test_the_authorizer_may_do_nothing(full: Stack) -> None:
    """It writes its log and its traces."""
    assert set(full.statements("authorizer")) == {"Log", "Traces"}


def test_models_are_allowed_by_their_profiles_only(full: Stack) -> None:
    """A model behind an inference profile may be asked in any region, but only by way of that profile."""
    behind = full.statements("api")["TextModelsBehind"]
    assert behind["Resource"] == ["arn:aws:bedrock:*::foundation-model/anthropic.claude-sonnet-4-6"]
    profile = "arn:aws:bedrock:us-west-2:123456789012:inference-profile/global.anthropic.claude-sonnet-4-6"
    assert behind["Condition"] == {"StringLike": {"bedrock:InferenceProfileArn": [profile]}}
    assert profile in full.statements("api")["TextModels"]["Resource"]


@pytest.mark.parametrize("function", ["api", "worker"])
def test_pictures_made_elsewhere_are_allowed_there(elsewhere: Stack, function: str) -> None:
    """The text model in the service's region, the image model in its own, and the service gets it."""
    statements = elsewhere.statements(function)
    image = "arn:aws:bedrock:us-west-2::foundation-model/stability.stable-image-core-v1:1"
    assert statements["ImageModel"]["Resource"] in (image, [image])
    account = "arn:aws:bedrock:eu-central-1:123456789012:inference-profile/"
    assert set(statements["TextModels"]["Resource"]) == {
        f"{account}eu.anthropic.claude-sonnet-4-6",
        f"{account}eu.amazon.nova-2-lite-v1:0",
    }
    settings = Settings.from_env({**elsewhere.environment(function), "AWS_REGION": "eu-central-1"})
    assert (settings.region, settings.image_region) == ("eu-central-1", "us-west-2")


@pytest.mark.parametrize(
    ("stack", "region"),
    [("as_little_as_possible", "us-west-2"), ("in_the_eu_with_pictures_made_elsewhere", "eu-central-1")],
)
def test_tokens_are_counted_with_the_id_of_the_model_itself(stacks: dict[str, Stack], stack: str, region: str) -> None:
    """CountTokens takes no inference profile, and the service asks it in its own region."""
    counted = stacks[stack].statements("api")["CountTokens"]["Resource"]
    arn = f"arn:aws:bedrock:{region}::foundation-model/anthropic.claude-sonnet-4-6"
    assert counted in (arn, [arn])


@pytest.mark.parametrize("function", FUNCTIONS)
def test_entry_points_exist(small: Stack, function: str) -> None:
    """What Lambda is asked to call can be called."""
    module, _, name = small.function(function)["handler"].rpartition(".")
    assert callable(getattr(importlib.import_module(module), name))


def test_functions_that_make_pictures_have_the_layer(small: Stack) -> None:
    """The API and the worker do; the others never import Pillow and have none."""
    layer = small.values('module.layers["imaging"].aws_lambda_layer_version.this')
    having = {function for function in FUNCTIONS if small.function(function)["layers"] == [layer["arn"]]}
    assert having == {"api", "worker"}
    assert all(not small.function(function)["layers"] for function in set(FUNCTIONS) - having)


def test_times_are_those_the_code_counts_on(small: Stack) -> None:
    """Tries, visibility and the worker's time are the laptop's; nobody works longer than a message is out of sight."""
    queue = small.values("module.jobs.aws_sqs_queue.this")
    assert json.loads(queue["redrive_policy"])["maxReceiveCount"] == MAX_ATTEMPTS
    assert queue["visibility_timeout_seconds"] == VISIBILITY_SECONDS
    worker = small.function("worker")["timeout"]
    assert worker == DEFAULT_SECONDS < VISIBILITY_SECONDS


def test_deletion_is_no_side_effect(small: Stack) -> None:
    """Tables, users and buckets are protected unless somebody says otherwise."""
    assert all(each["deletion_protection_enabled"] for each in small.of_type("aws_dynamodb_table"))
    assert all(each["deletion_protection"] == "ACTIVE" for each in small.of_type("aws_cognito_user_pool"))
    assert not any(each["force_destroy"] for each in small.of_type("aws_s3_bucket"))


def test_what_is_gated_for_the_emulator_is_listed() -> None:
    """Each file that asks whether this is an emulator is in infra/README.md's list, and none that does not."""
    asking = {
        f.relative_to(ROOT / "infra").as_posix()
        for f in (ROOT / "infra").rglob("*.tf")
        if "var.emulated" in f.read_text()
    }
    section = (ROOT / "infra/README.md").read_text().partition("## The emulator")[2].partition("\n## ")[0]
    assert set(re.findall(r"`((?:apps|modules)/[\w/]+\.tf)`", section)) == asking


@pytest.mark.parametrize("function", ["api", "worker"])
def test_text_may_be_read_as_a_stream(small: Stack, function: str) -> None:
    """Both functions read text through ConverseStream, and through Converse from families that stream no tools."""
    allowed = {"bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"}
    statements = small.statements(function)
    for sid in ("TextModels", "TextModelsBehind"):
        assert set(statements[sid]["Action"]) == allowed
    assert statements["ImageModel"]["Action"] in ("bedrock:InvokeModel", ["bedrock:InvokeModel"])
