"""InvokeModel: the bodies of Stability, Nova Canvas and Titan Image."""

import base64
import json
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.contract.bedrock_standin.conftest import FakeMind

CORE = "stability.stable-image-core-v1:1"
ULTRA = "stability.stable-image-ultra-v1:1"
SD3 = "stability.sd3-5-large-v1:0"
NOVA = "amazon.nova-canvas-v1:0"
TITAN = "amazon.titan-image-generator-v2:0"


def png(width: int, height: int) -> bytes:
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))


def jpeg(width: int, height: int) -> bytes:
    application = b"\xff\xe0" + struct.pack(">H", 6) + b"JFIF"
    return b"\xff\xd8" + application + b"\xff\xc2" + struct.pack(">HBHH", 8, 8, height, width) + b"\x01"


def webp(width: int, height: int) -> bytes:
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF\0\0\0\0WEBPVP8X" + struct.pack("<I", 10) + b"\0" * 4 + sides


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def size(image: str) -> tuple[int, int]:
    return struct.unpack_from(">II", base64.b64decode(image), 16)


def refusal(call: Any, *args: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(*args)
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    return str(caught.value.response["Error"]["Message"])


def text_image(text: str = "a lighthouse", **config: Any) -> dict[str, Any]:
    return {"taskType": "TEXT_IMAGE", "textToImageParams": {"text": text}, "imageGenerationConfig": config}


@pytest.mark.parametrize("model", [CORE, ULTRA, SD3])
def test_stability(invoke: Callable[..., Any], model: str) -> None:
    """A prompt gives one PNG, its seed and no reason to stop."""
    answer = invoke(model, {"prompt": "a lighthouse"})
    assert answer["finish_reasons"] == [None]
    assert answer["seeds"] == [7]
    assert [size(image) for image in answer["images"]] == [(1024, 1024)]


@pytest.mark.parametrize(
    ("ratio", "expected"),
    [("4:5", (1024, 1280)), ("16:9", (1344, 768)), ("9:21", (640, 1536)), ("2:3", (1024, 1536))],
)
def test_stability_aspect_ratio(invoke: Callable[..., Any], ratio: str, expected: tuple[int, int]) -> None:
    """Each aspect ratio has its size."""
    assert size(invoke(CORE, {"prompt": "a", "aspect_ratio": ratio})["images"][0]) == expected


def test_stability_seed(invoke: Callable[..., Any], mind: FakeMind) -> None:
    """A seed reaches the picture and comes back."""
    assert invoke(CORE, {"prompt": "seeded", "seed": 41})["seeds"] == [41]
    assert mind.drawn == [("seeded", 1024, 1024, 41)]


def test_stability_seed_zero_means_any(invoke: Callable[..., Any], mind: FakeMind) -> None:
    """Zero leaves the seed to the model."""
    invoke(CORE, {"prompt": "unseeded", "seed": 0})
    assert mind.drawn == [("unseeded", 1024, 1024, None)]


def test_stability_filtered_prompt(invoke: Callable[..., Any], mind: FakeMind) -> None:
    """A filtered prompt is answered 200 without a picture."""
    answer = invoke(CORE, {"prompt": "a lot of Gore"})
    assert answer == {"seeds": [], "finish_reasons": ["Filter reason: prompt"], "images": []}
    assert mind.drawn == []


@pytest.mark.parametrize("source", [png(600, 400), jpeg(600, 400), webp(600, 400)])
def test_stability_image_to_image(invoke: Callable[..., Any], source: bytes) -> None:
    """A picture to start from gives one of its proportions."""
    body = {"prompt": "restyle", "mode": "image-to-image", "image": encoded(source), "strength": 0.6}
    assert size(invoke(SD3, body)["images"][0]) == (1248, 832)


def test_stability_another_source_another_picture(invoke: Callable[..., Any], mind: FakeMind) -> None:
    """The picture to start from takes part in what comes out."""
    for source in (png(64, 64), jpeg(64, 64)):
        invoke(SD3, {"prompt": "restyle", "image": encoded(source), "strength": 0.6})
    assert len({seed for *_, seed in mind.drawn}) == 2


@pytest.mark.parametrize(
    ("model", "body", "hint"),
    [
        (CORE, {}, "#: required key [prompt] not found"),
        (CORE, {"prompt": ""}, "#/prompt: expected minLength: 1"),
        (CORE, {"prompt": "a" * 10_001}, "#/prompt: expected maxLength: 10000, actual: 10001"),
        (CORE, {"prompt": 3}, "#/prompt: expected type: string"),
        (CORE, {"prompt": "a", "size": "1K"}, "#: extraneous key [size] is not permitted"),
        (CORE, {"prompt": "a", "aspect_ratio": "4:3"}, "#/aspect_ratio: expected enum"),
        (CORE, {"prompt": "a", "seed": -1}, "#/seed: expected minimum: 0"),
        (CORE, {"prompt": "a", "output_format": "jpeg"}, "#/output_format: expected enum: ['png']"),
        (CORE, {"prompt": "a", "image": "x", "strength": 1}, "is not permitted"),
        (ULTRA, {"prompt": "a", "image": "x", "strength": 1}, "is not permitted"),
        (ULTRA, {"prompt": "a", "mode": "image-to-image"}, "#/mode: expected enum: ['text-to-image']"),
        (SD3, {"prompt": "a", "seed": 4_294_967_295}, "#/seed: expected maximum: 4294967294"),
        (CORE, {"prompt": "a", "seed": 4_294_967_296}, "#/seed: expected maximum: 4294967295"),
        (SD3, {"prompt": "a", "mode": "image-to-image"}, "#: required key [image] not found"),
        (SD3, {"prompt": "a", "image": encoded(png(64, 64))}, "strength"),
        (SD3, {"prompt": "a", "image": "no base64!", "strength": 1}, "not base64"),
        (SD3, {"prompt": "a", "image": encoded(b"plain text"), "strength": 1}, "not a PNG, JPEG or WebP"),
        (SD3, {"prompt": "a", "image": encoded(b"\xff\xd8\xff"), "strength": 1}, "not a PNG, JPEG or WebP"),
        (SD3, {"prompt": "a", "image": encoded(png(8, 8)), "strength": 1}, "at least 64 pixels"),
    ],
)
def test_stability_refusals(invoke: Callable[..., Any], model: str, body: dict[str, Any], hint: str) -> None:
    """A body that breaks the model's schema is refused with the place and the rule."""
    assert hint in refusal(invoke, model, body)


@pytest.mark.parametrize(("model", "width", "height"), [(NOVA, 1280, 720), (NOVA, 320, 1280), (TITAN, 768, 1152)])
def test_requested_size(invoke: Callable[..., Any], model: str, width: int, height: int) -> None:
    """Nova Canvas and Titan draw at the size asked for."""
    answer = invoke(model, text_image(width=width, height=height))
    assert answer["error"] is None
    assert [size(image) for image in answer["images"]] == [(width, height)]


def test_several_pictures_differ(invoke: Callable[..., Any], mind: FakeMind) -> None:
    """Pictures of one request follow each other in their seeds."""
    answer = invoke(NOVA, text_image("several", numberOfImages=3, seed=11))
    assert len(set(answer["images"])) == 3
    assert [seed for *_, seed in mind.drawn] == [11, 12, 13]


@pytest.mark.parametrize("model", [NOVA, TITAN, "amazon.titan-image-generator-v1"])
def test_image_variation(invoke: Callable[..., Any], model: str) -> None:
    """A variation starts from pictures; words are optional."""
    body = {"taskType": "IMAGE_VARIATION", "imageVariationParams": {"images": [encoded(png(512, 512))]}}
    assert size(invoke(model, body)["images"][0]) == (1024, 1024)


@pytest.mark.parametrize(
    ("model", "body", "hint"),
    [
        (NOVA, text_image("a" * 1025), "#/textToImageParams/text: expected maxLength: 1024, actual: 1025"),
        (TITAN, text_image("a" * 513), "#/textToImageParams/text: expected maxLength: 512, actual: 513"),
        (NOVA, text_image(width=1000, height=1024), "#/imageGenerationConfig/width: expected multipleOf: 16"),
        (NOVA, text_image(width=304, height=1024), "#/imageGenerationConfig/width: expected minimum: 320"),
        (NOVA, text_image(width=4096, height=4096), "too many pixels"),
        (NOVA, text_image(width=320, height=2048), "longer than 4:1"),
        (TITAN, text_image(width=1040, height=1024), "1040x1024 is not one of the supported sizes"),
        (NOVA, text_image(numberOfImages=6), "#/imageGenerationConfig/numberOfImages: expected maximum: 5"),
        (NOVA, text_image(quality="best"), "#/imageGenerationConfig/quality: expected enum"),
        (NOVA, text_image("gore"), "blocked by our content filters"),
        (NOVA, {"taskType": "TEXT_IMAGE"}, "required key [textToImageParams] not found"),
        (NOVA, {"taskType": "INPAINTING"}, "#/taskType"),
        (NOVA, {"prompt": "a"}, "#: "),
    ],
)
def test_canvas_refusals(invoke: Callable[..., Any], model: str, body: dict[str, Any], hint: str) -> None:
    """So it is with the other two bodies."""
    assert hint in refusal(invoke, model, body)


def test_repeated_prompt_is_drawn_once(invoke: Callable[..., Any], mind: FakeMind) -> None:
    """The same prompt, size and seed come out of the cache."""
    first, second = (invoke(CORE, {"prompt": "once", "seed": 5}) for _ in range(2))
    assert first == second
    assert len(mind.drawn) == 1


def test_headers(client: Any) -> None:
    """Only JSON is spoken."""
    body = json.dumps({"prompt": "a"})
    good = client.invoke_model(modelId=CORE, body=body, contentType="application/json", accept="application/json")
    assert good["contentType"] == "application/json"
    with pytest.raises(ClientError, match="Accept header"):
        client.invoke_model(modelId=CORE, body=body, accept="image/png")


def test_body_that_is_no_json(client: Any) -> None:
    """A body of another kind is malformed."""
    with pytest.raises(ClientError, match=r"ValidationException.*Malformed input request"):
        client.invoke_model(modelId=CORE, body=b"\x89PNG")


def test_text_model(invoke: Callable[..., Any]) -> None:
    """Text models are served through Converse."""
    assert "Converse" in refusal(invoke, "amazon.nova-lite-v1:0", {"prompt": "a"})
