"""A deployed function as Lambda runs it: its own code, environment and role, as many instances as are asked for."""

import json
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backend.local.deploy_test.instance import Instance, InvocationOutcome, failure
from backend.local.deploy_test.logs import LogStream
from backend.local.deploy_test.runtime_home import RuntimeHome
from backend.local.gateway.function import (
    PAYLOAD_BYTES,
    FunctionFailedError,
    FunctionTimedOutError,
    PayloadTooLargeError,
    WaitedTooLongError,
)

PROCESSES = 8
"""Instances of one function at a time: Lambda has a thousand, this machine a few cores. Who comes then, waits."""


@dataclass(frozen=True, slots=True)
class FunctionSpec:
    """What was deployed. `arn` is the alias's or version's that is invoked; `timeout` in seconds."""

    name: str
    arn: str
    version: str
    handler: str
    timeout: float
    memory_mb: int
    runtime: str
    role_arn: str
    log_group: str
    traced: bool
    environment: Mapping[str, str]
    code_sha256: str
    layers: tuple[str, ...] = ()
    """ARNs of versions, as they are unpacked one over the other."""
    reserved: int | None = None
    """How many instances there may be at a time; None for as many as there are calls."""


@dataclass(slots=True)
class _Pool:
    idle: deque[Instance] = field(default_factory=deque)
    all: set[Instance] = field(default_factory=set)
    closed: bool = False


class DeployedFunction:
    """`environment` is the whole of an instance's; `open_log` makes the log stream of a new instance.

    The function's memory is not enforced.
    """

    def __init__(
        self,
        spec: FunctionSpec,
        code: Path,
        layers: Path,
        home: RuntimeHome,
        environment: Mapping[str, str],
        open_log: Callable[[FunctionSpec], LogStream],
    ) -> None:
        self.spec = spec
        self._code = code
        self._layers = layers
        self._home = home
        self._environment = dict(environment)
        self._open_log = open_log
        self._pool = _Pool()
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(min(spec.reserved or PROCESSES, PROCESSES))
        self.errors: deque[str] = deque(maxlen=20)
        """The latest invocations that failed, in words."""

    def call(
        self, event: Mapping[str, Any], request_id: str | None = None, trace: str | None = None
    ) -> InvocationOutcome:
        """An invocation from outside: JSON in, JSON or an error out."""
        payload = json.dumps(event, ensure_ascii=False).encode("utf-8", "surrogatepass")
        if len(payload) > PAYLOAD_BYTES:
            raise PayloadTooLargeError
        request_id = request_id or str(uuid.uuid4())
        trace = trace or f"Root=1-{int(time.time()):08x}-{uuid.uuid4().hex[:24]}"
        with self._places:
            instance = self._take()
            outcome = instance.run(
                payload,
                request_id=request_id,
                arn=self.spec.arn,
                trace=f"{trace};Parent={uuid.uuid4().hex[:16]};Sampled=1",
                timeout=self.spec.timeout,
            )
            self._give_back(instance)
        if len(outcome.payload) > PAYLOAD_BYTES:
            outcome = failure("Function.ResponseSizeTooLarge", "Response payload size exceeded maximum allowed size")
        if outcome.error is not None:
            self.errors.append(f"{self.spec.name}: {outcome.error}: {outcome.message}")
        return outcome

    def invoke(self, event: dict[str, Any], request_id: str, patience: float) -> tuple[Any, Iterable[bytes] | None]:
        """For the gateway. One that outlasts `patience` runs on, and its answer is dropped."""
        done = threading.Event()
        found: list[InvocationOutcome] = []

        def run() -> None:
            try:
                found.append(self.call(event, request_id, event.get("headers", {}).get("X-Amzn-Trace-Id")))
            except PayloadTooLargeError:
                found.append(failure("RequestEntityTooLarge", ""))
            except Exception as error:  # noqa: BLE001 (it happened to us, not to the function: its caller sees a failure)
                self.errors.append(f"{self.spec.name}: the proof itself failed: {error!r}")
                found.append(failure("ServiceException", repr(error)))
            finally:
                done.set()

        threading.Thread(target=run, name="invocation", daemon=True).start()
        if not done.wait(patience):
            raise WaitedTooLongError
        outcome = found[0]
        if outcome.error == "RequestEntityTooLarge":
            raise PayloadTooLargeError
        if outcome.error is not None:
            raise FunctionTimedOutError if outcome.error == "Sandbox.Timedout" else FunctionFailedError
        return json.loads(outcome.payload or b"null"), None

    def close(self) -> None:
        with self._lock:
            self._pool.closed = True
            instances = list(self._pool.all)
            self._pool.all.clear()
        for instance in instances:
            instance.close()

    def _take(self) -> Instance:
        with self._lock:
            while self._pool.idle:
                instance = self._pool.idle.pop()
                if instance.alive:
                    return instance
                self._pool.all.discard(instance)
            log = self._open_log(self.spec)
            environment = {**self._environment, "AWS_LAMBDA_LOG_STREAM_NAME": log.name}
            instance = Instance(self.spec.handler, self._code, self._layers, self._home, environment, log.write)
            self._pool.all.add(instance)
            return instance

    def _give_back(self, instance: Instance) -> None:
        with self._lock:
            if instance.alive and not self._pool.closed:
                self._pool.idle.append(instance)
                return
            self._pool.all.discard(instance)
        instance.close()
