"""Who may call which model from where: regions, inference profiles, lifecycle, access, counting tokens."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from botocore.exceptions import ClientError

from backend.local.bedrock import Account, BedrockStandIn
from tests.contract.bedrock_standin.conftest import FakeMind

SONNET, HAIKU = "anthropic.claude-sonnet-4-5-20250929-v1:0", "anthropic.claude-haiku-4-5-20251001-v1:0"
CORE, ULTRA, SD3 = "stability.stable-image-core-v1:1", "stability.stable-image-ultra-v1:1", "stability.sd3-5-large-v1:0"
HELLO = [{"role": "user", "content": [{"text": "Hello"}]}]

Outcome = tuple[str, str]
FINE: Outcome = ("", "")
INVALID: Outcome = ("ValidationException", "The provided model identifier is invalid.")


@pytest.fixture
def outcome(standin: BedrockStandIn, connect: Callable[..., Any]) -> Callable[..., Outcome]:
    """Code and message of the error that a model's call ends in from a region; both empty when it succeeds."""
    return lambda model, region: asked(connect(standin.url, region=region), model)


def asked(client: Any, model: str) -> Outcome:
    try:
        if model.partition(".")[0] in ("stability", "amazon") and (
            "image" in model or "sd3" in model or "canvas" in model
        ):
            client.invoke_model(modelId=model, body=json.dumps({"prompt": "a"}))
        else:
            client.converse(modelId=model, messages=HELLO)
    except ClientError as error:
        return error.response["Error"]["Code"], error.response["Error"]["Message"]
    return FINE


