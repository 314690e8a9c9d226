"""The conversation as a model reads it: what is asked for now, and what the calls of tools gave."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from backend.local.bedrock.wire import JSON


@dataclass(frozen=True, slots=True)
class ToolRun:
    """A call of a tool and its result."""

    name: str
    input: JSON
    failed: bool
    text: str
    """What the result says in words; JSON in it is in `data`."""
    data: tuple[Any, ...]


@dataclass(slots=True)
class History:
    request: str = ""
    """The latest message of the user that asks for something."""
    runs: list[ToolRun] = field(default_factory=list)
    """What was called for it."""
    earlier: list[ToolRun] = field(default_factory=list)
    """What was called before it, for other requests."""

    @property
    def known(self) -> list[Any]:
        """The data of all results, the latest first."""
        return [data for run in reversed([*self.earlier, *self.runs]) if not run.failed for data in run.data]


def read(messages: Sequence[JSON]) -> History:
    history, uses = History(), dict[str, JSON]()
    for message in messages:
        for block in message["content"]:
            if "toolUse" in block:
                uses[block["toolUse"]["toolUseId"]] = block["toolUse"]
        results = [block["toolResult"] for block in message["content"] if "toolResult" in block]
        said = "\n".join(block["text"] for block in message["content"] if block.get("text")).strip()
        history.runs += [_run(uses[result["toolUseId"]], result) for result in results if result["toolUseId"] in uses]
        if message["role"] == "user" and said and not results:
            history = History(said, [], [*history.earlier, *history.runs])
    return history


def _run(use: JSON, result: JSON) -> ToolRun:
    texts: list[str] = []
    data: list[Any] = []
    for part in result["content"]:
        value = part.get("json", _parse_json(part.get("text")))
        if isinstance(value, Mapping | list):
            data.append(value)
        elif part.get("text"):
            texts.append(part["text"].strip())
    return ToolRun(use["name"], use["input"], result.get("status") == "error", "\n".join(texts), tuple(data))


def _parse_json(text: str | None) -> Any:
    try:
        return json.loads(text or "")
    except ValueError:
        return None


def fields(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every value in a result with the names above it: `("result", "ids", "product_id"), "prd_1"`."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from fields(each, (*path, str(name)))
    elif isinstance(value, list):
        for each in value:
            yield from fields(each, path)
    else:
        yield path, value


def items(value: Any) -> list[JSON]:
    """The objects of the first list of objects in a result; none where there is no list."""
    if isinstance(value, list):
        return [each for each in value if isinstance(each, dict)]
    if isinstance(value, Mapping):
        for each in value.values():
            if found := items(each):
                return found
    return []


def parts(value: Any) -> Iterator[JSON]:
    """Every object in a result, the outer ones first."""
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from parts(each)
