"""What an error of a model call means: who is notified, who is asked next, and what the caller hears."""

import json
import logging
from typing import Any

import pytest

from backend.adapters.bedrock.image import BedrockImage
from backend.adapters.bedrock.text import BedrockText, TextSettings
from backend.adapters.observability.metrics import embed
from backend.api.errors import status_of
from backend.domain.shared.errors import (
    DreamForgeError,
    Invalid,
    ModelMisconfigured,
    ModelNotAccessible,
    ModelTimedOut,
    ModelUnavailable,
)
from backend.domain.shared.meter import Meter
from backend.domain.shared.text_model import Turn
from tests.makers import CLAUDE, NOVA, Scripted, budget, refused

ANSWER = {"output": {"message": {"content": [{"text": "Yes."}]}}, "usage": {}, "stopReason": "end_turn"}
TURN = Turn("s", [{"role": "user", "content": [{"text": "Hello"}]}])
CORE = "stability.stable-image-core-v1:1"

CONFIGURATION = [
    "The model returned the following errors: `temperature` is deprecated for this model.",
    "The model returned the following errors: `temperature` and `top_p` cannot both be specified for this model.",
    "The model returned the following errors: Malformed input request: #/toolConfig/tools/0/toolSpec/inputSchema/json: "
    "extraneous key [additionalProperties] is not permitted, please reformat your input and try again.",
    "This model doesn't support the toolConfig.toolChoice.any field. Remove toolConfig.toolChoice.any and try again.",
    "This model doesn't support tool use in streaming mode.",
    "Malformed input request: #/messages/2/content/0: extraneous key [cachePoint] is not permitted.",
    "Invocation of model ID anthropic.claude-sonnet-4-6 with on-demand throughput isn't supported. Retry your request "
    "with the ID or ARN of an inference profile that contains this model.",
    "The provided model identifier is invalid.",
    "This model version has reached the end of its life.",
    "The maximum tokens you requested exceeds the model limit of 4096.",
    "Something that nobody has seen before.",
]
ACCESS = [
    (
        "AccessDeniedException",
        "Model access is denied due to IAM user or service role is not authorized to perform the required AWS "
        "Marketplace actions (aws-marketplace:ViewSubscriptions, aws-marketplace:Subscribe) to enable access.",
    ),
    ("AccessDeniedException", "You don't have access to the model with the specified model ID."),
    ("ResourceNotFoundException", "Model use case details have not been submitted for this account."),
    ("ValidationException", "You have not filled out the required use-case form for this model."),
    ("ValidationException", "Operation not allowed"),
    ("UnrecognizedClientException", "The security token included in the request is invalid."),
]
CONTENT = [
    "Input is too long for requested model.",
    "The model returned the following errors: prompt is too long: 250000 tokens > 200000 maximum",
    "The text field in the ContentBlock object at messages.0.content.0 is blank.",
]
LEGACY = (
    "Access denied. This Model is marked by provider as Legacy and you have not been actively using the model in the "
    "last 15 days. Please upgrade to an active model on Amazon Bedrock"
)


def text_of(client: Any, *models: str, streaming: bool = False) -> BedrockText:
    return BedrockText(client, TextSettings(models or (CLAUDE, NOVA), 0.3, 0.8, streaming=streaming))


def logged(caplog: pytest.LogCaptureFixture, level: int) -> list[tuple[str, dict[str, Any]]]:
    return [(record.message, record.__dict__) for record in caplog.records if record.levelno == level]