@pytest.fixture
def account(connect: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """A client of a stand-in whose account is as given."""
    running: list[BedrockStandIn] = []

    def account(**facts: Any) -> Any:
        running.append(BedrockStandIn(FakeMind(), account=Account(**facts)).serve())
        return connect(running[-1].url)

    yield account
    for bedrock in running:
        bedrock.close()


# ---- regions


@pytest.mark.parametrize("model", [CORE, ULTRA, SD3])
def test_stability_draws_in_one_region(outcome: Callable[..., Any], model: str) -> None:
    """Image models of Stability are in us-west-2 and nowhere else."""
    assert outcome(model, "us-west-2") == FINE
    for region in ("us-east-1", "us-east-2", "eu-central-1", "eu-west-1", "ap-northeast-1"):
        assert outcome(model, region) == INVALID


@pytest.mark.parametrize(
    ("prefix", "region", "expected"),
    [
        ("us", "us-east-1", FINE),
        ("us", "us-west-2", FINE),
        ("us", "ca-central-1", FINE),
        ("us", "eu-central-1", INVALID),
        ("eu", "eu-central-1", FINE),
        ("eu", "us-west-2", INVALID),
        ("jp", "ap-northeast-1", FINE),
        ("jp", "ap-southeast-2", INVALID),
        ("au", "ap-southeast-2", FINE),
        ("apac", "ap-northeast-1", INVALID),  # the geography has no profile of this model
        ("global", "us-west-2", FINE),
        ("global", "eu-north-1", FINE),
        ("global", "sa-east-1", FINE),
        ("mars", "us-west-2", INVALID),
    ],
)
def test_geographies(outcome: Callable[..., Any], prefix: str, region: str, expected: tuple[str, str]) -> None:
    """A profile is called from the regions of its geography; a global one from all commercial regions."""
    assert outcome(f"{prefix}.{SONNET}", region) == expected


@pytest.mark.parametrize(
    ("model", "region", "expected"),
    [
        ("amazon.nova-lite-v1:0", "us-west-2", FINE),
        ("amazon.nova-pro-v1:0", "us-east-1", FINE),
        ("mistral.mistral-large-2407-v1:0", "us-west-2", FINE),
        ("mistral.mistral-large-2407-v1:0", "us-east-1", INVALID),
        ("arn:aws:bedrock:us-west-2::foundation-model/amazon.nova-lite-v1:0", "us-west-2", FINE),
        ("arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0", "us-west-2", INVALID),
        (f"arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.{SONNET}", "eu-west-1", FINE),
        (f"arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.{SONNET}", "eu-west-3", INVALID),
    ],
)
def test_ids_and_arns(outcome: Callable[..., Any], model: str, region: str, expected: tuple[str, str]) -> None:
    """A model's own id works where it is served on demand; an ARN in its own region only."""
    assert outcome(model, region) == expected


@pytest.mark.parametrize("model", [SONNET, HAIKU, "amazon.nova-pro-v1:0", "meta.llama3-3-70b-instruct-v1:0"])
def test_profile_only(outcome: Callable[..., Any], model: str) -> None:
    """By its own id such a model is refused, with the words that AWS documents; by its profile it answers."""
    code, message = outcome(model, "us-west-2")
    assert code == "ValidationException"
    assert message == (
        f"Invocation of model ID {model} with on-demand throughput isn’t supported. Retry your request with the ID or "
        "ARN of an inference profile that contains this model."
    )
    assert outcome(f"us.{model}", "us-west-2") == FINE


def test_no_signature(post: Callable[..., Any]) -> None:
    """The region comes from the signature: without one the front of every AWS service answers."""
    status, headers, body = post(f"/model/us.{SONNET}/converse", b"{}", Authorization="")
    assert (status, headers["x-amzn-ErrorType"]) == (403, "MissingAuthenticationTokenException")
    assert json.loads(body) == {"message": "Missing Authentication Token"}


def test_signature_of_another_service(post: Callable[..., Any]) -> None:
    """A scope for another service is refused."""
    scope = "AWS4-HMAC-SHA256 Credential=test/20261128/us-west-2/s3/aws4_request, SignedHeaders=host, Signature=0"
    status, headers, _ = post(f"/model/us.{SONNET}/converse", b"{}", Authorization=scope)
    assert (status, headers["x-amzn-ErrorType"]) == (403, "InvalidSignatureException")


# ---- lifecycle


@pytest.mark.parametrize(
    "model",
    [
        "anthropic.claude-3-haiku-20240307-v1:0",
        "us.anthropic.claude-sonnet-4-20250514-v1:0",
        "us.anthropic.claude-3-7-sonnet-20250219-v1:0",
        "us.amazon.nova-premier-v1:0",
        "amazon.titan-image-generator-v2:0",
        "us.meta.llama3-2-90b-instruct-v1:0",
    ],
)
def test_end_of_life(outcome: Callable[..., Any], model: str) -> None:
    """A model past its end of life is not found."""
    code, message = outcome(model, "us-west-2")
    assert code == "ResourceNotFoundException"
    assert message.startswith("This model version has reached the end of its life.")


def test_nova_canvas_is_gone(outcome: Callable[..., Any]) -> None:
    """Also where it used to draw."""
    assert outcome("amazon.nova-canvas-v1:0", "us-east-1")[0] == "ResourceNotFoundException"


OPUS = "us.anthropic.claude-opus-4-1-20250805-v1:0"


def test_legacy(account: Callable[..., Any]) -> None:
    """A Legacy model is for accounts that use it already."""
    code, message = asked(account(), OPUS)
    assert code == "ResourceNotFoundException"
    assert "marked by provider as Legacy" in message
    assert asked(account(legacy_in_use=frozenset({OPUS.removeprefix("us.")})), OPUS) == FINE


def test_a_legacy_model_ends(account: Callable[..., Any]) -> None:
    """On the day of its end of life it is gone for everyone."""
    used = frozenset({OPUS.removeprefix("us.")})
    assert asked(account(legacy_in_use=used, today=date(2027, 1, 7)), OPUS) == FINE
    assert asked(account(legacy_in_use=used, today=date(2027, 1, 8)), OPUS)[0] == "ResourceNotFoundException"


# ---- access


def test_without_an_agreement(account: Callable[..., Any]) -> None:
    """A Marketplace model without a subscription: access is denied, whatever the id is called by."""
    client = account(without_agreement=frozenset({SONNET, CORE}))
    for model in (f"us.{SONNET}", f"global.{SONNET}", CORE):
        code, message = asked(client, model)
        assert code == "AccessDeniedException"
        assert "aws-marketplace:Subscribe" in message
    assert asked(client, f"us.{HAIKU}") == FINE


def test_without_a_use_case(account: Callable[..., Any]) -> None:
    """Anthropic's models want a form filled out, others do not."""
    client = account(use_case_submitted=False)
    code, message = asked(client, f"us.{HAIKU}")
    assert (code, message.partition(".")[0]) == (
        "ResourceNotFoundException",
        "Model use case details have not been submitted for this account",
    )
    assert asked(client, "us.amazon.nova-pro-v1:0") == FINE


# ---- counting tokens


def count(client: Any, model: str) -> Outcome:
    try:
        client.count_tokens(modelId=model, input={"converse": {"messages": HELLO}})
    except ClientError as error:
        return error.response["Error"]["Code"], error.response["Error"]["Message"]
    return FINE


NOT_COUNTED: Outcome = ("ValidationException", "The provided model doesn't support counting tokens.")


@pytest.mark.parametrize("model", [SONNET, HAIKU, "anthropic.claude-sonnet-4-6"])
def test_tokens_are_counted_by_the_model_s_own_id(client: Any, model: str) -> None:
    """Even where that id cannot be invoked; never by a profile's."""
    assert count(client, model) == FINE
    for prefix in ("us", "global"):
        assert count(client, f"{prefix}.{model}") == NOT_COUNTED


@pytest.mark.parametrize(
    "model", ["amazon.nova-lite-v1:0", "mistral.mistral-large-2407-v1:0", "anthropic.claude-opus-4-8"]
)
def test_models_without_counting(client: Any, model: str) -> None:
    """Nova, Llama and Mistral count nothing, nor do the newest models of Anthropic's."""
    assert count(client, model) == NOT_COUNTED


def test_counting_for_an_unknown_model(client: Any) -> None:
    """The identifier is judged first."""
    assert count(client, "acme.model-v1") == INVALID
