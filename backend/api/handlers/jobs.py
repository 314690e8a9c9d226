"""Jobs: what goes on after a 202."""

from pydantic import Field

from backend.api.answers import Job, job_of, own_job
from backend.domain.identity.caller import Caller
from backend.domain.jobs.models import JobId
from backend.domain.jobs.ports import Jobs
from backend.domain.jobs.workshop import Workshop
from backend.domain.shared.fields import Answer, Nullable
from backend.domain.shared.media import MediaStore
from backend.framework.page import Limit, PageToken


class JobPage(Answer):
    items: list[Job] = Field(description="This page's items, in order.")
    count: int = Field(description="How many items this page has.")
    has_more: bool = Field(description="Whether there is another page.")
    next_page_token: Nullable[str] = Field(description="Send it as page_token for the next page; null at the end.")


def list_jobs(
    caller: Caller,
    jobs: Jobs,
    workshop: Workshop,
    media: MediaStore,
    limit: Limit = 20,
    page_token: PageToken | None = None,
) -> JobPage:
    """Your jobs, the newest first."""
    page = jobs.page(caller.user_id, limit=limit, token=page_token, asked_by=caller.user_id)
    return JobPage(
        items=[job_of(workshop.seen(job), media) for job in page.jobs],
        count=len(page.jobs),
        has_more=page.next_page_token is not None,
        next_page_token=page.next_page_token,
    )


def get_job(job_id: JobId, caller: Caller, jobs: Jobs, workshop: Workshop, media: MediaStore) -> Job:
    """How far a job of yours is, and what it made."""
    return job_of(own_job(jobs, workshop, job_id, caller), media)
