"""The stand-in with the mind it has by default: the offline designer, end to end."""

import base64
import json
import struct
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from backend.local.bedrock import Account, BedrockStandIn
from tests.contract.bedrock_standin.conftest import WHEN_AMAZON_DREW

CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
CORE = "stability.stable-image-core-v1:1"
NOVA = "amazon.nova-canvas-v1:0"
PROPERTIES = {
    "title": {"type": "string", "maxLength": 80},
    "description": {"type": "string"},
    "kind": {"enum": ["poster", "photo", "card", "document"]},
    "palette": {"type": "array", "items": {"type": "string"}},
    "language": {"type": "string"},
    "price_cents": {"type": "integer", "minimum": 0},
    "design_prompt": {"type": "string"},
}
BRIEF = {"type": "object", "properties": PROPERTIES, "required": list(PROPERTIES)}


@pytest.fixture(scope="module")
def offline(connect: Callable[..., Any]) -> Iterator[Any]:
    with BedrockStandIn() as bedrock:
        yield connect(bedrock.url)


@pytest.fixture(scope="module")
def amazon(connect: Callable[..., Any]) -> Iterator[Any]:
    """When and where Nova Canvas drew."""
    with BedrockStandIn(account=Account(today=WHEN_AMAZON_DREW)) as bedrock:
        yield connect(bedrock.url, region="us-east-1")


def converse(client: Any, text: str, **more: Any) -> Any:
    answer = client.converse(modelId=CLAUDE, messages=[{"role": "user", "content": [{"text": text}]}], **more)
    return answer["output"]["message"]["content"][0]


def draw(client: Any, model: str, body: Any) -> bytes:
    answer = json.loads(client.invoke_model(modelId=model, body=json.dumps(body))["body"].read())
    return base64.b64decode(answer["images"][0])


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack_from(">II", png, 16)


def test_brief(offline: Any) -> None:
    """An idea becomes a brief in its own language, of the kind asked for."""
    tools = [{"toolSpec": {"name": "brief", "inputSchema": {"json": BRIEF}}}]
    config = {"tools": tools, "toolChoice": {"tool": {"name": "brief"}}}
    use = converse(offline, "<idea>Hazme una imagen de Colombia</idea>\nKind: card", toolConfig=config)["toolUse"]
    brief = use["input"]
    assert "Colombia" in brief["title"]
    assert (brief["language"], brief["kind"]) == ("es", "card")
    assert all(colour.startswith("#") for colour in brief["palette"])
    assert set(brief) == set(PROPERTIES)


def test_answer_from_a_passage(offline: Any) -> None:
    """A question is answered out of what was given with it."""
    passage = '<passage source="prd_1" title="Lighthouse">The lighthouse poster costs 25 dollars.</passage>'
    answer = converse(offline, f"{passage}<question>How much does the lighthouse poster cost?</question>")
    assert "25" in answer["text"]


def test_picture(offline: Any) -> None:
    """A prompt becomes a poster of the ratio asked for; another seed, another poster."""
    body = {"prompt": "Un faro en la costa de Galicia", "aspect_ratio": "4:5"}
    first = draw(offline, CORE, body)
    assert size(first) == (1024, 1280)
    assert draw(offline, CORE, body | {"seed": 3}) != first


@pytest.mark.parametrize(
    ("model", "body", "expected"),
    [
        (CORE, {"prompt": "sea", "aspect_ratio": "21:9"}, (1536, 640)),
        (
            NOVA,
            {
                "taskType": "TEXT_IMAGE",
                "textToImageParams": {"text": "sea"},
                "imageGenerationConfig": {"width": 320, "height": 1280},
            },
            (320, 1280),
        ),
    ],
)
def test_long_pictures(offline: Any, amazon: Any, model: str, body: dict[str, Any], expected: tuple[int, int]) -> None:
    """Sizes longer than posters are composed for are drawn all the same."""
    assert size(draw(amazon if model == NOVA else offline, model, body)) == expected
