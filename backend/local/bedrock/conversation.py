"""What a Converse request asks for: the rules a conversation must keep, and what stands between our own tags."""

import html
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from backend.local.bedrock.model_backend import PromptPassage
from backend.local.bedrock.wire import JSON, invalid

_ATTRIBUTE = re.compile(r"""(\w+)=(?:"([^"]*)"|'([^']*)')""")
_PASSAGE = re.compile(r"<passage\b([^>]*)>(.*?)</passage>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class IdeaRequest:
    text: str
    kind: str | None
    language: str | None


def check_rules(body: JSON) -> None:
    """What the service refuses though the shapes are right. The messages are its own."""
    messages = body.get("messages") or []
    if not messages or messages[0]["role"] != "user":
        raise invalid(
            "A conversation must start with a user message. "
            "Try again with a conversation that starts with a user message."
        )
    for index, message in enumerate(messages):
        _check_message(messages, index, message)
    if messages[-1]["role"] != "user":
        raise invalid("The conversation must end with a user message.")
    if not body.get("toolConfig") and any("toolUse" in block for block in _blocks(messages)):
        raise invalid("The toolConfig field must be defined when using toolUse and toolResult content blocks.")


def _check_message(messages: Sequence[JSON], index: int, message: JSON) -> None:
    previous = messages[index - 1] if index else None
    if previous and previous["role"] == message["role"]:
        raise invalid(
            "A conversation must alternate between user and assistant roles. "
            "Make sure the conversation alternates between user and assistant roles and try again."
        )
    if not message["content"]:
        raise invalid(f"The content field in the Message object at messages.{index} is empty.")
    for place, block in enumerate(message["content"]):
        if "text" in block and not block["text"].strip():
            where = f"messages.{index}.content.{place}"
            raise invalid(f"The text field in the ContentBlock object at {where} is blank.")
    for kind in ("toolUse", "toolResult"):
        # bvcyber/Cyber-AutoAgent-ng#72 quotes the message
        repeated = _find_repeated(block[kind]["toolUseId"] for block in message["content"] if kind in block)
        if repeated:
            raise invalid(f"The {kind} blocks at messages.{index}.content contain duplicate Ids: {', '.join(repeated)}")
    if message["role"] == "user":
        _check_results(index, previous, message)


def _find_repeated(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _check_results(index: int, previous: JSON | None, message: JSON) -> None:
    asked = {b["toolUse"]["toolUseId"] for b in previous["content"] if "toolUse" in b} if previous else set()
    answered = {b["toolResult"]["toolUseId"] for b in message["content"] if "toolResult" in b}
    if answered - asked:
        raise invalid(
            f"The number of toolResult blocks at messages.{index}.content "
            "exceeds the number of toolUse blocks of previous turn."
        )
    if asked - answered:
        missing = ", ".join(sorted(asked - answered))
        raise invalid(f"Expected toolResult blocks at messages.{index}.content for the following Ids: {missing}")


def check_tools(body: JSON) -> None:
    """What the service refuses of the tools and of the choice between them."""
    config = body.get("toolConfig", {})
    specs = [(at, part["toolSpec"]) for at, part in enumerate(config.get("tools", [])) if "toolSpec" in part]
    for at, spec in specs:
        _check_schema(f"toolConfig.tools.{at}.toolSpec.inputSchema.json", spec["inputSchema"]["json"])
    if _find_repeated(spec["name"] for _, spec in specs):  # microsoft/vscode#316983 quotes the message
        raise invalid("The model returned the following errors: tools: Tool names must be unique.")
    named = config.get("toolChoice", {}).get("tool", {}).get("name")
    if named is not None and named not in [spec["name"] for _, spec in specs]:
        raise invalid(f"The tool {named} in toolConfig.toolChoice is not one of toolConfig.tools.")


def _check_schema(where: str, schema: Any) -> None:
    from jsonschema import Draft202012Validator, SchemaError

    if not isinstance(schema, dict) or schema.get("type") != "object":
        raise invalid(f"The value at {where}.type must be one of the following: object.")
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        raise invalid(f"The JSON schema at {where} is invalid: {error.message}") from None


def idea(messages: Sequence[JSON]) -> IdeaRequest:
    """`<idea>Un faro</idea>\\nKind: poster\\nLanguage: es` -> Idea("Un faro", "poster", "es").

    The latest one holds, however many repair turns came after it; without the tag the first message is the idea.
    """
    for message in reversed(messages):
        text = collect_text([message]) if message["role"] == "user" else ""
        found = read_tag("idea", text)
        if found is not None:
            after = text[text.index("</idea>") :]
            return IdeaRequest(found, _line("Kind", after), _line("Language", after))
    return IdeaRequest(collect_text(messages[:1]), None, None)


def transcript(messages: Sequence[JSON]) -> str | None:
    return read_tag("transcript", collect_text([message for message in messages if message["role"] == "user"]))


def question(messages: Sequence[JSON]) -> tuple[str, list[PromptPassage]]:
    """The last message: its `<question>`, or all of it that is no passage; and its passages in order."""
    text = collect_text(messages[-1:])
    asked = read_tag("question", text)
    return (asked if asked is not None else _PASSAGE.sub("", text).strip()), list(_passages(text))


def _passages(text: str) -> Iterator[PromptPassage]:
    for attributes, content in _PASSAGE.findall(text):
        named = {name: html.unescape(double or single) for name, double, single in _ATTRIBUTE.findall(attributes)}
        yield PromptPassage(named.get("source", ""), named.get("title", ""), html.unescape(content).strip())


def collect_text(messages: Sequence[JSON]) -> str:
    """All the text in these messages, block by block, results of tools included."""
    return "\n".join(_text(block) for block in _blocks(messages) if _text(block))


def _blocks(messages: Sequence[JSON]) -> Iterator[JSON]:
    for message in messages:
        yield from message["content"]


def _text(block: JSON) -> str:
    if "toolResult" in block:
        return "\n".join(_text(part) for part in block["toolResult"]["content"])
    if "json" in block:
        return json.dumps(block["json"], ensure_ascii=False)
    guarded: Any = block.get("guardContent", {}).get("text", {}).get("text", "")
    text: Any = block.get("text", guarded)
    return str(text)


def read_tag(name: str, text: str) -> str | None:
    """`read_tag("idea", "<idea>Tom &amp; Ana</idea>")` -> `"Tom & Ana"`; None without the tag."""
    found = re.search(rf"<{name}>(.*?)</{name}>", text, re.DOTALL)
    return html.unescape(found[1]).strip() if found else None


def _line(name: str, text: str) -> str | None:
    found = re.search(rf"^{name}: *(\S+) *$", text, re.MULTILINE)
    return found[1] if found else None
