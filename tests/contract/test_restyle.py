"""Pictures made from pictures through InvokeModel, and sizes beyond the usual."""

import base64
import io
import json
import time
from typing import Any

import pytest
from PIL import Image

from backend.adapters.bedrock.families.image import LARGE_SIZES, SIZES, TITAN_SIZES
from backend.adapters.bedrock.image import BedrockImage
from backend.adapters.bedrock.restyle import BedrockRestyle
from backend.adapters.pictures.fitting import fit_picture
from backend.domain.shared.errors import ContentRefused, DreamForgeError, Invalid, ModelTimedOut
from backend.domain.shared.meter import Meter
from backend.domain.uploads.sniffing import picture_size
from backend.local.bedrock import BedrockStandIn
from tests.files import gif, jpeg, pdf, webp_lossy
from tests.makers import Mind, Scripted, bedrock_client, budget, png, png_base64

CORE = "stability.stable-image-core-v1:1"
ULTRA = "stability.stable-image-ultra-v1:1"
SD3 = "stability.sd3-5-large-v1:0"
CANVAS = "amazon.nova-canvas-v1:0"
TITAN = "amazon.titan-image-generator-v2:0"
RATIOS = ["1:1", "4:3", "3:4", "16:9", "9:16", "3:2", "2:3"]
SOURCE = png(600, 400)


def image(bedrock: BedrockStandIn, model: str, **config: Any) -> BedrockImage:
    return BedrockImage(bedrock_client(bedrock.url, model=model, **config), model, pause=lambda _: None)


def restyle(image: BedrockImage, source: bytes = SOURCE, prompt: str = "as a woodcut", **more: Any) -> bytes:
    return image.restyle(source, prompt, more.pop("ratio", "3:2"), meter=Meter(), **{"budget": budget(), **more})


def sent(model: str, prompt: str = "as a woodcut", **more: Any) -> dict[str, Any]:
    """The body that a picture is asked for with."""
    answer = {"seeds": [1], "finish_reasons": [None], "images": [png_base64()]}
    client = Scripted(lambda: {"body": io.BytesIO(json.dumps(answer).encode())})
    restyle(BedrockImage(client, model), prompt=prompt, **more)
    body: dict[str, Any] = json.loads(client.requests[0][1]["body"])
    return body


def test_stable_diffusion_is_sent_the_picture() -> None:
    """The body that AWS documents for image-to-image, where a ratio has no place."""
    assert sent(SD3) == {
        "prompt": "as a woodcut",
        "mode": "image-to-image",
        "image": base64.b64encode(SOURCE).decode(),
        "strength": 0.65,
        "output_format": "png",
    }


@pytest.mark.parametrize(("model", "sizes"), [(CANVAS, SIZES), (TITAN, TITAN_SIZES)])
def test_amazon_is_sent_a_variation(model: str, sizes: dict[str, tuple[int, int]]) -> None:
    """A variation of one picture, in the size of the ratio."""
    body = sent(model)
    assert body["taskType"] == "IMAGE_VARIATION"
    assert body["imageVariationParams"]["images"] == [base64.b64encode(SOURCE).decode()]
    assert body["imageVariationParams"]["text"] == "as a woodcut"
    config = body["imageGenerationConfig"]
    assert (config["width"], config["height"], config["numberOfImages"]) == (*sizes["3:2"], 1)


@pytest.mark.parametrize("model", [SD3, CANVAS, TITAN])
@pytest.mark.parametrize("ratio", RATIOS)
def test_every_ratio_is_taken(bedrock: BedrockStandIn, model: str, ratio: str) -> None:
    """Each model answers to each ratio with a picture."""
    assert restyle(image(bedrock, model), ratio=ratio).startswith(b"\x89PNG")


def test_a_call_is_metered(bedrock: BedrockStandIn) -> None:
    """A picture made of a picture counts as one."""
    meter = Meter()
    image(bedrock, SD3).restyle(SOURCE, "as a woodcut", "1:1", meter=meter, budget=budget())
    assert (meter.models, meter.images) == ([SD3], 1)


@pytest.mark.parametrize("model", [CORE, ULTRA])
def test_stable_image_draws_from_words_only(bedrock: BedrockStandIn, model: str) -> None:
    """Core and Ultra are not asked, and the message says what to do instead."""
    before = len(bedrock.calls)
    core = image(bedrock, model)
    with pytest.raises(Invalid, match="BEDROCK_RESTYLE_MODEL_ID") as raised:
        restyle(core)
    assert "kie" in raised.value.message
    assert not core.restyles
    assert len(bedrock.calls) == before


