"""What each family of text models refuses: tool schemas, tool choice, cache points, sampling, limits, formats."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

SONNET = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
SONNET_46, OPUS_47, SONNET_5 = (f"us.anthropic.claude-{name}" for name in ("sonnet-4-6", "opus-4-7", "sonnet-5"))
NOVA, NOVA_2 = "us.amazon.nova-pro-v1:0", "us.amazon.nova-2-lite-v1:0"
LLAMA, LLAMA_3 = "us.meta.llama3-3-70b-instruct-v1:0", "meta.llama3-70b-instruct-v1:0"
MISTRAL, MISTRAL_7B = "mistral.mistral-large-2407-v1:0", "mistral.mistral-7b-instruct-v0:2"
PIXTRAL = "us.mistral.pixtral-large-2502-v1:0"
POINT = {"cachePoint": {"type": "default"}}
BARE = {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]}
FINE = ("", "")


@pytest.fixture
def outcome(client: Any) -> Callable[..., tuple[str, str]]:
    """Error code and message of a Converse, or of a ConverseStream; both empty when it succeeds."""

    def outcome(model: str, *, stream: bool = False, **more: Any) -> tuple[str, str]:
        request = {"modelId": model, "messages": [{"role": "user", "content": [{"text": "<idea>a</idea>"}]}], **more}
        try:
            if stream:
                list(client.converse_stream(**request)["stream"])
            else:
                client.converse(**request)
        except ClientError as error:
            return error.response["Error"]["Code"], error.response["Error"]["Message"]
        return FINE

    return outcome


def tools(schema: Any = BARE, choice: str | None = "auto", *more: Any) -> dict[str, Any]:
    config: dict[str, Any] = {"tools": [{"toolSpec": {"name": "brief", "inputSchema": {"json": schema}}}, *more]}
    if choice:
        config["toolChoice"] = {choice: {"name": "brief"} if choice == "tool" else {}}
    return {"toolConfig": config}


def refused(outcome: tuple[str, str], *, code: str = "ValidationException") -> str:
    assert outcome[0] == code, outcome
    return outcome[1]


# ---- schemas


@pytest.mark.parametrize("key", ["additionalProperties", "description", "$defs", "title", "$schema"])
@pytest.mark.parametrize("model", [NOVA, NOVA_2, "amazon.nova-lite-v1:0"])
def test_nova_takes_three_keys(outcome: Callable[..., Any], model: str, key: str) -> None:
    """At the top level of a tool's schema nothing but type, properties and required; below it anything."""
    schema = {**BARE, key: False if key == "additionalProperties" else {} if key == "$defs" else "x"}
    if key == "$schema":
        schema[key] = "https://json-schema.org/draft/2020-12/schema"
    assert refused(outcome(model, **tools(schema))) == (
        "The model returned the following errors: Malformed input request: #/toolConfig/tools/0/toolSpec/inputSchema/"
        f"json: extraneous key [{key}] is not permitted, please reformat your input and try again."
    )
    deep = {
        "type": "object",
        "properties": {"a": {"type": "object", "additionalProperties": False, "description": "x"}},
    }
    assert outcome(model, **tools(deep)) == FINE
    assert outcome(SONNET, **tools(schema)) == FINE


@pytest.mark.parametrize("model", [LLAMA, MISTRAL])
def test_additional_properties(outcome: Callable[..., Any], model: str) -> None:
    """Llama and Mistral refuse additionalProperties at any depth."""
    deep = {"type": "object", "properties": {"a": {"type": "object", "additionalProperties": False}}}
    for schema in ({**BARE, "additionalProperties": False}, deep):
        refused(outcome(model, **tools(schema)))
    assert outcome(model, **tools({**BARE, "description": "x"})) == FINE


# ---- tool choice, tools, streams


@pytest.mark.parametrize(
    ("model", "taken"),
    [
        (SONNET, "auto any tool"),
        (OPUS_47, "auto any tool"),
        (NOVA, "auto any tool"),
        (LLAMA, "auto"),
        (MISTRAL, "auto any"),
    ],
)
def test_tool_choice(outcome: Callable[..., Any], model: str, taken: str) -> None:
    """`tool` is for Claude and Nova only, `any` for Mistral as well; no choice at all is always right."""
    assert outcome(model, **tools(choice=None)) == FINE
    for choice in ("auto", "any", "tool"):
        found = outcome(model, **tools(choice=choice))
        if choice in taken.split():
            assert found == FINE
        else:
            field = f"toolConfig.toolChoice.{choice}"
            assert refused(found) == f"This model doesn't support the {field} field. Remove {field} and try again."


@pytest.mark.parametrize("model", [LLAMA_3, MISTRAL_7B])
def test_models_without_tools(outcome: Callable[..., Any], model: str) -> None:
    """Some only talk."""
    assert refused(outcome(model, **tools(choice=None))) == "This model doesn't support tool use."
    assert outcome(model) == FINE


@pytest.mark.parametrize("model", [LLAMA, "us.meta.llama4-maverick-17b-instruct-v1:0", PIXTRAL])
def test_tools_but_not_in_a_stream(outcome: Callable[..., Any], model: str) -> None:
    """Tools without a stream, and a stream without tools."""
    message = "This model doesn't support tool use in streaming mode."
    assert refused(outcome(model, stream=True, **tools(choice=None))) == message
    assert outcome(model, **tools(choice=None)) == FINE
    assert outcome(model, stream=True) == FINE


