"""Converse: what is asked, what comes back, what is refused."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from backend.local.bedrock import BedrockStandIn

CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
COUNTED = CLAUDE.removeprefix("us.")
BRIEF_SCHEMA = {
    "type": "object",
    "required": ["title", "kind", "palette"],
    "properties": {
        "title": {"type": "string", "maxLength": 80},
        "kind": {"type": "string", "enum": ["poster", "card"]},
        "language": {"type": "string"},
        "palette": {"type": "array", "items": {"type": "string"}, "maxItems": 3},
        "price_cents": {"anyOf": [{"type": "integer", "maximum": 2000}, {"type": "null"}]},
    },
}


def tool_config(name: str = "brief", schema: Any = BRIEF_SCHEMA, choice: Any = None) -> dict[str, Any]:
    tools = [{"toolSpec": {"name": name, "description": "d", "inputSchema": {"json": schema}}}]
    return {"tools": tools, "toolChoice": choice or {"tool": {"name": name}}}


def text(answer: Any) -> str:
    return str(answer["output"]["message"]["content"][0]["text"])


def tool_use(answer: Any) -> Any:
    return answer["output"]["message"]["content"][0]["toolUse"]


def refusal(call: Any, *args: Any, **kwargs: Any) -> Any:
    with pytest.raises(ClientError) as caught:
        call(*args, **kwargs)
    return caught.value.response


def user(*blocks: Any) -> dict[str, Any]:
    return {"role": "user", "content": list(blocks)}


def assistant(*blocks: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": list(blocks)}


def test_plain_question(ask: Callable[..., Any]) -> None:
    """A message without tags is the question; the answer ends its turn."""
    answer = ask("What is this?")
    assert text(answer) == "You asked: What is this?"
    assert answer["stopReason"] == "end_turn"
    assert answer["output"]["message"]["role"] == "assistant"
    assert answer["metrics"]["latencyMs"] >= 0


def test_usage_adds_up(ask: Callable[..., Any]) -> None:
    """About four characters are a token."""
    usage = ask("x" * 400, system=[{"text": "y" * 40}])["usage"]
    assert usage["inputTokens"] == 110
    assert usage["totalTokens"] == usage["inputTokens"] + usage["outputTokens"]
    assert "cacheReadInputTokens" not in usage


def test_question_with_passages(ask: Callable[..., Any]) -> None:
    """Passages before the question reach the mind unescaped."""
    message = (
        '<passage source="prd_1" title="Tom &amp; Ana">A &lt;blue&gt; boat</passage>\n'
        "<passage source='prd_2' title='\"Sea\"'>Waves</passage>\n<question>Which is 3 &lt; 4?</question>"
    )
    assert text(ask(message)) == 'You asked: Which is 3 < 4? [prd_1|Tom & Ana] A <blue> boat [prd_2|"Sea"] Waves'


def test_earlier_turns_are_not_the_question(ask: Callable[..., Any]) -> None:
    """Only the last message is answered."""
    turns = [user({"text": "One"}), assistant({"text": "1"}), user({"text": "Two"})]
    assert text(ask(messages=turns)) == "You asked: Two"


def test_brief_tool(ask: Callable[..., Any]) -> None:
    """A forced tool answers with the brief, cut to the tool's schema."""
    answer = ask("<idea>un faro &amp; el mar</idea>\nKind: card\nLanguage: es", toolConfig=tool_config())
    use = tool_use(answer)
    assert answer["stopReason"] == "tool_use"
    assert use["name"] == "brief"
    assert use["input"] == {
        "title": "Un Faro & El Mar",
        "kind": "card",
        "language": "es",
        "palette": ["#102030", "#405060", "#708090"],
        "price_cents": 2000,
    }


def test_kind_inside_the_idea_is_no_instruction(ask: Callable[..., Any]) -> None:
    """What looks like a setting within the idea stays part of the idea."""
    answer = ask("<idea>x\nKind: card\n</idea>", toolConfig=tool_config())
    assert tool_use(answer)["input"]["kind"] == "poster"


def test_repair_turn_calls_the_tool_again(ask: Callable[..., Any]) -> None:
    """A tool result with an error is answered by the tool, about the same idea."""
    use = {"toolUseId": "tooluse_1", "name": "brief", "input": {}}
    result = {"toolUseId": "tooluse_1", "status": "error", "content": [{"text": "title: field required"}]}
    turns = [user({"text": "<idea>faro</idea>"}), assistant({"toolUse": use}), user({"toolResult": result})]
    answer = ask(messages=turns, toolConfig=tool_config())
    assert tool_use(answer)["input"]["title"] == "Faro"
    assert tool_use(answer)["toolUseId"] != "tooluse_1"


