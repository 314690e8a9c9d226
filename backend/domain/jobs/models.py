"""Jobs: work that is told of while it goes on."""

from typing import Annotated, Any, Literal

from pydantic import Field

from backend.domain.products.brief import Brief
from backend.domain.products.models import Design
from backend.domain.shared.errors import Remedy
from backend.domain.shared.fields import Answer, Maybe, Timestamp, id_of

JobId = Annotated[str, id_of("job", "job")]
JobKind = Literal["create", "generate"]
JobState = Literal["waiting", "generating", "success", "fail"]


class JobError(Answer):
    """Why a job failed, in words that its owner can use."""

    error: str = Field(description="A short name that stays the same.")
    message: str = Field(description="What to do about it.")


class StoredJobError(JobError):
    """The same as it is kept: what to do is worded by the entry point that shows it."""

    remedy: Maybe[Remedy] = None


class StoredJob(Answer):
    """A job as it is kept, with what its finished steps gave, so that it can go on from there."""

    job_id: JobId
    owner_id: str
    asked_by: Maybe[str] = None
    """Whose allowances it is counted in; an admin's where one asked for another owner."""
    kind: JobKind
    state: JobState = "waiting"
    progress: Annotated[int, Field(ge=0, le=100)] = 0
    step: Maybe[str] = None
    order: dict[str, Any]
    """What was asked for."""
    brief: Maybe[Brief] = None
    design: Maybe[Design] = None
    task_id: Maybe[str] = None
    """The provider's own name of its part of the work."""
    result: Maybe[dict[str, Any]] = None
    error: Maybe[StoredJobError] = None
    last_error: Maybe[StoredJobError] = None
    """Of the last try, while the job waits for the next."""
    created_at: Timestamp
    updated_at: Timestamp
    queued: bool = False
    """Whether a message of the queue will have it done; otherwise whoever asked for it waits for it."""
    spent: Maybe[str] = None
    """The counter of the daily allowance that it was counted in."""
    attempts: int = 0
    leased_until: int = 0
    """Seconds of Unix time until which somebody works on it."""
    unreleased_until: int = 0
    """Above 0 for a job that failed while its files may be marked as owned: seconds of Unix time until which somebody
    marks them as orphans again."""

    @property
    def media_keys(self) -> list[str]:
        """What it has stored so far."""
        if self.design is not None:
            return self.design.media_keys
        return list((self.result or {}).get("media_keys", ()))
