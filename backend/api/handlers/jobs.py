"""Jobs: work that continues after a 202."""

from backend.api.answers import Job, job_of, own_job
from backend.domain.identity.caller import Caller
from backend.domain.jobs.job_service import JobService
from backend.domain.jobs.models import JobId
from backend.domain.jobs.ports import Jobs
from backend.domain.shared.media import MediaStore
from backend.framework.page import Limit, Page, PageToken


class JobPage(Page[Job]):
    pass


def list_jobs(
    caller: Caller,
    jobs: Jobs,
    job_service: JobService,
    media: MediaStore,
    limit: Limit = 20,
    page_token: PageToken | None = None,
) -> JobPage:
    """Your jobs, the newest first."""
    page = jobs.page(caller.user_id, limit=limit, token=page_token, asked_by=caller.user_id)
    return JobPage.of([job_of(job_service.expire_if_abandoned(job), media) for job in page.items], page.next_page_token)


def get_job(job_id: JobId, caller: Caller, jobs: Jobs, job_service: JobService, media: MediaStore) -> Job:
    """The progress and the result of one of your jobs."""
    return job_of(own_job(jobs, job_service, job_id, caller), media)
