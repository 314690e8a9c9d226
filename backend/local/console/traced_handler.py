"""The API's handler with the recorder around it."""

from collections.abc import Iterator, Mapping
from typing import Any

from backend.local.console import propagation
from backend.local.console.recorder import Recorder
from backend.local.console.records import FunctionRun


class TracedHandler:
    """The API's handler, whose calls and log lines go to the request that it works for."""

    def __init__(self, handler: Any, recorder: Recorder) -> None:
        self._handler = handler
        self._recorder = recorder

    def __call__(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        run = self._recorder.begin_run(event) if self._recorder.on else None
        if run is None:
            return dict(self._handler(event, context))
        try:
            with propagation.working_for(run):
                return dict(self._handler(event, context))
        finally:
            self._recorder.end_run(run)

    def stream(self, event: Mapping[str, Any], context: Any) -> tuple[dict[str, Any], Any]:
        """The same of a handler that streams: the run ends with its body."""
        run = self._recorder.begin_run(event) if self._recorder.on else None
        if run is None:
            whole: tuple[dict[str, Any], Any] = self._handler.stream(event, context)
            return whole
        try:
            with propagation.working_for(run):
                answer, parts = self._handler.stream(event, context)
        except BaseException:
            self._recorder.end_run(run)
            raise
        if parts is None:
            self._recorder.end_run(run)
            return answer, None
        return answer, _TracedParts(parts, run, self._recorder)


class _TracedParts:
    """The parts of a body, each of which is made for its run."""

    def __init__(self, parts: Any, run: FunctionRun, recorder: Recorder) -> None:
        self._parts = parts
        self._run = run
        self._recorder = recorder

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        with propagation.working_for(self._run):
            part: bytes = next(self._parts)
            return part

    def close(self) -> None:
        with propagation.working_for(self._run):
            self._parts.close()
        if self._run.ended is None:
            self._recorder.end_run(self._run)
