"""How far one `POST /create` travels through our code, in counts that do not depend on the machine.

    files, functions   of backend/ that take part; the laptop's own, backend/local, do not count
    moves              how often the next function that is called is in another file
    progress writes    updates of the job between its acceptance and its end
    repackings         containers that the idea's words are put into on the way from the body to the prompt

What an adapter does behind its port counts as one call of the adapter, since a reader of the flow need not follow it;
the second column counts that too. The call is the second of its process, so nothing is counted that happens once.
"""

import json
import logging
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, is_dataclass
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import Any

from pydantic import BaseModel

from backend.api.lambda_function import LambdaHandler
from backend.local.laptop import Laptop
from benchmarks.apps.events import event
from benchmarks.table import show

BACKEND = Path(__file__).parents[1] / "backend"
PASSWORD = "Correct-Horse-9-Battery"
IDEA = "Un afiche de Cartagena de Indias al atardecer"
AS_SENT = "dict of body"
"""API Gateway's event, which has the words in its body."""


@dataclass
class Flow:
    """What was seen of one call."""

    calls: list[str] = field(default_factory=list)
    """`domain/jobs/job_service.py:JobService.submit`, in the order of the calls."""
    above_ports: list[str] = field(default_factory=list)
    """The same without what adapters call."""
    containers: list[str] = field(default_factory=list)
    """Those that held the words of the idea, in the order in which they appeared."""
    _depth: int = 0

    def profile(self, frame: FrameType, kind: str, value: Any) -> None:
        """For `sys.setprofile`."""
        file = _find_file(frame)
        if file is None or kind not in ("call", "return"):
            return
        if "idea_text" not in self.containers and not self._depth and not file.startswith("adapters/"):
            self._note_containers(frame, value)
        if kind == "call":
            name = f"{file}:{frame.f_code.co_qualname}"
            self.calls.append(name)
            if not self._depth:
                self.above_ports.append(name)
        if file.startswith("adapters/"):
            self._depth += 1 if kind == "call" else -1

    def _note_containers(self, frame: FrameType, returned: Any) -> None:
        for each in (*frame.f_locals.values(), returned):
            name = _name_container(each)
            if name is not None and name not in self.containers:
                self.containers.append(name)
        if frame.f_code.co_name == "idea_text":
            self.containers.append("idea_text")

    @property
    def progress_writes(self) -> int:
        return self.calls.count("adapters/dynamodb/jobs.py:DynamoDBJobs.save")

    @property
    def repackings(self) -> list[str]:
        return [each for each in self.containers if each != "idea_text" and not each.startswith(AS_SENT)]


def count_moves(calls: list[str]) -> int:
    """`count_moves(["a.py:f", "a.py:g", "b.py:h", "a.py:f"])` -> 2"""
    files = [call.partition(":")[0] for call in calls]
    return sum(before != after for before, after in pairwise(files))


def _name_container(value: Any) -> str | None:
    name, held = type(value).__name__, list[Any]()
    if isinstance(value, dict):
        name, held = f"dict of {', '.join(sorted(map(str, value))[:4])}", list(value.values())
    elif isinstance(value, BaseModel):
        held = list(value.__dict__.values())
    elif is_dataclass(value) and not isinstance(value, type):
        held = [getattr(value, each, None) for each in value.__dataclass_fields__]
    return name if any(isinstance(each, str) and IDEA in each for each in held) else None


def _find_file(frame: FrameType) -> str | None:
    path = Path(frame.f_code.co_filename)
    if not path.is_relative_to(BACKEND):
        return None
    file = str(path.relative_to(BACKEND))
    return None if file.startswith("local/") else file


def measure() -> Flow:
    with Laptop.start(log_to=logging.NullHandler()) as laptop:
        laptop.cloud.ensure_user("bench", PASSWORD, "bench@example.com")
        handler, flow = LambdaHandler(laptop.services, log_to=logging.NullHandler()), Flow()
        sent = _event(laptop.services.settings.client_id)
        for profile in (None, flow.profile):
            sys.setprofile(profile)
            try:
                answer = handler(sent, None)
            finally:
                sys.setprofile(None)
            if answer["statusCode"] != 201:
                raise SystemExit(f"POST /create: {answer['statusCode']} {answer['body']}")
    return flow


def _event(client_id: str) -> Mapping[str, Any]:
    sent = event("POST", "/create", body=json.dumps({"q": IDEA, "price_cents": 1500}))
    sent["requestContext"]["authorizer"]["claims"]["aud"] = client_id
    return sent


def run() -> None:
    flow = measure()
    rows = [
        (name, *(str(count(calls)) for calls in (flow.above_ports, flow.calls)))
        for name, count in {
            "files": lambda calls: len({call.partition(":")[0] for call in calls}),
            "functions": lambda calls: len(set(calls)),
            "moves between files": count_moves,
        }.items()
    ]
    rows.append(("progress writes", str(flow.progress_writes), ""))
    rows.append((f"repackings: {', '.join(flow.repackings)}", str(len(flow.repackings)), ""))
    show("One POST /create", ("", "above the ports", "in all"), rows)


if __name__ == "__main__":
    run()
