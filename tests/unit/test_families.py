"""The catalogue of model families: what a request to each looks like, and where its models are."""

import json
import re
from typing import Any

import pytest

from backend.adapters.bedrock.families.checks import find_image_problem, find_text_problem
from backend.adapters.bedrock.families.image import IMAGE_FAMILIES, ImageFamily, find_image_family
from backend.adapters.bedrock.families.regions import GEOGRAPHIES, parse_model_name
from backend.adapters.bedrock.families.schemas import Dialect, adapt_schema
from backend.adapters.bedrock.families.text import (
    TEXT_FAMILIES,
    UNKNOWN_TEXT,
    TextFamily,
    find_text_family,
    find_text_model,
)
from backend.adapters.bedrock.text import BedrockText, TextSettings
from backend.domain.echoes.moods import TOOL
from backend.domain.products.prompts import brief_tool
from backend.domain.shared.meter import Meter
from backend.domain.shared.text_model import ModelTool, Turn
from tests.families import BRIEF_WRITERS, GONE, IMAGE_MODELS, NO_TOOLS, TEXT_MODELS, UNLISTED
from tests.makers import Scripted, budget

HELLO: list[dict[str, Any]] = [{"role": "user", "content": [{"text": "Hello"}]}]
ANSWER = {"output": {"message": {"content": []}}, "usage": {}, "stopReason": "end_turn"}
UNKNOWN = {
    "claude-next": UNLISTED["claude-next"],
    "unknown id": UNLISTED["unknown"],
    "application profile": "arn:aws:bedrock:us-west-2:123456789012:application-inference-profile/a1b2c3",
}
FAMILIES: tuple[TextFamily | ImageFamily, ...] = (*TEXT_FAMILIES, *IMAGE_FAMILIES)
KNOWN = [known for family in FAMILIES for known in family.models]


def sent(model: str, turn: Turn, *, cache_prompt: bool = True) -> dict[str, Any]:
    """The request that a turn becomes for a model."""
    client = Scripted(ANSWER)
    BedrockText(client, TextSettings((model,), 0.3, 0.8, cache_prompt=cache_prompt, streaming=False)).converse(
        turn, meter=Meter(), budget=budget()
    )
    return client.requests[0][1]


def model_of(family: str) -> str:
    return TEXT_MODELS[family][0] if family in TEXT_MODELS else UNKNOWN[family]


# ---- requests


@pytest.mark.parametrize(
    ("family", "sampling"),
    [
        ("claude-5", {}),
        ("claude-opus-4-7", {}),
        ("claude-4", {"temperature": 0.3}),
        ("claude-3", {"temperature": 0.3, "topP": 0.8}),
        ("claude-next", {}),
        ("nova", {"temperature": 0.3, "topP": 0.8}),
        ("llama", {"temperature": 0.3, "topP": 0.8}),
        ("mistral-large", {"temperature": 0.3, "topP": 0.8}),
        ("mistral", {"temperature": 0.3, "topP": 0.8}),
        ("unknown id", {}),
        ("application profile", {}),
    ],
)
def test_sampling(family: str, sampling: dict[str, float]) -> None:
    """Only the parameters that the family accepts; a caller's own do not change that."""
    model = model_of(family)
    inference = sent(model, Turn("s", HELLO))["inferenceConfig"]
    assert {name: value for name, value in inference.items() if name != "maxTokens"} == sampling
    asked = sent(model, Turn("s", HELLO, temperature=0.9, top_p=0.5))["inferenceConfig"]
    assert asked.keys() == inference.keys()
    alone = sent(model, Turn("s", HELLO, top_p=0.5))["inferenceConfig"]
    assert ("topP" in alone, "temperature" in alone) == (bool(sampling), False)


