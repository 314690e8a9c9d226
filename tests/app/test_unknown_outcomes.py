"""A store whose answers get lost, or that takes no writes for a while: nothing is paid twice, and counts are true."""

from typing import Any

import pytest

from backend.domain.jobs.requests import CreateRequest, GenerateRequest
from backend.domain.shared.meter import Meter
from backend.local.dynamodb import StoreFault
from backend.local.fault_list import FaultList
from backend.local.kie import KieStandIn
from backend.local.laptop import Laptop
from tests.app.models import BRIEF, paid
from tests.app.test_generate import kie, patient, tasks_made, uploaded
from tests.app.test_resuming import accepted
from tests.conftest import Client
from tests.makers import budget, png

__all__ = ["kie", "patient"]
CREATION = CreateRequest(q="a fox")
PICTURE = {"prompt": "a fox", "aspect_ratio": "1:1", "resolution": "1K"}


def used(client: Client, user: str) -> int:
    allowance = client.get("/me", as_user=user).json["allowance"]
    return int(allowance["limit"]) - int(allowance["remaining"])


def carried_out(laptop: Laptop, job_id: str) -> None:
    """Does a job as the worker does: what fails for a passing reason will come again."""
    laptop.services.job_service.run(job_id, meter=Meter(), budget=budget(), again=True)


def test_a_task_whose_id_cannot_be_stored_is_the_only_one(
    client: Client, laptop: Laptop, ana: str, kie: KieStandIn, store_faults: FaultList[StoreFault]
) -> None:
    """From the write of the task's id on the job takes no updates; the work continues, and KIE is asked once."""
    before = len(kie.calls)
    job_id = accepted(
        laptop.services, client.user_id(ana), GenerateRequest.model_validate({**PICTURE, "provider": "kie"})
    )
    store_faults.add(operation="UpdateItem", table="jobs", times=2)
    store_faults.add(operation="UpdateItem", table="jobs", code="InternalServerError", times=None)
    carried_out(laptop, job_id)
    store_faults.clear()
    assert client.get(f"/jobs/{job_id}", as_user=ana).json["state"] == "success"
    assert tasks_made(kie, before) == 1


@pytest.mark.parametrize("passes", [2, 3])
def test_a_creation_continues_with_what_was_paid_for(
    client: Client, laptop: Laptop, ana: str, store_faults: FaultList[StoreFault], passes: int
) -> None:
    """Text and picture are paid for once, although what they gave cannot be kept in the job."""
    job_id = accepted(laptop.services, client.user_id(ana), CREATION)
    store_faults.add(operation="UpdateItem", table="jobs", times=passes)
    store_faults.add(operation="UpdateItem", table="jobs", code="InternalServerError", times=None)
    with paid(laptop) as calls:
        carried_out(laptop, job_id)
    store_faults.clear()
    assert sum(calls.operations.values()) == 2
    job = client.get(f"/jobs/{job_id}", as_user=ana).json
    assert (job["state"], job["result"]["creation"]["brief"]["kind"]) == ("success", "poster")


def test_an_update_whose_answers_are_all_lost_is_looked_up(
    client: Client, laptop: Laptop, ana: str, store_faults: FaultList[StoreFault]
) -> None:
    """Each attempt is carried out once in all, and nobody gets the answer that it failed."""
    store_faults.add(operation="UpdateItem", table="jobs", lose_answer=True, times=None)
    with paid(laptop) as calls:
        client.create(ana)
    assert sum(calls.operations.values()) == 2
    store_faults.clear()
    assert used(client, ana) == 1


def test_a_picture_that_cannot_be_remembered_is_not_lost(
    client: Client, laptop: Laptop, ana: str, store_faults: FaultList[StoreFault]
) -> None:
    """Only reusing it needs that row: without the row the design succeeds, and the same prompt is drawn again."""
    store_faults.add(operation="PutItem", table="short", code="InternalServerError", times=None)
    with paid(laptop) as calls:
        assert client.post("/design", {"brief": BRIEF}, as_user=ana).status == 200
        store_faults.clear()
        assert client.post("/design", {"brief": BRIEF}, as_user=ana).status == 200
    assert sum(calls.operations.values()) == 2
    assert used(client, ana) == 2


@pytest.mark.parametrize("fault", [{"lose_answer": True}, {"code": "InternalServerError"}])
def test_a_design_counts_what_was_made(
    client: Client, ana: str, store_faults: FaultList[StoreFault], fault: dict[str, Any]
) -> None:
    """Whether the count was written or not: a design that failed counts nothing, and the next counts one."""
    store_faults.add(operation="TransactWriteItems", table="short", times=3, **fault)
    answer = client.post("/design", {"brief": BRIEF}, as_user=ana)
    store_faults.clear()
    assert answer.status == 503
    assert used(client, ana) == 0
    assert client.post("/design", {"brief": BRIEF}, as_user=ana).status == 200
    assert used(client, ana) == 1


def test_a_deletion_that_meets_a_change_is_repeated(
    client: Client, ana: str, store_faults: FaultList[StoreFault]
) -> None:
    """Somebody changed the product in between: it is deleted as it is now."""
    product = client.create(ana)["ids"]["product_id"]
    store_faults.add(operation="TransactWriteItems", table="products", reason="ConditionalCheckFailed", times=2)
    assert client.delete(f"/products/{product}?purge=true", as_user=ana).status == 204
    assert store_faults.pending() == []
    assert client.get(f"/products/{product}", as_user=ana).status == 404


def test_an_input_picture_that_nothing_owns_expires(client: Client, laptop: Laptop, ana: str) -> None:
    """The copy that a generation starts from is an orphan, as an upload through the API is."""
    key = uploaded(client, ana, png(80, 64))
    client.post("/generate", {**PICTURE, "input_key": key, "provider": "kie"}, as_user=ana)
    s3, bucket = laptop.cloud.client("s3"), laptop.cloud.buckets["uploads"]
    assert s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"] == [{"Key": "state", "Value": "orphan"}]
