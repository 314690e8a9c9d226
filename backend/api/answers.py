"""Answers that more than one handler gives: creations and jobs."""

from typing import Annotated

from pydantic import Field

from backend.api.errors import with_remedy
from backend.domain.identity.caller import Caller
from backend.domain.jobs.job_service import JobService
from backend.domain.jobs.models import (
    CreateJob,
    JobError,
    JobId,
    JobKind,
    JobState,
    StoredJob,
    StoredJobError,
    StoredVariation,
    VariationsJob,
)
from backend.domain.jobs.ports import Jobs
from backend.domain.products.brief import Brief
from backend.domain.products.models import Design
from backend.domain.shared.errors import NotFound
from backend.domain.shared.fields import Cents, ConversationId, Currency, ListingId, ProductId, Seed, Timestamp
from backend.domain.shared.media import Media, MediaStore, is_art, show_files
from backend.domain.shared.schemas import Answer, OmitNone


class CreatedIds(Answer):
    product_id: ProductId
    listing_id: ListingId


class Creation(Answer):
    conversation_id: ConversationId
    brief: Brief
    design: Design
    ids: CreatedIds
    price_cents: Cents
    currency: Currency
    user_id: str = Field(description="Cognito's `sub` of the owner.")
    user_id_defaulted: bool = Field(description="Whether the caller is the owner because no user_id was sent.")
    message: OmitNone[str] = Field(default=None, description="A note when `user_id_defaulted` is true.")


class Accepted(Answer):
    task_id: JobId
    state: JobState = Field(description="The job's state; `waiting` at first.")


class Variation(Answer):
    """New art for a product, and the print that it would be."""

    art_key: str = Field(description="Send it to POST /products/{product_id}/art to choose this art.")
    seed: Seed
    media: list[Media] = Field(description="The print first, the art last.")
    warnings: OmitNone[list[str]] = Field(default=None, description="What could not be typeset.")


class JobResult(Answer):
    """What a finished job made: a creation, pictures, or variations of a product."""

    creation: OmitNone[Creation] = Field(default=None, description="Of a job of the kind `create`.")
    result_urls: OmitNone[list[str]] = Field(default=None, description="Of a job of the kind `generate`.")
    media: OmitNone[list[Media]] = Field(default=None, description="The same files with their keys.")
    seed: OmitNone[Seed] = Field(
        default=None, description="Of a job of the kind `generate`: with the same prompt it draws the same."
    )
    variations: OmitNone[list[Variation]] = Field(default=None, description="Of a job of the kind `variations`.")


class Job(Answer):
    job_id: JobId
    kind: JobKind = Field(
        description="What is made: `create` a product, `generate` a picture, `variations` of a product's art."
    )
    state: JobState = Field(description="`success` and `fail` are final.")
    progress: Annotated[int, Field(ge=0, le=100, description="Per cent.")]
    step: OmitNone[str] = Field(default=None, description="The current step.")
    result: OmitNone[JobResult] = Field(default=None, description="Present when the state is `success`.")
    error: OmitNone[JobError] = Field(default=None, description="Present when the state is `fail`.")
    created_at: Timestamp
    updated_at: Timestamp


def creation_of(job: StoredJob, media: MediaStore) -> Creation:
    """What a finished creation made, with URLs that open now."""
    if not isinstance(job, CreateJob) or job.design is None or job.result is None:
        raise ValueError("the job is no finished creation")
    defaulted = job.order.user_id is None
    return Creation(
        conversation_id=job.result.conversation_id,
        brief=job.design.package.brief,
        design=job.design.show(media),
        ids=CreatedIds(product_id=job.result.product_id, listing_id=job.result.listing_id),
        price_cents=job.result.price_cents,
        currency=job.result.currency,
        user_id=job.owner_id,
        user_id_defaulted=defaulted,
        message="No user_id was sent, so you are the owner." if defaulted else None,
    )


def job_of(job: StoredJob, media: MediaStore) -> Job:
    """The job as its owner sees it."""
    return Job(
        job_id=job.job_id,
        kind=job.kind,
        state=job.state,
        progress=job.progress,
        step=job.step if job.state == "generating" else None,
        result=_result(job, media) if job.state == "success" else None,
        error=_error(job.error) if job.state == "fail" and job.error is not None else None,
        created_at=job.created_at,
        updated_at=job.updated_at,
    )


def _error(stored: StoredJobError) -> JobError:
    return JobError(error=stored.error, message=with_remedy(stored.message, stored.remedy))


def _result(job: StoredJob, media: MediaStore) -> JobResult:
    if isinstance(job, CreateJob):
        return JobResult(creation=creation_of(job, media))
    if isinstance(job, VariationsJob):
        return JobResult(variations=[_show_variation(each, media) for each in job.made])
    shown = list(show_files(media, job.media_keys))
    seed = None if job.result is None else job.result.seed
    return JobResult(result_urls=[each.url for each in shown], media=shown, seed=seed)


def _show_variation(variation: StoredVariation, media: MediaStore) -> Variation:
    shown = list(show_files(media, variation.media_keys))
    art = next(filter(is_art, variation.media_keys))
    return Variation(art_key=art, seed=variation.seed, media=shown, warnings=variation.warnings or None)


def own_job(jobs: Jobs, job_service: JobService, job_id: str, caller: Caller) -> StoredJob:
    """`NotFound` also when it is another user's."""
    job = jobs.get(job_id)
    if not caller.may_act_for(job.owner_id):
        raise NotFound("Job not found.")
    return job_service.expire_if_abandoned(job)
