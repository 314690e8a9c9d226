"""What agents get of these operations: their instructions, pictures, and the end of jobs."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from backend import __version__
from backend.bootstrap.config import Settings
from backend.domain.shared.fields import ID_PATTERNS, LABEL, PRINTABLE, VISIBLE
from backend.domain.shared.media import TYPES, MediaStore, PreviewMaker, preview_key
from backend.framework.binding.signature import Binding, Provide
from backend.framework.request import Request
from backend.framework.response import Response

if TYPE_CHECKING:
    from backend.framework.mcp.protocol import Endpoint, McpTool

Call = Callable[[Request], Response]
Load = Callable[[str, int], bytes | None]
"""The content of the file with a key; None where there is none, or a larger one."""
Picture = tuple[bytes, str]
"""Content and media type."""
Shrink = Callable[[bytes], bytes | None]
"""A small WebP of a picture; None for what is none."""
LARGEST_PICTURE = 256_000
"""Bytes. Base64 makes it a third more, and hosts cut off what is much larger."""
LARGEST_ORIGINAL = 20_971_520
"""Bytes of a picture without a preview that is made smaller for an agent."""
INSTRUCTIONS = (
    "DreamForge turns ideas into products with a picture and a listing with a price. The usual way: create_product "
    "with the idea as q (in the person's own words and language), then update_product and update_listing until they "
    "are content, then update_product with status=active to publish; list_listings shows the storefront, get_product "
    "the picture again. While has_more is true a list has another page: send next_page_token back as page_token. "
    "Pictures come as URLs that open for some minutes: show them to the person. When a call fails, "
    "its error says what to do about it."
)
_WEBP = TYPES["webp"][0]
UNLISTED_PATTERNS = (LABEL, PRINTABLE, VISIBLE, *ID_PATTERNS.values())
"""They only forbid control characters, or describe ids, which an agent takes from results."""


def make_endpoint(bindings: Sequence[Binding], call: Call, provide: Provide) -> "Endpoint":
    """`call` answers a REST request, whatever goes wrong; `provide` gives services."""
    from backend.framework.mcp.protocol import Endpoint  # most invocations never need it

    def picture(answer: Any) -> Picture | None:
        store: MediaStore = provide(MediaStore)
        maker: PreviewMaker = provide(PreviewMaker)
        return find_picture(answer, lambda key, largest: store.get(key, largest=largest), maker.make)

    return Endpoint(
        {"name": "dreamforge", "title": "DreamForge", "version": __version__},
        make_tools(bindings, call, picture),
        instructions=INSTRUCTIONS,
        origins=provide(Settings).cors_origins,
    )


def make_tools(
    bindings: Sequence[Binding], call: Call, picture: Callable[[Any], Picture | None] = lambda _: None
) -> "list[McpTool]":
    from backend.api.job_poller import JobFollower
    from backend.framework.mcp.toolbox import tools_of

    return tools_of(bindings, call, picture=picture, follow=JobFollower(call), unlisted_patterns=UNLISTED_PATTERNS)


def find_picture(answer: Any, load: Load, shrink: Shrink) -> Picture | None:
    """The first picture among an answer's media, and its type: its preview, or itself where it is small.

    One of the time before previews is made smaller now. None where there is no picture, or none that can be read.
    """
    media = next(_images(answer), None)
    if media is None:
        return None
    if "preview_url" in media and (preview := load(preview_key(media["key"]), LARGEST_PICTURE)) is not None:
        return preview, _WEBP
    content = load(media["key"], LARGEST_ORIGINAL)
    if content is None or len(content) <= LARGEST_PICTURE:
        return None if content is None else (content, TYPES[media["key"].rpartition(".")[2]][0])
    small = shrink(content)
    return None if small is None else (small, _WEBP)


def _images(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, list):
        for each in node:
            yield from _images(each)
    elif isinstance(node, dict):
        if node.get("type") == "image" and "key" in node:
            yield node
        for each in node.values():
            yield from _images(each)
