"""KIE on the laptop: its two calls over HTTP, with the offline designer in place of a model.

    with KieStandIn() as kie:
        Kie(kie.url, lambda: kie.key, "flux-2/pro-image-to-image", fetch=...)

A task moves on by one state each time it is looked at. `faults` makes KIE fail the way it fails; `calls` is what was
asked, `tasks` what was made. Faults and calls also answer over HTTP, at `/_faults` and `/_calls`.

Sources: docs.kie.ai, "Get Task Details" and "Flux-2 - Pro Image to Image".
"""

import json
import re
import secrets
import threading
import time
import urllib.request
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self
from urllib.error import URLError
from urllib.parse import parse_qs, urlsplit

from pydantic import Field

from backend.local.bedrock.model_backend import ModelBackend, OfflineBackend, Picture
from backend.local.fault_list import FaultList, FaultsRefused, OrderedFault
from backend.local.serving import LOOPBACK, App, Serving

JSON = dict[str, Any]
Operation = Literal["createTask", "recordInfo", "result"]
Answer = tuple[int, str, bytes]
"""HTTP status, content type, body."""

KEY = "kie-laptop-key"
WAY = ("waiting", "generating", "success")
RATIOS = {"1:1": (1, 1), "4:3": (4, 3), "3:4": (3, 4), "16:9": (16, 9), "9:16": (9, 16), "3:2": (3, 2), "2:3": (2, 3)}
LONG_SIDE = {"1K": 1024, "2K": 2048, "4K": 2048}
"""Pixels; 2048 is as large as a picture is drawn here."""
MODEL = re.compile(r"[a-z0-9.-]+/[a-z0-9.-]+")
MAX_BODY = 1_048_576
_REMEMBERED = 10_000


class KieFault(OrderedFault):
    """What a call is to suffer. `fail_code` and `fail_msg` let the task that a createTask makes end as `fail`."""

    operation: Operation | None = None
    """None: any of them."""
    status: int | None = Field(default=None, ge=400, le=599)
    """Answer with this HTTP status and a body that is not KIE's."""
    code: int | None = None
    """Answer with this code in KIE's envelope."""
    msg: str = "Injected fault."
    drop: bool = False
    """Carry the call out, and close the connection without an answer."""
    garbage: bool = False
    """Answer 200 with a body nobody can parse."""
    fail_code: str | None = None
    fail_msg: str | None = None
    result_json: str | None = None
    """What the task says of its result, instead of where it is."""

    def befalls(self, operation: str) -> bool:
        of_task = self.fail_code is not None or self.fail_msg is not None or self.result_json is not None
        return operation == "createTask" if of_task else self.operation in (None, operation)


NO_FAULT = KieFault()


@dataclass(frozen=True, slots=True)
class KieCall:
    """One call that reached KIE: never its body, nor its key."""

    operation: str
    code: int | None
    """KIE's code, or the HTTP status of a result; None when the connection was dropped."""