@pytest.mark.parametrize("model", [SONNET, NOVA, MISTRAL])
def test_tools_in_a_stream(outcome: Callable[..., Any], model: str) -> None:
    """The others do both at once."""
    assert outcome(model, stream=True, **tools(choice="any")) == FINE


def test_system_prompts(outcome: Callable[..., Any]) -> None:
    """Mistral 7B and Mixtral take none."""
    system = [{"text": "You are kind."}]
    for model in (MISTRAL_7B, "mistral.mixtral-8x7b-instruct-v0:1"):
        assert "doesn't support system messages" in refused(outcome(model, system=system))
    assert outcome(LLAMA, system=system) == FINE


# ---- sampling and limits


@pytest.mark.parametrize(
    ("model", "both", "either"),
    [
        (SONNET, False, True),
        (SONNET_46, False, True),
        (OPUS_47, False, False),
        ("us.anthropic.claude-opus-4-8", False, False),
        (SONNET_5, False, False),
        (NOVA, True, True),
        (LLAMA, True, True),
        (MISTRAL, True, True),
    ],
)
def test_sampling(outcome: Callable[..., Any], model: str, both: bool, either: bool) -> None:
    """Claude 4.5 and 4.6 take temperature or top_p; Opus 4.7, 4.8 and Sonnet 5 take neither."""
    answers = {True: FINE}
    for config in ({"temperature": 0.3}, {"topP": 0.8}):
        found = outcome(model, inferenceConfig=config)
        assert found == FINE if either else "is deprecated for this model." in refused(found)
    found = outcome(model, inferenceConfig={"temperature": 0.3, "topP": 0.8})
    assert (
        found == answers[True] if both else refused(found).startswith("The model returned the following errors: `temp")
    )
    assert outcome(model, inferenceConfig={"maxTokens": 100}) == FINE


@pytest.mark.parametrize(
    ("model", "limit"), [(SONNET, 64_000), (OPUS_47, 128_000), (NOVA, 10_000), (LLAMA, 8_192), (LLAMA_3, 2_048)]
)
def test_output_limit(outcome: Callable[..., Any], model: str, limit: int) -> None:
    """As many tokens as the model can give, and not one more."""
    assert outcome(model, inferenceConfig={"maxTokens": limit}) == FINE
    assert refused(outcome(model, inferenceConfig={"maxTokens": limit + 1})) == (
        f"The maximum tokens you requested exceeds the model limit of {limit}. Try again with a maximum tokens value "
        f"that is lower than {limit}."
    )


# ---- cache points


@pytest.mark.parametrize("model", [LLAMA, MISTRAL])
def test_models_without_a_prompt_cache(outcome: Callable[..., Any], model: str) -> None:
    """A cachePoint is a matter of access there."""
    found = outcome(model, system=[{"text": "Rules."}, POINT])
    assert refused(found, code="AccessDeniedException").startswith("You invoked an unsupported model")


def test_nova_caches_no_tools(outcome: Callable[..., Any]) -> None:
    """System and messages, but not tools, which Claude caches too."""
    assert outcome(NOVA, system=[{"text": "Rules."}, POINT]) == FINE
    message = refused(outcome(NOVA, **tools(BARE, "auto", POINT)))
    assert "#/toolConfig/tools/1: extraneous key [cachePoint] is not permitted" in message
    assert outcome(SONNET, **tools(BARE, "auto", POINT)) == FINE


def test_four_cache_points(outcome: Callable[..., Any]) -> None:
    """A fifth is too many, wherever they stand."""
    system = [{"text": "a"}, POINT] * 3
    messages = [{"role": "user", "content": [{"text": "a"}, POINT]}]
    assert outcome(SONNET, system=system, messages=messages) == FINE
    found = outcome(SONNET, system=system, messages=messages, **tools(BARE, "auto", POINT))
    assert refused(found).endswith("A maximum of 4 blocks with cache_control may be provided. Found 5.")


# ---- structured output


def text_format(schema: Any) -> dict[str, Any]:
    text = schema if isinstance(schema, str) else json.dumps(schema)
    structure = {"jsonSchema": {"name": "brief", "schema": text}}
    return {"outputConfig": {"textFormat": {"type": "json_schema", "structure": structure}}}


CLOSED = {**BARE, "additionalProperties": False}


def test_structured_output(client: Any) -> None:
    """The answer is JSON in the form asked for."""
    request = {"modelId": SONNET, "messages": [{"role": "user", "content": [{"text": "<idea>faro</idea>"}]}]}
    answer = client.converse(**request, **text_format(CLOSED))
    assert json.loads(answer["output"]["message"]["content"][0]["text"]) == {"title": "Faro"}
    assert answer["stopReason"] == "end_turn"


@pytest.mark.parametrize("model", [NOVA, LLAMA, MISTRAL])
def test_models_without_structured_output(outcome: Callable[..., Any], model: str) -> None:
    """The field is refused by its name."""
    assert "outputConfig.textFormat" in refused(outcome(model, **text_format(CLOSED)))


@pytest.mark.parametrize(
    ("schema", "hint"),
    [
        (BARE, "'additionalProperties' must be explicitly set to false"),
        ({**CLOSED, "properties": {"a": {"type": "array", "maxItems": 3}}}, "property 'maxItems' is not supported"),
        ("{", "is not a valid JSON schema"),
        ("[]", "is not a valid JSON schema"),
    ],
)
def test_schemas_of_structured_output(outcome: Callable[..., Any], schema: dict[str, Any] | str, hint: str) -> None:
    """Objects are closed, and there are no bounds."""
    assert hint in refused(outcome(SONNET, **text_format(schema)))
