"""Which model identifiers are known, and what speaks behind each."""

import re
from enum import Enum

from backend.local.bedrock.wire import invalid


class Family(Enum):
    """Models of one family take the same body."""

    TEXT = "text"
    STABILITY_CORE = "stable-image-core"
    STABILITY = "stable-image"
    NOVA_CANVAS = "nova-canvas"
    TITAN_IMAGE = "titan-image"


_ARN = re.compile(r"arn:aws[a-z-]*:bedrock:[a-z0-9-]*:\d*:(?:foundation-model|inference-profile)/(?P<id>.+)")
_REGION = r"(?:(?:us|us-gov|eu|apac|jp|au|ca|global)\.)?"
_KNOWN = {
    r"anthropic\.claude[\w.:-]*": Family.TEXT,
    r"amazon\.nova-(?:2-)?(?:micro|lite|pro|premier)[\w.:-]*": Family.TEXT,
    r"meta\.llama[\w.:-]*": Family.TEXT,
    r"mistral[\w.:-]*": Family.TEXT,
    r"stability\.stable-image-core-v1:[01]": Family.STABILITY_CORE,
    r"stability\.(?:stable-image-ultra-v1:[01]|sd3-(?:5-)?large-v1:0)": Family.STABILITY,
    r"amazon\.nova-canvas-v1:0": Family.NOVA_CANVAS,
    r"amazon\.titan-image-generator-v(?:1|2:0)": Family.TITAN_IMAGE,
}
_PATTERNS = [(re.compile(_REGION + known), family) for known, family in _KNOWN.items()]


def family(model_id: str) -> Family:
    """`us.anthropic.claude-sonnet-4-5-20250929-v1:0`, or an ARN that ends in such an id -> Family.TEXT.

    An unknown id is answered as the service answers for a model at the end of its life.
    """
    arn = _ARN.fullmatch(model_id)
    name = arn["id"] if arn else model_id
    for pattern, found in _PATTERNS:
        if pattern.fullmatch(name):
            return found
    raise invalid("The provided model identifier is invalid.")