@pytest.mark.parametrize(
    ("family", "choice"),
    [
        *((name, {"tool": {"name": "brief"}}) for name in TEXT_MODELS if name.startswith("claude") or name == "nova"),
        ("claude-next", {"tool": {"name": "brief"}}),
        ("mistral-large", {"any": {}}),
        *((name, None) for name in ("llama", "mistral", "unknown id", "application profile")),
    ],
)
def test_tool_choice(family: str, choice: dict[str, Any] | None) -> None:
    """By name for Claude and Nova; where a family refuses the member, or may, it is left out."""
    assert sent(model_of(family), Turn("s", HELLO, tool=brief_tool()))["toolConfig"].get("toolChoice") == choice


@pytest.mark.parametrize("tool", [brief_tool(), TOOL], ids=lambda tool: tool.name)
@pytest.mark.parametrize("family", [*TEXT_MODELS, *UNKNOWN])
def test_tool_schemas_are_in_the_dialect_of_the_family(family: str, tool: ModelTool) -> None:
    """Nova: three keys at the top. Llama, Mistral: no additionalProperties. Claude: all of it."""
    spec = sent(model_of(family), Turn("s", HELLO, tool=tool))["toolConfig"]["tools"][0]["toolSpec"]
    schema, text = spec["inputSchema"]["json"], json.dumps(spec["inputSchema"]["json"])
    assert schema["properties"].keys() == tool.schema["properties"].keys()
    assert schema["required"] == tool.schema["required"]
    if family.startswith("claude"):
        assert schema == tool.schema
        return
    assert "additionalProperties" not in text
    assert "$ref" not in text
    if find_text_family(model_of(family)).dialect is Dialect.THREE_KEYS:
        assert schema.keys() == {"type", "properties", "required"}


@pytest.mark.parametrize("family", [*TEXT_MODELS, *UNKNOWN])
def test_cache_points(family: str) -> None:
    """Only to the families that take one in the system prompt, and only where they are asked for."""
    system = sent(model_of(family), Turn("s", HELLO))["system"]
    has_cache = family in ("claude-5", "claude-opus-4-7", "claude-4")
    assert system[1:] == ([{"cachePoint": {"type": "default"}}] if has_cache else [])
    assert sent(model_of(family), Turn("s", HELLO), cache_prompt=False)["system"] == [{"text": "s"}]


@pytest.mark.parametrize(
    ("family", "most"),
    [("llama", 2048), ("nova", 5000), ("claude-3", 4096), ("unknown id", 2048), ("claude-4", 32_000)],
)
def test_output_limits(family: str, most: int) -> None:
    """No more tokens are asked for than the family gives, and no more than were wished for."""
    assert sent(model_of(family), Turn("s", HELLO, max_tokens=100_000))["inferenceConfig"]["maxTokens"] == most
    assert sent(model_of(family), Turn("s", HELLO, max_tokens=10))["inferenceConfig"]["maxTokens"] == 10


def test_claude_5_is_asked_not_to_think_first() -> None:
    """It would take from the time and the tokens of the answer."""
    assert sent(model_of("claude-5"), Turn("s", HELLO))["additionalModelRequestFields"] == {
        "thinking": {"type": "disabled"}
    }
    assert "additionalModelRequestFields" not in sent(model_of("claude-4"), Turn("s", HELLO))


# ---- schemas

NESTED = {
    "type": "object",
    "description": "d",
    "additionalProperties": False,
    "properties": {
        "lines": {"type": "array", "items": {"$ref": "#/$defs/Line", "description": "A line."}},
        "additionalProperties": {"type": "string"},
    },
    "required": ["lines"],
    "$defs": {
        "Line": {"type": "object", "properties": {"text": {"$ref": "#/$defs/T"}}, "additionalProperties": False},
        "T": {"type": "string"},
    },
}


