"""Jobs: work that outlives a request, as it is kept."""

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, field_validator

from backend.domain.jobs.requests import CreateRequest, GenerateRequest, VariationsOrder
from backend.domain.products.brief import Brief
from backend.domain.products.models import Design
from backend.domain.shared.errors import Remedy
from backend.domain.shared.fields import Cents, ConversationId, Currency, ListingId, ProductId, Seed, Timestamp, id_of
from backend.domain.shared.schemas import Answer, OmitNone

JobId = Annotated[str, id_of("job", "job")]
JobKind = Literal["create", "generate", "variations"]
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
    seed: OmitNone[Seed] = None


class StoredVariation(Answer):
    """A piece of art and its print."""

    seed: Seed
    media_keys: list[str]
    """As a product's: the print, its PDF and preview, the art."""
    warnings: list[str] = Field(default_factory=list)


class VariationsResult(Answer):
    """What a job of variations made."""

    variations: list[StoredVariation]


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
    pictures: int = 1
    """How many it was counted as."""
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


class VariationsJob(JobRecord):
    """Makes new art for the words of a product."""

    kind: Literal["variations"] = "variations"
    order: VariationsOrder
    made: list[StoredVariation] = Field(default_factory=list)
    """What it has made so far."""
    result: OmitNone[VariationsResult] = None

    @property
    def media_keys(self) -> list[str]:
        """What it has stored so far."""
        return [key for variation in self.made for key in variation.media_keys]


StoredJob = CreateJob | GenerateJob | VariationsJob
JobResultRecord = CreateResult | GenerateResult | VariationsResult
read_job = TypeAdapter[StoredJob](Annotated[StoredJob, Field(discriminator="kind")]).validate_python
"""A job as its kind has it, from the row that it is kept in."""
