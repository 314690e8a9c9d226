"""Converse: a conversation in, one message out."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from backend.local.bedrock import conversation
from backend.local.bedrock.faults import BedrockFault
from backend.local.bedrock.model_backend import ModelBackend
from backend.local.bedrock.text_rules import check_format
from backend.local.bedrock.tokens import PromptCache, cut, estimate
from backend.local.bedrock.wire import JSON
from backend.local.bedrock.words import find_word

GUARDRAIL_TEXT = "Sorry, the model cannot answer this question."


@dataclass(frozen=True, slots=True)
class ConverseReply:
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
    def __init__(self, mind: ModelBackend, guardrail_words: Sequence[str]) -> None:
        self._mind = mind
        self._words = tuple(guardrail_words)
        self._cache = PromptCache()

    def reply(self, model_id: str, body: JSON, fault: BedrockFault) -> ConverseReply:
        """Raises ServiceError for a conversation that breaks the rules."""
        conversation.check_rules(body)
        conversation.check_tools(body)
        stopped = self._apply_guardrail(body, fault)
        if stopped:
            return stopped
        block, reason = _within(self._block(body, fault), body.get("inferenceConfig", {}))
        usage = self._usage(model_id, body, block)
        return ConverseReply(block, fault.stop_reason or reason, usage)

    def _apply_guardrail(self, body: JSON, fault: BedrockFault) -> ConverseReply | None:
        """The guardrail's answer, if it has one. What never reached the model costs no tokens."""
        config: JSON = body.get("guardrailConfig", {})
        extra = fault.guardrail if isinstance(fault.guardrail, list) else []
        word = find_word([*self._words, *extra], conversation.collect_text(body["messages"][-1:])) if config else None
        if word is None and fault.guardrail is not True:
            return None
        usage = {"inputTokens": 0, "outputTokens": 0, "totalTokens": 0}
        reply = ConverseReply({"text": GUARDRAIL_TEXT}, "guardrail_intervened", usage)
        traced = config.get("trace", "disabled") != "disabled"
        return replace(reply, trace=_trace(config, word)) if traced else reply

    def _block(self, body: JSON, fault: BedrockFault) -> JSON:
        """A call of a tool, where one is due, else an answer in words."""
        from backend.local.bedrock.agent import model  # a laptop starts sooner without its vocabulary

        following = model.tool_call(body, self._mind) if body.get("toolConfig") else None
        if isinstance(following, tuple):
            name, chosen = following
            return model.new_use(name, chosen if fault.tool_input is None else fault.tool_input)
        return {"text": following if following is not None else self._text(body)}

    def _text(self, body: JSON) -> str:
        """An answer in words, or as JSON where the request names a format."""
        text_format = body.get("outputConfig", {}).get("textFormat")
        if text_format is None:
            return self._answer(body)
        from backend.local.bedrock.agent import model

        return json.dumps(model.facts(check_format(text_format), body["messages"], self._mind), ensure_ascii=False)

    def _answer(self, body: JSON) -> str:
        question, passages = conversation.question(body["messages"])
        return self._mind.answer(question, passages)

    def _usage(self, model_id: str, body: JSON, block: JSON) -> dict[str, int]:
        usage = self._cache.input_usage(model_id, body)
        usage["outputTokens"] = estimate(_output_text(block))
        return usage | {"totalTokens": sum(usage.values())}


def _within(block: JSON, config: JSON) -> tuple[JSON, str]:
    """The block within `maxTokens` and up to the first of `stopSequences`, and why it ended there."""
    limit: float = config.get("maxTokens", math.inf)
    if "toolUse" in block:
        return (_shorten(block, limit), "max_tokens") if _exceeds(block, limit) else (block, "tool_use")
    text = block["text"]
    ends = [text.index(stop) for stop in config.get("stopSequences", []) if stop in text]
    if ends:
        block = {"text": text[: min(ends)]}
    if _exceeds(block, limit):
        return {"text": cut(block["text"], int(limit))}, "max_tokens"
    return block, "stop_sequence" if ends else "end_turn"


def _exceeds(block: JSON, limit: float) -> bool:
    return estimate(_output_text(block)) > limit


def _shorten(block: JSON, limit: float) -> JSON:
    """A tool's input broken off: as many of its first properties as there is room for."""
    use = block["toolUse"]
    kept = dict(use["input"])
    while kept and _exceeds({"toolUse": {**use, "input": kept}}, limit):
        kept.popitem()
    return {"toolUse": {**use, "input": kept}}


def _output_text(block: JSON) -> str:
    """What the model wrote: the text, or the tool's input as JSON."""
    text: Any = block.get("text")
    return text if isinstance(text, str) else json.dumps(block["toolUse"]["input"], ensure_ascii=False)


def _trace(config: JSON, word: str | None) -> JSON:
    words = [{"match": word, "action": "BLOCKED", "detected": True}] if word else []
    assessment = {"wordPolicy": {"customWords": words, "managedWordLists": []}}
    return {"guardrail": {"inputAssessment": {config.get("guardrailIdentifier", ""): assessment}}}