def test_references_are_inlined_for_a_narrow_dialect() -> None:
    """`$defs` has no place at the top of Nova's schemas; a property may have any name."""
    line = {"type": "object", "description": "A line.", "properties": {"text": {"type": "string"}}}
    properties = {"lines": {"type": "array", "items": line}, "additionalProperties": {"type": "string"}}
    three = {"type": "object", "properties": properties, "required": ["lines"]}
    assert adapt_schema(NESTED, Dialect.THREE_KEYS) == three
    assert adapt_schema(NESTED, Dialect.CLOSED_UNKNOWN) == {**three, "description": "d"}
    assert adapt_schema(NESTED, Dialect.FULL) == NESTED


# ---- names and places


@pytest.mark.parametrize(
    ("model", "bare", "geography", "region"),
    [
        ("amazon.nova-pro-v1:0", "amazon.nova-pro-v1:0", None, None),
        *((f"{each}.amazon.nova-pro-v1:0", "amazon.nova-pro-v1:0", each, None) for each in GEOGRAPHIES),
        ("arn:aws:bedrock:us-east-1::foundation-model/a.b-v1:0", "a.b-v1:0", None, "us-east-1"),
        ("arn:aws:bedrock:eu-west-1:1:inference-profile/eu.a.b", "a.b", "eu", "eu-west-1"),
        ("arn:aws-us-gov:bedrock:us-gov-west-1:1:application-inference-profile/x", "x", None, "us-gov-west-1"),
    ],
)
def test_names_are_taken_apart(model: str, bare: str, geography: str | None, region: str | None) -> None:
    """Ids, inference profiles and ARNs of both."""
    name = parse_model_name(model)
    assert (name.bare, name.geography, name.arn_region) == (bare, geography, region)


@pytest.mark.parametrize("family", TEXT_MODELS)
def test_a_family_is_found_by_any_name_of_its_models(family: str) -> None:
    """By the id itself, by its profiles and by their ARNs."""
    bare = parse_model_name(TEXT_MODELS[family][0]).bare
    for name in (bare, f"us.{bare}", f"arn:aws:bedrock:us-west-2:1:inference-profile/us.{bare}"):
        assert find_text_family(name).name == family


@pytest.mark.parametrize("model", [UNKNOWN["unknown id"], UNKNOWN["application profile"]])
def test_what_is_not_known_has_the_careful_family(model: str) -> None:
    """And is never refused for its region."""
    assert find_text_family(model) is UNKNOWN_TEXT
    assert find_text_problem(model, "us-west-2") is None


@pytest.mark.parametrize("family", TEXT_MODELS)
def test_the_models_of_the_tests_are_where_they_are_called(family: str) -> None:
    """And those that cannot write a brief are refused."""
    assert (find_text_problem(*TEXT_MODELS[family]) is None) is (family not in NO_TOOLS)
    known = find_text_model(TEXT_MODELS[family][0])[1]
    assert known is not None
    assert known.retired is (family in GONE)


@pytest.mark.parametrize("family", IMAGE_MODELS)
def test_image_models_are_where_they_are_called(family: str) -> None:
    """Of the active ones all are in us-west-2."""
    assert find_image_problem(*IMAGE_MODELS[family]) is None
    assert find_image_family(IMAGE_MODELS[family][0]).name == family


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.pattern)
def test_entries_are_whole(known: Any) -> None:
    """A model that goes names another that stays; patterns are such as Terraform understands; regions are regions."""
    assert "(?" not in known.pattern
    if known.end_of_life is not None:
        family, replacement = find_text_model(known.replacement)
        kept = find_image_family(known.replacement).models if family is UNKNOWN_TEXT else (replacement,)
        assert any(each is not None and not each.retired for each in kept)
    if known.places is not None:
        assert known.places.profiles.keys() <= set(GEOGRAPHIES)
        assert all(re.fullmatch(r"[a-z]{2}-[a-z]+-\d", region) for region in known.places.regions)


def test_the_families_that_write_briefs_are_more_than_one() -> None:
    """Else the tests that go through them prove nothing."""
    assert len(BRIEF_WRITERS) >= 6
