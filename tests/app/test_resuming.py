"""What is killed half way is finished by the next process: one product, one listing, nothing paid twice."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from backend.bootstrap.services import Services
from backend.domain.jobs.job_service import JobService
from backend.domain.jobs.models import CreateJob
from backend.domain.jobs.requests import CreateRequest, GenerateRequest, VariationsOrder
from backend.domain.shared.errors import Conflict
from backend.domain.shared.ids import new_work
from backend.domain.shared.meter import Meter
from backend.local.laptop import Laptop
from tests.conftest import Client
from tests.makers import budget

ORDER = CreateRequest(q="un zorro en la nieve")
LEASES_ARE_OVER = 1000
"""Seconds that the second worker's clock is ahead, so that nobody has to wait for the lease of the first one."""


@pytest.fixture
def services(laptop: Laptop) -> Services:
    return laptop.services


def accepted(
    services: Services, owner_id: str, order: CreateRequest | GenerateRequest | VariationsOrder = ORDER
) -> str:
    job = services.job_service.submit(order, owner_id=owner_id, asked_by=owner_id, work=new_work())
    return job.job_id


def later(services: Services) -> JobService:
    """The job_service as another worker has it, after the lease of the first is over."""
    job_service = services.job_service
    return JobService(
        services.jobs,
        services.allowance,
        services.text_allowance,
        job_service._steps,
        now=lambda: time.time() + LEASES_ARE_OVER,
    )


def killed_after(laptop: Laptop, calls: int, job_id: str) -> bool:
    """Carries a job out in a process that is killed after so many calls; whether it was, or came to the end before."""
    command = [sys.executable, "-m", "tests.app.dying_worker", job_id, str(calls)]
    ended = subprocess.run(command, env={**os.environ, **laptop.environment}, capture_output=True, check=False)
    assert ended.returncode in (0, -signal.SIGKILL), ended.stderr.decode()
    return ended.returncode != 0


@pytest.mark.parametrize("calls", range(1, 18))
def test_a_killed_worker_leaves_a_job_that_can_be_finished(
    laptop: Laptop, services: Services, ana: str, calls: int
) -> None:
    """Killed after any of its calls, a job ends with one product, one listing and its one picture."""
    job_id = accepted(services, ana)
    before = len(laptop.bedrock.calls)
    was_killed = killed_after(laptop, calls, job_id)
    drawn_at_death = _drawn(laptop, before)
    stored = bool(_objects(laptop, ana))
    job = later(services).run(job_id, meter=Meter(), budget=budget())
    assert isinstance(job, CreateJob)
    assert job.state == "success"
    page = services.offers.page(ana, status=None, limit=10, token=None, asked_by=ana)
    assert [offer.product.product_id for offer in page.offers] == [job.result.product_id if job.result else None]
    assert sorted(_objects(laptop, ana)) == sorted(page.offers[0].product.media_keys)
    assert len(services.conversations.page(ana, limit=10, token=None, asked_by=ana).items) == 1
    if stored or not was_killed:
        assert _drawn(laptop, before) == drawn_at_death, "a picture that was stored is not paid for again"


def test_two_workers_with_one_message_make_one_product(services: Services, ana: str) -> None:
    """Two that take the same job at once: one does it, the other gets to know it or sees the outcome."""
    job_id = accepted(services, ana)
    outcomes: list[str] = []

    def run() -> None:
        try:
            outcomes.append(services.job_service.run(job_id, meter=Meter(), budget=budget()).state)
        except Conflict:
            outcomes.append("busy")

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "success" in outcomes
    assert set(outcomes) <= {"success", "busy"}
    assert len(services.offers.page(ana, status=None, limit=10, token=None, asked_by=ana).offers) == 1


def test_many_creates_with_one_key_make_one_product(client: Client, ana: str) -> None:
    """Fifty concurrent creates with one Idempotency-Key: one is carried out, the others conflict or are replayed."""
    token, answers = client.token(ana), []

    def run() -> None:
        headers = {"Idempotency-Key": "fifty", "Authorization": token}
        answers.append(client.post("/create", {"q": "un búho"}, headers=headers))

    threads = [threading.Thread(target=run) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status for answer in answers} <= {201, 409}
    fresh = [a for a in answers if a.status == 201 and "idempotent-replayed" not in a.headers]
    assert len(fresh) == 1
    assert client.get("/products", as_user=ana, owner="me").json["count"] == 1


def _drawn(laptop: Laptop, since: int) -> int:
    return sum(call.operation == "InvokeModel" for call in laptop.bedrock.calls[since:])


def _objects(laptop: Laptop, owner_id: str) -> list[str]:
    listed = laptop.cloud.client("s3").list_objects_v2(
        Bucket=laptop.cloud.buckets["assets"], Prefix=f"assets/{owner_id}/"
    )
    return [each["Key"] for each in listed.get("Contents", [])]
