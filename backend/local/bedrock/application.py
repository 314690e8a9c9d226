"""The service as a WSGI application: paths to operations, errors to answers, faults where they are ordered."""

import base64
import json
import logging
import re
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Request as WerkzeugRequest
from werkzeug.wrappers import Response

from backend.local.bedrock import stream
from backend.local.bedrock.catalogue import Family, family
from backend.local.bedrock.converse import Converser
from backend.local.bedrock.faults import Call, Fault, FaultList, FaultsRefused
from backend.local.bedrock.images import Images
from backend.local.bedrock.mind import Mind, OfflineMind
from backend.local.bedrock.tokens import estimate, prompt_tokens
from backend.local.bedrock.validation import check, parse
from backend.local.bedrock.wire import JSON, ServiceError, error_statuses, invalid
from backend.local.bedrock.words import FILTERED_WORDS, GUARDRAIL_WORDS

log = logging.getLogger(__name__)

# The id may hold slashes and colons: it is an ARN as often as not. WSGI hands the path over already decoded.
_PATH = re.compile(r"/model/(?P<model>.+)/(?P<action>converse|converse-stream|invoke|count-tokens)")
_JSON_TYPES = ("application/json", "application/*", "*/*", "application/octet-stream", "")
_REMEMBERED_CALLS = 10_000


class Request(WerkzeugRequest):
    # The largest body InvokeModel takes.
    max_content_length = 25_000_000


class Application:
    """Bedrock Runtime over a `Mind`. Safe to call from several threads."""

    def __init__(
        self,
        mind: Mind | None = None,
        *,
        guardrail_words: Sequence[str] = GUARDRAIL_WORDS,
        filtered_words: Sequence[str] = FILTERED_WORDS,
    ) -> None:
        mind = mind or OfflineMind()
        self.faults = FaultList()
        self._calls: deque[Call] = deque(maxlen=_REMEMBERED_CALLS)
        self._closing = threading.Event()
        self._converser = Converser(mind, guardrail_words)
        self._images = Images(mind, filtered_words)
        self._operations: dict[str, tuple[str, Callable[[Request, str, Fault], Response]]] = {
            "converse": ("Converse", self._converse),
            "converse-stream": ("ConverseStream", self._converse_stream),
            "invoke": ("InvokeModel", self._invoke),
            "count-tokens": ("CountTokens", self._count_tokens),
        }

    @property
    def calls(self) -> list[Call]:
        """The latest calls, oldest first."""
        return list(self._calls)

    def wsgi(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        response = self._answer(Request(environ))
        response.headers["x-amzn-RequestId"] = str(uuid.uuid4())
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        path = _PATH.fullmatch(request.path)
        if path and request.method == "POST":
            return self._call(request, path["action"], path["model"])
        return self._control(request)

    # ---- calls

    def _call(self, request: Request, action: str, model_id: str) -> Response:
        name, operation = self._operations[action]
        fault = self.faults.take(name, model_id)
        error: ServiceError | None = None
        try:
            response = self._with_fault(fault) or operation(request, model_id, fault)
        except ConnectionAbortedError:
            self._calls.append(Call(name, model_id, None, None))
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
        self._calls.append(Call(name, model_id, response.status_code, error.code if error else None))
        return response

    def _with_fault(self, fault: Fault) -> Response | None:
        """What the fault does in place of the operation. werkzeug's server hangs up on a ConnectionError."""
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

    def _converse(self, request: Request, model_id: str, fault: Fault) -> Response:
        started = time.perf_counter()
        reply = self._converser.reply(model_id, _text_request("Converse", request, model_id), fault)
        return _json(reply.payload(_since(started)))

    def _converse_stream(self, request: Request, model_id: str, fault: Fault) -> Response:
        started = time.perf_counter()
        reply = self._converser.reply(model_id, _text_request("ConverseStream", request, model_id), fault)
        frames = stream.frames(reply, _since(started), fault, self._pause)
        return Response(frames, content_type=stream.CONTENT_TYPE, direct_passthrough=True)

    def _count_tokens(self, request: Request, model_id: str, _fault: Fault) -> Response:
        body = _text_request("CountTokens", request, model_id)
        given = body["input"]
        return _json({"inputTokens": prompt_tokens(given["converse"]) if "converse" in given else _raw_tokens(given)})

    def _invoke(self, request: Request, model_id: str, _fault: Fault) -> Response:
        known = family(model_id)
        for header in ("Content-Type", "Accept"):
            if request.headers.get(header, "").partition(";")[0] not in _JSON_TYPES:
                raise invalid(f"The {header} header must be application/json.")
        if known is Family.TEXT:
            raise invalid("This stand-in serves text models through Converse and ConverseStream, not InvokeModel.")
        return _json(self._images.invoke(known, _body(request)))

    # ---- control

    def _control(self, request: Request) -> Response:
        route = (request.method, request.path)
        if route == ("PUT", "/_faults"):
            return self._put_faults(request)
        if route == ("GET", "/_faults"):
            return _json([fault.model_dump(exclude_defaults=True) for fault in self.faults.pending()])
        if route == ("GET", "/_calls"):
            return _json([asdict(call) for call in self.calls])
        return _error(ServiceError("UnknownOperationException", f"No operation at {request.method} {request.path}."))

    def _put_faults(self, request: Request) -> Response:
        try:
            self.faults.replace(json.loads(request.get_data()))
        except FaultsRefused as refused:
            return _json({"message": str(refused)}, 400)
        except ValueError:
            return _json({"message": "The faults must be a JSON list."}, 400)
        return Response(status=204)


def _text_request(operation: str, request: Request, model_id: str) -> JSON:
    """The body of a call to a text model, checked against the service's model of it."""
    if family(model_id) is not Family.TEXT:
        raise invalid("This action doesn't support the model that you provided. Try again with a supported text model.")
    body = _body(request)
    check(operation, body, modelId=model_id)
    return body


def _raw_tokens(given: JSON) -> int:
    return estimate(base64.b64decode(given["invokeModel"]["body"]).decode(errors="replace"))


def _body(request: Request) -> JSON:
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
