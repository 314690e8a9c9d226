"""Text models on Amazon Bedrock, through Converse and ConverseStream.

A call is read through ConverseStream, so that what came until the time was over is neither lost nor uncounted. Where no
model answers, the last of the list is asked once more if it was only throttled (`retry`). The next model is asked only
after errors that Bedrock answered with: a call whose outcome is unknown may be paid for. What a family accepts is in
`backend/adapters/bedrock/families/text.py`; what an error means, in `model_faults.py`.
"""

import logging
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Any

from backend.adapters.bedrock.families.schemas import adapt_schema
from backend.adapters.bedrock.families.text import TextFamily, build_tool_choice, choose_sampling, find_text_family
from backend.adapters.bedrock.model_faults import ModelFault, build_error, classify, report_fault
from backend.adapters.bedrock.model_health import ModelHealth
from backend.adapters.bedrock.text_stream import ArrivingAnswer, estimate_tokens
from backend.adapters.calls import retry
from backend.adapters.calls.breaker import Breaker
from backend.adapters.calls.failures import aws_error_types, error_code, is_lost, timed_out
from backend.domain.shared.budget import Budget, CutOff
from backend.domain.shared.errors import ContentRefused, DreamForgeError, ModelFailed, ModelTimedOut, ModelUnavailable
from backend.domain.shared.meter import Meter
from backend.domain.shared.text_model import TIME_LIMIT, ModelTool, Pieces, TextAnswer, TextModel, Turn
from backend.domain.shared.usage import Usage

log = logging.getLogger(__name__)

THROTTLED = {"ThrottlingException", "ServiceUnavailableException"}
SECONDS_A_CALL_NEEDS = 3.0
SECONDS_TO_END = 1.0
"""What an answer that takes too long leaves of its time, for keeping what came of it."""


@dataclass(frozen=True, slots=True)
class TextSettings:
    models: tuple[str, ...]
    """In the order they are asked."""
    temperature: float
    top_p: float
    cache_prompt: bool = False
    guardrail: str | None = None
    streaming: bool = True
    """False: Converse is called, and what is streamed is its answer in one piece."""


