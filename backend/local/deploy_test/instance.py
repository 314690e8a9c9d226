"""One instance of a function: a process with AWS's own runtime client, and the Runtime API that feeds it.

Source: Lambda developer guide, "Using the Lambda runtime API".
"""

import json
import queue
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.local.deploy_test.runtime_home import RuntimeHome
from backend.local.serving import Serving

INIT_SECONDS = 10.0
"""Lambda's patience for a start; one that takes longer is at the expense of the invocation."""
_PATH = re.compile(
    r"/2018-06-01/runtime/(?P<what>invocation/next|init/error|invocation/(?P<id>[^/]+)/(response|error))"
)
_OK = ("202 Accepted", b'{"status":"OK"}')


@dataclass(frozen=True, slots=True)
class InvocationOutcome:
    """How an invocation ended. `error` is the name of what went wrong: the function's own, or the runtime's."""

    payload: bytes
    error: str | None = None

    @property
    def message(self) -> str:
        """What the error says, on one line."""
        try:
            told = json.loads(self.payload).get("errorMessage", "")
        except (ValueError, AttributeError):
            told = self.payload.decode(errors="replace")
        return str(told)


def failure(error: str, message: str) -> InvocationOutcome:
    return InvocationOutcome(json.dumps({"errorType": error, "errorMessage": message}).encode(), error)


@dataclass(frozen=True, slots=True)
class _Event:
    request_id: str
    payload: bytes
    arn: str
    trace: str
    deadline: float
    """Seconds since 1970."""


class Instance:
    """A process that serves one invocation at a time. `layers` is its /opt; `log` gets each line it writes."""

    def __init__(
        self,
        handler: str,
        code: Path,
        layers: Path,
        home: RuntimeHome,
        environment: Mapping[str, str],
        log: Callable[[str], None],
    ) -> None:
        self._events: queue.Queue[_Event | None] = queue.Queue()
        self._outcomes: queue.Queue[InvocationOutcome] = queue.Queue()
        self._initialised = threading.Event()
        self._closing = False
        self._log = log
        self._serving = Serving(self._app)
        variables = {
            **environment,
            "_HANDLER": handler,
            "AWS_LAMBDA_RUNTIME_API": self._serving.url.partition("://")[2],
            "LAMBDA_TASK_ROOT": str(code),
            "LAMBDA_RUNTIME_DIR": str(home.packages),
            "PYTHONPATH": f"{code}:{layers}/python:{home.packages}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUNBUFFERED": "1",
        }
        # Without `site`, the interpreter's own packages are out of sight.
        self._process = subprocess.Popen(  # noqa: S603 (our own arguments)
            [home.python, "-S", "-m", "awslambdaric", handler],
            cwd=code,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for the proof, which then closes its instances itself
        )
        self._reader = threading.Thread(target=self._read, name="instance", daemon=True)
        self._reader.start()

    @property
    def alive(self) -> bool:
        return not self._closing and self._process.poll() is None

    def run(self, payload: bytes, *, request_id: str, arn: str, trace: str, timeout: float) -> InvocationOutcome:
        """An invocation. The instance is dead after one that timed out or crashed."""
        early = self._wait_until_ready(timeout)
        if early is not None:
            return early
        self._events.put(_Event(request_id, payload, arn, trace, time.time() + timeout))
        try:
            return self._outcomes.get(timeout=timeout)
        except queue.Empty:
            self.close()
            return failure(
                "Sandbox.Timedout", f"RequestId: {request_id} Error: Task timed out after {timeout:.2f} seconds"
            )

    def close(self) -> None:
        self._closing = True
        self._process.kill()
        self._process.wait()
        self._events.put(None)
        self._reader.join()
        self._serving.close()

    def _wait_until_ready(self, timeout: float) -> InvocationOutcome | None:
        """None once the function's module is loaded; else why it never will be."""
        if not self._initialised.wait(INIT_SECONDS + timeout):
            self.close()
            return failure("Sandbox.Timedout", f"Error: Init timed out after {INIT_SECONDS + timeout:.0f} seconds")
        try:
            return self._outcomes.get_nowait()
        except queue.Empty:
            return None

    def _read(self) -> None:
        """Lines until the process ends; and if it was not we who ended it, that it did."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._log(line.decode(errors="replace").rstrip("\n"))
        code = self._process.wait()
        self._process.stdout.close()
        if not self._closing:
            self._outcomes.put(failure("Runtime.ExitError", f"Runtime exited with error: exit status {code}"))
        self._initialised.set()

    # ---- the Runtime API

    def _app(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = _PATH.fullmatch(environ["PATH_INFO"])
        if path is None:
            return _answer(start_response, "404 Not Found", b"{}")
        if path["what"] == "invocation/next":
            return self._next(start_response)
        body = environ["wsgi.input"].read()
        if path["what"] == "init/error":
            self._outcomes.put(InvocationOutcome(body, error=_error_type(body, "Runtime.InitError")))
            self._initialised.set()
        elif path["what"].endswith("/error"):
            self._outcomes.put(InvocationOutcome(body, error=_error_type(body, "Runtime.Unknown")))
        else:
            self._outcomes.put(InvocationOutcome(body))
        return _answer(start_response, *_OK)

    def _next(self, start_response: Any) -> Iterable[bytes]:
        self._initialised.set()
        event = self._events.get()
        if event is None:
            return _answer(start_response, "410 Gone", b"{}")
        headers = {
            "Lambda-Runtime-Aws-Request-Id": event.request_id,
            "Lambda-Runtime-Deadline-Ms": str(int(event.deadline * 1000)),
            "Lambda-Runtime-Invoked-Function-Arn": event.arn,
            "Lambda-Runtime-Trace-Id": event.trace,
        }
        return _answer(start_response, "200 OK", event.payload, headers)


def _error_type(body: bytes, otherwise: str) -> str:
    try:
        return str(json.loads(body).get("errorType") or otherwise)
    except (ValueError, AttributeError):
        return otherwise


def _answer(start_response: Any, status: str, body: bytes, headers: Mapping[str, str] | None = None) -> list[bytes]:
    always = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    start_response(status, [*always, *(headers or {}).items()])
    return [body]
