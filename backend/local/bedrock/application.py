"""The service as a WSGI application: paths to operations, errors to responses, faults where they are ordered."""

import base64
import json
import logging
import re
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Request as WerkzeugRequest
from werkzeug.wrappers import Response

from backend.local.bedrock import stream
from backend.local.bedrock.account import Account
from backend.local.bedrock.catalogue import locate, resolve
from backend.local.bedrock.control_plane import ControlPlane
from backend.local.bedrock.converse import Converser, ConverseReply
from backend.local.bedrock.faults import NO_FAULT, BedrockCall, BedrockFault
from backend.local.bedrock.images import Images
from backend.local.bedrock.model_backend import ModelBackend, OfflineBackend
from backend.local.bedrock.models import Family, Model
from backend.local.bedrock.pace import AT_ONCE, Pace, Rhythm
from backend.local.bedrock.signing import signed_region
from backend.local.bedrock.text_rules import check_text
from backend.local.bedrock.text_traits import TextTraits
from backend.local.bedrock.tokens import estimate, prompt_tokens
from backend.local.bedrock.validation import check, parse
from backend.local.bedrock.wire import JSON, ServiceError, error_statuses, invalid
from backend.local.bedrock.words import FILTERED_WORDS, GUARDRAIL_WORDS
from backend.local.fault_list import FaultList, FaultsRefused

log = logging.getLogger(__name__)

# The id may hold slashes and colons: it is an ARN as often as not. WSGI hands the path over already decoded.
_PATH = re.compile(r"/model/(?P<model>.+)/(?P<action>converse|converse-stream|invoke|count-tokens)")
_JSON_TYPES = ("application/json", "application/*", "*/*", "application/octet-stream", "")
_REMEMBERED_CALLS = 10_000


class BedrockRequest(WerkzeugRequest):
    # The largest body InvokeModel takes.
    max_content_length = 25_000_000


@dataclass(frozen=True, slots=True)
class ModelInvocation:
    """One call of a model, as it came in."""

    request: BedrockRequest
    model_id: str
    region: str
    fault: BedrockFault


