"""Jobs: created asynchronously, followed, listed, and taken up again."""

import time
from typing import Any

from tests.conftest import Client
from tests.makers import eventually
from tests.time_limits import scaled

ASYNC = {"Prefer": "respond-async"}


def finished(client: Client, job_id: str, user: str, seconds: float = 20) -> dict[str, Any]:
    """The job once it has ended."""
    deadline = time.monotonic() + scaled(seconds)
    while time.monotonic() < deadline:
        job: dict[str, Any] = client.get(f"/jobs/{job_id}", as_user=user).json
        if job["state"] in ("success", "fail"):
            return job
        time.sleep(0.05)
    raise AssertionError(f"{job_id} did not end in {seconds} s: {job}")


def test_a_creation_can_be_a_job(client: Client, ana: str) -> None:
    """With `Prefer: respond-async` create answers 202 with the job and its address; the job ends with the creation."""
    answer = client.post("/create", {"q": "Hazme una imagen de Colombia"}, as_user=ana, headers=ASYNC)
    assert answer.status == 202
    assert answer.headers["location"] == f"/jobs/{answer.json['job_id']}"
    assert answer.headers["preference-applied"] == "respond-async"
    job = finished(client, answer.json["job_id"], ana)
    assert (job["state"], job["progress"]) == ("success", 100)
    made = job["result"]["creation"]
    assert made["user_id_defaulted"] is True
    product = client.get(f"/products/{made['ids']['product_id']}", as_user=ana)
    assert product.json["listing"]["listing_id"] == made["ids"]["listing_id"]


def test_a_picture_is_generated_from_a_prompt(client: Client, ana: str) -> None:
    """POST /generate answers 202 with a task; the task ends with URLs that open."""
    answer = client.post("/generate", {"prompt": "a lighthouse in a storm", "aspect_ratio": "16:9"}, as_user=ana)
    assert answer.status == 202
    assert answer.headers["location"] == f"/jobs/{answer.json['task_id']}"
    job = finished(client, answer.json["task_id"], ana)
    assert job["result"]["result_urls"] == [media["url"] for media in job["result"]["media"]]


def test_status_shows_a_task(client: Client, ana: str) -> None:
    """GET /status?task_id= shows the task as GET /jobs/{id} does."""
    task_id = client.post("/generate", {"prompt": "a fox"}, as_user=ana).json["task_id"]
    finished(client, task_id, ana)
    task = client.get("/status", as_user=ana, task_id=task_id).json["task"]
    assert (task["job_id"], task["state"]) == (task_id, "success")


def test_jobs_are_their_owners(client: Client, ana: str, ben: str) -> None:
    """Another user's job does not exist, and is not listed."""
    task_id = client.post("/generate", {"prompt": "a fox"}, as_user=ana).json["task_id"]
    finished(client, task_id, ana)  # a job that continues would meet the next test's faults
    assert client.get(f"/jobs/{task_id}", as_user=ben).status == 404
    assert client.get("/status", as_user=ben, task_id=task_id).status == 404
    assert client.get("/jobs", as_user=ben).json["items"] == []
    assert [job["job_id"] for job in client.get("/jobs", as_user=ana).json["items"]] == [task_id]


def test_a_filtered_prompt_fails_with_a_reason(client: Client, ana: str, faults: Any) -> None:
    """A job that the image model refuses ends as `fail`, says why, and gives the allowance back."""
    faults.add(operation="InvokeModel", code="ValidationException", message="blocked by our content filters")
    before = client.get("/me", as_user=ana).json["allowance"]["remaining"]
    answer = client.post("/generate", {"prompt": "a fox"}, as_user=ana)
    job = finished(client, answer.json["task_id"], ana)
    assert (job["state"], job["error"]["error"]) == ("fail", "content_refused")
    eventually(lambda: client.get("/me", as_user=ana).json["allowance"]["remaining"] == before)


def test_the_same_key_makes_one_product(client: Client, ana: str) -> None:
    """A create that is sent twice with one Idempotency-Key is answered twice and done once."""
    key = {"Idempotency-Key": "one"}
    first = client.post("/create", {"q": "un gato"}, as_user=ana, headers=key)
    second = client.post("/create", {"q": "un gato"}, as_user=ana, headers=key)
    assert (first.status, second.status) == (201, 201)
    assert second.headers["idempotent-replayed"] == "true"
    assert second.json["ids"] == first.json["ids"]
    assert client.get("/products", as_user=ana, owner="me").json["count"] == 1


def test_a_key_belongs_to_its_body(client: Client, ana: str) -> None:
    """The same Idempotency-Key with another body is refused."""
    key = {"Idempotency-Key": "two"}
    assert client.post("/create", {"q": "un gato"}, as_user=ana, headers=key).status == 201
    answer = client.post("/create", {"q": "un perro"}, as_user=ana, headers=key)
    assert (answer.status, answer.json["error"]) == (422, "validation_failed")


def test_history_is_newest_first(client: Client, ana: str) -> None:
    """GET /history lists what was asked and answered over all conversations, the newest first, page by page."""
    client.post("/chat", {"message": "hola"}, as_user=ana)
    client.post("/chat", {"message": "¿Qué pósteres de café hay?"}, as_user=ana)
    first = client.get("/history", as_user=ana, limit=3).json
    assert [item["role"] for item in first["items"]] == ["assistant", "user", "assistant"]
    assert first["items"][1]["text"] == "¿Qué pósteres de café hay?"
    rest = client.get("/history", as_user=ana, limit=3, page_token=first["next_page_token"]).json
    assert [item["text"] for item in rest["items"]] == ["hola"]
