"""Image models through InvokeModel: what each family is sent, and what is never paid for twice."""

import io
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from backend.adapters.bedrock.families.image import SIZES, TITAN_SIZES, find_image_family
from backend.adapters.bedrock.image import BedrockImage
from backend.adapters.bedrock.picture_calls import SECONDS_A_PICTURE_NEEDS
from backend.adapters.bedrock.restyle import shorten
from backend.domain.shared.errors import (
    ContentRefused,
    DreamForgeError,
    ModelFailed,
    ModelMisconfigured,
    ModelNotAccessible,
    ModelTimedOut,
    ModelUnavailable,
)
from backend.domain.shared.meter import Meter
from backend.local.bedrock import BedrockStandIn
from tests.makers import Counting, Mind, Scripted, bedrock_client, budget, eventually, png, png_base64, refused

CORE = "stability.stable-image-core-v1:1"
CANVAS = "amazon.nova-canvas-v1:0"
TITAN = "amazon.titan-image-generator-v2:0"
MODELS = [CORE, "stability.stable-image-ultra-v1:1", "stability.sd3-5-large-v1:0", CANVAS, TITAN]
ANSWER = {"seeds": [1], "finish_reasons": [None], "images": [png_base64()]}


class Pauses(list[float]):
    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def answered(body: Any) -> dict[str, Any]:
    return {"body": io.BytesIO(body if isinstance(body, bytes) else json.dumps(body).encode())}


@pytest.fixture
def image(bedrock: BedrockStandIn) -> Callable[..., BedrockImage]:
    """The client for a model at the stand-in, which waits for nothing."""

    def image(model: str = CORE, **config: Any) -> BedrockImage:
        return BedrockImage(bedrock_client(bedrock.url, model=model, **config), model, pause=Pauses())

    return image


def draw(image: BedrockImage, prompt: str = "A lighthouse", ratio: str = "4:5", **more: Any) -> bytes:
    return image.draw(prompt, ratio, meter=Meter(), **{"budget": budget(), **more})


def sent(model: str, prompt: str = "A lighthouse", ratio: str = "4:5") -> dict[str, Any]:
    """The body that a picture is asked for with."""
    client = Scripted(lambda: answered(ANSWER))
    draw(BedrockImage(client, model), prompt, ratio)
    body: dict[str, Any] = json.loads(client.requests[0][1]["body"])
    return body


# ---- bodies


@pytest.mark.parametrize("model", MODELS[:3])
def test_stability_is_sent_a_prompt_and_a_ratio(model: str) -> None:
    """The body that AWS documents for Stable Image Core, Ultra and SD 3.5."""
    assert sent(model) == {"prompt": "A lighthouse", "aspect_ratio": "4:5", "output_format": "png"}


@pytest.mark.parametrize(("model", "size"), [(CANVAS, (1024, 1280)), (TITAN, (896, 1152))])
def test_amazon_s_models_are_sent_a_task_and_a_size(model: str, size: tuple[int, int]) -> None:
    """The body that AWS documents for Nova Canvas and Titan Image."""
    assert sent(model) == {
        "taskType": "TEXT_IMAGE",
        "textToImageParams": {"text": "A lighthouse"},
        "imageGenerationConfig": {"numberOfImages": 1, "width": size[0], "height": size[1], "quality": "standard"},
    }


@pytest.mark.parametrize("ratio", SIZES)
@pytest.mark.parametrize("model", MODELS)
def test_every_model_draws_every_ratio(image: Callable[..., BedrockImage], mind: Mind, model: str, ratio: str) -> None:
    """No ratio becomes a size that the model does not know, and the picture has nearly the shape asked for."""
    assert draw(image(model), f"{model} {ratio}", ratio) == png(*(size := mind.drawn[-1][1:]))
    width, height = map(int, ratio.split(":"))
    assert abs(size[0] / size[1] / (width / height) - 1) < 0.1


@pytest.mark.parametrize("sizes", [SIZES, TITAN_SIZES])
def test_a_size_has_its_ratio(sizes: dict[str, tuple[int, int]]) -> None:
    """Within a tenth, as models draw in steps."""
    for ratio, (wide, high) in sizes.items():
        width, height = map(int, ratio.split(":"))
        assert abs(wide / high / (width / height) - 1) < 0.1, ratio