@dataclass(slots=True)
class KieTask:
    task_id: str
    model: str
    wish: JSON
    fault: KieFault
    made_at: int
    """Milliseconds since 1970, as all of KIE's times."""
    source: bytes | None = None
    """The picture to start from, where it is on this machine."""
    seed: int | None = None
    problem: tuple[str, str] | None = None
    """Code and message of what went wrong."""
    looks: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class KieStandIn:
    """`with KieStandIn() as kie: ...`, or `serve()` and `close()`."""

    def __init__(self, mind: ModelBackend | None = None, *, key: str = KEY, way: Sequence[str] = WAY) -> None:
        """`way` are the states that a task is seen in, look by look; it stays in the last one."""
        self.key = key
        self.tasks: dict[str, KieTask] = {}
        self._mind = mind or OfflineBackend()
        self._way = tuple(way)
        self._calls: deque[KieCall] = deque(maxlen=_REMEMBERED)
        self._faults = FaultList(KieFault)
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._serving: Serving | None = None

    @property
    def url(self) -> str:
        """`http://127.0.0.1:49152`, once it serves."""
        assert self._serving is not None, "serve() comes first"
        return self._serving.url

    @property
    def calls(self) -> list[KieCall]:
        """The latest calls, oldest first."""
        return list(self._calls)

    def fail(self, **fault: Any) -> None:
        """`kie.fail(operation="createTask", code=402)`"""
        self._faults.add(**fault)

    def clear(self) -> None:
        """Takes back the faults that are still to come."""
        self._faults.clear()

    def serve(self, port: int = 0, *, watch: Callable[[App], App] = lambda app: app) -> Self:
        """`watch` puts something before all of it."""
        self._serving = Serving(watch(self._app), port)
        return self

    def close(self) -> None:
        self._closing.set()
        if self._serving is not None:
            self._serving.close()

    def __enter__(self) -> Self:
        return self if self._serving else self.serve()

    def __exit__(self, *_exception: object) -> None:
        self.close()

    # ---- HTTP

    def _app(self, environ: JSON, start_response: Callable[..., Any]) -> Iterable[bytes]:
        method, target = environ["REQUEST_METHOD"], urlsplit(environ["RAW_URI"])
        status, content_type, body = self._answer(method, target.path, target.query, environ)
        headers = [("Content-Type", content_type), ("Content-Length", str(len(body)))]
        start_response(f"{status} {'OK' if status < 400 else 'Error'}", headers)
        return [body]

    def _answer(self, method: str, path: str, query: str, environ: JSON) -> Answer:
        if (method, path) == ("POST", "/api/v1/jobs/createTask"):
            return self._call("createTask", environ, lambda fault: self._create(_body(environ), fault))
        if (method, path) == ("GET", "/api/v1/jobs/recordInfo"):
            task_id = parse_qs(query).get("taskId", [""])[0]
            return self._call("recordInfo", environ, lambda _: self._tell(task_id))
        if method == "GET" and path.startswith("/result/"):
            return self._call("result", environ, lambda _: self._picture(path))
        return self._control(method, path, environ)

    def _call(self, operation: Operation, environ: JSON, carry_out: Callable[[KieFault], Answer]) -> Answer:
        fault = self._faults.take(lambda each: each.befalls(operation)) or NO_FAULT
        if fault.delay_ms:
            self._closing.wait(fault.delay_ms / 1000)
        answer = self._with_fault(fault)
        if answer is None and operation != "result":
            answer = self._with_key(environ)
        answer = answer or carry_out(fault)
        if fault.drop:
            self._calls.append(KieCall(operation, None))
            raise ConnectionAbortedError
        self._calls.append(KieCall(operation, _code_of(answer)))
        return answer

    def _with_fault(self, fault: KieFault) -> Answer | None:
        if fault.status is not None:
            return fault.status, "text/html", b"<html>Bad gateway"
        if fault.garbage:
            return 200, "application/json", b"<html>Bad gateway"
        return _envelope(fault.code, fault.msg) if fault.code is not None else None

    def _with_key(self, environ: JSON) -> Answer | None:
        given = environ.get("HTTP_AUTHORIZATION", "")
        if secrets.compare_digest(given.encode(), f"Bearer {self.key}".encode()):
            return None
        return _envelope(401, "You do not have access permissions", status=401)

    def _control(self, method: str, path: str, environ: JSON) -> Answer:
        if (method, path) == ("GET", "/_calls"):
            return _json([asdict(call) for call in self.calls])
        if (method, path) == ("GET", "/_faults"):
            return _json([fault.model_dump(exclude_defaults=True) for fault in self._faults.pending()])
        if (method, path) == ("PUT", "/_faults"):
            try:
                self._faults.replace(_body(environ))
            except FaultsRefused as error:
                return _json({"message": str(error)}, 400)
            return _json([])
        return _json({"timestamp": _now(), "status": 404, "error": "Not Found", "path": path}, 404)

    # ---- tasks

    def _create(self, body: Any, fault: KieFault) -> Answer:
        problem = _problem(body)
        if problem is not None:
            return _envelope(422, problem)
        task_id = f"task_{body['model'].partition('/')[0]}_{secrets.token_hex(8)}"
        task = KieTask(task_id, body["model"], body["input"], fault, _now())
        if fault.fail_code is not None or fault.fail_msg is not None:
            task.problem = (fault.fail_code or "500", fault.fail_msg or "Internal Error, Please try again later")
        else:
            self._look_at_inputs(task)
        self.tasks[task_id] = task
        return _envelope(200, "success", {"taskId": task_id, "recordId": task_id})

    def _look_at_inputs(self, task: KieTask) -> None:
        """KIE fetches the pictures to start from. Here only this machine's are fetched; others are taken on trust."""
        seed = 0
        for url in task.wish.get("input_urls", ()):
            seed = zlib.crc32(url.partition("?")[0].encode(), seed)
            if urlsplit(url).hostname != LOOPBACK:
                continue
            try:
                opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
                with opener.open(url, timeout=10) as picture:
                    task.source = task.source or picture.read()
            except (URLError, OSError):
                task.problem = ("422", "Failed to fetch the input image")
        task.seed = seed or None

    def _tell(self, task_id: str) -> Answer:
        task = self.tasks.get(task_id)
        if task is None:
            return _envelope(422, "recordInfo is null")
        with task.lock:
            state = self._way[min(task.looks, len(self._way) - 1)]
            task.looks += 1
        if state == "success" and task.problem is not None:
            state = "fail"
        code, message = task.problem if state == "fail" and task.problem is not None else ("", "")
        told = {
            "taskId": task.task_id,
            "model": task.model,
            "state": state,
            "param": json.dumps({"model": task.model, "input": task.wish}),
            "resultJson": self._result(task) if state == "success" else "",
            "failCode": code,
            "failMsg": message,
            "costTime": _now() - task.made_at if state in ("success", "fail") else None,
            "completeTime": _now() if state in ("success", "fail") else None,
            "createTime": task.made_at,
            "updateTime": _now(),
        }
        return _envelope(200, "success", told)

    def _result(self, task: KieTask) -> str:
        if task.fault.result_json is not None:
            return task.fault.result_json
        return json.dumps({"resultUrls": [f"{self.url}/result/{task.task_id}.png"]})

    def _picture(self, path: str) -> Answer:
        """Drawn when it is fetched: the URL alone opens it, as KIE's do."""
        task = self.tasks.get(path.removeprefix("/result/").removesuffix(".png"))
        if task is None:
            return 404, "text/plain", b"not found"
        width, height = _pixels(task.wish["aspect_ratio"], task.wish["resolution"])
        picture = self._make(task, width, height)
        return 200, "image/png", picture.png

    def _make(self, task: KieTask, width: int, height: int) -> Picture:
        """A picture from elsewhere, which nobody fetches here, only takes part in the seed."""
        if task.source is None:
            return self._mind.picture(task.wish["prompt"], width, height, task.seed)
        return self._mind.restyle(task.source, task.wish["prompt"], width, height, task.seed)


