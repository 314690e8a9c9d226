"""What ConverseStream sends, put together as Converse gives it.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStreamOutput.html
"""

import json
from collections.abc import Mapping
from typing import Any

CHARACTERS_PER_TOKEN = 4
"""Where no count came: a rule of thumb for English, and too few tokens rather than too many for other languages.
https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-prepare.html names 6 for its quotas."""


class ArrivingAnswer:
    """An answer as far as it has come."""

    def __init__(self) -> None:
        self._blocks: dict[int, dict[str, Any]] = {}
        self._ended: dict[str, Any] = {}
        self._characters = 0

    def add(self, event: Mapping[str, Any]) -> str | None:
        """Takes an event; the piece of text in it, if there is one."""
        self._ended |= event.get("messageStop", {}) | event.get("metadata", {})
        started, came = event.get("contentBlockStart"), event.get("contentBlockDelta")
        if started is not None and "toolUse" in started["start"]:
            self._blocks[started["contentBlockIndex"]] = {**started["start"]["toolUse"], "input": ""}
        if came is None:
            return None
        text, tool = came["delta"].get("text"), came["delta"].get("toolUse")
        if tool is not None:
            self._append(came["contentBlockIndex"], "input", tool["input"])
        elif text:
            self._append(came["contentBlockIndex"], "text", text)
        return text or None

    def _append(self, index: int, name: str, content: str) -> None:
        block = self._blocks.setdefault(index, {})
        block[name] = block.get(name, "") + content
        self._characters += len(content)

    @property
    def empty(self) -> bool:
        return self._characters == 0

    @property
    def is_whole(self) -> bool:
        """Whether Bedrock said why it ends."""
        return "stopReason" in self._ended

    def answer(self, request: Mapping[str, Any], *, stop_reason: str | None = None) -> dict[str, Any]:
        """As Converse answers. Tokens that were not counted are estimated; without `stop_reason` it is the model's."""
        content = [_block(self._blocks[index]) for index in sorted(self._blocks)]
        stopped = {} if stop_reason is None else {"stopReason": stop_reason}
        message = {"role": "assistant", "content": content}
        return {"output": {"message": message}, "usage": self.estimate(request), **self._ended, **stopped}

    def estimate(self, request: Mapping[str, Any]) -> dict[str, int]:
        asked = estimate_tokens(*(request.get(name) for name in ("system", "messages", "toolConfig")))
        return {"inputTokens": asked, "outputTokens": _tokens(self._characters)}


def estimate_tokens(*values: Any) -> int:
    """Of all texts in the values, wherever they stand."""
    return _tokens(sum(len(text) for value in values for text in _texts(value)))


def _tokens(characters: int) -> int:
    return -(-characters // CHARACTERS_PER_TOKEN)


def _texts(value: Any) -> list[str]:
    """All texts in a request, wherever they stand."""
    if isinstance(value, str):
        return [value]
    children = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return [text for child in children for text in _texts(child)]


def _block(block: Mapping[str, Any]) -> dict[str, Any]:
    if "input" not in block:
        return dict(block)
    return {"toolUse": {**block, "input": _parse(block["input"])}}


def _parse(text: str) -> Any:
    """A tool's input; nothing where the model's JSON broke off, which the input's check reports as missing."""
    try:
        return json.loads(text or "{}")
    except ValueError:
        return {}