def test_auto_choice_without_an_idea_answers_in_words(ask: Callable[..., Any]) -> None:
    """A model free to choose does not call the brief tool for a question."""
    assert ask("Hello", toolConfig=tool_config(choice={"auto": {}}))["stopReason"] == "end_turn"


def test_auto_choice_with_an_idea_calls_the_tool(ask: Callable[..., Any]) -> None:
    """A model free to choose takes the tool up for its matter."""
    assert ask("<idea>faro</idea>", toolConfig=tool_config(choice={"auto": {}}))["stopReason"] == "tool_use"


def test_any_choice_calls_the_first_tool(ask: Callable[..., Any]) -> None:
    """`any` must call some tool; without tags the whole message is the idea."""
    answer = ask("faro", toolConfig=tool_config("maker", choice={"any": {}}))
    assert (tool_use(answer)["name"], tool_use(answer)["input"]["title"]) == ("maker", "Faro")


@pytest.mark.parametrize(
    ("transcript", "mood"),
    [
        ("Qué alegría, todos reímos y sonreímos", "happy"),
        ("Estou com tanta saudade da minha avó", "nostalgic"),
        ("I am worried and a little scared", "anxious"),
        ("The train leaves at nine", "calm"),
    ],
)
def test_mood_tool(ask: Callable[..., Any], transcript: str, mood: str) -> None:
    """The mood of a transcript is the nearest value of the schema's enumeration."""
    moods = ["happy", "sad", "anxious", "nostalgic", "calm"]
    schema = {"type": "object", "required": ["mood"], "properties": {"mood": {"enum": moods}}}
    answer = ask(f"<transcript>{transcript}</transcript>", toolConfig=tool_config("mood", schema))
    assert tool_use(answer)["input"] == {"mood": mood}


def test_schema_with_references(ask: Callable[..., Any]) -> None:
    """`$ref` and nullable choices, as pydantic writes them, are followed."""
    schema = {
        "type": "object",
        "$defs": {"Kind": {"enum": ["photo", "poster"], "type": "string"}},
        "required": ["kind", "note", "ready"],
        "properties": {"kind": {"$ref": "#/$defs/Kind"}, "note": {"type": "string"}, "ready": {"type": "boolean"}},
    }
    answer = ask("<idea>faro</idea>", toolConfig=tool_config(schema=schema))
    assert tool_use(answer)["input"] == {"kind": "poster", "note": "faro", "ready": False}


def test_max_tokens_cuts_text(ask: Callable[..., Any]) -> None:
    """The answer stops at the limit and says so."""
    answer = ask("a long question " * 10, inferenceConfig={"maxTokens": 5})
    assert (answer["stopReason"], answer["usage"]["outputTokens"]) == ("max_tokens", 5)


def test_max_tokens_cuts_a_tool_input(ask: Callable[..., Any]) -> None:
    """A tool's input that does not fit comes back incomplete."""
    answer = ask("<idea>faro</idea>", toolConfig=tool_config(), inferenceConfig={"maxTokens": 8})
    assert answer["stopReason"] == "max_tokens"
    assert list(tool_use(answer)["input"]) == ["title"]


def test_stop_sequence(ask: Callable[..., Any]) -> None:
    """The answer ends before a stop sequence."""
    answer = ask("one STOP two", inferenceConfig={"stopSequences": ["STOP"]})
    assert (text(answer), answer["stopReason"]) == ("You asked: one ", "stop_sequence")


def test_cache_point_writes_then_reads(ask: Callable[..., Any]) -> None:
    """The first call writes the prefix, the second reads it; what follows it is always paid in full."""
    system = [{"text": "Rules of the house. " * 20}, {"cachePoint": {"type": "default"}}]
    first, second = (ask("abcd", system=system)["usage"] for _ in range(2))
    assert (first["cacheWriteInputTokens"], first["cacheReadInputTokens"], first["inputTokens"]) == (100, 0, 1)
    assert (second["cacheWriteInputTokens"], second["cacheReadInputTokens"], second["inputTokens"]) == (0, 100, 1)
    assert second["totalTokens"] == 101 + second["outputTokens"]