class BedrockApplication:
    """Bedrock Runtime over a `ModelBackend`, and Bedrock's control plane. Safe to call from several threads.

    `account` decides what may be used; `pace` makes the models slow, which otherwise answer at once.
    """

    def __init__(
        self,
        mind: ModelBackend | None = None,
        *,
        guardrail_words: Sequence[str] = GUARDRAIL_WORDS,
        filtered_words: Sequence[str] = FILTERED_WORDS,
        account: Account | None = None,
        pace: Pace | None = None,
    ) -> None:
        mind = mind or OfflineBackend()
        self.account = account or Account()
        self._pace = pace
        self._control_plane = ControlPlane(self.account)
        self.faults = FaultList(BedrockFault)
        self._calls: deque[BedrockCall] = deque(maxlen=_REMEMBERED_CALLS)
        self._closing = threading.Event()
        self._converser = Converser(mind, guardrail_words)
        self._images = Images(mind, filtered_words)
        self._operations: dict[str, tuple[str, Callable[[ModelInvocation], Response]]] = {
            "converse": ("Converse", self._converse),
            "converse-stream": ("ConverseStream", self._converse_stream),
            "invoke": ("InvokeModel", self._invoke),
            "count-tokens": ("CountTokens", self._count_tokens),
        }

    @property
    def calls(self) -> list[BedrockCall]:
        """The latest calls, oldest first."""
        return list(self._calls)

    def wsgi(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        response = self._answer(BedrockRequest(environ))
        response.headers["x-amzn-RequestId"] = str(uuid.uuid4())
        return response(environ, start_response)

    def _answer(self, request: BedrockRequest) -> Response:
        path = _PATH.fullmatch(request.path)
        if path and request.method == "POST":
            return self._call(request, path["action"], path["model"])
        if request.path.startswith("/_"):
            return self._control(request)
        return self._describe(request)

    # ---- calls

    def _call(self, request: BedrockRequest, action: str, model_id: str) -> Response:
        name, operation = self._operations[action]
        fault = self.faults.take(lambda each: each.befalls(name, model_id)) or NO_FAULT
        error: ServiceError | None = None
        try:
            response = self._with_fault(fault) or operation(_invocation(request, model_id, fault))
        except ConnectionAbortedError:
            self._calls.append(BedrockCall(name, model_id, None, None))
            raise
        except ServiceError as raised:
            error, response = raised, _error(raised)
        except RecursionError:
            error = invalid("The input is nested too deeply.")
            response = _error(error)
        except Exception:
            log.exception("bedrock stand-in failed", extra={"operation": name, "model": model_id})
            error = ServiceError("InternalServerException", "The stand-in failed; its log says why.")
            response = _error(error)
        self._calls.append(BedrockCall(name, model_id, response.status_code, error.code if error else None))
        return response

    def _with_fault(self, fault: BedrockFault) -> Response | None:
        """What the fault does in place of the operation. On a ConnectionError werkzeug closes the connection."""
        self._pause(fault.delay_ms)
        if fault.after_deltas is not None:
            return None
        if fault.drop:
            raise ConnectionAbortedError
        if fault.garbage:
            return Response(b"<html>Bad gateway", content_type="application/json")
        if fault.code:
            raise ServiceError(fault.code, fault.message)
        return None

    def _pause(self, milliseconds: int) -> None:
        """Cut short when the stand-in closes: nobody waits for an injected delay."""
        if milliseconds:
            self._closing.wait(milliseconds / 1000)

    def _converse(self, call: ModelInvocation) -> Response:
        started = time.perf_counter()
        reply, rhythm = self._reply("Converse", call)
        self._pause(rhythm.whole)
        return _json(reply.payload(_since(started)))

    def _converse_stream(self, call: ModelInvocation) -> Response:
        started = time.perf_counter()
        reply, rhythm = self._reply("ConverseStream", call)
        frames = stream.frames(reply, _since(started) + rhythm.whole, call.fault, self._pause, rhythm)
        return Response(frames, content_type=stream.CONTENT_TYPE, direct_passthrough=True)

    def _reply(self, operation: str, call: ModelInvocation) -> tuple[ConverseReply, Rhythm]:
        model = resolve(call.model_id, call.region, self.account).model
        traits = _text_traits(model)
        body = _text_request(operation, call)
        check_text(traits, body, streaming=operation == "ConverseStream")
        reply = self._converser.reply(model.id, body, call.fault)
        tokens = reply.usage["outputTokens"]
        rhythm = self._pace.text(traits, tokens, tool="toolUse" in reply.block) if self._pace else AT_ONCE
        return reply, rhythm

    def _count_tokens(self, call: ModelInvocation) -> Response:
        """Takes the id of a model, never that of a profile, whatever can be invoked by which."""
        target = locate(call.model_id, call.region, self.account)
        if target.prefix is not None or not _text_traits(target.model).count_tokens:
            raise invalid("The provided model doesn't support counting tokens.")
        given = _text_request("CountTokens", call)["input"]
        return _json({"inputTokens": prompt_tokens(given["converse"]) if "converse" in given else _raw_tokens(given)})

    def _invoke(self, call: ModelInvocation) -> Response:
        family = resolve(call.model_id, call.region, self.account).model.family
        for header in ("Content-Type", "Accept"):
            if call.request.headers.get(header, "").partition(";")[0] not in _JSON_TYPES:
                raise invalid(f"The {header} header must be application/json.")
        if family is Family.TEXT:
            raise invalid("This stand-in serves text models through Converse and ConverseStream, not InvokeModel.")
        answer = self._images.invoke(family, _body(call.request))
        if self._pace:
            self._pause(self._pace.picture(family))
        return _json(answer)

    # ---- control plane

    def _describe(self, request: BedrockRequest) -> Response:
        try:
            region = signed_region(request.headers.get("Authorization"))
            answer = self._control_plane.answer(request.path, request.args.to_dict(), region)
        except ServiceError as error:
            return _error(error)
        if answer is None or request.method != "GET":
            return _error(_unknown(request))
        return _json(answer)

    # ---- control

    def _control(self, request: BedrockRequest) -> Response:
        route = (request.method, request.path)
        if route == ("PUT", "/_faults"):
            return self._put_faults(request)
        if route == ("GET", "/_faults"):
            return _json([fault.model_dump(exclude_defaults=True) for fault in self.faults.pending()])
        if route == ("GET", "/_calls"):
            return _json([asdict(call) for call in self.calls])
        return _error(_unknown(request))

    def _put_faults(self, request: BedrockRequest) -> Response:
        try:
            self.faults.replace(json.loads(request.get_data()))
        except FaultsRefused as refused:
            return _json({"message": str(refused)}, 400)
        except ValueError:
            return _json({"message": "The faults must be a JSON list."}, 400)
        return Response(status=204)


def _invocation(request: BedrockRequest, model_id: str, fault: BedrockFault) -> ModelInvocation:
    return ModelInvocation(request, model_id, signed_region(request.headers.get("Authorization")), fault)


def _unknown(request: BedrockRequest) -> ServiceError:
    return ServiceError("UnknownOperationException", f"No operation at {request.method} {request.path}.")


def _text_traits(model: Model) -> TextTraits:
    if model.traits is None:
        raise invalid("This action doesn't support the model that you provided. Try again with a supported text model.")
    return model.traits


def _text_request(operation: str, call: ModelInvocation) -> JSON:
    """The body of a call to a text model, checked against the service's model of it."""
    body = _body(call.request)
    check(operation, body, modelId=call.model_id)
    return body


def _raw_tokens(given: JSON) -> int:
    return estimate(base64.b64decode(given["invokeModel"]["body"]).decode(errors="replace"))


def _body(request: BedrockRequest) -> JSON:
    try:
        return parse(request.get_data())
    except RequestEntityTooLarge:
        raise invalid("The request body is too large.") from None


def _since(started: float) -> int:
    """Whole milliseconds."""
    return round((time.perf_counter() - started) * 1000)


def _json(payload: Any, status: int = 200) -> Response:
    return Response(json.dumps(payload), status, content_type="application/json")


def _error(error: ServiceError) -> Response:
    response = _json({"message": error.message}, error_statuses()[error.code])
    response.headers["x-amzn-ErrorType"] = error.code
    return response