@pytest.mark.parametrize("message", CONFIGURATION)
def test_the_next_model_answers_where_one_refuses_how_it_is_asked(
    message: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A ValidationException about the model's own parameters is the operator's to fix: logged, counted, passed on."""
    meter, client = Meter(), Scripted(refused("ValidationException", message), ANSWER)
    assert text_of(client).converse(TURN, meter=meter, budget=budget()).model == NOVA
    ((line, facts),) = logged(caplog, logging.ERROR)
    assert line == "model refuses its configuration"
    assert (facts["model"], facts["reason"]) == (CLAUDE, "ValidationException")
    assert meter.summary()["model_config_faults"] == 1


@pytest.mark.parametrize("message", [*CONFIGURATION, LEGACY])
def test_no_refusal_of_our_own_request_is_a_502(message: str) -> None:
    """Where every model refuses, the caller hears that trying again does not help, and not what was wrong."""
    code = "ResourceNotFoundException" if message == LEGACY else "ValidationException"
    with pytest.raises(ModelMisconfigured) as caught:
        text_of(Scripted(refused(code, message))).converse(TURN, meter=Meter(), budget=budget())
    assert "minute" not in caught.value.message
    assert message not in caught.value.message


@pytest.mark.parametrize(("code", "message"), ACCESS)
def test_missing_access_has_a_name_of_its_own(code: str, message: str, caplog: pytest.LogCaptureFixture) -> None:
    """A 503 without "try again in a minute", a line for the operator that says what to enable, and a metric."""
    meter = Meter()
    with pytest.raises(ModelNotAccessible) as caught:
        text_of(Scripted(refused(code, message))).converse(TURN, meter=meter, budget=budget())
    assert (status_of(caught.value), caught.value.name) == (503, "model_not_accessible")
    assert "again" not in caught.value.message
    lines = logged(caplog, logging.ERROR)
    assert [line for line, _ in lines] == ["model is not accessible"] * 2
    assert all("Enable the model" in facts["advice"] for _, facts in lines)
    assert meter.summary() == {"model_access_faults": 2, "model_retries": 1}


@pytest.mark.parametrize(("code", "message"), ACCESS)
def test_an_image_model_without_access_says_the_same(code: str, message: str, caplog: pytest.LogCaptureFixture) -> None:
    """And GET /health knows of it until a picture is drawn."""
    meter = Meter()
    image = BedrockImage(Scripted(refused(code, message)), CORE)
    image.check_usable()
    with pytest.raises(ModelNotAccessible):
        image.draw("a", "1:1", meter=meter, budget=budget())
    assert [line for line, _ in logged(caplog, logging.ERROR)] == ["model is not accessible"]
    assert meter.summary() == {"model_access_faults": 1}
    with pytest.raises(ModelNotAccessible):
        image.check_usable()


@pytest.mark.parametrize(
    "message", ["Malformed input request: #: extraneous key [mode] is not permitted", *CONFIGURATION]
)
def test_an_image_model_that_refuses_our_body_is_no_502(message: str) -> None:
    """How we ask is the operator's and ours to fix."""
    with pytest.raises(ModelMisconfigured):
        BedrockImage(Scripted(refused("ValidationException", message)), CORE).draw(
            "a", "1:1", meter=Meter(), budget=budget()
        )


@pytest.mark.parametrize("message", CONTENT)
def test_what_the_caller_sent_is_the_callers_to_change(message: str, caplog: pytest.LogCaptureFixture) -> None:
    """A 422, and no other model is asked."""
    client = Scripted(refused("ValidationException", message), ANSWER)
    with pytest.raises(Invalid) as caught:
        text_of(client).converse(TURN, meter=(meter := Meter()), budget=budget())
    assert len(client.requests) == 1
    assert message not in caught.value.message
    assert logged(caplog, logging.ERROR) == []
    assert meter.summary() == {}


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ([refused("AccessDeniedException"), refused("ThrottlingException")], ModelUnavailable),
        ([refused("ThrottlingException"), refused("AccessDeniedException")], ModelUnavailable),
        ([refused("ModelTimeoutException"), refused("ValidationException")], ModelTimedOut),
        ([refused("ValidationException"), refused("AccessDeniedException")], ModelNotAccessible),
        ([refused("AccessDeniedException"), refused("ValidationException")], ModelNotAccessible),
    ],
)
def test_what_can_be_tried_again_is_said_first(answers: list[Exception], error: type[DreamForgeError]) -> None:
    """Trying again helps as soon as it helps with one of the models."""
    with pytest.raises(error):
        text_of(Scripted(*answers)).converse(TURN, meter=Meter(), budget=budget())


def test_a_fault_of_the_operators_opens_no_circuit() -> None:
    """Else the sixth caller would hear "try again in a minute"."""
    text = text_of(Scripted(refused("AccessDeniedException")))
    for _ in range(12):
        with pytest.raises(ModelNotAccessible):
            text.converse(TURN, meter=Meter(), budget=budget())


def test_a_stream_is_judged_by_the_same_rules() -> None:
    """Until its first piece the next model may answer."""
    stream = {
        "stream": Events(
            {"contentBlockDelta": {"delta": {"text": "Yes."}, "contentBlockIndex": 0}},
            {"messageStop": {"stopReason": "end_turn"}},
            {"metadata": {"usage": {}}},
        )
    }
    client = Scripted(refused("ValidationException", CONFIGURATION[0]), stream)
    model, pieces = text_of(client, streaming=True).stream(TURN, meter=Meter(), budget=budget())
    assert model == NOVA
    assert next(pieces) == "Yes."
    pieces.close()


class Events(list[Any]):
    def __init__(self, *events: Any) -> None:
        super().__init__(events)

    def close(self) -> None:
        """As botocore's EventStream has it."""


def test_the_metrics_travel_in_the_line_of_the_request() -> None:
    """CloudWatch counts what the line names."""
    meter = Meter()
    meter.fault(access=True)
    line = embed({"stage": "dev", **meter.summary()}, at=0)
    names = [metric["Name"] for metric in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]]
    assert names == ["model_access_faults"]
    assert json.dumps(line)