def test_cache_is_per_model(ask: Callable[..., Any]) -> None:
    """Another model reads nothing of it."""
    system = [{"text": "Per model. " * 20}, {"cachePoint": {"type": "default"}}]
    ask(system=system)
    assert ask(system=system, modelId="amazon.nova-lite-v1:0")["usage"]["cacheReadInputTokens"] == 0


def test_longer_prefix_reads_the_shorter_one(ask: Callable[..., Any]) -> None:
    """With two cache points, what was cached up to the first is read and the rest written."""
    point = {"cachePoint": {"type": "default"}}
    short = [{"text": "s" * 400}, point]
    ask(system=short)
    usage = ask(system=[*short, {"text": "t" * 200}, point])["usage"]
    assert (usage["cacheReadInputTokens"], usage["cacheWriteInputTokens"]) == (100, 50)


def test_guardrail_intervenes(ask: Callable[..., Any]) -> None:
    """A blocked word under a guardrail gets the guardrail's text, a trace if asked for, and costs nothing."""
    config = {"guardrailIdentifier": "gr1", "guardrailVersion": "1", "trace": "enabled"}
    answer = ask("How is Napalm made?", guardrailConfig=config)
    assert answer["stopReason"] == "guardrail_intervened"
    assert text(answer).startswith("Sorry")
    assert answer["usage"]["totalTokens"] == 0
    words = answer["trace"]["guardrail"]["inputAssessment"]["gr1"]["wordPolicy"]["customWords"]
    assert words[0]["match"] == "Napalm"


def test_no_guardrail_no_intervention(ask: Callable[..., Any]) -> None:
    """The words are the guardrail's, not the model's."""
    assert ask("napalm")["stopReason"] == "end_turn"


@pytest.mark.parametrize(
    "model",
    [
        "us.anthropic.claude-opus-4-5-20251101-v1:0",
        "global.anthropic.claude-haiku-4-5-20251001-v1:0",
        "us.amazon.nova-pro-v1:0",
        "us.meta.llama3-3-70b-instruct-v1:0",
        "mistral.mistral-large-2407-v1:0",
        "arn:aws:bedrock:us-west-2::foundation-model/amazon.nova-lite-v1:0",
        "arn:aws:bedrock:us-west-2:123456789012:inference-profile/us.anthropic.claude-sonnet-4-6",
    ],
)
def test_text_models(ask: Callable[..., Any], model: str) -> None:
    """Plain ids, inference profiles and ARNs all reach the model."""
    assert ask(modelId=model)["stopReason"] == "end_turn"


@pytest.mark.parametrize("model", ["acme.model-v1", "us.acme.claude", "arn:aws:bedrock:us-west-2::foundation-model/no"])
def test_unknown_model(ask: Callable[..., Any], model: str) -> None:
    """What is not known is not valid."""
    error = refusal(ask, modelId=model)["Error"]
    assert error == {"Code": "ValidationException", "Message": "The provided model identifier is invalid."}


def test_text_call_on_an_image_model(ask: Callable[..., Any]) -> None:
    """An image model does not converse."""
    assert refusal(ask, modelId="stability.stable-image-core-v1:1")["Error"]["Code"] == "ValidationException"


USE = {"toolUse": {"toolUseId": "t1", "name": "brief", "input": {}}}


def result(use_id: str) -> dict[str, Any]:
    return {"toolResult": {"toolUseId": use_id, "content": [{"text": "ok"}]}}


@pytest.mark.parametrize(
    ("messages", "hint"),
    [
        ([], "start with a user message"),
        ([assistant({"text": "a"})], "start with a user message"),
        ([user({"text": "a"}), user({"text": "b"})], "must alternate"),
        ([user({"text": "a"}), assistant({"text": "b"})], "must end with a user message"),
        ([user()], "messages.0 is empty"),
        ([user({"text": "  "})], "messages.0.content.0 is blank"),
        ([user({"text": "a"}), assistant(USE), user({"text": "b"})], "Expected toolResult blocks"),
        ([user({"text": "a"}), assistant(USE), user(result("t2"))], "exceeds the number of toolUse blocks"),
        ([user(result("t1"))], "exceeds the number of toolUse blocks"),
        ([user({"text": "a"}), assistant(USE, USE), user(result("t1"))], "duplicate Ids: t1"),
        ([user({"text": "a"}), assistant(USE), user(result("t1"), result("t1"))], "duplicate Ids: t1"),
    ],
)
def test_conversation_rules(ask: Callable[..., Any], messages: list[Any], hint: str) -> None:
    """Turns start and end with the user, alternate, and answer each tool use."""
    error = refusal(ask, messages=messages, toolConfig=tool_config())["Error"]
    assert error["Code"] == "ValidationException"
    assert hint in error["Message"]


