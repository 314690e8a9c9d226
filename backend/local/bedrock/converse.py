"""Converse: a conversation in, one message out."""

import json
import math
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from backend.local.bedrock import conversation
from backend.local.bedrock.conversation import Tool
from backend.local.bedrock.faults import Fault
from backend.local.bedrock.mind import Mind
from backend.local.bedrock.mood import moods
from backend.local.bedrock.projection import project
from backend.local.bedrock.text_rules import check_format
from backend.local.bedrock.tokens import PromptCache, cut, estimate
from backend.local.bedrock.wire import JSON
from backend.local.bedrock.words import find_word

GUARDRAIL_TEXT = "Sorry, the model cannot answer this question."


@dataclass(frozen=True, slots=True)
class Reply:
    """One message of the assistant's and what the service says about it."""

    block: JSON
    """`{"text": ...}` or `{"toolUse": {"toolUseId", "name", "input"}}`"""
    stop_reason: str
    usage: dict[str, int]
    trace: JSON | None = None

    def payload(self, latency_ms: int) -> JSON:
        message = {"role": "assistant", "content": [self.block]}
        return {"output": {"message": message}, "stopReason": self.stop_reason, **self.metadata(latency_ms)}

    def metadata(self, latency_ms: int) -> JSON:
        trace = {"trace": self.trace} if self.trace else {}
        return {"usage": self.usage, "metrics": {"latencyMs": latency_ms}, **trace}


class Converser:
    def __init__(self, mind: Mind, guardrail_words: Sequence[str]) -> None:
        self._mind = mind
        self._words = tuple(guardrail_words)
        self._cache = PromptCache()

    def reply(self, model_id: str, body: JSON, fault: Fault) -> Reply:
        """Raises ServiceError for a conversation that breaks the rules."""
        conversation.check_rules(body)
        tool = conversation.chosen_tool(body)
        stopped = self._guarded(body, fault)
        if stopped:
            return stopped
        block = self._call(tool, body, fault) if tool else {"text": self._text(body)}
        block, reason = _within(block, body.get("inferenceConfig", {}))
        usage = self._usage(model_id, body, block)
        return Reply(block, fault.stop_reason or reason, usage)

    def _guarded(self, body: JSON, fault: Fault) -> Reply | None:
        """The guardrail's answer, if it has one. What never reached the model costs no tokens."""
        config: JSON = body.get("guardrailConfig", {})
        extra = fault.guardrail if isinstance(fault.guardrail, list) else []
        word = find_word([*self._words, *extra], conversation.said(body["messages"][-1:])) if config else None
        if word is None and fault.guardrail is not True:
            return None
        usage = {"inputTokens": 0, "outputTokens": 0, "totalTokens": 0}
        reply = Reply({"text": GUARDRAIL_TEXT}, "guardrail_intervened", usage)
        traced = config.get("trace", "disabled") != "disabled"
        return replace(reply, trace=_trace(config, word)) if traced else reply

    def _call(self, tool: Tool, body: JSON, fault: Fault) -> JSON:
        given = fault.tool_input
        chosen = self._facts(tool.schema, body["messages"]) if given is None else given
        return {"toolUse": {"toolUseId": f"tooluse_{secrets.token_urlsafe(16)}", "name": tool.name, "input": chosen}}

    def _facts(self, schema: JSON, messages: Sequence[JSON]) -> JSON:
        """What is asked for, in the form of a schema."""
        spoken = conversation.transcript(messages)
        if spoken is not None:
            mood = moods(spoken)[0]
            return project(schema, {"mood": mood, "detected_mood": mood}, spoken)
        idea = conversation.idea(messages)
        return project(schema, self._mind.brief(idea.text, idea.kind, idea.language), idea.text)

    def _text(self, body: JSON) -> str:
        """An answer in words, or as JSON where the request names a format."""
        text_format = body.get("outputConfig", {}).get("textFormat")
        if text_format is None:
            return self._answer(body)
        return json.dumps(self._facts(check_format(text_format), body["messages"]), ensure_ascii=False)

    def _answer(self, body: JSON) -> str:
        question, passages = conversation.question(body["messages"])
        return self._mind.answer(question, passages)

    def _usage(self, model_id: str, body: JSON, block: JSON) -> dict[str, int]:
        usage = self._cache.input_usage(model_id, body)
        usage["outputTokens"] = estimate(_written(block))
        return usage | {"totalTokens": sum(usage.values())}


def _within(block: JSON, config: JSON) -> tuple[JSON, str]:
    """The block within `maxTokens` and up to the first of `stopSequences`, and why it ended there."""
    limit: float = config.get("maxTokens", math.inf)
    if "toolUse" in block:
        return (_shortened(block, limit), "max_tokens") if _exceeds(block, limit) else (block, "tool_use")
    text = block["text"]
    ends = [text.index(stop) for stop in config.get("stopSequences", []) if stop in text]
    if ends:
        block = {"text": text[: min(ends)]}
    if _exceeds(block, limit):
        return {"text": cut(block["text"], int(limit))}, "max_tokens"
    return block, "stop_sequence" if ends else "end_turn"


def _exceeds(block: JSON, limit: float) -> bool:
    return estimate(_written(block)) > limit


def _shortened(block: JSON, limit: float) -> JSON:
    """A tool's input broken off: as many of its first properties as there is room for."""
    use = block["toolUse"]
    kept = dict(use["input"])
    while kept and _exceeds({"toolUse": {**use, "input": kept}}, limit):
        kept.popitem()
    return {"toolUse": {**use, "input": kept}}


def _written(block: JSON) -> str:
    """What the model wrote: the text, or the tool's input as JSON."""
    text: Any = block.get("text")
    return text if isinstance(text, str) else json.dumps(block["toolUse"]["input"], ensure_ascii=False)


def _trace(config: JSON, word: str | None) -> JSON:
    words = [{"match": word, "action": "BLOCKED", "detected": True}] if word else []
    assessment = {"wordPolicy": {"customWords": words, "managedWordLists": []}}
    return {"guardrail": {"inputAssessment": {config.get("guardrailIdentifier", ""): assessment}}}