@pytest.mark.parametrize(
    ("model", "family"),
    [
        ("us.stability.stable-image-ultra-v1:1", "stable-image"),
        ("arn:aws:bedrock:us-west-2:123456789012:inference-profile/us.stability.sd3-5-large-v1:0", "stable-diffusion"),
        ("arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-canvas-v1:0", "nova-canvas"),
        ("amazon.titan-image-generator-v1", "titan-image"),
    ],
)
def test_a_family_is_known_by_any_of_its_names(model: str, family: str) -> None:
    """Ids, inference profiles and ARNs; also of models that have reached their end of life."""
    assert find_image_family(model).name == family


def test_an_unknown_family_is_refused_by_name() -> None:
    """A model that we have no body for is refused when the service is set up, with the families there are."""
    with pytest.raises(ValueError, match=r"BEDROCK_IMAGE_MODEL_ID.*stable-image.*nova-canvas.*titan"):
        BedrockImage(Scripted({}), "acme.painter-v1")


# ---- prompts


@pytest.mark.parametrize(("model", "limit"), [(CORE, 10_000), (CANVAS, 1024), (TITAN, 512)])
def test_a_long_prompt_is_cut_to_what_the_model_takes(
    image: Callable[..., BedrockImage], mind: Mind, model: str, limit: int
) -> None:
    """Cut at a word, at the end, where the least important stands."""
    draw(image(model), f"{model} " + "orquídea " * 2000)
    told = mind.drawn[-1][0]
    assert limit - 20 < len(told) <= limit
    assert told.split(" ")[-1] == "orquídea"


@pytest.mark.parametrize(
    ("prompt", "cut"), [("short", "short"), ("one two three", "one two"), ("x" * 20, "x" * 10), ("", "")]
)
def test_cuts_at_a_word(prompt: str, cut: str) -> None:
    """A word that is longer than all there is room for is cut where the room ends."""
    assert shorten(prompt, 10) == cut


# ---- what comes back


@pytest.mark.parametrize("model", MODELS)
def test_gives_the_picture(image: Callable[..., BedrockImage], model: str) -> None:
    """The PNG as the model drew it; the meter counts one picture."""
    meter = Meter()
    assert image(model).draw("A fox", "1:1", meter=meter, budget=budget()) == png(1024, 1024)
    assert (meter.images, meter.models) == (1, [model])


@pytest.mark.parametrize("model", MODELS)
def test_a_filtered_prompt_is_the_caller_s_to_reword(image: Callable[..., BedrockImage], model: str) -> None:
    """Stability answers 200 with a reason, Amazon's models refuse; the caller hears the same."""
    with pytest.raises(ContentRefused):
        draw(image(model), "gore and more gore")


@pytest.mark.parametrize(
    "reason", ["Filter reason: prompt", "Filter reason: output image", "Filter reason: input image"]
)
def test_each_reason_to_filter_is_a_refusal(reason: str) -> None:
    """Stability filters prompts and pictures, and says which."""
    client = Scripted(answered({"seeds": [], "finish_reasons": [reason], "images": []}))
    with pytest.raises(ContentRefused) as caught:
        draw(BedrockImage(client, CORE))
    assert reason not in caught.value.message


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b'"picture"',
        b"null",
        {},
        {"images": []},
        {"images": None},
        {"images": [None]},
        {"images": ["not base64!"]},
        {"images": ["/9j/4AAQSkZJRg=="]},
        {"images": [png_base64()], "error": "Something went wrong"},
        {"images": [], "finish_reasons": None},
    ],
)
def test_nonsense_is_an_error_of_the_model(body: Any) -> None:
    """Whatever comes back instead of a PNG is the model's failure, and no crash of the service."""
    with pytest.raises(ModelFailed):
        draw(BedrockImage(Scripted(answered(body)), CORE))


# ---- what is paid for


@pytest.mark.parametrize("body", [b"", b"<html>Bad gateway", b'{"images": ["iVBO'])
def test_a_good_status_without_an_answer_is_unknown(body: bytes) -> None:
    """A 200 whose body is no JSON comes from something in between: whether it was drawn, and paid for, nobody knows."""
    client, meter = Scripted(answered(body)), Meter()
    with pytest.raises(ModelTimedOut):
        BedrockImage(client, CORE).draw("A lighthouse", "4:5", meter=meter, budget=budget())
    assert (len(client.requests), meter.images) == (1, 1)


