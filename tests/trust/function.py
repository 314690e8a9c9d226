"""The service's processes as the gateway and the queue see them: Lambda functions that can die."""

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from backend.local.serving import LOOPBACK
from tests.time_limits import scaled

ROOT = Path(__file__).parents[2]
API_SECONDS, WORKER_SECONDS = 29.0, 110.0


class Died(Exception):
    """The process ended without an answer."""


class Function:
    """Starts the service once, and `renew` gives it a fresh process. `ahead` sets its clock, in seconds."""

    def __init__(self, environment: Mapping[str, str], *, patience: float) -> None:
        self.ahead = 0.0
        self._folder = tempfile.TemporaryDirectory(prefix="trust-")
        self._made = 0
        self._path = ""
        self._pid: int | None = None
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "tests.trust.service"],
            cwd=ROOT,
            env={**os.environ, **environment, "TRUST_PATIENCE": str(patience), "NO_PROXY": LOOPBACK},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._read_line()

    def renew(self) -> None:
        """Ends the process at hand and begins another."""
        self.kill()
        self._made += 1
        self._path = f"{self._folder.name}/{self._made}"
        assert self._parent.stdin is not None
        self._parent.stdin.write(f"fork {self._path}\n")
        self._parent.stdin.flush()
        self._pid = int(self._read_line())

    def load_early(self) -> None:
        """Lets the next processes begin with the modules that the one at hand has loaded by now."""
        names = ",".join(self.invoke("modules", {}))
        assert self._parent.stdin is not None
        self._parent.stdin.write(f"import {names}\n")

    def kill(self) -> None:
        """kill -9; also from another thread while an invocation is under way."""
        if self._pid is not None:
            os.kill(self._pid, signal.SIGKILL)
            self._pid = None
            Path(self._path).unlink(missing_ok=True)

    def close(self) -> None:
        self.kill()
        assert self._parent.stdin is not None
        self._parent.stdin.close()
        self._parent.wait(timeout=scaled(10))
        assert self._parent.stdout is not None
        self._parent.stdout.close()
        self._folder.cleanup()

    def __call__(self, event: Mapping[str, Any], context: Any) -> Any:
        return self.invoke("api", event)

    def stream(self, event: Mapping[str, Any], context: Any) -> tuple[Any, "Parts | None"]:
        """As `LambdaHandler.stream`."""
        lines = self._ask("stream", event, API_SECONDS)
        head = next(lines)
        return head["answer"], Parts(lines) if head["has_parts"] else None

    def invoke(self, target: str, event: Mapping[str, Any]) -> Any:
        """The answer of `api`, `worker` or `dead`. `Died` when the process was killed meanwhile."""
        seconds = API_SECONDS if target == "api" else WORKER_SECONDS
        return next(self._ask(target, event, seconds))["answer"]

    def _ask(self, target: str, event: Mapping[str, Any], seconds: float) -> Iterator[dict[str, Any]]:
        asked = {"target": target, "event": event, "ahead": self.ahead, "seconds": seconds}
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(seconds + scaled(60))
            try:
                connection.connect(self._path)
                connection.sendall(json.dumps(asked).encode() + b"\n")
                for line in connection.makefile("rb"):
                    told = json.loads(line)
                    if "raised" in told:
                        raise RuntimeError(told["raised"])
                    if "end" in told:
                        return
                    yield told
            except OSError as error:
                raise Died from error
        raise Died

    def _read_line(self) -> str:
        assert self._parent.stdout is not None
        line = self._parent.stdout.readline().strip()
        if not line:
            raise RuntimeError("the service did not start; see its output above")
        return line


class Parts:
    """The parts of a body that is made while it is sent; a process that dies breaks the connection off."""

    def __init__(self, lines: Iterator[dict[str, Any]]) -> None:
        self._lines = lines

    def __iter__(self) -> "Parts":
        return self

    def __next__(self) -> bytes:
        try:
            return base64.b64decode(next(self._lines)["part"])
        except Died as error:
            raise ConnectionAbortedError from error

    def close(self) -> None:
        self._lines.close()  # type: ignore[attr-defined]
