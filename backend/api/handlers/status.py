"""Liveness, health, and the caller's identity."""

from typing import Annotated, Literal

from pydantic import Field

from backend import SERVICE, __version__
from backend.api.answers import Job, job_of, own_job
from backend.bootstrap.config import Settings
from backend.domain.identity.caller import Caller
from backend.domain.identity.ports import Users
from backend.domain.jobs.job_service import JobService
from backend.domain.jobs.models import JobId
from backend.domain.jobs.ports import Jobs
from backend.domain.limits.allowance import Allowance, Left
from backend.domain.limits.text_allowance import TextAllowance
from backend.domain.shared.fields import Timestamp
from backend.domain.shared.health import Health
from backend.domain.shared.ids import timestamp
from backend.domain.shared.media import MediaStore
from backend.domain.shared.schemas import Answer, OmitNone
from backend.framework.response import Reply


class DependencyCheck(Answer):
    name: str = Field(description="tables, buckets or model.")
    ok: bool = Field(description="Whether it responded.")
    ms: float = Field(description="Response time in milliseconds.")


class HealthReport(Answer):
    status: Literal["healthy", "degraded"] = Field(description="`degraded` when one of them does not respond.")
    checks: list[DependencyCheck] = Field(description="One for each dependency.")


class ServiceStatus(Answer):
    status: Literal["ok"] = Field(default="ok", description="Always `ok`.")
    timestamp: Timestamp
    version: str = Field(description="Of the API.")
    service: str = Field(description="Its name.")
    environment: str = Field(description="Where it runs.")
    user: str = Field(description="The caller's user name.")
    task: OmitNone[Job] = Field(default=None, description="The task that was asked for.")


class DailyAllowance(Answer):
    limit: int = Field(description="The daily limit.")
    remaining: int = Field(description="How many are left today.")
    resets_at: Timestamp


class Profile(Answer):
    user_id: str = Field(description="Cognito's `sub`: the owner id of all that you create.")
    username: str = Field(description="The name you sign in with.")
    email: OmitNone[str] = Field(default=None, description="As in Cognito.")
    groups: list[str] = Field(description="`admin` may act for any owner.")
    created_at: Timestamp = Field(description="When this caller was first seen.")
    allowance: DailyAllowance = Field(description="Pictures.")
    text_allowance: OmitNone[DailyAllowance] = Field(
        default=None, description="Tokens of text models; absent where nothing limits them."
    )


def get_health(health: Health) -> Annotated[Reply, HealthReport]:
    """Whether the tables, the buckets and the model respond. The checks run at most once in ten seconds."""
    checks = [DependencyCheck(name=name, ok=check.ok, ms=check.ms) for name, check in health.checks().items()]
    well = all(check.ok for check in checks)
    report = HealthReport(status="healthy" if well else "degraded", checks=checks)
    return Reply(report, status=200 if well else 503)


def get_status(
    caller: Caller,
    settings: Settings,
    jobs: Jobs,
    job_service: JobService,
    media: MediaStore,
    task_id: JobId | None = None,
) -> ServiceStatus:
    """Shows that the service is up and that the token is valid; with `task_id`, also the progress of that job."""
    task = None if task_id is None else job_of(own_job(jobs, job_service, task_id, caller), media)
    return ServiceStatus(
        timestamp=timestamp(),
        version=__version__,
        service=SERVICE,
        environment=settings.environment,
        user=caller.username,
        task=task,
    )


def get_me(caller: Caller, users: Users, allowance: Allowance, text: TextAllowance, job_service: JobService) -> Profile:
    """The caller's profile, groups, and what is left of today's allowances of pictures and of text tokens."""
    now = timestamp()
    known = users.note_visit(caller.user_id, username=caller.username, email=caller.email, at=now)
    left = allowance.find_left(caller.user_id)
    if left.used and job_service.expire_abandoned(caller.user_id):
        left = allowance.find_left(caller.user_id)
    return Profile(
        user_id=caller.user_id,
        username=caller.username,
        email=caller.email,
        groups=sorted(caller.groups),
        created_at=known["created_at"],
        allowance=_show(left),
        text_allowance=None if (tokens := text.find_left(caller.user_id)) is None else _show(tokens),
    )


def _show(left: Left) -> DailyAllowance:
    return DailyAllowance(
        limit=left.limit, remaining=max(0, left.limit - left.used), resets_at=timestamp(left.resets_at)
    )
