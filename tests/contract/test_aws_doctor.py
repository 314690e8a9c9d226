"""`dreamforge doctor --aws` against stand-ins of Bedrock, Service Quotas and Lambda."""

import inspect
import json
import os
import re
import shlex
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore import xform_name

from backend.local.aws_doctor import commands
from backend.local.bedrock import Account, BedrockStandIn
from backend.local.quotas import QuotasStandIn
from backend.local.serving import Serving
from tests.command_line import run
from tests.makers import Mind

SONNET, NOVA = "anthropic.claude-sonnet-4-5-20250929-v1:0", "us.amazon.nova-pro-v1:0"
CORE = "stability.stable-image-core-v1:1"
ACCOUNT_ID = "123456789012"


@dataclass
class Report:
    status: int
    text: str
    bedrock: BedrockStandIn

    @property
    def findings(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.text)["findings"]
        return found

    def of(self, subject: str) -> dict[str, Any]:
        return next(finding for finding in self.findings if subject in finding["subject"])

    @property
    def missing(self) -> list[str]:
        return [finding["subject"] for finding in self.findings if finding["state"] == "missing"]

    @property
    def commands(self) -> list[str]:
        return [command for finding in self.findings for command in finding["commands"]]


@pytest.fixture
def doctor(tmp_path: Path) -> Iterator[Callable[..., Report]]:
    """Runs the program; upper-case arguments are environment variables, the others are facts of the account."""
    with ExitStack() as running:

        def doctor(*arguments: str, **facts: Any) -> Report:
            account = Account(**{name: fact for name, fact in facts.items() if name.islower()})
            bedrock = running.enter_context(BedrockStandIn(Mind(), account=account).serve())
            quotas = running.enter_context(Serving(QuotasStandIn(account).wsgi))
            variables = {
                "PATH": os.environ["PATH"],
                "HOME": str(tmp_path),
                "AWS_EC2_METADATA_DISABLED": "true",
                "NO_PROXY": "127.0.0.1",
                "AWS_ENDPOINT_URL_BEDROCK": bedrock.url,
                "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": bedrock.url,
                "AWS_ENDPOINT_URL_SERVICE_QUOTAS": quotas.url,
                "AWS_ENDPOINT_URL_LAMBDA": quotas.url,
                "AWS_ACCESS_KEY_ID": "AKIDTEST",
                "AWS_SECRET_ACCESS_KEY": "a-secret-key",
                "AWS_REGION": "us-west-2",
                "BEDROCK_TEXT_MODEL_ID": f"us.{SONNET}",
                "BEDROCK_TEXT_FALLBACK_IDS": NOVA,
                "BEDROCK_IMAGE_MODEL_ID": CORE,
                **{name: str(value) for name, value in facts.items() if name.isupper()},
            }
            others = {name: None for name in os.environ if name.startswith(("AWS_", "BEDROCK_"))}
            result = run("doctor", "--aws", *arguments, **{**others, **variables})
            assert isinstance(result.exception, SystemExit | None), result.exception
            said = result.stdout + result.stderr
            assert "a-secret-key" not in said
            assert ACCOUNT_ID not in said
            return Report(result.exit_code, result.stdout, bedrock)

        yield doctor


def test_all_well(doctor: Callable[..., Report]) -> None:
    """Each text model is asked for one token, the image model is not asked, and the program ends with 0."""
    report = doctor("--json")
    assert (report.status, report.missing) == (0, [])
    limits = [finding for finding in report.findings if finding["state"] == "warning"]
    assert [finding["state"] for finding in report.findings if finding not in limits] == ["ok"] * 7
    assert ["cannot start from a picture" in finding["message"] for finding in limits] == [True]
    asked = [(call.operation, call.model) for call in report.bedrock.calls]
    assert asked == [("Converse", f"us.{SONNET}"), ("Converse", NOVA)]
    assert "not asked, because a picture is paid for" in report.of(CORE)["message"]


def test_for_a_person(doctor: Callable[..., Report]) -> None:
    """Without --json a line each, with the commands below, whole however long."""
    report = doctor(without_agreement=frozenset({CORE}))
    assert report.status == 1
    assert f"✓ BEDROCK_TEXT_MODEL_ID=us.{SONNET}  answers in us-west-2\n" in report.text
    assert f"    aws bedrock create-foundation-model-agreement --model-id {CORE} --offer-token" in report.text
    assert report.text.rstrip().endswith("Replace words in capitals.")


@pytest.mark.parametrize("model", [SONNET, CORE])
def test_not_accessible(doctor: Callable[..., Report], model: str) -> None:
    """A vendor's offer that is not accepted: list it, accept it."""
    report = doctor("--json", without_agreement=frozenset({model}))
    finding = report.of(model)
    assert (report.status, finding["state"]) == (1, "missing")
    assert [command.split()[2] for command in finding["commands"]] == [
        "list-foundation-model-agreement-offers",
        "create-foundation-model-agreement",
    ]
    assert all(f"--model-id {model} " in command for command in finding["commands"])


def test_no_use_case(doctor: Callable[..., Report]) -> None:
    """Anthropic's form."""
    report = doctor("--json", use_case_submitted=False)
    assert report.missing == [f"BEDROCK_TEXT_MODEL_ID=us.{SONNET}"]
    assert "put-use-case-for-model-access" in report.of(SONNET)["commands"][0]


