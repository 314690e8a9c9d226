"""Jobs: work that any process can resume.

Every id that a job's steps make is derived from one `work` id, chosen before anything is done. A process that
resumes the job, after a crash or because its message came twice, makes the same things under the same names, and begins
after the last step whose result was kept. The lease keeps two from working at once; the last step ends the job in the
same transaction that writes what it made.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic

from backend.domain.jobs.models import (
    CreateJob,
    GenerateJob,
    JobKind,
    JobResultRecord,
    StoredJob,
    StoredJobError,
    VariationsJob,
)
from backend.domain.jobs.ports import J, Jobs, LeaseHeld, WriteConditionFailed
from backend.domain.jobs.requests import CreateRequest, GenerateRequest, VariationsOrder
from backend.domain.limits.allowance import Allowance
from backend.domain.limits.text_allowance import TextAllowance
from backend.domain.shared.budget import Budget
from backend.domain.shared.errors import Conflict, DreamForgeError, GaveUp, ModelUnavailable, StoreUnavailable
from backend.domain.shared.ids import seconds_of, timestamp
from backend.domain.shared.meter import Meter
from backend.domain.shared.unit_of_work import Write

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
"""How often the queue hands a job out before it goes to the dead letters."""
LEASE_SECONDS = 30
"""How long a step may take behind API Gateway, which closes the connection after 29 s. Each step renews the lease."""
RELEASE_SECONDS = 30
"""How long releasing the files of a failed job may take: longer than its calls of S3 with all their retries."""
ABANDONED_SECONDS, LOST_SECONDS = 60, 3600
"""After so long with nobody working on it a job will not end by itself: one that was to be done at once, whose process
died, and one whose message got lost. The queue hands messages out again for ten minutes (`MAX_ATTEMPTS` times)."""
RECENT = 25
"""Jobs of one owner that are looked through for abandoned ones."""
RETRYABLE: tuple[type[DreamForgeError], ...] = (ModelUnavailable, StoreUnavailable)
"""What may go well a little later, and for certain has not been done. A paid call that timed out is not among them."""


class JobAlreadyFailed(Conflict):
    """The job has failed already, and its owner knows why."""


@dataclass(slots=True)
class JobRun(Generic[J]):
    """A job in hand."""

    job: J
    meter: Meter
    budget: Budget
    lease: int
    _jobs: Jobs
    _clock: Callable[[], str]
    _now: Callable[[], float]
    unkept: dict[str, Any] = field(default_factory=dict)
    """What was paid for and could not be kept yet: the next `keep` or `finish` takes it along."""

    @property
    def id(self) -> str:
        """The 26 characters that name what the job makes."""
        return self.job.job_id.removeprefix("job_")

    @property
    def is_resumed(self) -> bool:
        """Whether somebody worked on it before."""
        return self.job.attempts > 1

    def keep(self, *, paid: bool = False, **facts: Any) -> None:
        """Keeps what a step gave and renews the lease; `LeaseHeld` when somebody else has taken over.

        `paid` says that repeating it would cost money: if the store does not answer, the job continues with it
        under its current lease.
        """
        until, facts = int(self._now()) + self.lease, {**self.unkept, **facts}
        try:
            self.job = self._jobs.save(self.job, self._clock(), leased_until=until, **facts)
            self.unkept = {}
        except StoreUnavailable:
            if not paid and not self.unkept:
                raise
            log.warning("what was paid for is not kept yet", extra={"job_id": self.job.job_id}, exc_info=True)
            self.unkept = facts
            self.job = self.job.model_copy(update=facts)

    def build_end(self, result: JobResultRecord) -> Write:
        """The part of a transaction that ends the job; it holds only while the lease is ours."""
        return self._jobs.finish(self.job, self._clock(), result, self.unkept)

    def finish(self, result: JobResultRecord) -> None:
        """Ends a job whose only result is the job itself."""
        self._jobs.write([self.build_end(result)])


Steps = Callable[[JobRun[Any]], None]
"""What a kind of job does: all that is left to do, up to ending the job."""


class JobService:
    def __init__(
        self,
        jobs: Jobs,
        allowance: Allowance,
        text_allowance: TextAllowance,
        steps: Mapping[JobKind, Callable[[], Steps]],
        *,
        release: Callable[[Sequence[str]], None] = lambda _keys: None,
        clock: Callable[[], str] = timestamp,
        now: Callable[[], float] = time.time,
    ) -> None:
        """`steps` gives, for each kind of job, the function that makes what carries it out.

        `release` marks files as orphans again; by default no step stores any.
        """
        self._jobs = jobs
        self._allowance = allowance
        self._text_allowance = text_allowance
        self._steps = steps
        self._release_files = release
        self._clock = clock
        self._now = now

    def submit(
        self,
        order: CreateRequest | GenerateRequest | VariationsOrder,
        *,
        owner_id: str,
        asked_by: str,
        work: str,
        queued: bool = True,
    ) -> StoredJob:
        """Keeps an order as a job and counts it against the requester's allowance of today, in one transaction.

        The same work again is the same job, as far as it has come, and is not counted again. One that failed was given
        back, so it is opened again and counts as a new one does. `TooManyRequests` when the allowance is used up.
        """
        job_id, at = f"job_{work}", self._clock()
        pictures = order.count if isinstance(order, VariationsOrder) else 1
        spent, taking = self._allowance.taking(asked_by, pictures)
        facts = {"job_id": job_id, "owner_id": owner_id, "asked_by": asked_by, "queued": queued, "spent": spent}
        times = {"created_at": at, "updated_at": at}
        job: StoredJob
        if isinstance(order, CreateRequest):
            job = CreateJob(order=order, **facts, **times)
        elif isinstance(order, GenerateRequest):
            job = GenerateJob(order=order, **facts, **times)
        else:
            job = VariationsJob(order=order, pictures=pictures, **facts, **times)
        try:
            if self._jobs.add(job, also=[taking]):
                return job
            self._jobs.reopen(job_id, spent, at, now=int(self._now()), queued=queued, also=[taking])
        except WriteConditionFailed:
            known = self._jobs.find(job_id)
            if known is not None and known.state != "fail":
                return known
            if self.expire_abandoned(asked_by):
                return self.submit(order, owner_id=owner_id, asked_by=asked_by, work=work, queued=queued)
            raise self._allowance.used_up() from None
        return self._jobs.get(job_id)

    def enqueue(self, job: StoredJob, send: Callable[[str], None]) -> None:
        """Has a worker take up an accepted job. When the queue fails, so does the job, and its quota is refunded.

        Raises what `send` raises. The same work may be accepted again. A worker that got the message nevertheless
        runs the job if it leased it first, and drops the message otherwise.
        """
        try:
            send(job.job_id)
        except DreamForgeError as error:
            self._end(job, error)
            raise

    def expire_abandoned(self, owner_id: str) -> int:
        """Fails the owner's abandoned jobs among the newest `RECENT` and refunds them; how many."""
        page = self._jobs.page(owner_id, limit=RECENT, token=None, asked_by=owner_id)
        return sum(self.expire_if_abandoned(job) is not job for job in page.items)

    def run(
        self,
        job_id: str,
        *,
        meter: Meter,
        budget: Budget,
        lease: int = LEASE_SECONDS,
        again: bool = False,
    ) -> StoredJob:
        """Does what is left to do of a job, and answers with the job as it then is.

        `lease` is how many seconds a step may take before somebody else may take the job up; `again` says that what
        failed for a passing reason will be tried again, so the job does not end as failed. Raises `Conflict` while
        somebody else works on it, `JobAlreadyFailed` when it has failed before, and what the steps raise.
        """
        try:
            job = self._jobs.lease(job_id, now=int(self._now()), lease=lease, at=self._clock())
        except LeaseHeld:
            return self._finished_by_another(job_id)
        meter.account = self._text_allowance.account(job.asked_by or job.owner_id)
        work: JobRun[Any] = JobRun(job, meter, budget, lease, self._jobs, self._clock, self._now)
        try:
            self._steps[job.kind]()(work)
        except (LeaseHeld, Conflict):
            return self._finished_by_another(job_id)
        except DreamForgeError as error:
            # what was paid for and is kept nowhere would be paid for again
            self._note_failure(work, error, again=again and isinstance(error, RETRYABLE) and not work.unkept)
            raise
        except Exception:
            self._note_failure(work, DreamForgeError("Internal error."), again=again and not work.unkept)
            raise
        return self._jobs.get(job_id)

    def _note_failure(self, work: JobRun[Any], error: DreamForgeError, *, again: bool) -> None:
        if again:
            self._jobs.wait(work.job, _describe(error), self._clock())
        else:
            self._end(work.job, error, work.unkept)

    def fail_exhausted(self, job_id: str) -> None:
        """Ends a job that was tried as often as the queue allows; its owner reads what went wrong the last time.

        `Conflict` while somebody still works on it.
        """
        job = self._jobs.get(job_id)
        if job.leased_until >= int(self._now()):
            raise Conflict("This job is still running. Retry in a moment.")
        reason = job.last_error.message if job.last_error is not None else "The job failed."
        self._end(job, GaveUp(f"{reason} It failed {MAX_ATTEMPTS} times."))

    def expire_if_abandoned(self, job: StoredJob) -> StoredJob:
        """The job; it fails and its quota is refunded if its lease expired more than ABANDONED_SECONDS ago.

        Requested again with its Idempotency-Key it continues after its last finished step.
        """
        if job.state == "fail" and 0 < job.unreleased_until < self._now():
            self._release(job)
        if job.state in ("success", "fail"):
            return job
        patience = LOST_SECONDS if job.queued else ABANDONED_SECONDS
        if max(job.leased_until, seconds_of(job.updated_at)) + patience >= self._now():
            return job
        self._end(job, GaveUp("The job was interrupted. Send the request again."))
        return self._jobs.get(job.job_id)

    def _end(self, job: StoredJob, error: DreamForgeError, unkept: Mapping[str, Any] = {}) -> None:
        """Ends a job as failed, with a reason its owner can read, and gives the allowance back; once.

        A process that took it over meanwhile continues.
        """
        also = [self._allowance.giving_back(job.spent, job.pictures)] if job.spent is not None else []
        if self._jobs.fail(job, _describe(error), self._clock(), also=also, facts=unkept) and job.media_keys:
            self._release(self._jobs.get(job.job_id))

    def _release(self, job: StoredJob) -> None:
        """Marks the files of a job that failed as orphans: its publishing step may have marked them as owned.

        The job is not opened again meanwhile, so that no file is marked that was published after all. What fails here
        is done when the job is read next.
        """
        until = int(self._now()) + RELEASE_SECONDS
        if not self._jobs.start_release(job, until):
            return
        try:
            self._release_files(job.media_keys)
        except StoreUnavailable:
            log.warning("files of a failed job are not released yet", extra={"job_id": job.job_id}, exc_info=True)
        else:
            self._jobs.finish_release(job, until)

    def _finished_by_another(self, job_id: str) -> StoredJob:
        job = self._jobs.get(job_id)
        if job.state == "fail":
            self._release(job)  # a process that lost its lease in the publishing step has just marked the files
            raise JobAlreadyFailed("This job failed. Send the request again.")
        if job.state != "success":
            raise Conflict("This job is still running. Retry in a moment.")
        return job


def _describe(error: DreamForgeError) -> StoredJobError:
    return StoredJobError(error=error.name, message=error.message, remedy=error.remedy)
