"""Text models on Amazon Bedrock, through Converse.

One layer retries: botocore repeats a throttled call with jitter, then this client goes on to the next model of the
list. A model that is at its end of life answers a ValidationException; that counts as gone, not as our mistake.
"""

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.forge.clients.breaker import Breaker
from backend.forge.clients.failures import answer_of, aws_failures, reason_of, timed_out
from backend.forge.errors import ContentRefused, ModelFailed, ModelTimedOut, ModelUnavailable
from backend.forge.meter import Meter
from backend.forge.models import Usage

log = logging.getLogger(__name__)

PASSING = {
    "ThrottlingException",
    "ModelTimeoutException",
    "ModelNotReadyException",
    "ServiceUnavailableException",
    "InternalServerException",
    "ModelErrorException",
}
GONE = {"ResourceNotFoundException", "AccessDeniedException"}
SECONDS_A_CALL_NEEDS = 3.0


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool the model must call; its input is the structured output."""

    name: str
    description: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Turn:
    """One call: what is asked, and how."""

    system: str
    messages: Sequence[Mapping[str, Any]]
    """As Converse takes them."""
    tool: Tool | None = None
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int = 2048


@dataclass(frozen=True, slots=True)
class TextAnswer:
    text: str
    tool_input: Any
    """The input of the tool that was called; None when none was."""
    message: Mapping[str, Any]
    """The whole answer as Converse gives it, to go on from."""
    model: str
    usage: Usage
    stop_reason: str


@dataclass(frozen=True, slots=True)
class TextSettings:
    models: tuple[str, ...]
    """In the order they are asked."""
    temperature: float
    top_p: float
    cache_prompt: bool = False
    guardrail: str | None = None


class BedrockText:
    def __init__(self, client: Any, settings: TextSettings) -> None:
        self._client = client
        self._settings = settings
        self._breakers = {model: Breaker() for model in settings.models}

    def converse(self, turn: Turn, *, meter: Meter, deadline: float = float("inf")) -> TextAnswer:
        """Asks the models in their order until one answers. `deadline` is a `time.monotonic()`.

        Raises `ContentRefused` when the guardrail stops it, `ModelTimedOut`, `ModelUnavailable` when no model could
        be reached, and `ModelFailed` for an answer that makes no sense.
        """
        last: Exception | None = None
        for model in self._settings.models:
            if deadline - time.monotonic() < SECONDS_A_CALL_NEEDS:
                break
            breaker = self._breakers[model]
            if not breaker.lets_through():
                last = last or ModelUnavailable("the circuit is open")
                continue
            try:
                answer = self._client.converse(**self._request(model, turn))
            except aws_failures() as error:
                if not passes_on(error):
                    breaker.succeeded()  # it answered; the mistake is ours
                    raise ModelFailed("The text model refused the request as we sent it.") from error
                log.warning("text model did not answer", extra={"model": model, "reason": reason_of(error)})
                breaker.failed()
                last = error
                continue
            breaker.succeeded()
            return self._read(model, answer, meter)
        if last is None or timed_out(last):
            raise ModelTimedOut("The text model took too long. Try again in a moment.") from last
        raise ModelUnavailable("No text model can be reached now. Try again in a minute.") from last

    def reachable(self) -> None:
        """Asks for a count of tokens, which costs nothing; raises `ModelUnavailable` when that fails.

        A model without token counting says so in a ValidationException, and has thereby answered.
        """
        message = {"role": "user", "content": [{"text": "ping"}]}
        try:
            self._client.count_tokens(modelId=self._settings.models[0], input={"converse": {"messages": [message]}})
        except aws_failures() as error:
            if reason_of(error) == "ValidationException" and not passes_on(error):
                return
            raise ModelUnavailable("The text model does not answer.") from error

    def _request(self, model: str, turn: Turn) -> dict[str, Any]:
        settings = self._settings
        cache: list[dict[str, Any]] = [{"cachePoint": {"type": "default"}}] if settings.cache_prompt else []
        inference: dict[str, Any] = {"maxTokens": turn.max_tokens, **self._sampling(model, turn)}
        request: dict[str, Any] = {
            "modelId": model,
            "system": [{"text": turn.system}, *cache],
            "messages": list(turn.messages),
            "inferenceConfig": inference,
        }
        if turn.tool is not None:
            request["toolConfig"] = _tool_config(turn.tool)
        if settings.guardrail is not None:
            name, _, version = settings.guardrail.partition("@")
            request["guardrailConfig"] = {"guardrailIdentifier": name, "guardrailVersion": version or "DRAFT"}
        return request

    def _sampling(self, model: str, turn: Turn) -> dict[str, float]:
        """Temperature and top_p. Claude from 4.5 on refuses both together: it gets what the caller set, else ours."""
        if turn.temperature is None and turn.top_p is None:
            both = {"temperature": self._settings.temperature, "topP": self._settings.top_p}
        else:
            asked = {"temperature": turn.temperature, "topP": turn.top_p}
            both = {name: value for name, value in asked.items() if value is not None}
        if "anthropic.claude" in model and len(both) == 2:
            del both["topP"]
        return both

    def _read(self, model: str, answer: Mapping[str, Any], meter: Meter) -> TextAnswer:
        try:
            message, counted, stop = answer["output"]["message"], answer["usage"], answer["stopReason"]
            blocks = message["content"]
        except (KeyError, TypeError) as error:
            raise ModelFailed("The text model's answer has a form that we do not know.") from error
        usage = Usage(
            input_tokens=counted.get("inputTokens", 0),
            output_tokens=counted.get("outputTokens", 0),
            cached_tokens=counted.get("cacheReadInputTokens", 0),
        )
        meter.text(model, usage)
        if stop in ("guardrail_intervened", "content_filtered"):
            raise ContentRefused("The content policy stops this request. Put it in other words.")
        return TextAnswer(
            text="".join(block.get("text", "") for block in blocks).strip(),
            tool_input=next((block["toolUse"]["input"] for block in blocks if "toolUse" in block), None),
            message=message,
            model=model,
            usage=usage,
            stop_reason=stop,
        )


def _tool_config(tool: Tool) -> dict[str, Any]:
    spec = {"name": tool.name, "description": tool.description, "inputSchema": {"json": dict(tool.schema)}}
    return {"tools": [{"toolSpec": spec}], "toolChoice": {"tool": {"name": tool.name}}}


def passes_on(error: Exception) -> bool:
    """Whether another model may answer where this one did not."""
    reason = reason_of(error)
    if reason == "ValidationException":
        return "identifier is invalid" in str(error) or "end of its life" in str(error)
    return reason in PASSING or reason in GONE or not answer_of(error)
