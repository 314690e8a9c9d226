"""A model of each family, and a region that has it: what tests of all families go through."""

from backend.adapters.bedrock.families.image import IMAGE_FAMILIES
from backend.adapters.bedrock.families.text import TEXT_FAMILIES

TEXT_MODELS: dict[str, tuple[str, str]] = {
    "claude-5": ("us.anthropic.claude-sonnet-5", "us-west-2"),
    "claude-opus-4-7": ("us.anthropic.claude-opus-4-8", "us-west-2"),
    "claude-4": ("us.anthropic.claude-sonnet-4-6", "us-west-2"),
    "claude-3": ("anthropic.claude-3-haiku-20240307-v1:0", "us-west-2"),
    "nova": ("us.amazon.nova-2-lite-v1:0", "us-west-2"),
    "llama": ("us.meta.llama3-3-70b-instruct-v1:0", "us-west-2"),
    "mistral-large": ("mistral.mistral-large-2407-v1:0", "us-west-2"),
    "mistral": ("mistral.mistral-large-3-675b-instruct", "us-west-2"),
    "pixtral": ("us.mistral.pixtral-large-2502-v1:0", "us-west-2"),
    "without-tools": ("mistral.mistral-7b-instruct-v0:2", "us-west-2"),
}
"""Family -> (model, region)."""
IMAGE_MODELS: dict[str, tuple[str, str]] = {
    "stable-image": ("stability.stable-image-core-v1:1", "us-west-2"),
    "stable-diffusion": ("stability.sd3-5-large-v1:0", "us-west-2"),
    "nova-canvas": ("amazon.nova-canvas-v1:0", "us-east-1"),
    "titan-image": ("amazon.titan-image-generator-v2:0", "us-west-2"),
}
UNLISTED = {"claude-next": "global.anthropic.claude-fable-5", "unknown": "acme.writer-v1:0"}
"""Families of models that no entry names; nothing that answers as Bedrock does knows such models either."""
NO_TOOLS, GONE = {"without-tools"}, {"claude-3", "nova-canvas", "titan-image"}
"""Families that are refused in the configuration: they cannot write a brief, or all their models are gone."""
BRIEF_WRITERS = [name for name in TEXT_MODELS if name not in NO_TOOLS | GONE]

assert {each.name for each in TEXT_FAMILIES} == {*TEXT_MODELS, "claude-next"}, "each text family has a model here"
assert [family.name for family in IMAGE_FAMILIES] == list(IMAGE_MODELS), "each image family has a model here"
