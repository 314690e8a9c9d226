"""The models there are: where each is served, through which profiles, and until when. This stand-in's own table.

Sources: the listing of all regions published by mirai73/bedrock-models on 2026-08-21; end-of-life dates from Bedrock's
user guide (model-lifecycle-legacy) as quoted by awslabs/startups#307 (2026-09-18). Models that are served by their own
id through bedrock-mantle only are profile-only here, as they are on bedrock-runtime.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum

from backend.local.bedrock import regions as where
from backend.local.bedrock import text_traits as text
from backend.local.bedrock.text_traits import TextTraits

AS_OF = date(2026, 11, 28)
"""The day of this table. A stand-in can be given another; it does not age by itself, so tests stay as they are."""
LEGACY_PERIOD = timedelta(days=183)
"""At least six months before its end of life a model is Legacy (user guide, model-lifecycle-legacy)."""


class Family(Enum):
    """Models of one family take the same body."""

    TEXT = "text"
    STABILITY_CORE = "stable-image-core"
    STABILITY_ULTRA = "stable-image-ultra"
    STABILITY = "sd3-5"
    STABILITY_CONTROL = "stable-image-control"
    STABILITY_GUIDE = "stable-image-style-guide"
    NOVA_CANVAS = "nova-canvas"
    TITAN_IMAGE = "titan-image"


@dataclass(frozen=True, slots=True)
class Model:
    id: str
    name: str
    family: Family
    traits: TextTraits | None = None
    """Of text models."""
    on_demand: frozenset[str] = where.NONE
    """Regions that serve it by its own id."""
    profiles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Prefix of an inference profile -> regions from which it can be called."""
    end_of_life: date | None = None

    @property
    def provider(self) -> str:
        return _PROVIDERS[self.id.partition(".")[0]]

    @property
    def regions(self) -> frozenset[str]:
        """Those that know the model, by its own id or through a profile."""
        return self.on_demand.union(*self.profiles.values())

    def is_gone(self, today: date) -> bool:
        return self.end_of_life is not None and today >= self.end_of_life

    def is_legacy(self, today: date) -> bool:
        return self.end_of_life is not None and today >= self.end_of_life - LEGACY_PERIOD


_PROVIDERS = {
    "amazon": "Amazon",
    "anthropic": "Anthropic",
    "meta": "Meta",
    "mistral": "Mistral AI",
    "stability": "Stability AI",
}
Profiles = Mapping[str, frozenset[str]]

_CLAUDE_US_ONLY: Profiles = {"us": where.US_MAIN}
_CLAUDE_3_EU: Profiles = {"us": where.US_MAIN, "eu": where.EU_MAIN}
_CLAUDE_4: Profiles = {
    "us": where.US_ALL,
    "eu": where.EU_MAIN | where.EU_SOUTH,
    "apac": where.APAC,
    "global": where.US_MAIN | {"eu-west-1", "ap-northeast-1"},
}
_CLAUDE_4_5: Profiles = {
    "us": where.US_AND_CENTRAL_CANADA,
    "eu": where.EU_ALL,
    "jp": where.JAPAN,
    "au": where.AUSTRALIA,
    "global": where.GLOBAL,
}
_CLAUDE_4_6: Profiles = {**_CLAUDE_4_5, "us": where.NORTH_AMERICA}
_CLAUDE_OPUS: Profiles = {"us": where.NORTH_AMERICA, "eu": where.EU_ALL, "global": where.GLOBAL}
_CLAUDE_OPUS_4_5: Profiles = {**_CLAUDE_OPUS, "us": where.US_AND_CENTRAL_CANADA}
_CLAUDE_5: Profiles = {**_CLAUDE_OPUS, "au": frozenset({"ap-southeast-2", "ap-southeast-4"})}
_NOVA: Profiles = {"us": where.US_ALL, "eu": where.EU_MAIN | where.EU_SOUTH, "apac": where.APAC}
_NOVA_2: Profiles = {
    "us": where.NORTH_AMERICA,
    "eu": where.EU_MAIN | where.EU_SOUTH,
    "jp": frozenset({"ap-northeast-1"}),
    "global": where.GLOBAL,
}
_LLAMA: Profiles = {"us": where.US_MAIN}
_LLAMA_4: Profiles = {"us": where.US_ALL}


def _text(
    id: str,
    name: str,
    traits: TextTraits,
    profiles: Profiles | None = None,
    on_demand: str = "",
    end_of_life: date | None = None,
) -> Model:
    return Model(id, name, Family.TEXT, traits, frozenset(on_demand.split()), profiles or {}, end_of_life)


def _image(id: str, name: str, family: Family, on_demand: str, end_of_life: date | None = None) -> Model:
    return Model(id, name, family, on_demand=frozenset(on_demand.split()), end_of_life=end_of_life)


