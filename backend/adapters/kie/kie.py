"""KIE: pictures made elsewhere, as tasks. https://docs.kie.ai/market/common/get-task-detail

A task is paid for when it is made. So `create_task` asks once: where nobody can say whether KIE took the task, that is
`ModelTimedOut`, which nobody repeats; where it certainly did not, `ModelUnavailable`. Looking at a task costs nothing,
so `record` looks again by itself. A KIE that keeps failing is asked for no new tasks for a while; those that it has
taken are paid for, and looked at all the same.
"""

import json
import logging
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from backend.adapters.calls import retry
from backend.adapters.calls.breaker import Breaker
from backend.adapters.calls.failures import aws_error_types, outcome_of
from backend.adapters.http.safe_fetch import FetchFailed, FetchRefused
from backend.domain.jobs.ports import PictureTasks
from backend.domain.shared.budget import Budget, CallFailed, Outcome, current
from backend.domain.shared.errors import (
    ContentRefused,
    DreamForgeError,
    Invalid,
    ModelFailed,
    ModelTimedOut,
    ModelUnavailable,
)
from backend.domain.shared.meter import Meter

log = logging.getLogger(__name__)

STATES = ("waiting", "queuing", "generating", "success", "fail")
CONNECT_SECONDS, ASK_SECONDS, LOOK_SECONDS = 3.0, 20.0, 8.0
MAX_PROMPT = 5000
MAX_ANSWER = 1_048_576

