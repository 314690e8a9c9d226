"""The worker Lambdas: each message of the queue names a job, which is carried out.

Entry points: `lambda_handler` for the queue of jobs, `dead_letter_handler` for those that failed five times.
A batch answers with the messages that are to come again (partial batch response), so one failure repeats no other.
"""

import json
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from typing import Any

from backend.adapters.observability import metrics
from backend.adapters.observability.logs import configure_logging
from backend.adapters.observability.tracing import Flag
from backend.bootstrap.config import Settings
from backend.bootstrap.initialization import load_everything
from backend.bootstrap.services import Services
from backend.domain.jobs.job_service import RETRYABLE, JobAlreadyFailed
from backend.domain.jobs.models import StoredJob
from backend.domain.shared.budget import ANSWER, Budget
from backend.domain.shared.errors import CallerError, Conflict, DreamForgeError, NotFound, TooManyRequests
from backend.domain.shared.meter import Meter
from backend.framework.adapters.lambda_events import SQS, is_warm_up, require_source, seconds_left

log = logging.getLogger(__name__)

SPARE_SECONDS = 5.0
"""Of the invocation's time, kept for writing down how it ended, `ANSWER` of it for the answer."""
DEFAULT_SECONDS = 110.0
Take = Callable[[Services, str, Budget], None]
"""What is done with a job: (services, job id, the time for doing it)."""


class WorkerHandler:
    """An SQS event's handler. Put together at the first event, kept for the next."""

    def __init__(self, take: Take, *, services: Services | None = None, log_to: logging.Handler | None = None) -> None:
        self._take = take
        self._services = services
        self._log_to = log_to
        self._ready = False

    def __call__(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        """The partial batch response. A warm-up has none failed; an event of another source is `UnsupportedEvent`."""
        if is_warm_up(event):
            self.make_ready()
            return {"batchItemFailures": []}
        require_source(SQS, event)
        whole = Budget.of(seconds_left(context, DEFAULT_SECONDS))
        budget = whole.reserve(SPARE_SECONDS)
        services = self.make_ready()
        with whole.reserve(ANSWER).active():
            failed = [
                record["messageId"] for record in event["Records"] if not self._take_message(services, record, budget)
            ]
        return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}

    def _take_message(self, services: Services, record: Mapping[str, Any], budget: Budget) -> bool:
        """Whether the message is dealt with; a malformed message is, for it will never be."""
        try:
            job_id = str(json.loads(record["body"])["job_id"])
        except (ValueError, KeyError, TypeError):
            log.exception("malformed message", extra={"message_id": record.get("messageId")})
            return True
        if not budget.remaining():
            return False  # the messages before it took all the time there was
        try:
            self._take(services, job_id, budget)
        except NotFound:
            log.warning("job is gone", extra={"job_id": job_id})
        except RETRYABLE as error:
            log.warning("job will be tried again", extra={"job_id": job_id, "error": error.name}, exc_info=True)
            return False
        except JobAlreadyFailed:
            log.info("job has failed already", extra={"job_id": job_id})
        except Conflict:
            log.info("job is leased by another worker", extra={"job_id": job_id})
            return False
        except DreamForgeError as error:
            log.warning("job failed", extra={"job_id": job_id, "error": error.name}, exc_info=True)
        except Exception:
            log.exception("unexpected error", extra={"job_id": job_id})
            return False
        return True

    def make_ready(self) -> Services:
        if self._services is None:
            self._services = Services(Settings.from_env())
        if not self._ready:
            configure_logging(self._services.settings.log_level, self._log_to)
            self._ready = True
        return self._services


def run_job(services: Services, job_id: str, budget: Budget) -> None:
    """Does the job, and tells of it. The lease lasts as long as this invocation may."""
    began, meter = time.monotonic(), Meter(services.settings.prices)
    lease = max(1, int(budget.remaining() + SPARE_SECONDS))
    try:
        with ExitStack() as closing:
            closing.callback(meter.settle)
            job = services.job_service.run(job_id, meter=meter, budget=budget, lease=lease, again=True)
    except (Conflict, NotFound):
        raise  # nothing was done
    except Exception as error:
        meter.count_failure(error.name if isinstance(error, DreamForgeError) else "")
        with suppress(DreamForgeError):  # the table may be what failed
            _tell(services, services.jobs.get(job_id), meter, began, _flags(error))
        raise
    _tell(services, job, meter, began)


def fail_job(services: Services, job_id: str, budget: Budget) -> None:  # noqa: ARG001 - a `Take`
    """Ends a job whose message came to the dead letters."""
    services.job_service.fail_exhausted(job_id)
    job = services.jobs.get(job_id)
    line = {
        "job_id": job_id,
        "stage": services.settings.stage,
        "kind": job.kind,
        "state": job.state,
        "job_errors": int(job.state == "fail"),
    }
    log.error("job given up", extra={**line, **metrics.embed(line, at=time.time())})


def _tell(services: Services, job: StoredJob, meter: Meter, began: float, flags: tuple[Flag, ...] = ()) -> None:
    """Logs one try of a job with its metrics, and tells X-Ray of it."""
    ms, at, trace = round((time.monotonic() - began) * 1000, 1), time.time(), services.tracer.current()
    line: dict[str, Any] = {
        "job_id": job.job_id,
        "stage": services.settings.stage,
        "kind": job.kind,
        "state": job.state,
        **metrics.of_job(job.state, ms),
        **meter.summary(),
        **({"trace_id": trace.trace_id} if trace is not None else {}),
    }
    log.info("job", extra={**line, **metrics.embed(line, at=at)})
    if trace is not None:
        notes = {"operation": job.kind, "model": ",".join(line.get("models", ())) or None, "state": job.state}
        services.tracer.tell(trace, f"job {job.kind}", at=at, ms=ms, flags=flags, notes=notes)


def _flags(error: Exception) -> tuple[Flag, ...]:
    if isinstance(error, TooManyRequests):
        return ("error", "throttle")
    return ("error",) if isinstance(error, CallerError) else ("fault",)


lambda_handler = WorkerHandler(run_job)
load_everything(lambda_handler.make_ready)
dead_letter_handler = WorkerHandler(fail_job)