def _tool(id: str, name: str, family: Family) -> Model:
    """Of Stability Image Services: by the profile of the United States alone."""
    return Model(id, name, family, profiles={"us": where.US_MAIN})


_WIDE = "us-east-1 us-west-2 ap-south-1 ap-southeast-2 ca-central-1 eu-west-1 eu-west-2 eu-west-3 sa-east-1"
_SUMMER, _AUTUMN = date(2026, 7, 30), date(2026, 9, 10)

_ALL = (
    # ---- Anthropic
    _text(
        "anthropic.claude-3-haiku-20240307-v1:0",
        "Claude 3 Haiku",
        text.CLAUDE_3,
        _CLAUDE_3_EU,
        f"{_WIDE} ap-northeast-1 ap-southeast-1 eu-central-1",
        _AUTUMN,
    ),
    _text("anthropic.claude-3-sonnet-20240229-v1:0", "Claude 3 Sonnet", text.CLAUDE_3, _CLAUDE_3_EU, _WIDE, _SUMMER),
    _text(
        "anthropic.claude-3-5-sonnet-20240620-v1:0",
        "Claude 3.5 Sonnet",
        text.CLAUDE_3,
        _CLAUDE_3_EU,
        "us-east-1 us-west-2 eu-central-1",
        _SUMMER,
    ),
    _text(
        "anthropic.claude-3-5-sonnet-20241022-v2:0",
        "Claude 3.5 Sonnet v2",
        text.CLAUDE_3_5,
        _CLAUDE_US_ONLY,
        "us-west-2",
        _SUMMER,
    ),
    _text(
        "anthropic.claude-3-5-haiku-20241022-v1:0",
        "Claude 3.5 Haiku",
        text.CLAUDE_3_5,
        _CLAUDE_US_ONLY,
        "us-west-2",
        date(2026, 6, 19),
    ),
    _text(
        "anthropic.claude-3-7-sonnet-20250219-v1:0",
        "Claude 3.7 Sonnet",
        text.CLAUDE_4,
        _CLAUDE_3_EU,
        end_of_life=date(2026, 4, 28),
    ),
    _text(
        "anthropic.claude-opus-4-20250514-v1:0",
        "Claude Opus 4",
        text.CLAUDE_OPUS_4,
        _CLAUDE_US_ONLY,
        end_of_life=date(2026, 5, 31),
    ),
    _text(
        "anthropic.claude-sonnet-4-20250514-v1:0",
        "Claude Sonnet 4",
        text.CLAUDE_4,
        _CLAUDE_4,
        end_of_life=date(2026, 10, 14),
    ),
    _text(
        "anthropic.claude-opus-4-1-20250805-v1:0",
        "Claude Opus 4.1",
        text.CLAUDE_OPUS_4_1,
        _CLAUDE_US_ONLY,
        end_of_life=date(2027, 1, 8),
    ),
    _text("anthropic.claude-sonnet-4-5-20250929-v1:0", "Claude Sonnet 4.5", text.CLAUDE_4_5, _CLAUDE_4_5),
    _text("anthropic.claude-haiku-4-5-20251001-v1:0", "Claude Haiku 4.5", text.CLAUDE_HAIKU_4_5, _CLAUDE_4_5),
    _text("anthropic.claude-opus-4-5-20251101-v1:0", "Claude Opus 4.5", text.CLAUDE_4_5, _CLAUDE_OPUS_4_5),
    _text("anthropic.claude-opus-4-6-v1", "Claude Opus 4.6", text.CLAUDE_OPUS_4_6, _CLAUDE_4_6),
    _text("anthropic.claude-sonnet-4-6", "Claude Sonnet 4.6", text.CLAUDE_4_5, _CLAUDE_4_6),
    _text("anthropic.claude-opus-4-7", "Claude Opus 4.7", text.CLAUDE_OPUS_4_7, {**_CLAUDE_5, "jp": where.JAPAN}),
    _text("anthropic.claude-opus-4-8", "Claude Opus 4.8", text.CLAUDE_OPUS_4_7, {**_CLAUDE_5, "jp": where.JAPAN}),
    _text("anthropic.claude-sonnet-5", "Claude Sonnet 5", text.CLAUDE_SONNET_5, _CLAUDE_5),
    _text("anthropic.claude-opus-5", "Claude Opus 5", text.CLAUDE_OPUS_4_7, _CLAUDE_5),
    # ---- Amazon
    _text(
        "amazon.nova-micro-v1:0",
        "Nova Micro",
        text.NOVA,
        {**_NOVA, "us": where.US_MAIN},
        "us-east-1 ap-southeast-2 eu-west-2",
    ),
    _text(
        "amazon.nova-lite-v1:0",
        "Nova Lite",
        text.NOVA,
        {**_NOVA, "ca": where.CANADA},
        "us-east-1 us-east-2 us-west-2 ap-northeast-1 ap-southeast-2 ap-southeast-3 eu-north-1 eu-west-2",
    ),
    _text("amazon.nova-pro-v1:0", "Nova Pro", text.NOVA, _NOVA, "us-east-1 ap-southeast-2 ap-southeast-3 eu-west-2"),
    _text("amazon.nova-premier-v1:0", "Nova Premier", text.NOVA, _CLAUDE_US_ONLY, end_of_life=date(2026, 9, 14)),
    _text("amazon.nova-2-lite-v1:0", "Nova 2 Lite", text.NOVA_2, _NOVA_2),
    # ---- Meta
    _text("meta.llama3-8b-instruct-v1:0", "Llama 3 8B Instruct", text.LLAMA_3, on_demand=_WIDE),
    _text("meta.llama3-70b-instruct-v1:0", "Llama 3 70B Instruct", text.LLAMA_3, on_demand=_WIDE),
    _text("meta.llama3-1-8b-instruct-v1:0", "Llama 3.1 8B Instruct", text.LLAMA, _LLAMA, "us-west-2"),
    _text("meta.llama3-1-70b-instruct-v1:0", "Llama 3.1 70B Instruct", text.LLAMA, _LLAMA, "us-west-2"),
    _text(
        "meta.llama3-1-405b-instruct-v1:0",
        "Llama 3.1 405B Instruct",
        text.LLAMA,
        _LLAMA,
        "us-west-2",
        date(2026, 7, 7),
    ),
    _text(
        "meta.llama3-2-90b-instruct-v1:0", "Llama 3.2 90B Instruct", text.LLAMA, _LLAMA, end_of_life=date(2026, 7, 7)
    ),
    _text("meta.llama3-3-70b-instruct-v1:0", "Llama 3.3 70B Instruct", text.LLAMA, _LLAMA, "us-east-2"),
    _text("meta.llama4-maverick-17b-instruct-v1:0", "Llama 4 Maverick 17B Instruct", text.LLAMA, _LLAMA_4),
    _text("meta.llama4-scout-17b-instruct-v1:0", "Llama 4 Scout 17B Instruct", text.LLAMA, _LLAMA_4),
    # ---- Mistral AI
    _text("mistral.mistral-7b-instruct-v0:2", "Mistral 7B Instruct", text.MISTRAL_7B, on_demand=_WIDE),
    _text("mistral.mixtral-8x7b-instruct-v0:1", "Mixtral 8x7B Instruct", text.MISTRAL_7B, on_demand=_WIDE),
    _text("mistral.mistral-large-2402-v1:0", "Mistral Large (24.02)", text.MISTRAL, on_demand=_WIDE),
    _text("mistral.mistral-small-2402-v1:0", "Mistral Small (24.02)", text.MISTRAL, on_demand="us-east-1"),
    _text("mistral.mistral-large-2407-v1:0", "Mistral Large (24.07)", text.MISTRAL, on_demand="us-west-2"),
    _text(
        "mistral.pixtral-large-2502-v1:0",
        "Pixtral Large (25.02)",
        text.PIXTRAL,
        {"us": where.US_MAIN, "eu": where.EU_MAIN},
    ),
    _text(
        "mistral.mistral-large-3-675b-instruct",
        "Mistral Large 3",
        text.MISTRAL,
        on_demand=" ".join(where.OPEN_WEIGHTS),
    ),
    # ---- images
    _image("stability.stable-image-core-v1:1", "Stable Image Core 1.0", Family.STABILITY_CORE, "us-west-2"),
    _image("stability.stable-image-ultra-v1:1", "Stable Image Ultra 1.0", Family.STABILITY_ULTRA, "us-west-2"),
    _image("stability.sd3-5-large-v1:0", "Stable Diffusion 3.5 Large", Family.STABILITY, "us-west-2"),
    _tool("stability.stable-image-control-structure-v1:0", "Stable Image Control Structure", Family.STABILITY_CONTROL),
    _tool("stability.stable-image-control-sketch-v1:0", "Stable Image Control Sketch", Family.STABILITY_CONTROL),
    _tool("stability.stable-image-style-guide-v1:0", "Stable Image Style Guide", Family.STABILITY_GUIDE),
    _image(
        "amazon.nova-canvas-v1:0",
        "Nova Canvas",
        Family.NOVA_CANVAS,
        "us-east-1 eu-west-1 ap-northeast-1",
        date(2026, 9, 30),
    ),
    _image(
        "amazon.titan-image-generator-v2:0",
        "Titan Image Generator G1 v2",
        Family.TITAN_IMAGE,
        "us-east-1 us-west-2",
        date(2026, 6, 30),
    ),
    _image(
        "amazon.titan-image-generator-v1",
        "Titan Image Generator G1",
        Family.TITAN_IMAGE,
        "us-east-1 us-west-2 ap-south-1 eu-west-1",
        date(2026, 6, 30),
    ),
)

MODELS: Mapping[str, Model] = {model.id: model for model in _ALL}
