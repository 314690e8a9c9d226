"""The service in processes of its own, so that one can be killed at any moment and the next begins fresh.

`python -m tests.trust.service` connects the service once and then forks: each line `fork PATH` on stdin makes a child
that answers invocations at the Unix socket PATH, and is answered with the child's process id. An invocation is one
connection and one JSON line in, and JSON lines out; see `tests.trust.function`. A line `import NAMES` loads modules
that a first child was seen to load late, so that the next ones need not.
"""

import base64
import contextlib
import importlib
import json
import logging
import os
import signal
import socketserver
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from tests.trust import clock

clock.install()

from backend.api.lambda_function import LambdaHandler  # noqa: E402 (the clock comes first)
from backend.bootstrap.config import Settings  # noqa: E402
from backend.bootstrap.services import Services  # noqa: E402
from backend.worker.lambda_function import WorkerHandler, fail_job, run_job  # noqa: E402
from tests.trust import patience  # noqa: E402

PING = {"httpMethod": "GET", "path": "/ping", "headers": {}, "requestContext": {}}


class Context:
    """What Lambda tells a handler of its time."""

    aws_request_id = "trust"

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self._until - time.monotonic()) * 1000))


class Child(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, path: str, targets: Mapping[str, Callable[[Any, Any], Any]]) -> None:
        super().__init__(path, _Invocation)
        self.targets = targets

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: anyone who asked has what it came for, or is gone."""


class _Invocation(socketserver.StreamRequestHandler):
    server: Child

    def handle(self) -> None:
        asked = json.loads(self.rfile.readline())
        clock.set_ahead(asked["ahead"])
        try:
            answer = self.server.targets[asked["target"]](asked["event"], Context(asked["seconds"]))
            self._reply(asked["target"], answer)
        except Exception:  # noqa: BLE001 (Lambda reports whatever a handler raises)
            self._tell({"raised": traceback.format_exc()})

    def _reply(self, target: str, answer: Any) -> None:
        head, parts = answer if target == "stream" else (answer, None)
        self._tell({"answer": head, "has_parts": parts is not None})
        if parts is not None:
            try:
                for part in parts:
                    self._tell({"part": base64.b64encode(part).decode()})
            finally:
                parts.close()
        self._tell({"end": True})

    def _tell(self, line: Mapping[str, Any]) -> None:
        self.wfile.write(json.dumps(line).encode() + b"\n")
        self.wfile.flush()


def _targets() -> Mapping[str, Callable[[Any, Any], Any]]:
    services = Services(Settings.from_env())
    services.connect()
    quiet = logging.NullHandler()
    api = LambdaHandler(services, log_to=quiet)
    api(PING, None)  # puts the application together, once for all children
    worker = WorkerHandler(run_job, services=services, log_to=quiet)
    return {
        "api": api,
        "stream": api.stream,
        "worker": worker,
        "dead": WorkerHandler(fail_job, services=services, log_to=quiet),
        "modules": lambda _event, _context: sorted(sys.modules),
    }


def _serve(child: Child, parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=child.serve_forever, args=(0.5,), daemon=True).start()
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


def _import_all(names: list[str]) -> None:
    for name in names:
        with contextlib.suppress(ImportError):  # some names are made up by the libraries that register them
            importlib.import_module(name)


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    patience.install(float(os.environ.get("TRUST_PATIENCE", "1")))
    targets = _targets()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    me = os.getpid()
    for line in sys.stdin:
        command, _, argument = line.strip().partition(" ")
        if command == "import":
            _import_all(argument.split(","))
            continue
        child = Child(argument, targets)
        pid = os.fork()
        if pid == 0:
            _serve(child, me)
        child.socket.close()
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