def test_end_of_life(doctor: Callable[..., Report]) -> None:
    """Said as such, for text and image models alike, and nothing is asked of them."""
    gone = {"BEDROCK_TEXT_MODEL_ID": "us.anthropic.claude-sonnet-4-20250514-v1:0"}
    report = doctor("--json", **gone, BEDROCK_IMAGE_MODEL_ID="amazon.titan-image-generator-v2:0")
    assert report.status == 1
    assert len(report.missing) == 2
    for name in ("claude-sonnet-4-2025", "titan"):
        assert "end of its life" in report.of(name)["message"]
    assert [call.model for call in report.bedrock.calls] == [NOVA]


def test_legacy(doctor: Callable[..., Report]) -> None:
    """A model that still answers this account, with its last day."""
    opus = "anthropic.claude-opus-4-1-20250805-v1:0"
    report = doctor("--json", BEDROCK_TEXT_MODEL_ID=f"us.{opus}", legacy_in_use=frozenset({opus}))
    assert report.status == 0
    warning, answer = (finding for finding in report.findings if finding["subject"].endswith(f"=us.{opus}"))
    assert (warning["state"], answer["state"]) == ("warning", "ok")
    assert "LEGACY and ends on 2027-01-08" in warning["message"]


def test_wrong_region(doctor: Callable[..., Report]) -> None:
    """An image model that the region does not have: which one does, and the variable to set."""
    report = doctor("--json", AWS_REGION="us-east-1")
    assert (report.status, report.missing) == (1, [f"BEDROCK_IMAGE_MODEL_ID={CORE}"])
    assert "is not in us-east-1, but in us-west-2. Set BEDROCK_IMAGE_REGION=us-west-2" in report.of(CORE)["message"]
    assert doctor("--json", "--image-region", "us-west-2", AWS_REGION="us-east-1").status == 0
    assert doctor("--json", AWS_REGION="us-east-1", BEDROCK_IMAGE_REGION="us-west-2").status == 0


def test_missing_profile(doctor: Callable[..., Report]) -> None:
    """A profile of another geography: those that there are instead."""
    report = doctor("--json", "--region", "eu-central-1", "--image-region", "us-west-2", BEDROCK_TEXT_FALLBACK_IDS="")
    assert report.status == 1
    assert f"Use one of: eu.{SONNET}, global.{SONNET}." in report.of(f"us.{SONNET}")["message"]
    assert report.bedrock.calls == []


def test_profile_only(doctor: Callable[..., Report]) -> None:
    """A model's own id, where only profiles can be called."""
    message = doctor("--json", BEDROCK_TEXT_MODEL_ID=SONNET).of(f"={SONNET}")["message"]
    assert "only be called through an inference profile" in message
    assert f"us.{SONNET}" in message


def test_misspelt(doctor: Callable[..., Report]) -> None:
    """An id that no region knows."""
    assert "is not known" in doctor("--json", BEDROCK_TEXT_MODEL_ID="us.acme.writer-v1:0").of("acme")["message"]


def test_low_concurrency(doctor: Callable[..., Report]) -> None:
    """What a new account has is too little."""
    report = doctor("--json", lambda_concurrency=10)
    assert (report.status, report.missing) == (1, ["Lambda concurrency"])
    assert report.of("Lambda")["commands"] == [
        "aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 "
        "--desired-value 1000 --region us-west-2"
    ]


def test_few_requests(doctor: Callable[..., Report]) -> None:
    """Of a model's own quota, and not of one whose name only begins alike."""
    others = {"anthropic.claude-sonnet-4-20250514-v1:0": 0.0, "amazon.nova-premier-v1:0": 0.0}
    assert doctor("--json", requests_per_minute=others).missing == []
    report = doctor("--json", requests_per_minute={SONNET: 0.0})
    assert report.missing == [f"Bedrock requests per minute of us.{SONNET}"]


def test_no_credentials(doctor: Callable[..., Report]) -> None:
    """Nothing is asked without them."""
    report = doctor("--json", AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="")
    assert (report.status, report.missing) == (1, ["credentials"])
    assert report.commands == ["aws configure", "aws sso login"]


def test_no_region(doctor: Callable[..., Report]) -> None:
    """The region is never guessed."""
    report = doctor(AWS_REGION="")
    assert (report.status, report.text) == (1, "")


def test_denied(doctor: Callable[..., Report]) -> None:
    """A fault of the model's own is reported with what AWS said."""
    report = doctor("--json", BEDROCK_TEXT_MODEL_ID="us.anthropic.claude-opus-4-1-20250805-v1:0")
    assert "marked by provider as Legacy" in report.findings[2]["message"]
    assert report.status == 1


# ---- the commands


ADVICE = [function for name, function in inspect.getmembers(commands, inspect.isfunction) if not name.startswith("_")]
OF_THE_CLI = {"configure", "sso"}
"""Commands of the aws CLI itself, which belong to no service."""
GLOBAL_OPTIONS = {"region", "query", "output"}


@pytest.mark.parametrize("advise", ADVICE, ids=lambda function: function.__name__)
def test_commands_exist(advise: Callable[..., str]) -> None:
    """Service, operation and options are those of botocore's models, which the aws CLI is made from."""
    arguments = [5 if name == "value" else "lambda" for name in inspect.signature(advise).parameters]
    program, service, *rest = shlex.split(advise(*arguments))
    assert program == "aws"
    if service in OF_THE_CLI:
        return
    operation, *options = rest
    model = botocore.session.Session().get_service_model(service)
    names = {xform_name(name, "-"): name for name in model.operation_names}
    shape = model.operation_model(names[operation]).input_shape
    given = {option.removeprefix("--") for option in options if option.startswith("--")} - GLOBAL_OPTIONS
    assert given <= {xform_name(member, "-") for member in shape.members}
    assert {xform_name(member, "-") for member in shape.required_members} <= given
    assert all(re.fullmatch(r"[\x20-\x7e]+", each) for each in options)
