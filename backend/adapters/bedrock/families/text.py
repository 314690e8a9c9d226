"""Text families: what Converse may be sent for each. Adding a family is one entry in `TEXT_FAMILIES` and its test."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from backend.adapters.bedrock.families.regions import (
    APAC,
    AU,
    EU,
    EU_SIX,
    GLOBAL,
    JP,
    US,
    US_FOUR,
    US_THREE,
    KnownModel,
    Places,
    find_known,
)
from backend.adapters.bedrock.families.schemas import Dialect


class FamilySampling(Enum):
    """Which of temperature and top_p a family accepts."""

    NONE = "none"
    ONE = "temperature or top_p"
    BOTH = "temperature and top_p"


class ToolChoice(Enum):
    """How a model is made to call a tool."""

    TOOL = "tool"
    """By the tool's name."""
    ANY = "any"
    """Some tool; there is only one."""
    DEFAULT = "default"
    """toolChoice is left out: the family refuses it, or may."""
    NO_TOOLS = "no tools"
    """It calls none, so it cannot write a brief: refused in the configuration."""


@dataclass(frozen=True, slots=True)
class TextFamily:
    name: str
    models: tuple[KnownModel, ...]
    sampling: FamilySampling
    dialect: Dialect
    tool_choice: ToolChoice
    output_limit: int
    """Tokens: the most that `maxTokens` may be."""
    cache_points: bool = False
    """In the system prompt."""
    counts_tokens: bool = False
    """Whether CountTokens knows its models."""
    streams_tools: bool = True
    """Whether ConverseStream takes tools."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """additionalModelRequestFields."""


_SONNET, _HAIKU = "anthropic.claude-sonnet-4-6", "anthropic.claude-haiku-4-5-20251001-v1:0"
_CLAUDE = Places(profiles={"us": US, "eu": EU, "jp": JP, "au": AU | {"ap-southeast-6"}, "global": GLOBAL})
_CLAUDE_NO_JP = Places(profiles={name: regions for name, regions in _CLAUDE.profiles.items() if name != "jp"})
_CLAUDE_5 = Places(profiles={"us": US, "eu": EU, "au": AU, "global": GLOBAL})
_OPUS = Places(profiles={"us": US, "eu": EU, "jp": JP, "au": AU, "global": GLOBAL})
_EU_NOVA = EU_SIX | {"il-central-1"}
_US_WEST = frozenset({"us-west-2"})


def _retire(pattern: str, year: int, month: int, day: int, replacement: str) -> KnownModel:
    return KnownModel(pattern, None, date(year, month, day), replacement)


TEXT_FAMILIES: tuple[TextFamily, ...] = (
    TextFamily(
        "claude-5",
        (KnownModel(r"anthropic\.claude-(sonnet|opus)-5$", _CLAUDE_5),),
        sampling=FamilySampling.NONE,
        dialect=Dialect.FULL,
        tool_choice=ToolChoice.TOOL,
        output_limit=64_000,
        cache_points=True,
        # It thinks unless thinking is disabled, at the expense of time and of the tokens for the answer.
        extra={"thinking": {"type": "disabled"}},
    ),
    TextFamily(
        "claude-opus-4-7",
        (KnownModel(r"anthropic\.claude-opus-4-[78]", _OPUS),),
        sampling=FamilySampling.NONE,
        dialect=Dialect.FULL,
        tool_choice=ToolChoice.TOOL,
        output_limit=64_000,
        cache_points=True,
    ),
    TextFamily(
        "claude-4",
        (
            KnownModel(r"anthropic\.claude-sonnet-4-6", _CLAUDE),
            KnownModel(r"anthropic\.claude-opus-4-6", _CLAUDE_NO_JP),
            KnownModel(r"anthropic\.claude-(sonnet|haiku)-4-5", _CLAUDE),
            KnownModel(r"anthropic\.claude-opus-4-5", Places(profiles={"us": US, "eu": EU, "global": GLOBAL})),
            KnownModel(
                r"anthropic\.claude-opus-4-1",
                Places(profiles={"us": US_THREE}),
                date(2027, 1, 8),
                "anthropic.claude-opus-4-6-v1",
            ),
        ),
        sampling=FamilySampling.ONE,
        dialect=Dialect.FULL,
        tool_choice=ToolChoice.TOOL,
        output_limit=32_000,
        cache_points=True,
        counts_tokens=True,
    ),
    TextFamily(
        "claude-3",
        (
            _retire(r"anthropic\.claude-sonnet-4-2025", 2026, 10, 14, _SONNET),
            _retire(r"anthropic\.claude-opus-4-2025", 2026, 5, 31, "anthropic.claude-opus-4-6-v1"),
            _retire(r"anthropic\.claude-3-7-sonnet", 2026, 4, 28, _SONNET),
            _retire(r"anthropic\.claude-3-5-haiku", 2026, 6, 19, _HAIKU),
            _retire(r"anthropic\.claude-3-5-sonnet", 2026, 3, 1, _SONNET),
            _retire(r"anthropic\.claude-3-haiku", 2026, 9, 10, _HAIKU),
            _retire(r"anthropic\.claude-(3|v2|instant)", 2026, 3, 1, _SONNET),
        ),
        sampling=FamilySampling.BOTH,
        dialect=Dialect.FULL,
        tool_choice=ToolChoice.TOOL,
        output_limit=4_096,
        counts_tokens=True,
    ),
    TextFamily(
        "claude-next",  # a Claude that is newer than this table: what all of the newest accept
        (KnownModel(r"anthropic\.claude-"),),
        sampling=FamilySampling.NONE,
        dialect=Dialect.FULL,
        tool_choice=ToolChoice.TOOL,
        output_limit=32_000,
    ),
    TextFamily(
        "nova",
        (
            KnownModel(
                r"amazon\.nova-2-lite",
                Places(
                    profiles={
                        "us": US,
                        "eu": EU_SIX,
                        "jp": frozenset({"ap-northeast-1"}),
                        "global": GLOBAL
                        - {"af-south-1", "ap-northeast-3", "ap-south-2", "eu-central-2"}
                        - {"mx-central-1", "sa-east-1"},
                    }
                ),
            ),
            KnownModel(
                r"amazon\.nova-lite",
                Places(
                    frozenset({"ap-northeast-1", "ap-southeast-2", "ap-southeast-3", "eu-north-1", "eu-west-2"})
                    | US_THREE,
                    {"us": US_FOUR, "eu": _EU_NOVA, "apac": APAC | {"ap-southeast-4"}, "ca": US - US_FOUR},
                ),
            ),
            KnownModel(
                r"amazon\.nova-pro",
                Places(
                    frozenset({"ap-southeast-2", "ap-southeast-3", "eu-west-2", "us-east-1"}),
                    {"us": US_FOUR, "eu": _EU_NOVA, "apac": APAC | {"ap-southeast-4"}},
                ),
            ),
            KnownModel(
                r"amazon\.nova-micro",
                Places(
                    frozenset({"ap-southeast-2", "eu-west-2", "us-east-1"}),
                    {"us": US_THREE, "eu": _EU_NOVA, "apac": APAC},
                ),
            ),
            _retire(r"amazon\.nova-premier", 2026, 9, 14, "amazon.nova-2-lite-v1:0"),
        ),
        sampling=FamilySampling.BOTH,
        dialect=Dialect.THREE_KEYS,
        tool_choice=ToolChoice.TOOL,
        output_limit=5_000,
    ),
    TextFamily(
        "llama",
        (
            KnownModel(r"meta\.llama3-3-70b", Places(frozenset({"us-east-2"}), {"us": US_THREE})),
            KnownModel(r"meta\.llama3-1-(8b|70b)", Places(_US_WEST, {"us": US_THREE})),
            KnownModel(r"meta\.llama4-", Places(profiles={"us": US_FOUR})),
        ),
        sampling=FamilySampling.BOTH,
        dialect=Dialect.CLOSED_UNKNOWN,
        tool_choice=ToolChoice.DEFAULT,
        output_limit=2_048,
        streams_tools=False,
    ),
    TextFamily(
        "mistral-large",
        (
            KnownModel(
                r"mistral\.mistral-large-2402",
                Places(
                    frozenset({"ap-south-1", "ap-southeast-2", "ca-central-1", "eu-west-1", "eu-west-2", "eu-west-3"})
                    | {"sa-east-1", "us-east-1", "us-west-2"}
                ),
            ),
            KnownModel(r"mistral\.mistral-large-2407", Places(_US_WEST)),
        ),
        sampling=FamilySampling.BOTH,
        dialect=Dialect.CLOSED_UNKNOWN,
        tool_choice=ToolChoice.ANY,
        output_limit=8_192,
    ),
    TextFamily(
        "mistral",
        (
            KnownModel(
                r"mistral\.mistral-large-3",
                Places(
                    US_THREE
                    | {"ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3"}
                    | {"ap-southeast-4", "eu-north-1", "eu-west-2", "sa-east-1"}
                ),
            ),
            KnownModel(
                r"mistral\.(ministral-3|magistral-small|devstral-2)",
                Places(
                    US_THREE
                    | {"ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3"}
                    | {"ap-southeast-4", "eu-central-1", "eu-north-1", "eu-south-1", "eu-west-1", "eu-west-2"}
                    | {"sa-east-1"}
                ),
            ),
            KnownModel(r"mistral\.mistral-small-2402", Places(frozenset({"us-east-1"}))),
        ),
        sampling=FamilySampling.BOTH,
        dialect=Dialect.CLOSED_UNKNOWN,
        tool_choice=ToolChoice.DEFAULT,
        output_limit=8_192,
    ),
    TextFamily(
        "pixtral",
        (
            KnownModel(
                r"mistral\.pixtral-large",
                Places(
                    profiles={
                        "us": US_THREE,
                        "eu": frozenset({"eu-central-1", "eu-north-1", "eu-west-1", "eu-west-3"}),
                    }
                ),
            ),
        ),
        sampling=FamilySampling.BOTH,
        dialect=Dialect.CLOSED_UNKNOWN,
        tool_choice=ToolChoice.DEFAULT,
        output_limit=8_192,
        streams_tools=False,
    ),
    TextFamily(
        "without-tools",
        (
            KnownModel(r"meta\.llama3-(8b|70b)-"),
            KnownModel(r"meta\.llama3-2-(1b|3b|11b)"),
            KnownModel(r"mistral\.(mistral-7b|mixtral-8x7b)"),
            KnownModel(r"deepseek\.r1"),
            KnownModel(r"amazon\.titan-(text|tg1)"),
        ),
        sampling=FamilySampling.BOTH,
        dialect=Dialect.THREE_KEYS,
        tool_choice=ToolChoice.NO_TOOLS,
        output_limit=2_048,
    ),
)
"""The first whose pattern fits counts."""

UNKNOWN_TEXT = TextFamily(
    "unknown",
    (),
    # An application inference profile hides its model, which may be one that refuses temperature.
    sampling=FamilySampling.NONE,
    dialect=Dialect.THREE_KEYS,
    tool_choice=ToolChoice.DEFAULT,
    output_limit=2_048,
    streams_tools=False,
)
"""For an id or an ARN that no entry fits: only what every model on Bedrock accepts."""


def find_text_model(model: str) -> tuple[TextFamily, KnownModel | None]:
    """The entry of an id, an inference profile or an ARN; `UNKNOWN_TEXT` and None where there is none."""
    return find_known(model, TEXT_FAMILIES) or (UNKNOWN_TEXT, None)


def find_text_family(model: str) -> TextFamily:
    return find_text_model(model)[0]


def choose_sampling(
    family: TextFamily, asked: Mapping[str, float | None], defaults: Mapping[str, float]
) -> dict[str, float]:
    """`{"temperature": 0.3}`: what the caller set, else the defaults, as far as the family accepts it.

    Keys are Converse's, `temperature` first. Of two that exclude each other the first is sent.
    """
    chosen = {name: value for name, value in asked.items() if value is not None} or dict(defaults)
    accepted = {FamilySampling.NONE: 0, FamilySampling.ONE: 1, FamilySampling.BOTH: 2}[family.sampling]
    return dict(list(chosen.items())[:accepted])


def build_tool_choice(family: TextFamily, name: str) -> dict[str, Any]:
    """The member `toolChoice` of a toolConfig, or nothing."""
    choices: Mapping[ToolChoice, dict[str, Any]] = {
        ToolChoice.TOOL: {"toolChoice": {"tool": {"name": name}}},
        ToolChoice.ANY: {"toolChoice": {"any": {}}},
    }
    return choices.get(family.tool_choice, {})