class BedrockText(TextModel):
    def __init__(
        self,
        client: Any,
        settings: TextSettings,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        pause: retry.Pause = time.sleep,
    ) -> None:
        self._client = client
        self._settings = settings
        self._pause = pause
        self._breakers = {model: Breaker() for model in settings.models}
        self._health = ModelHealth(client, settings.models[0], monotonic)

    def converse(self, turn: Turn, *, meter: Meter, budget: Budget) -> TextAnswer:
        *_, last = self._first(turn, meter, budget)[1]
        assert isinstance(last, TextAnswer)
        return last

    def stream(self, turn: Turn, *, meter: Meter, budget: Budget) -> tuple[str, Pieces]:
        return self._first(turn, meter, budget)

    def _begin(self, model: str, turn: Turn, meter: Meter, budget: Budget) -> Pieces:
        """The pieces of a model's answer, with the first at hand."""
        is_streamed = self._settings.streaming and (turn.tool is None or find_text_family(model).streams_tools)
        pieces = self._pieces(model, turn, meter, budget.reserve(SECONDS_TO_END))
        pieces = pieces if is_streamed else self._whole(model, turn, meter)
        next(pieces)
        return pieces

    def _whole(self, model: str, turn: Turn, meter: Meter) -> Pieces:
        """Converse's answer in one piece, after the mark that `_pieces` begins with."""
        request = self._request(model, turn)
        try:
            answer = self._read(model, self._client.converse(**request), meter)
        except aws_error_types() as error:
            self._count_lost(model, request, ArrivingAnswer(), error, meter)
            raise
        self._note_success(model)
        yield ""
        if answer.text:
            yield answer.text
        yield answer

    def _pieces(self, model: str, turn: Turn, meter: Meter, budget: Budget) -> Pieces:
        """Begins with a mark that is not part of the answer, when the first piece is there: errors before are early."""
        request, arrived, given, stopped = self._request(model, turn), ArrivingAnswer(), False, None
        try:
            with closing(self._receive(request, arrived, budget)) as received:
                for piece in received:
                    if turn.tool is not None:
                        continue
                    if not given:
                        yield ""
                    given = True
                    yield piece
        except aws_error_types() as error:
            if timed_out(error) and given:
                stopped = TIME_LIMIT
            else:
                self._count_lost(model, request, arrived, error, meter)
                if not given:
                    raise
                self._breakers[model].note_failure()
                raise _broken_off(error) from error
        if stopped is None and not arrived.is_whole:
            meter.text(model, _usage(arrived.estimate(request)))
            raise ModelFailed("The text model's answer is incomplete. Retry in a moment.")
        self._note_success(model)
        answer = self._read(model, arrived.answer(request, stop_reason=stopped), meter)
        if not given:
            yield ""
        yield answer

    def _receive(
        self, request: Mapping[str, Any], arrived: ArrivingAnswer, budget: Budget
    ) -> Generator[str, None, None]:
        with budget.active():
            answer = self._client.converse_stream(**request)
        with closing(answer["stream"]) as events:
            for event in events:
                piece = arrived.add(event)
                if piece:
                    yield piece
                if time.monotonic() >= budget.ends_at:
                    raise CutOff("the text model is still answering")

    def _count_lost(
        self, model: str, request: Mapping[str, Any], arrived: ArrivingAnswer, error: Exception, meter: Meter
    ) -> None:
        """Of an answer that broke off, what was read and written until then is paid for, as far as anyone knows."""
        if is_lost(error) or not arrived.empty:
            meter.text(model, _usage(arrived.estimate(request)))

    def _first(self, turn: Turn, meter: Meter, budget: Budget) -> tuple[str, Pieces]:
        """The first model that answers, with its answer."""
        meter.reserve_text(
            estimate_tokens(turn.system, turn.messages, turn.tool and turn.tool.schema) + turn.max_tokens
        )
        failures: list[tuple[ModelFault, Exception]] = []
        late = True
        for model in self._settings.models:
            if not budget.allows(SECONDS_A_CALL_NEEDS):
                break
            late = False
            if not self._breakers[model].lets_through():
                failures.append((ModelFault.TEMPORARY, ModelUnavailable("the circuit is open")))
                continue
            is_last = model == self._settings.models[-1]
            patience = Budget(budget.ends_at, repeats=is_last)  # before, the next model is quicker
            if failures:
                meter.count_retry()
            ask = partial(self._begin, model, turn, meter, budget)
            try:
                return model, retry.call(
                    "converse_stream", ask, budget=patience, pause=self._pause, on_retry=meter.count_retry
                )
            except aws_error_types() as error:
                failures.append((self._note_failure(model, error, meter), error))
                if failures[-1][0] is ModelFault.CONTENT or is_lost(error):
                    break  # lost: it may have answered, and be paid for
        if late:
            raise ModelTimedOut("The text model timed out. Retry in a moment.")
        raise build_error("text", failures) from failures[-1][1]

    def _note_failure(self, model: str, error: Exception, meter: Meter | None) -> ModelFault:
        """Whose fault it is. Only a model that may answer again soon is left alone for a while: see breaker.py."""
        fault = classify(error)
        log.warning("text model did not answer", extra={"model": model, "reason": error_code(error)})
        report_fault(fault, model, error, meter)
        self._health.note_failure(model, fault)
        (self._breakers[model].note_failure if fault is ModelFault.TEMPORARY else self._breakers[model].note_success)()
        return fault

    def _note_success(self, model: str) -> None:
        self._breakers[model].note_success()
        self._health.note_success(model)

    def reachable(self) -> None:
        self._health.check()

    def _request(self, model: str, turn: Turn) -> dict[str, Any]:
        settings, family = self._settings, find_text_family(model)
        cached = settings.cache_prompt and family.cache_points
        cache: list[dict[str, Any]] = [{"cachePoint": {"type": "default"}}] if cached else []
        request: dict[str, Any] = {
            "modelId": model,
            "system": [{"text": turn.system}, *cache],
            "messages": list(turn.messages),
            "inferenceConfig": self._inference(family, turn),
        }
        if turn.tool is not None:
            request["toolConfig"] = _tool_config(family, turn.tool)
        if family.extra:
            request["additionalModelRequestFields"] = dict(family.extra)
        if settings.guardrail is not None:
            name, _, version = settings.guardrail.partition("@")
            request["guardrailConfig"] = {"guardrailIdentifier": name, "guardrailVersion": version or "DRAFT"}
        return request

    def _inference(self, family: TextFamily, turn: Turn) -> dict[str, Any]:
        defaults = {"temperature": self._settings.temperature, "topP": self._settings.top_p}
        sampling = choose_sampling(family, {"temperature": turn.temperature, "topP": turn.top_p}, defaults)
        return {"maxTokens": min(turn.max_tokens, family.output_limit), **sampling}

    def _read(self, model: str, answer: Mapping[str, Any], meter: Meter) -> TextAnswer:
        try:
            message, counted, stop = answer["output"]["message"], answer["usage"], answer["stopReason"]
            blocks = message["content"]
        except (KeyError, TypeError) as error:
            raise ModelFailed("The text model's response is malformed. Retry.") from error
        usage = _usage(counted)
        meter.text(model, usage)
        if stop in ("guardrail_intervened", "content_filtered"):
            raise ContentRefused("The content policy refused this request. Rephrase it.")
        return TextAnswer(
            text="".join(block.get("text", "") for block in blocks).strip(),
            tool_input=next((block["toolUse"]["input"] for block in blocks if "toolUse" in block), None),
            message=message,
            model=model,
            usage=usage,
            stop_reason=stop,
        )


def _tool_config(family: TextFamily, tool: ModelTool) -> dict[str, Any]:
    schema = adapt_schema(tool.schema, family.dialect)
    spec = {"name": tool.name, "description": tool.description, "inputSchema": {"json": schema}}
    return {"tools": [{"toolSpec": spec}], **build_tool_choice(family, tool.name)}


def _usage(counted: Mapping[str, int]) -> Usage:
    return Usage(
        # what is written to the cache is input that was read in full, and counted apart
        input_tokens=counted.get("inputTokens", 0) + counted.get("cacheWriteInputTokens", 0),
        output_tokens=counted.get("outputTokens", 0),
        cached_tokens=counted.get("cacheReadInputTokens", 0),
    )


def _broken_off(error: Exception) -> DreamForgeError:
    """What became of an answer that had begun."""
    if timed_out(error):
        return ModelTimedOut("The text model timed out in its answer. Retry in a moment.")
    if error_code(error) in THROTTLED:
        return ModelUnavailable("The text model is overloaded and did not finish its answer. Retry in a minute.")
    return ModelFailed("The text model did not finish its answer. Retry in a moment.")
