"""Bedrock's control plane by boto3: models, inference profiles, availability; and the quotas next to it."""

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from backend.local.bedrock import Account, BedrockStandIn
from backend.local.quotas import QuotasStandIn
from backend.local.serving import Serving

SONNET, CORE = "anthropic.claude-sonnet-4-5-20250929-v1:0", "stability.stable-image-core-v1:1"
OPUS = "anthropic.claude-opus-4-1-20250805-v1:0"
ACCOUNT = Account(
    without_agreement=frozenset({CORE}),
    use_case_submitted=False,
    lambda_concurrency=10,
    requests_per_minute={SONNET: 5},
)


def connect(service: str, url: str, region: str = "us-west-2") -> Any:
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    config = Config(retries={"total_max_attempts": 1}, proxies={})
    return boto3.client(service, endpoint_url=url, region_name=region, config=config, **keys)


@pytest.fixture(scope="module")
def bedrock() -> Iterator[Callable[..., Any]]:
    with BedrockStandIn(account=ACCOUNT) as running:
        yield lambda region="us-west-2": connect("bedrock", running.url, region)


def code(call: Callable[..., Any], **arguments: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    return str(caught.value.response["Error"]["Code"])


def ids(answer: Any) -> list[str]:
    return [model["modelId"] for model in answer["modelSummaries"]]


def test_models_of_a_region(bedrock: Callable[..., Any]) -> None:
    """Each region lists what it serves, and nothing at the end of its life."""
    west, east = bedrock().list_foundation_models(), bedrock("us-east-1").list_foundation_models()
    assert CORE in ids(west)
    assert CORE not in ids(east)
    assert {SONNET, OPUS} <= set(ids(east))
    assert "anthropic.claude-sonnet-4-20250514-v1:0" not in ids(east)
    summary = next(model for model in west["modelSummaries"] if model["modelId"] == SONNET)
    assert summary["modelArn"] == f"arn:aws:bedrock:us-west-2::foundation-model/{SONNET}"
    assert summary["inferenceTypesSupported"] == ["INFERENCE_PROFILE"]
    assert summary["modelLifecycle"] == {"status": "ACTIVE"}


TOOLS = {
    "stability.stable-image-control-structure-v1:0",
    "stability.stable-image-control-sketch-v1:0",
    "stability.stable-image-style-guide-v1:0",
}


def test_filters(bedrock: Callable[..., Any]) -> None:
    """By modality, by vendor, by kind of inference."""
    listed = bedrock().list_foundation_models
    assert set(ids(listed(byOutputModality="IMAGE"))) == {
        CORE,
        "stability.stable-image-ultra-v1:1",
        "stability.sd3-5-large-v1:0",
        *TOOLS,
    }
    assert {each.partition(".")[0] for each in ids(listed(byProvider="meta"))} == {"meta"}
    assert SONNET not in ids(listed(byInferenceType="ON_DEMAND"))


def test_no_image_model_in_other_regions(bedrock: Callable[..., Any]) -> None:
    """As of autumn 2026; the tools that start from a picture are in three regions of the United States."""
    for region, expected in (("us-east-1", TOOLS), ("eu-central-1", set()), ("ap-northeast-1", set())):
        assert set(ids(bedrock(region).list_foundation_models(byOutputModality="IMAGE"))) == expected


def test_one_model(bedrock: Callable[..., Any]) -> None:
    """Its life cycle; an error for one that has ended, is elsewhere, or never was."""
    lifecycle = bedrock().get_foundation_model(modelIdentifier=OPUS)["modelDetails"]["modelLifecycle"]
    assert (lifecycle["status"], f"{lifecycle['endOfLifeTime']:%Y-%m-%d}") == ("LEGACY", "2027-01-08")
    get = bedrock().get_foundation_model
    assert code(get, modelIdentifier="amazon.titan-image-generator-v2:0") == "ResourceNotFoundException"
    assert code(get, modelIdentifier="amazon.nova-canvas-v1:0") == "ValidationException"
    assert code(get, modelIdentifier="acme.model-v1") == "ValidationException"


def test_profiles_of_a_region(bedrock: Callable[..., Any]) -> None:
    """Those of its geography and the global ones, page by page, with the models that they reach."""
    found = {}
    for region in ("us-west-2", "eu-central-1"):
        pages = bedrock(region).get_paginator("list_inference_profiles").paginate(PaginationConfig={"PageSize": 3})
        pages = list(pages)
        assert len(pages) > 3
        found[region] = {
            each["inferenceProfileId"]: each for page in pages for each in page["inferenceProfileSummaries"]
        }
    assert {name.partition(".")[0] for name in found["us-west-2"]} == {"us", "global"}
    assert {name.partition(".")[0] for name in found["eu-central-1"]} == {"eu", "global"}
    reached = {model["modelArn"].split(":")[3] for model in found["us-west-2"][f"us.{SONNET}"]["models"]}
    assert reached == {"us-east-1", "us-east-2", "us-west-2"}
    assert bedrock().list_inference_profiles(typeEquals="APPLICATION")["inferenceProfileSummaries"] == []


def test_one_profile(bedrock: Callable[..., Any]) -> None:
    """By its id; not found where the geography is another."""
    get = bedrock().get_inference_profile
    assert get(inferenceProfileIdentifier=f"us.{SONNET}")["status"] == "ACTIVE"
    assert code(get, inferenceProfileIdentifier=f"eu.{SONNET}") == "ResourceNotFoundException"


@pytest.mark.parametrize(
    ("model", "region", "agreement", "entitlement", "here"),
    [
        ("amazon.nova-lite-v1:0", "us-west-2", True, True, True),
        (CORE, "us-west-2", False, False, True),
        (SONNET, "us-west-2", True, False, True),
        ("stability.sd3-5-large-v1:0", "us-east-1", True, True, False),
    ],
)
def test_availability(
    bedrock: Callable[..., Any], model: str, region: str, agreement: bool, entitlement: bool, here: bool
) -> None:
    """Agreement, entitlement, region: each on its own."""
    found = bedrock(region).get_foundation_model_availability(modelId=model)
    given = (found["agreementAvailability"]["status"], found["entitlementAvailability"], found["regionAvailability"])
    assert given == tuple("AVAILABLE" if holds else "NOT_AVAILABLE" for holds in (agreement, entitlement, here))


def test_quotas() -> None:
    """Lambda's concurrency, and Bedrock's requests by model, in pages."""
    with Serving(QuotasStandIn(ACCOUNT).wsgi) as quotas:
        settings = connect("lambda", quotas.url).get_account_settings()
        assert settings["AccountLimit"]["ConcurrentExecutions"] == 10
        pages = list(
            connect("service-quotas", quotas.url).get_paginator("list_service_quotas").paginate(ServiceCode="bedrock")
        )
        values = {quota["QuotaName"]: quota["Value"] for page in pages for quota in page["Quotas"]}
    assert len(pages) > 1
    assert values["Cross-region model inference requests per minute for Anthropic Claude Sonnet 4.5"] == 5


def test_other_operations(bedrock: Callable[..., Any]) -> None:
    """What it does not know it says so."""
    assert code(bedrock().list_guardrails) == "UnknownOperationException"
