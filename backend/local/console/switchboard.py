"""Faults for the next calls, in the words of the fault proxy of `make trust`: throttled, slow, lost, failed, refused.

They strike only what the service calls, never what the console or other programs do.
"""

import json
import re
import threading
import time
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from backend.local.bedrock import BedrockStandIn
from backend.local.bedrock.words import FILTERED_WORDS
from backend.local.console.problems import ConsoleProblem
from backend.local.console.recorder import Recorder
from backend.local.console.records import RecordedCall
from backend.local.faults import name_call
from backend.local.faults.errors import error_answer
from backend.local.kie import KieStandIn
from backend.local.wsgi import App

Environ = dict[str, Any]
SLOW_MS = 3_000


class ConsoleFault(BaseModel):
    """`throttle` and `error` are answered in the service's own words, and the call is not carried out; `slow` waits
    first; `lost` carries the call out and closes the connection; `refuse` is a model that says no."""

    model_config = ConfigDict(extra="forbid", strict=True)

    kind: Literal["throttle", "error", "slow", "lost", "refuse"]
    service: Literal["dynamodb", "s3", "sqs", "cognito", "bedrock", "kie"]
    call: str = Field(default="", max_length=200)
    """Part of the call's name, such as `PutItem products`; empty for any of the service."""
    times: int = Field(default=1, ge=1, le=1000)
    delay_ms: int = Field(default=SLOW_MS, ge=1, le=60_000)

    def befalls(self, name: str) -> bool:
        service, _, rest = name.partition(".")
        if self.kind == "refuse" and not _can_refuse(service, rest):
            return False
        return service == self.service and self.call.lower() in rest.lower()


_ORDERS = TypeAdapter(list[ConsoleFault])


class FaultSwitchboard:
    """Faults still to come; each call suffers the first that fits it."""

    def __init__(self, recorder: Recorder, bedrock: BedrockStandIn, kie: KieStandIn) -> None:
        self._recorder = recorder
        self._bedrock = bedrock
        self._kie = kie
        self._faults: list[ConsoleFault] = []
        self._lock = threading.Lock()

    def pending(self) -> list[dict[str, Any]]:
        with self._lock:
            return [fault.model_dump() for fault in self._faults]

    def replace(self, faults: Any) -> None:
        """`ConsoleProblem` for what is no fault, and why."""
        try:
            parsed = _ORDERS.validate_python(faults)
        except ValidationError as error:
            told = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
            raise ConsoleProblem(f"Invalid faults: {told}") from None
        for fault in parsed:
            if fault.kind == "refuse" and fault.service not in ("bedrock", "kie"):
                raise ConsoleProblem("Only models refuse: the service must be bedrock or kie.")
        with self._lock:
            self._faults = parsed
            self._recorder.faults = self if parsed else None

    def strike(self, call: RecordedCall, app: App, environ: Environ, start_response: Any) -> Iterable[bytes]:
        name = name_call(call.method, call.target, call.headers, call.body.content)
        fault = self._take(name)
        if fault is None:
            return app(environ, start_response)
        call.fault = fault.kind
        match fault.kind:
            case "throttle" | "error":
                refusal = error_answer(fault.kind, name, call.body.content)
                headers = [*refusal.headers.items(), ("Content-Length", str(len(refusal.body)))]
                start_response(f"{refusal.status} Injected", headers)
                return [refusal.body]
            case "slow":
                time.sleep(fault.delay_ms / 1000)
            case "lost":
                _exhaust(app(environ, start_response))
                raise ConnectionAbortedError
            case "refuse":
                self._refuse(name, environ)
        return app(environ, start_response)

    def _take(self, name: str) -> ConsoleFault | None:
        with self._lock:
            for at, fault in enumerate(self._faults):
                if fault.befalls(name):
                    left = fault.times - 1
                    self._faults[at : at + 1] = [fault.model_copy(update={"times": left})] if left else []
                    if not self._faults:
                        self._recorder.faults = None
                    return fault
        return None

    def _refuse(self, name: str, environ: Environ) -> None:
        """A text model stops for content, a picture's prompt has a word that models filter, KIE flags the task."""
        service, _, action = name.partition(".")
        if service == "kie":
            self._kie.fail(fail_code="400", fail_msg="The prompt was flagged by the content policy.")
        elif action == "InvokeModel":
            environ["wsgi.input"] = BytesIO(_with_filtered_word(environ["wsgi.input"].getvalue()))
            environ["CONTENT_LENGTH"] = str(len(environ["wsgi.input"].getvalue()))
        else:
            model = re.escape(environ["PATH_INFO"].removeprefix("/model/").rpartition("/")[0])
            self._bedrock.faults.add(operation=action, model=model, stop_reason="content_filtered")


def _can_refuse(service: str, action: str) -> bool:
    models = action.startswith(("Converse", "InvokeModel"))
    return (service == "bedrock" and models) or (service == "kie" and action == "createTask")


def _with_filtered_word(body: bytes) -> bytes:
    """The prompt of a picture, wherever its family has it, with a word that no model draws."""
    sent = json.loads(body)
    holder, name = (sent["textToImageParams"], "text") if "textToImageParams" in sent else (sent, "prompt")
    holder[name] = f"{FILTERED_WORDS[0]} {holder.get(name, '')}"
    return json.dumps(sent).encode()


def _exhaust(chunks: Iterable[bytes]) -> None:
    close: Any = getattr(chunks, "close", None)
    try:
        for _ in chunks:
            continue
    finally:
        if close is not None:
            close()


KINDS: Sequence[dict[str, str]] = (
    {"kind": "throttle", "text": "Throttled: the service says that it is asked too often."},
    {"kind": "slow", "text": "Slow: the answer comes late."},
    {"kind": "lost", "text": "Lost response: the call is carried out, and its answer never arrives."},
    {"kind": "error", "text": "Failed: the service's own 500."},
    {"kind": "refuse", "text": "Refused: the model says no to the content."},
)
"""For the page."""