def _problem(body: Any) -> str | None:
    """What KIE finds wrong with a createTask."""
    if not isinstance(body, dict) or not isinstance(body.get("input"), dict):
        return "input cannot be null"
    if not isinstance(body.get("model"), str) or not MODEL.fullmatch(body["model"]):
        return "The model name you specified is not supported"
    wish = body["input"]
    if not isinstance(wish.get("prompt"), str) or not 3 <= len(wish["prompt"]) <= 5000:
        return "prompt must be between 3 and 5000 characters"
    if wish.get("aspect_ratio") not in RATIOS:
        return "aspect_ratio is not within the range of allowed options"
    if wish.get("resolution") not in LONG_SIDE:
        return "resolution is not within the range of allowed options"
    return _problem_of_inputs(body["model"], wish.get("input_urls"))


def _problem_of_inputs(model: str, urls: Any) -> str | None:
    if not model.endswith("image-to-image"):
        return None if urls is None else "input_urls is not supported by this model"
    if not isinstance(urls, list) or not 1 <= len(urls) <= 8:
        return "input_urls must have 1 to 8 items"
    if not all(isinstance(url, str) and url.startswith(("https://", f"http://{LOOPBACK}:")) for url in urls):
        return "input_urls must be URLs that can be reached"
    return None


def _pixels(ratio: str, resolution: str) -> tuple[int, int]:
    """`"16:9", "1K"` -> (1024, 576)"""
    across, down = RATIOS[ratio]
    scale = LONG_SIDE[resolution] / max(across, down)
    return round(across * scale), round(down * scale)


def _body(environ: JSON) -> Any:
    try:
        return json.loads(environ["wsgi.input"].read(MAX_BODY))
    except ValueError:
        return None


def _envelope(code: int, msg: str, data: Any = None, *, status: int = 200) -> Answer:
    """KIE's envelope. Its code is the outcome; the HTTP status is 200 nearly always."""
    return _json({"code": code, "msg": msg, "data": data}, status)


def _json(content: Any, status: int = 200) -> Answer:
    return status, "application/json", json.dumps(content).encode()


def _code_of(answer: Answer) -> int:
    status, content_type, body = answer
    if content_type == "application/json":
        try:
            return int(json.loads(body)["code"])
        except ValueError:
            return status
    return status


def _now() -> int:
    return int(time.time() * 1000)
