"""What each family of text models takes through Converse. Each trait names its source; see docs/decisions.md."""

from dataclasses import dataclass, replace
from enum import Enum

_ALL_PLACES = frozenset({"system", "messages", "tools"})
_ALL_CHOICES = frozenset({"auto", "any", "tool"})


class Sampling(Enum):
    BOTH = "temperature and topP together"
    ONE = "temperature or topP"
    NEITHER = "no sampling parameters"


class ToolSchema(Enum):
    ANY = "any JSON schema of an object"
    BARE = "only type, properties and required at the top level"
    NO_ADDITIONAL = "no additionalProperties anywhere"


@dataclass(frozen=True, slots=True)
class TextTraits:
    max_output: int
    """Tokens: the largest `maxTokens`."""
    sampling: Sampling = Sampling.BOTH
    system: bool = True
    tools: bool = True
    streaming_tools: bool = True
    tool_choices: frozenset[str] = _ALL_CHOICES
    tool_schema: ToolSchema = ToolSchema.ANY
    cache_points: frozenset[str] = frozenset()
    """Where a cachePoint may stand; empty: nowhere."""
    structured_output: bool = False
    """Whether `outputConfig.textFormat` is taken."""
    count_tokens: bool = False
    speed: float = 1.0
    """Tokens a second relative to Claude Sonnet, for the slow mode."""


CLAUDE_3 = TextTraits(max_output=4_096, count_tokens=True, speed=1.5)
"""Prompt caching begins with Claude 3.5 (posit-dev/positron#12142)."""
CLAUDE_3_5 = replace(CLAUDE_3, max_output=8_192, cache_points=_ALL_PLACES)
CLAUDE_4 = replace(CLAUDE_3_5, max_output=64_000, speed=1.0)
CLAUDE_OPUS_4 = replace(CLAUDE_4, max_output=32_000, speed=0.7)
CLAUDE_OPUS_4_1 = replace(CLAUDE_OPUS_4, sampling=Sampling.ONE)
CLAUDE_4_5 = replace(CLAUDE_4, sampling=Sampling.ONE, structured_output=True)
"""Temperature with top_p is refused (BerriAI/litellm#15070; Haiku 4.5: aws-samples/bedrock-access-gateway#191)."""
CLAUDE_HAIKU_4_5 = replace(CLAUDE_4_5, speed=2.0)
CLAUDE_OPUS_4_6 = replace(CLAUDE_4_5, max_output=128_000, speed=0.7)
CLAUDE_OPUS_4_7 = replace(CLAUDE_OPUS_4_6, sampling=Sampling.NEITHER, count_tokens=False)
"""`temperature` is deprecated from Opus 4.7 on (openclaw/openclaw#73663, promptfoo/promptfoo#10307). Models that are
reached through profiles only are not counted on bedrock-runtime (user guide, count-tokens)."""
CLAUDE_SONNET_5 = replace(CLAUDE_OPUS_4_7, speed=1.0)

NOVA = TextTraits(
    max_output=10_000,
    tool_schema=ToolSchema.BARE,
    cache_points=frozenset({"system", "messages"}),
    speed=1.5,
)
"""Schemas: lastmile-ai/mcp-agent#126, pydantic/pydantic-ai#1623. Tools are not cached (user guide, prompt-caching)."""
NOVA_2 = replace(NOVA, max_output=65_535)

LLAMA_3 = TextTraits(max_output=2_048, tools=False, streaming_tools=False, tool_choices=frozenset())
LLAMA = TextTraits(
    max_output=8_192,
    streaming_tools=False,
    tool_choices=frozenset({"auto"}),
    tool_schema=ToolSchema.NO_ADDITIONAL,
)
"""Llama 3.1 and later: tools, but not in a stream (earendil-works/pi#3739, n8n-io/n8n#14206); `any` is refused
(run-llama/llama_index#19886); additionalProperties is refused (Tracer-Cloud/opensre#2404)."""

MISTRAL_7B = TextTraits(
    max_output=8_192, system=False, tools=False, streaming_tools=False, tool_choices=frozenset(), speed=1.5
)
MISTRAL = TextTraits(
    max_output=8_192, tool_choices=frozenset({"auto", "any"}), tool_schema=ToolSchema.NO_ADDITIONAL, speed=1.2
)
"""`any`, but not `tool` (ToolChoice in the API reference; 2FastLabs/agent-squad#134)."""
PIXTRAL = replace(MISTRAL, streaming_tools=False)