@pytest.mark.parametrize(
    ("model", "source"),
    [
        (SD3, b""),
        (SD3, pdf()),
        (SD3, gif(100, 100)),
        (SD3, png(63, 100)),
        (SD3, png(100, 63)),
        (SD3, png(100, 100)[:20]),
        (SD3, gif(9000, 100)),
        (CANVAS, webp_lossy(100, 100)),
    ],
)
def test_pictures_that_are_not_taken(bedrock: BedrockStandIn, model: str, source: bytes) -> None:
    """A picture that the model would refuse is refused here, before it is asked."""
    before = len(bedrock.calls)
    with pytest.raises(Invalid):
        restyle(image(bedrock, model), source)
    assert len(bedrock.calls) == before


@pytest.mark.parametrize("source", [png(64, 64), jpeg(64, 64), webp_lossy(64, 64)])
def test_pictures_that_are_taken(bedrock: BedrockStandIn, source: bytes) -> None:
    """PNG, JPEG and WebP of 64 pixels and more."""
    assert restyle(image(bedrock, SD3), source).startswith(b"\x89PNG")


def test_a_filtered_prompt(bedrock: BedrockStandIn) -> None:
    """The model's filter works on these as well."""
    with pytest.raises(ContentRefused):
        restyle(image(bedrock, SD3), prompt="a lot of gore")


def test_a_slow_model_is_not_asked_twice(bedrock: BedrockStandIn) -> None:
    """A picture whose outcome is unknown is not paid for again."""
    bedrock.faults.add(operation="InvokeModel", delay_ms=400, times=5)
    before = len(bedrock.calls)
    with pytest.raises(ModelTimedOut):
        restyle(image(bedrock, SD3, read_timeout=0.1))
    time.sleep(0.8)  # until the call that was given up has ended
    assert len(bedrock.calls) - before == 1


def test_long_prompts() -> None:
    """A prompt is cut to what the family takes."""
    assert len(sent(TITAN, "word " * 400)["imageVariationParams"]["text"]) <= 512


# ---- resolutions


@pytest.mark.parametrize("ratio", RATIOS)
def test_nova_draws_two_thousand(bedrock: BedrockStandIn, mind: Mind, ratio: str) -> None:
    """Nova Canvas draws 2K, in each ratio."""
    drawn = image(bedrock, CANVAS).draw("a", ratio, meter=Meter(), budget=budget(), resolution="2K")
    assert picture_size(drawn) == LARGE_SIZES[ratio]


@pytest.mark.parametrize(
    ("model", "resolution"), [(CORE, "2K"), (SD3, "2K"), (TITAN, "2K"), (CANVAS, "4K"), (CORE, "4K")]
)
def test_resolutions_that_a_model_does_not_draw(bedrock: BedrockStandIn, model: str, resolution: str) -> None:
    """The field is named, and what there is."""
    asked = image(bedrock, model)
    assert resolution not in asked.resolutions
    with pytest.raises(Invalid) as raised:
        asked.draw("a", "1:1", meter=Meter(), budget=budget(), resolution=resolution)
    assert [each["field"] for each in raised.value.details] == ["resolution"]


# ---- the tools of Stability Image Services

STRUCTURE = "us.stability.stable-image-control-structure-v1:0"
SKETCH = "us.stability.stable-image-control-sketch-v1:0"
GUIDE = "us.stability.stable-image-style-guide-v1:0"


def tool_for(client: Any, model: str = STRUCTURE) -> BedrockImage:
    """Core, which draws from words only, with a tool for pictures."""
    return BedrockImage(client, CORE, restyler=BedrockRestyle(client, model, fit=fit_picture))


