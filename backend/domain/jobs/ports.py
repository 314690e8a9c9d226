"""What jobs need of others."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar

from backend.domain.jobs.models import JobError, JobRecord, JobResultRecord, StoredJob
from backend.domain.shared.budget import Budget
from backend.domain.shared.errors import DreamForgeError
from backend.domain.shared.meter import Meter
from backend.domain.shared.slices import Slice
from backend.domain.shared.unit_of_work import Write

J = TypeVar("J", bound=JobRecord)


class LeaseHeld(Exception):
    """Somebody else is working on the job, or it is finished."""


class WriteConditionFailed(Exception):
    """The job was as it should be, but what was to be written with it was not."""


class Jobs(Protocol):
    """The jobs that are kept, and who works on them."""

    def add(self, job: StoredJob, *, also: Sequence[Write] = ()) -> bool:
        """Keeps a new job; whether it was new. One of the same id that exists already is left as it is.

        `also` is written with it or not at all; `WriteConditionFailed` when a condition of those failed.
        """

    def get(self, job_id: str) -> StoredJob:
        """`NotFound` when there is none."""

    def find(self, job_id: str) -> StoredJob | None: ...

    def page(self, owner_id: str, *, limit: int, token: str | None, asked_by: str) -> Slice[StoredJob]:
        """An owner's jobs, the newest first."""

    def lease(self, job_id: str, *, now: int, lease: int, at: str) -> StoredJob:
        """Takes a job to work on it for `lease` seconds. `LeaseHeld` when another has it, or when it has ended."""

    def save(self, job: J, at: str, **facts: Any) -> J:
        """Keeps what a step gave, as long as the lease is still ours. `LeaseHeld` when it is not."""

    def finish(self, job: JobRecord, at: str, result: JobResultRecord, facts: Mapping[str, Any] = {}) -> Write:
        """The part of a transaction that says that the job is done; it fails when the lease is no longer ours.

        `facts` are what steps gave and no `save` could keep.
        """

    def write(self, writes: Sequence[Write]) -> None:
        """A transaction of parts that `finish` made; `LeaseHeld` when the lease is no longer ours."""

    def wait(self, job: StoredJob, error: JobError, at: str) -> None:
        """Gives the lease back: somebody will try again."""

    def fail(
        self,
        job: StoredJob,
        error: JobError,
        at: str,
        *,
        also: Sequence[Write] = (),
        facts: Mapping[str, Any] = {},
    ) -> bool:
        """Ends a job that cannot be done; whether it did. One that ended, or that another took over, stays as it is.

        `also` is written with it: it gives back what the job took of the allowance, once. `facts` are
        what steps gave and no `save` could keep: the job continues from there when it is reopened.
        """

    def reopen(self, job_id: str, spent: str, at: str, *, now: int, queued: bool, also: Sequence[Write] = ()) -> bool:
        """Lets a job that failed be tried again, and counted again by `also`; whether it had failed.

        Not while somebody releases its files.

        `WriteConditionFailed` when a condition of `also` failed.
        """

    def start_release(self, job: StoredJob, until: int) -> bool:
        """Reserves a job that failed until then, to release its files: it is not opened again meanwhile."""

    def finish_release(self, job: StoredJob, until: int) -> None:
        """Its files are released: it may be opened again."""


class JobQueue(Protocol):
    """The queue that hands jobs to workers."""

    def send(self, job_id: str) -> None:
        """Asks a worker to take the job up. `StoreUnavailable` when the queue does not answer."""


class PictureTask(Protocol):
    """A task as its provider reports it."""

    @property
    def state(self) -> str:
        """`success`, `fail`, or another while it is not done."""

    @property
    def result_urls(self) -> tuple[str, ...]:
        """Where its pictures are; at least one when the state is `success`."""

    def failure(self) -> DreamForgeError:
        """What the state `fail` means for the owner."""


class PictureTasks(Protocol):
    """A provider that makes pictures as tasks, which are paid for when they are created."""

    model: str
    """The model that draws, as the meter and the prices name it."""

    def create_task(
        self,
        prompt: str,
        *,
        input_urls: tuple[str, ...] = (),
        aspect_ratio: str,
        resolution: str,
        meter: Meter,
        budget: Budget,
    ) -> str:
        """Has a picture made, and gives the id of the task that makes it.

        Raises `ContentRefused`, `Invalid` for what the model does not take, `ModelUnavailable` when the provider
        certainly did not take the task, `ModelTimedOut` when nobody knows, `ModelFailed`.
        """

    def record(self, task_id: str, *, budget: Budget) -> PictureTask:
        """How far a task is. `ModelUnavailable` when the provider does not answer."""

    def fetch_result(self, url: str) -> bytes:
        """The picture of a task. `ModelUnavailable` when a later try may get it, `ModelFailed` when none will."""
