"""What agents get of these operations: their instructions, pictures, and the end of jobs."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from backend import __version__
from backend.bootstrap.config import Settings
from backend.domain.shared.fields import LABEL, PRINTABLE, VISIBLE
from backend.domain.shared.media import TYPES, MediaStore
from backend.framework.binding.signature import Binding, Provide
from backend.framework.request import Request
from backend.framework.response import Response

if TYPE_CHECKING:
    from backend.framework.mcp.protocol import Endpoint, McpTool

Call = Callable[[Request], Response]
Load = Callable[[str, int], bytes | None]
"""The content of the file with a key; None where there is none, or a larger one."""
LARGEST_PICTURE = 256_000
"""Bytes. Base64 makes it a third more, and hosts cut off what is much larger."""
INSTRUCTIONS = (
    "DreamForge turns ideas into products with a picture and a listing with a price. The usual way: create_product "
    "with the idea as q (in the person's own words and language), then update_product and update_listing until they "
    "are content, then update_product with status=active to publish; list_listings shows the storefront, get_product "
    "the picture again. While has_more is true a list has another page: send next_page_token back as page_token. "
    "Pictures come as URLs that open for some minutes: show them to the person. When a call fails, "
    "its error says what to do about it."
)
UNLISTED_PATTERNS = (LABEL, PRINTABLE, VISIBLE)
"""They only forbid control characters."""


def make_endpoint(bindings: Sequence[Binding], call: Call, provide: Provide) -> "Endpoint":
    """`call` answers a REST request, whatever goes wrong; `provide` gives services."""
    from backend.framework.mcp.protocol import Endpoint  # most invocations never need it

    return Endpoint(
        {"name": "dreamforge", "title": "DreamForge", "version": __version__},
        make_tools(bindings, call, lambda key, largest: provide(MediaStore).get(key, largest=largest)),
        instructions=INSTRUCTIONS,
        origins=provide(Settings).cors_origins,
    )


def make_tools(bindings: Sequence[Binding], call: Call, load: Load) -> "list[McpTool]":
    from backend.api.job_poller import JobFollower
    from backend.framework.mcp.toolbox import tools_of

    return tools_of(
        bindings,
        call,
        picture=lambda answer: find_picture(answer, load),
        follow=JobFollower(call),
        unlisted_patterns=UNLISTED_PATTERNS,
    )


def find_picture(answer: Any, load: Load) -> tuple[bytes, str] | None:
    """The first image among an answer's media, and its type; None where there is none, or `load` gives none."""
    key = next(_image_keys(answer), None)
    content = None if key is None else load(key, LARGEST_PICTURE)
    if key is None or content is None:
        return None
    media_type, _ = TYPES[key.rpartition(".")[2]]
    return content, media_type


def _image_keys(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _image_keys(each)
    elif isinstance(node, dict):
        if node.get("type") == "image" and "key" in node:
            yield str(node["key"])
        for each in node.values():
            yield from _image_keys(each)
