"""Pictures made from pictures through InvokeModel, and sizes beyond the usual."""

import base64
import io
import json
import time
from typing import Any

import pytest

from backend.adapters.bedrock.families.image import LARGE_SIZES, SIZES, TITAN_SIZES
from backend.adapters.bedrock.image import BedrockImage
from backend.domain.shared.errors import ContentRefused, Invalid, ModelTimedOut
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
    with pytest.raises(Invalid, match="BEDROCK_IMAGE_MODEL_ID") as raised:
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