_AWAY = {401, 402, 403, 429, 433, 455, 502, 503, 505}
"""No key, no credit, too often, maintenance, switched off: KIE did nothing, and says so."""
_UNKNOWN = {408, 504, 520, 521, 522, 523, 524}
"""The front before KIE lost its patience or the connection; what KIE did meanwhile, nobody knows."""
_UNWELL = {429, 433, 455} | _UNKNOWN
"""With 500 and above: what counts for the circuit breaker. A wrong key or an empty account is not KIE's failure."""
_LOOK_AGAIN = {429, 455, 500, 502, 503} | _UNKNOWN
_FLAGGED = re.compile(r"polic(y|ies)|nsfw|sensitive|flagged|moderat|prohibited|inappropriate|safety", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Record:
    """A task as KIE tells of it."""

    state: str
    """One of `STATES`."""
    result_urls: tuple[str, ...] = ()
    """When the state is `success`: at least one. They expire after 24 hours."""
    fail_code: str | None = None
    fail_msg: str | None = None

    def failure(self) -> DreamForgeError:
        """What a task in the state `fail` means for its owner."""
        told = _shorten(self.fail_msg)
        if self.fail_code == "400" or _FLAGGED.search(self.fail_msg or ""):
            return ContentRefused(f"KIE refused this picture: {told}.")
        return ModelFailed(f"KIE could not make this picture ({self.fail_code or 'no code'}): {told}.")


class Kie(PictureTasks):
    def __init__(
        self,
        base_url: str,
        key: Callable[[], str],
        model: str,
        *,
        fetch: Callable[[str], bytes],
        http: Any = None,
        breaker: Breaker | None = None,
        pause: retry.Pause = time.sleep,
    ) -> None:
        """`key` gives the bearer key, `fetch` gets a picture by its URL; `http` is a urllib3 pool manager, made when it
        is first needed."""
        self.model = model
        self.breaker = breaker or Breaker()
        self._base_url = base_url.rstrip("/")
        self._key = key
        self._fetch = fetch
        self._http = http
        self._pause = pause

    def create_task(
        self,
        prompt: str,
        *,
        input_urls: tuple[str, ...] = (),
        aspect_ratio: str,
        resolution: str,
        meter: Meter,
        budget: Budget,
    ) -> str:
        wish: dict[str, Any] = {"prompt": prompt[:MAX_PROMPT], "aspect_ratio": aspect_ratio, "resolution": resolution}
        if input_urls:
            wish["input_urls"] = list(input_urls)
        body = {"model": model_for(self.model, with_input=bool(input_urls)), "input": wish}
        if not self.breaker.lets_through():
            raise ModelUnavailable("KIE failed several times in a row and is paused. Retry in a minute.")
        answer = self._post("/api/v1/jobs/createTask", body, meter, budget)
        if answer.code != 200:
            raise _translate(answer)
        task_id = answer.data.get("taskId")
        if not isinstance(task_id, str) or not task_id:
            raise ModelTimedOut("KIE's response has no task id, so it is unknown whether a task was created. Retry.")
        return task_id

    def record(self, task_id: str, *, budget: Budget) -> Record:
        path = f"/api/v1/jobs/recordInfo?taskId={quote(task_id, safe='')}"
        try:
            answer = retry.call("kie recordInfo", lambda: self._got(path), budget=budget, pause=self._pause)
        except aws_error_types() as error:
            raise ModelUnavailable("KIE did not respond. Retry in a minute.") from error
        return _record(answer)

    def fetch_result(self, url: str) -> bytes:
        try:
            return self._fetch(url)
        except FetchFailed as error:
            raise ModelUnavailable(
                "The picture cannot be downloaded from KIE at the moment. Retry in a minute."
            ) from error
        except FetchRefused as error:
            raise ModelFailed("The picture cannot be downloaded from KIE.") from error

    def _post(self, path: str, body: Mapping[str, Any], meter: Meter, budget: Budget) -> "_Answer":
        """Asks once more only where KIE certainly heard nothing of the first."""
        content = json.dumps(body).encode()
        try:
            response = retry.call(
                "kie createTask",
                lambda: self._send("POST", path, content, ASK_SECONDS),
                budget=budget,
                pause=self._pause,
                on_retry=meter.count_retry,
            )
        except aws_error_types() as error:
            self.breaker.note_failure()
            if outcome_of(error) is Outcome.NOT_DONE:
                raise ModelUnavailable("KIE is unavailable. Retry in a minute.") from error
            raise ModelTimedOut("KIE did not respond, so it is unknown whether a task was created. Retry.") from error
        answer = _answer(response.status, response.data)
        (self.breaker.note_failure if _is_unwell(answer) else self.breaker.note_success)()
        if answer is None or answer.code in _UNKNOWN:
            raise ModelTimedOut("KIE's response is malformed, so it is unknown whether a task was created. Retry.")
        return answer

    def _got(self, path: str) -> "_Answer":
        response = self._send("GET", path, None, LOOK_SECONDS)
        answer = _answer(response.status, response.data)
        if answer is None or answer.code in _LOOK_AGAIN:
            raise CallFailed(f"KIE answered {response.status} to {path.partition('?')[0]}")
        return answer

    def _send(self, method: str, path: str, body: bytes | None, seconds: float) -> Any:
        headers = {"Authorization": f"Bearer {self._key()}", "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        with current().within(seconds).active():
            return self._pool.request(method, self._base_url + path, body=body, headers=headers, redirect=False)

    @property
    def _pool(self) -> Any:
        if self._http is None:
            from backend.adapters.calls.transport import Limits, http_pool

            self._http = http_pool(Limits(connect=CONNECT_SECONDS, answer=ASK_SECONDS))
        return self._http


def model_for(model: str, *, with_input: bool) -> str:
    """KIE gives one model two names: `flux-2/pro-image-to-image`, and `flux-2/pro-text-to-image` without input."""
    wanted, other = ("image-to-image", "text-to-image") if with_input else ("text-to-image", "image-to-image")
    return model.removesuffix(other) + wanted if model.endswith(other) else model


@dataclass(frozen=True, slots=True)
class _Answer:
    """KIE's envelope: `{"code": 200, "msg": "success", "data": {...}}`, mostly with the HTTP status 200."""

    code: int
    msg: str
    data: Mapping[str, Any]


def _answer(status: int, body: bytes) -> _Answer | None:
    """None for a good status with an answer that is no envelope. Of a bad status the status itself says enough."""
    try:
        found = json.loads(body[:MAX_ANSWER])
    except ValueError:
        found = None
    if not isinstance(found, dict) or not str(found.get("code", "")).isdecimal():
        return _Answer(status, "", {}) if status >= 400 else None
    data = found.get("data")
    code = int(found["code"])
    bad = status if status >= 400 and code == 200 else code
    return _Answer(bad, str(found.get("msg") or ""), data if isinstance(data, dict) else {})


def _is_unwell(answer: _Answer | None) -> bool:
    return answer is None or answer.code >= 500 or answer.code in _UNWELL


def _record(answer: _Answer) -> Record:
    if answer.code in (404, 422):
        raise ModelFailed("KIE does not know this task, or no longer knows it.")
    if answer.code != 200:
        raise _translate(answer)
    data = answer.data
    state = data.get("state")
    if state not in STATES:
        raise ModelFailed("KIE's response about this task is malformed. Retry.")
    if state == "fail":
        return Record("fail", fail_code=_text(data.get("failCode")), fail_msg=_text(data.get("failMsg")))
    return Record(state, _result_urls(data) if state == "success" else ())


def _result_urls(data: Mapping[str, Any]) -> tuple[str, ...]:
    """`{"resultJson": "{\\"resultUrls\\": [\\"https://...\\"]}"}` -> ("https://...",)"""
    try:
        urls = json.loads(data["resultJson"])["resultUrls"]
    except (KeyError, TypeError, ValueError):
        urls = None
    if not isinstance(urls, list) or not urls or not all(isinstance(url, str) for url in urls):
        raise ModelFailed("KIE's response has no address of the finished picture. Retry.")
    return tuple(urls)


def _translate(answer: _Answer) -> DreamForgeError:
    log.warning("kie refuses", extra={"code": answer.code, "reason": _shorten(answer.msg)})
    if answer.code in _AWAY:
        return ModelUnavailable("KIE does not accept tasks at the moment. Retry later.")
    if answer.code in (400, 422) and _FLAGGED.search(answer.msg):
        return ContentRefused(f"KIE refused this picture: {_shorten(answer.msg)}.")
    if answer.code in (400, 422):
        return Invalid(f"KIE refused this request: {_shorten(answer.msg)}.")
    return ModelFailed(f"KIE failed ({answer.code}): {_shorten(answer.msg)}.")


def _shorten(msg: str | None) -> str:
    """What KIE says, fit to be shown: one line, not too long, without links."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in msg or "").split())
    return re.sub(r"https?://\S+", "(link)", line)[:200].rstrip(". ") or "no reason given"


def _text(value: Any) -> str | None:
    return str(value) if value not in (None, "") else None
