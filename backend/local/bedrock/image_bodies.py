"""What each image model takes: JSON Schemas of the bodies and the sizes there are, from the models' own guides.

A body that breaks its schema is refused in the words of Bedrock's validator:
`Malformed input request: #/textToImageParams/text: expected maxLength: 512, actual: 600, please reformat ...`
"""

from functools import cache
from typing import TYPE_CHECKING, Any

from backend.local.bedrock.models import Family
from backend.local.bedrock.wire import JSON, invalid

if TYPE_CHECKING:
    from jsonschema import ValidationError

STABILITY_SIZES = {
    "1:1": (1024, 1024),
    "4:5": (1024, 1280),
    "5:4": (1280, 1024),
    "2:3": (1024, 1536),
    "3:2": (1536, 1024),
    "16:9": (1344, 768),
    "9:16": (768, 1344),
    "21:9": (1536, 640),
    "9:21": (640, 1536),
}
_TITAN_LANDSCAPES = [
    *[(1024, 1024), (768, 768), (512, 512), (1152, 768), (576, 384), (1280, 768), (640, 384), (1152, 896)],
    *[(576, 448), (1408, 768), (704, 384), (1408, 640), (704, 320), (1152, 640), (1173, 640)],
]
TITAN_SIZES = frozenset(_TITAN_LANDSCAPES) | {(height, width) for width, height in _TITAN_LANDSCAPES[:13]}

_PICTURE = {"type": "string", "minLength": 1}


def _object(required: list[str], **properties: JSON) -> JSON:
    return {"type": "object", "required": required, "additionalProperties": False, "properties": properties}


def _stability(seed_limit: int, **more: JSON) -> JSON:
    return _object(
        ["prompt"],
        prompt={"type": "string", "minLength": 1, "maxLength": 10_000},
        negative_prompt={"type": "string", "maxLength": 10_000},
        aspect_ratio={"enum": list(STABILITY_SIZES)},
        seed={"type": "integer", "minimum": 0, "maximum": seed_limit},
        # The service also writes jpeg and webp; here there is nothing to write them with.
        output_format={"enum": ["png"]},
        **more,
    )


_SHARE = {"type": "number", "minimum": 0, "maximum": 1}


def _tool(**more: JSON) -> JSON:
    """Of Stability Image Services, that take a picture and a prompt (user guide, stable-image-services)."""
    return _object(
        ["prompt", "image"],
        prompt={"type": "string", "minLength": 1, "maxLength": 10_000},
        image=_PICTURE,
        negative_prompt={"type": "string", "maxLength": 10_000},
        seed={"type": "integer", "minimum": 0, "maximum": 4_294_967_294},
        output_format={"enum": ["png"]},
        style_preset={"type": "string"},
        **more,
    )


def _canvas(text_limit: int, seed_limit: int, sides: JSON, **text_extras: JSON) -> JSON:
    text = {"type": "string", "minLength": 1, "maxLength": text_limit}
    negative = {"negativeText": text}
    schema = _object(
        ["taskType"],
        taskType={"enum": ["TEXT_IMAGE", "IMAGE_VARIATION"]},
        textToImageParams=_object(["text"], text=text, **negative, **text_extras),
        imageVariationParams=_object(
            ["images"],
            images={"type": "array", "minItems": 1, "maxItems": 5, "items": _PICTURE},
            text=text,
            similarityStrength={"type": "number", "minimum": 0.2, "maximum": 1},
            **negative,
        ),
        imageGenerationConfig=_object(
            [],
            width=sides,
            height=sides,
            numberOfImages={"type": "integer", "minimum": 1, "maximum": 5},
            seed={"type": "integer", "minimum": 0, "maximum": seed_limit},
            cfgScale={"type": "number", "minimum": 1.1, "maximum": 10},
            quality={"enum": ["standard", "premium"]},
        ),
    )
    schema["allOf"] = [_task("TEXT_IMAGE", "textToImageParams"), _task("IMAGE_VARIATION", "imageVariationParams")]
    return schema


def _task(task: str, parameters: str) -> JSON:
    is_task = {"properties": {"taskType": {"const": task}}, "required": ["taskType"]}
    return {"if": is_task, "then": {"required": [parameters]}}


_SCHEMAS = {
    Family.STABILITY_CORE: _stability(4_294_967_295, mode={"enum": ["text-to-image"]}),
    # Its guide has a section for text to image only; it is Stability's own API that also takes a picture.
    Family.STABILITY_ULTRA: _stability(4_294_967_295, mode={"enum": ["text-to-image"]}),
    Family.STABILITY: _stability(
        4_294_967_294,
        mode={"enum": ["text-to-image", "image-to-image"]},
        image=_PICTURE,
        strength={"type": "number", "minimum": 0, "maximum": 1},
    )
    | {
        "dependentRequired": {"image": ["strength"]},
        "if": {"properties": {"mode": {"const": "image-to-image"}}, "required": ["mode"]},
        "then": {"required": ["image"]},
    },
    Family.STABILITY_CONTROL: _tool(control_strength=_SHARE),
    Family.STABILITY_GUIDE: _tool(fidelity=_SHARE, aspect_ratio={"enum": list(STABILITY_SIZES)}),
    Family.NOVA_CANVAS: _canvas(
        1024,
        2_147_483_646,
        {"type": "integer", "minimum": 320, "maximum": 4096, "multipleOf": 16},
        style={"type": "string"},
    ),
    Family.TITAN_IMAGE: _canvas(512, 2_147_483_646, {"type": "integer"}),
}


@cache
def _validator(family: Family) -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(_SCHEMAS[family])


def check_body(family: Family, body: JSON) -> None:
    from jsonschema.exceptions import best_match

    error = best_match(_validator(family).iter_errors(body))
    if error is not None:
        raise invalid(f"Malformed input request: {_describe(error)}, please reformat your input and try again.")


def _describe(error: "ValidationError") -> str:
    """The place and the rule; of the value only a beginning, for it may be a picture."""
    place = "#" + "".join(f"/{step}" for step in error.absolute_path)
    rule, limit, value, schema = _parts(error)
    if rule == "required":
        missing = next(name for name in limit if name not in value)
        return f"{place}: required key [{missing}] not found"
    if rule == "additionalProperties":
        extra = next(name for name in value if name not in schema["properties"])
        return f"{place}: extraneous key [{extra}] is not permitted"
    if rule == "maxLength":
        return f"{place}: expected maxLength: {limit}, actual: {len(value)}"
    return f"{place}: expected {rule}: {limit}, actual: {str(value)[:40]}"


def _parts(error: "ValidationError") -> tuple[Any, Any, Any, Any]:
    """jsonschema types these as perhaps unset; in an error that was raised by a validator they never are."""
    return error.validator, error.validator_value, error.instance, error.schema