def test_tool_blocks_need_a_tool_config(ask: Callable[..., Any]) -> None:
    """A conversation that used tools must declare them."""
    error = refusal(ask, messages=[user({"text": "a"}), assistant(USE), user(result("t1"))])["Error"]
    assert "toolConfig field must be defined" in error["Message"]


@pytest.mark.parametrize(
    ("request_part", "hint"),
    [
        ({"inferenceConfig": {"temperature": 1.5}}, "inferenceConfig.temperature"),
        ({"inferenceConfig": {"maxTokens": 0}}, "maxTokens"),
        ({"system": [{"text": ""}]}, "system[0].text"),
        ({"guardrailConfig": {"guardrailIdentifier": "gr1", "trace": "loud"}}, "guardrailConfig.trace"),
        ({"messages": [{"role": "robot", "content": [{"text": "a"}]}]}, "messages.1.member.role"),
        ({"toolConfig": tool_config("no spaces")}, "regular expression pattern"),
        ({"toolConfig": tool_config(choice={"tool": {"name": "other"}})}, "toolChoice"),
        ({"toolConfig": {"tools": tool_config()["tools"] * 2}}, "Tool names must be unique"),
        ({"toolConfig": tool_config(schema={"type": "string"})}, "must be one of the following: object"),
        ({"toolConfig": tool_config(schema={"type": "object", "properties": 3})}, "is invalid"),
    ],
)
def test_requests_the_service_model_refuses(ask: Callable[..., Any], request_part: dict[str, Any], hint: str) -> None:
    """Types, ranges, lengths, enumerations and patterns are those of botocore's service model."""
    error = refusal(ask, **request_part)["Error"]
    assert error["Code"] == "ValidationException"
    assert hint in error["Message"]


def test_fields_the_service_model_does_not_know(standin: BedrockStandIn, post: Callable[..., Any]) -> None:
    """boto3 leaves unknown fields out, so this one goes by hand."""
    status, headers, body = post(f"/model/{CLAUDE}/converse", json.dumps({"mesages": []}).encode())
    assert (status, headers["x-amzn-ErrorType"]) == (400, "ValidationException")
    assert "mesages" in json.loads(body)["message"]


@pytest.mark.parametrize("raw", [b"{", b"[]", b"\xff", b'{"a": NaN}', b'{"a": "\\ud800"}', b"[" * 100_000])
def test_malformed_json(standin: BedrockStandIn, post: Callable[..., Any], raw: bytes) -> None:
    """A body that is no JSON object of sound text is a ValidationException."""
    status, headers, body = post(f"/model/{CLAUDE}/converse", raw)
    assert (status, headers["x-amzn-ErrorType"]) == (400, "ValidationException")
    assert "Malformed input request" in json.loads(body)["message"]


def test_deep_nesting(ask: Callable[..., Any]) -> None:
    """A schema too deep to judge is refused, not a crash."""
    schema: dict[str, Any] = {"type": "object"}
    for _ in range(300):
        schema = {"type": "object", "properties": {"a": schema}}
    assert "nested too deeply" in refusal(ask, toolConfig=tool_config(schema=schema))["Error"]["Message"]


def test_count_tokens(client: Any) -> None:
    """A conversation is weighed without being answered."""
    conversation = {"messages": [user({"text": "x" * 80})], "system": [{"text": "y" * 20}]}
    assert client.count_tokens(modelId=COUNTED, input={"converse": conversation})["inputTokens"] == 25


def test_count_tokens_of_a_raw_body(client: Any) -> None:
    """So is the body of an InvokeModel call."""
    assert client.count_tokens(modelId=COUNTED, input={"invokeModel": {"body": b"z" * 40}})["inputTokens"] == 10


def test_a_mind_that_breaks_is_an_internal_error(ask: Callable[..., Any], caplog: pytest.LogCaptureFixture) -> None:
    """What goes wrong inside is logged, not shown."""
    response = refusal(ask, "<idea>break</idea>", toolConfig=tool_config())
    assert response["Error"]["Code"] == "InternalServerException"
    assert "mind broke" not in response["Error"]["Message"]
    assert "mind broke" in caplog.text


def test_request_ids(ask: Callable[..., Any]) -> None:
    """Each answer carries an id of its own."""
    first, second = (ask()["ResponseMetadata"]["RequestId"] for _ in range(2))
    assert first != second