@pytest.mark.parametrize("code", ["ThrottlingException", "ModelNotReadyException", "ServiceUnavailableException"])
def test_what_was_not_carried_out_is_tried_again(
    bedrock: BedrockStandIn, calls_of: Callable[[], list[str]], code: str
) -> None:
    """A call that was certainly not carried out costs nothing; it is repeated after a growing wait with jitter."""
    pauses, meter = Pauses(), Meter()
    bedrock.faults.add(code=code, times=2)
    BedrockImage(bedrock_client(bedrock.url), CORE, pause=pauses).draw("a", "4:5", meter=meter, budget=budget())
    assert len(calls_of()) == 3
    assert meter.retries == 2
    assert len(pauses) == 2
    assert all(0 < pause < 10 for pause in pauses)


@pytest.mark.parametrize("code", ["ThrottlingException", "ModelNotReadyException", "ServiceUnavailableException"])
def test_gives_up_in_the_end(
    bedrock: BedrockStandIn, image: Callable[..., BedrockImage], calls_of: Callable[[], list[str]], code: str
) -> None:
    """After its tries the model is away for now."""
    bedrock.faults.add(code=code, times=None)
    with pytest.raises(ModelUnavailable):
        draw(image())
    assert len(calls_of()) == 3


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"code": "ModelTimeoutException"}, ModelTimedOut),
        ({"code": "ModelErrorException"}, ModelFailed),
        ({"code": "InternalServerException"}, ModelFailed),
        ({"code": "ResourceNotFoundException"}, ModelMisconfigured),
        ({"code": "AccessDeniedException"}, ModelNotAccessible),
        ({"code": "ValidationException", "message": "Malformed input request"}, ModelMisconfigured),
        ({"code": "ValidationException", "message": "The provided model identifier is invalid."}, ModelMisconfigured),
        (
            {"code": "ValidationException", "message": "This request has been blocked by our content filters."},
            ContentRefused,
        ),
        ({"drop": True}, ModelTimedOut),
        ({"garbage": True}, ModelTimedOut),
    ],
)
def test_what_may_have_been_carried_out_is_asked_once(
    bedrock: BedrockStandIn,
    image: Callable[..., BedrockImage],
    calls_of: Callable[[], list[str]],
    fault: dict[str, Any],
    error: type[DreamForgeError],
) -> None:
    """Whatever else goes wrong, the picture is not paid for twice, and the caller hears what it was."""
    bedrock.faults.add(**{"message": "secret", **fault})
    with pytest.raises(error) as caught:
        draw(image())
    assert len(calls_of()) == 1
    assert "secret" not in caught.value.message


def test_a_read_timeout_is_one_paid_call(
    bedrock: BedrockStandIn, image: Callable[..., BedrockImage], calls_of: Callable[[], list[str]]
) -> None:
    """Nobody knows whether the picture was drawn; it is not asked for again by itself."""
    bedrock.faults.add(delay_ms=500, times=None)
    with pytest.raises(ModelTimedOut):
        draw(image(read_timeout=0.1))
    eventually(lambda: bool(calls_of()))
    time.sleep(0.5)  # for a second call, if there were one
    assert len(calls_of()) == 1


def test_no_try_is_begun_after_the_deadline() -> None:
    """When the wait would pass the deadline, the caller hears now that the model is busy."""
    client, pauses = Scripted(refused("ThrottlingException")), Pauses()
    with pytest.raises(ModelUnavailable):
        draw(BedrockImage(client, CORE, pause=pauses), budget=budget(SECONDS_A_PICTURE_NEEDS + 0.2))
    assert (len(client.requests), pauses) == (1, [])


def test_no_picture_is_paid_for_that_has_no_time(bedrock: BedrockStandIn) -> None:
    """With the deadline past, nobody would be there to take the picture: it is not asked for."""
    client = Counting(bedrock_client(bedrock.url))
    with pytest.raises(ModelUnavailable):
        draw(BedrockImage(client, CORE), budget=budget(0))
    assert client.calls == {}
