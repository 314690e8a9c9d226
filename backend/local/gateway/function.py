"""A Lambda function behind the gateway: JSON in, JSON out, a context, a clock and Lambda's own limits."""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

Handler = Callable[[dict[str, Any], Any], Any]
"""One that also has `stream(event, context)` gives the answer, and the parts of a body that is made while it is sent,
or None. It stands for what Lambda's response streaming does: the answer as it is, but its body by and by."""

PAYLOAD_BYTES = 6_291_556  # of an invocation, and of its answer: 6 MB, and 100 bytes that Lambda itself adds

_log = logging.getLogger("dreamforge.local.gateway")


class FunctionFailedError(Exception):
    """The handler raised, answered what is no JSON, or answered too much."""


class FunctionTimedOutError(FunctionFailedError):
    """The function's own timeout ran out; at AWS its environment is killed then."""


class WaitedTooLongError(Exception):
    """The caller's patience ran out before the function's."""


class PayloadTooLargeError(Exception):
    """The event does not fit into an invocation."""


@dataclass(frozen=True, slots=True)
class LambdaContext:
    """The second argument of a handler."""

    aws_request_id: str
    function_name: str
    memory_limit_in_mb: str
    invoked_function_arn: str
    log_group_name: str
    log_stream_name: str
    deadline: float
    """time.monotonic() at which the function is stopped."""
    function_version: str = "$LATEST"
    client_context: None = None
    identity: None = None

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self.deadline - time.monotonic()) * 1000))


@dataclass(slots=True)
class _Outcome:
    done: threading.Event = field(default_factory=threading.Event)
    answer: str | None = None
    parts: Iterable[bytes] | None = None


@dataclass(frozen=True, slots=True)
class LocalFunction:
    """A handler with the settings of a function. `timeout` in seconds."""

    handler: Handler
    name: str = "dreamforge-local-api"
    region: str = "us-west-2"
    account: str = "123456789012"
    memory_mb: int = 1024
    timeout: float = 29.0

    def invoke(self, event: dict[str, Any], request_id: str, patience: float) -> tuple[Any, Iterable[bytes] | None]:
        """The handler's answer after a round trip through JSON, as the runtime makes it; and the parts of its body.

        A handler that outlasts `patience` or its own timeout cannot be killed from here: it runs on in its thread, and
        its answer is dropped.
        """
        payload = json.dumps(event, ensure_ascii=False)
        if len(payload.encode(errors="replace")) > PAYLOAD_BYTES:
            raise PayloadTooLargeError
        outcome = _Outcome()
        threading.Thread(target=self._run, args=(payload, self._context(request_id), outcome), daemon=True).start()
        if not outcome.done.wait(min(patience, self.timeout)):
            raise WaitedTooLongError if patience <= self.timeout else FunctionTimedOutError
        if outcome.answer is None:
            raise FunctionFailedError
        return json.loads(outcome.answer), outcome.parts

    def _run(self, payload: str, context: LambdaContext, outcome: _Outcome) -> None:
        try:
            result, outcome.parts = self._invoke(json.loads(payload), context)
            answer = json.dumps(result, ensure_ascii=False)
            if len(answer.encode()) > PAYLOAD_BYTES:
                raise ValueError("the answer is larger than 6 MB")
            outcome.answer = answer
        except (Exception, SystemExit):  # noqa: BLE001 (a handler may raise anything; the gateway lives on)
            _log.exception("function failed, request id %s", context.aws_request_id)
        finally:
            outcome.done.set()

    def _invoke(self, event: dict[str, Any], context: LambdaContext) -> tuple[Any, Iterable[bytes] | None]:
        stream = getattr(self.handler, "stream", None)
        return stream(event, context) if stream is not None else (self.handler(event, context), None)

    def _context(self, request_id: str) -> LambdaContext:
        return LambdaContext(
            aws_request_id=request_id,
            function_name=self.name,
            memory_limit_in_mb=str(self.memory_mb),
            invoked_function_arn=f"arn:aws:lambda:{self.region}:{self.account}:function:{self.name}",
            log_group_name=f"/aws/lambda/{self.name}",
            log_stream_name="local",
            deadline=time.monotonic() + self.timeout,
        )
