"""Estimated tokens, and a cache of prompt prefixes like the one behind `cachePoint`."""

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from backend.local.bedrock.wire import JSON

CHARACTERS_PER_TOKEN = 4
# About (width x height) / 750 of a picture of a megapixel; pages and clips are not worth a better guess.
MEDIA_TOKENS = 1_400
_MEDIA = ("image", "document", "video", "audio")


def estimate(text: str) -> int:
    """`"abcde"` -> 2; rounded up, so that only an empty text costs nothing."""
    return -(-len(text) // CHARACTERS_PER_TOKEN)


def cut(text: str, tokens: int) -> str:
    return text[: tokens * CHARACTERS_PER_TOKEN]


def prompt_tokens(body: JSON) -> int:
    """What a Converse request weighs: tools, system and messages."""
    return sum(_weight(part) for part in _parts(body) if "cachePoint" not in part)


def _parts(body: JSON) -> Iterator[JSON]:
    """The prompt in the order the model reads it, one block at a time."""
    yield from body.get("toolConfig", {}).get("tools", [])
    yield from body.get("system", [])
    for message in body.get("messages", []):
        yield from message["content"]


def _weight(block: JSON) -> int:
    if any(kind in block for kind in _MEDIA):
        return MEDIA_TOKENS
    text = block.get("text")
    return estimate(text if isinstance(text, str) else json.dumps(block, ensure_ascii=False))


class PromptCache:
    """Remembers the prefixes that ended at a cachePoint, per model: the first call writes, the next reads.

    The service forgets after five minutes and ignores prefixes under a thousand tokens or so; here neither holds, so
    that a test need be neither slow nor long.
    """

    def __init__(self, size: int = 1_000) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._prefixes: OrderedDict[str, None] = OrderedDict()

    def input_usage(self, model_id: str, body: JSON) -> dict[str, int]:
        """`inputTokens`, and with a cachePoint also `cacheReadInputTokens` and `cacheWriteInputTokens`."""
        digest = hashlib.sha256(model_id.encode())
        total = marked = read = 0
        has_marks = False
        for part in _parts(body):
            if "cachePoint" not in part:
                digest.update(_canonical(part))
                total += _weight(part)
                continue
            has_marks, marked = True, total
            if self._seen_before(digest.hexdigest()):
                read = total
        if not has_marks:
            return {"inputTokens": total}
        return {
            "inputTokens": total - marked,
            "cacheReadInputTokens": read,
            "cacheWriteInputTokens": marked - read,
        }

    def _seen_before(self, key: str) -> bool:
        with self._lock:
            seen = key in self._prefixes
            self._prefixes[key] = None
            self._prefixes.move_to_end(key)
            if len(self._prefixes) > self._size:
                self._prefixes.popitem(last=False)
            return seen


def _canonical(part: Any) -> bytes:
    return json.dumps(part, sort_keys=True).encode()