@pytest.mark.parametrize(
    ("model", "own"),
    [
        (STRUCTURE, {"control_strength": 0.7}),
        (SKETCH, {"control_strength": 0.7}),
        (GUIDE, {"fidelity": 0.5, "aspect_ratio": "3:2"}),
    ],
)
def test_a_tool_is_asked_in_place_of_the_image_model(model: str, own: dict[str, Any]) -> None:
    """With the body that its guide documents; the meter counts it under its own name."""
    answer = {"seeds": [1], "finish_reasons": [None], "images": [png_base64()]}
    client, meter = Scripted(lambda: {"body": io.BytesIO(json.dumps(answer).encode())}), Meter()
    image = tool_for(client, model)
    assert (image.model, image.restyle_model, image.restyles) == (CORE, model, True)
    image.restyle(SOURCE, "as a woodcut", "3:2", meter=meter, budget=budget(), seed=7, avoid="text")
    (_, request), *_ = client.requests
    assert request["modelId"] == model
    common = {"prompt": "as a woodcut", "image": base64.b64encode(SOURCE).decode(), "output_format": "png"}
    assert json.loads(request["body"]) == {**common, **own, "seed": 7, "negative_prompt": "text"}
    assert (meter.models, meter.images) == ([model], 1)


@pytest.mark.parametrize("model", [STRUCTURE, SKETCH, GUIDE])
def test_a_tool_answers(bedrock: BedrockStandIn, model: str) -> None:
    """Through the profile of the United States; a filtered prompt is refused."""
    image = tool_for(bedrock_client(bedrock.url, model=model), model)
    assert restyle(image).startswith(b"\x89PNG")
    with pytest.raises(ContentRefused):
        restyle(image, prompt="a lot of gore")


def test_a_large_photograph_is_made_smaller(bedrock: BedrockStandIn) -> None:
    """A phone's twelve megapixels are more than a tool takes."""
    written = io.BytesIO()
    Image.new("RGB", (4000, 3000), "#406080").save(written, "JPEG")
    assert restyle(tool_for(bedrock_client(bedrock.url, model=STRUCTURE)), written.getvalue()).startswith(b"\x89PNG")


def test_a_photograph_is_sent_upright() -> None:
    """Models do not read how a camera was held."""
    exif = Image.Exif()
    exif[0x0112] = 6
    written = io.BytesIO()
    Image.new("RGB", (300, 200), "#406080").save(written, "JPEG", exif=exif)
    assert picture_size(fit_picture(written.getvalue(), 9_437_184)) == (200, 300)
    assert fit_picture(SOURCE, 9_437_184) is SOURCE
    small = picture_size(fit_picture(SOURCE, 60_000))
    assert small is not None
    assert small[0] * small[1] <= 60_000
    assert abs(small[0] / small[1] - 1.5) < 0.02


@pytest.mark.parametrize("source", [png(1000, 300), png(63, 100), pdf(), gif(100, 100)])
def test_pictures_that_a_tool_does_not_take(bedrock: BedrockStandIn, source: bytes) -> None:
    """Too oblong, too small, of another type: refused before it is asked."""
    before = len(bedrock.calls)
    with pytest.raises(Invalid):
        restyle(tool_for(bedrock_client(bedrock.url, model=STRUCTURE)), source)
    assert len(bedrock.calls) == before


@pytest.mark.parametrize(
    "body",
    [
        {"prompt": "a"},
        {"image": "x"},
        {"prompt": "a", "image": base64.b64encode(SOURCE).decode(), "strength": 0.5},
        {"prompt": "a", "image": base64.b64encode(SOURCE).decode(), "control_strength": 1.1},
        {"prompt": "a", "image": base64.b64encode(SOURCE).decode(), "seed": 4_294_967_295},
        {"prompt": "a", "image": base64.b64encode(SOURCE).decode(), "aspect_ratio": "1:1"},
        {"prompt": "a", "image": base64.b64encode(png(1000, 300)).decode()},
        {"prompt": "a", "image": "no base64"},
    ],
)
def test_bodies_that_a_tool_refuses(bedrock: BedrockStandIn, body: dict[str, Any]) -> None:
    """What is missing, unknown or out of range is a ValidationException."""
    client = bedrock_client(bedrock.url, model=STRUCTURE)
    with pytest.raises(client.exceptions.ValidationException):
        client.invoke_model(modelId=STRUCTURE, body=json.dumps(body))


def test_a_broken_tool_does_not_keep_from_drawing(bedrock: BedrockStandIn) -> None:
    """Each model has a circuit breaker of its own."""
    client = bedrock_client(bedrock.url, model=CORE)
    image = tool_for(client)
    bedrock.faults.add(operation="InvokeModel", model="control-structure", code="ModelErrorException", times=20)
    for _ in range(10):
        with pytest.raises(DreamForgeError):
            restyle(image)
    bedrock.faults.clear()
    assert image.draw("a", "1:1", meter=Meter(), budget=budget()).startswith(b"\x89PNG")
