"""What a function writes, sent to its log group with its role's rights, as Lambda does; the last lines are kept."""

import threading
import time
import uuid
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

KEPT_LINES = 2000
EVERY_SECONDS = 0.5
_BATCH = 500


class LogStream:
    """The log stream of one instance."""

    def __init__(self, logs: "FunctionLogs", name: str) -> None:
        self.name = name
        self._logs = logs

    def write(self, line: str) -> None:
        self._logs.take(self.name, line)


class FunctionLogs:
    """The log group of one function. `logs` is a boto3 client with the function's own credentials."""

    def __init__(self, logs: Any, group: str) -> None:
        self._client = logs
        self._group = group
        self.lines: deque[str] = deque(maxlen=KEPT_LINES)
        self.problem: str | None = None
        """Why CloudWatch did not take what was written; Lambda itself would say nothing."""
        self._waiting: deque[tuple[str, int, str]] = deque()
        self._known: set[str] = set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="logs", daemon=True)
        self._thread.start()

    def open(self, version: str) -> LogStream:
        """ "2026/11/22/[1]8f3a..." """
        day = datetime.now(UTC).strftime("%Y/%m/%d")
        return LogStream(self, f"{day}/[{version}]{uuid.uuid4().hex}")

    def take(self, stream: str, line: str) -> None:
        self.lines.append(line)
        self._waiting.append((stream, int(time.time() * 1000), line))

    def close(self) -> None:
        """Sends what is still waiting."""
        self._stop.set()
        self._thread.join()
        self._send_all()

    def _run(self) -> None:
        while not self._stop.wait(EVERY_SECONDS):
            self._send_all()

    def _send_all(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), _BATCH))]
            for stream in dict.fromkeys(stream for stream, _, _ in batch):
                events = [{"timestamp": at, "message": line or " "} for of, at, line in batch if of == stream]
                self._try(lambda stream=stream, events=events: self._send(stream, events))  # type: ignore[misc]

    def _send(self, stream: str, events: list[dict[str, Any]]) -> None:
        if stream not in self._known:
            self._client.create_log_stream(logGroupName=self._group, logStreamName=stream)
            self._known.add(stream)
        self._client.put_log_events(logGroupName=self._group, logStreamName=stream, logEvents=events)

    def _try(self, send: Callable[[], None]) -> None:
        try:
            send()
        except Exception as error:  # noqa: BLE001 (whatever it is, the function continues; the proof reports it)
            self.problem = f"log group {self._group}: {error}"
