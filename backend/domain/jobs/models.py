"""Jobs: work that outlives a request, as it is kept."""

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, field_validator

from backend.domain.jobs.requests import CreateRequest, GenerateRequest
from backend.domain.products.brief import Brief
from backend.domain.products.models import Design
from backend.domain.shared.errors import Remedy
from backend.domain.shared.fields import Cents, ConversationId, Currency, ListingId, ProductId, Timestamp, id_of
from backend.domain.shared.schemas import Answer, OmitNone

JobId = Annotated[str, id_of("job", "job")]
JobKind = Literal["create", "generate"]
JobState = Literal["waiting", "generating", "success", "fail"]


class JobError(Answer):
    """Why a job failed."""

    error: str = Field(description="A stable name of the error.")
    message: str = Field(description="What is wrong and what to do.")


class StoredJobError(JobError):
    """The same as it is kept: what to do is worded by the entry point that shows it."""

    remedy: OmitNone[Remedy] = None


class CreateResult(Answer):
    """What a creation made."""

    product_id: ProductId
    listing_id: ListingId
    conversation_id: ConversationId
    price_cents: Cents
    currency: Currency


class GenerateResult(Answer):
    """Where a generated picture is."""

    media_keys: list[str]


class JobRecord(Answer):
    """What the kinds of job have in common. A job has what its finished steps gave, so that it can go on from there."""

    job_id: JobId
    owner_id: str
    asked_by: OmitNone[str] = None
    """Whose allowances it is counted in; an admin's where one asked for another owner."""
    state: JobState = "waiting"
    progress: Annotated[int, Field(ge=0, le=100)] = 0
    step: OmitNone[str] = None
    error: OmitNone[StoredJobError] = None
    last_error: OmitNone[StoredJobError] = None
    """Of the last try, while the job waits for the next."""
    created_at: Timestamp
    updated_at: Timestamp
    queued: bool = False
    """Whether a message of the queue has it done; otherwise the caller waits for it."""
    spent: OmitNone[str] = None
    """The counter of the daily allowance that it was counted in."""
    attempts: int = 0
    leased_until: int = 0
    """Seconds of Unix time until which somebody works on it."""
    unreleased_until: int = 0
    """Above 0 for a job that failed while its files may be marked as owned: seconds of Unix time until which somebody
    marks them as orphans again."""


class CreateJob(JobRecord):
    """Turns an idea into a listed product."""

    kind: Literal["create"] = "create"
    order: CreateRequest
    brief: OmitNone[Brief] = None
    design: OmitNone[Design] = None
    result: OmitNone[CreateResult] = None

    @field_validator("order", mode="before")
    @classmethod
    def _read_older(cls, order: Any) -> Any:
        """Folders of the laptop (DATA=) have orders that say whether the owner was named, in place of the owner."""
        if not isinstance(order, dict) or "user_id_defaulted" not in order:
            return order
        return {name: value for name, value in order.items() if name != "user_id_defaulted"}

    @property
    def media_keys(self) -> list[str]:
        """What it has stored so far."""
        return [] if self.design is None else self.design.media_keys


class GenerateJob(JobRecord):
    """Makes a picture from a prompt, or from a picture and a prompt."""

    kind: Literal["generate"] = "generate"
    order: GenerateRequest
    task_id: OmitNone[str] = None
    """The provider's own name of its part of the work."""
    result: OmitNone[GenerateResult] = None

    @property
    def media_keys(self) -> list[str]:
        """What it has stored so far."""
        return [] if self.result is None else self.result.media_keys


StoredJob = CreateJob | GenerateJob
read_job = TypeAdapter[StoredJob](Annotated[StoredJob, Field(discriminator="kind")]).validate_python
"""A job as its kind has it, from the row that it is kept in."""
