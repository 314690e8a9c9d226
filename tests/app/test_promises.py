"""What every call can count on: once is once, limits hold, what was begun is finished, what was deleted is gone."""

import json
import logging
import os
import secrets
import signal
import subprocess
import sys
from base64 import urlsafe_b64decode
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from backend.adapters.bedrock.image import BedrockImage
from backend.adapters.dynamodb.items import encode
from backend.adapters.sqs.queue import SQSJobQueue
from backend.bootstrap.services import Services
from backend.domain.jobs.job_service import MAX_ATTEMPTS
from backend.domain.jobs.requests import GenerateRequest
from backend.domain.products.shop import Shop
from backend.domain.shared.errors import StoreUnavailable
from backend.domain.shared.ids import new_ids, new_work
from backend.local.laptop import IMAGE_MODEL, Laptop
from backend.local.poller import Poller
from backend.worker.lambda_function import WorkerHandler, fail_job, run_job
from tests.app.document import assert_documented, assert_error
from tests.app.models import paid
from tests.app.store import opened
from tests.app.test_jobs import ASYNC, finished
from tests.conftest import Answer, Client, start_laptop
from tests.makers import NOW, Counting, bedrock_client, png
from tests.uploading import sent

LIMIT = 100
STRICT = {"RATE_LIMIT_REQUESTS": str(LIMIT), "RATE_LIMIT_WINDOW": "86400", "REVIEW_REQUIRED": "true"}


@pytest.fixture(scope="module")
def strict() -> Iterator[Client]:
    """A laptop with the usual limit, over a whole day, and a review before anything is published."""
    with start_laptop(STRICT) as running:
        yield Client(running)


@pytest.fixture
def key() -> dict[str, str]:
    return {"Idempotency-Key": secrets.token_hex(8)}


def products(client: Client, user: str) -> list[Any]:
    return list(client.get("/products", as_user=user, owner="me", limit=100).json["items"])


def used(client: Client, user: str) -> int:
    allowance = client.get("/me", as_user=user).json["allowance"]
    return int(allowance["limit"] - allowance["remaining"])


# ---- Idempotency-Key


def test_a_replay_opens_its_files(client: Client, ana: str, key: dict[str, str]) -> None:
    """The first answer again, with URLs that are signed again."""
    first = client.post("/create", {"q": "un gato", "kind": "card"}, as_user=ana, headers=key).json
    again = client.post("/create", {"q": "un gato", "kind": "card"}, as_user=ana, headers=key)
    assert again.headers["idempotent-replayed"] == "true"
    assert_documented("createProduct", again)
    assert [opened(media["url"]).status for media in again.json["design"]["media"]] == [200, 200, 200]
    without_urls = [{**made, "design": {**made["design"], "media": None}} for made in (first, again.json)]
    assert without_urls[0] == without_urls[1]


@pytest.mark.parametrize(
    ("path", "body", "prefer"), [("/create", {"q": "un gato"}, ASYNC), ("/generate", {"prompt": "un gato"}, {})]
)
def test_a_replayed_202_is_a_202(
    client: Client, ana: str, key: dict[str, str], path: str, body: Any, prefer: dict[str, str]
) -> None:
    """With the same Location, also after the job has ended; nothing is begun a second time."""
    first = client.post(path, body, as_user=ana, headers=key | prefer)
    job_id = first.headers["location"].removeprefix("/jobs/")
    finished(client, job_id, ana)
    again = client.post(path, body, as_user=ana, headers=key | prefer)
    assert (again.status, again.headers["location"], again.json) == (202, first.headers["location"], first.json)
    assert again.headers.get("preference-applied") == first.headers.get("preference-applied")
    assert again.headers["idempotent-replayed"] == "true"
    assert [job["job_id"] for job in client.get("/jobs", as_user=ana).json["items"]] == [job_id]


def test_a_refused_request_gives_its_key_back(client: Client, ana: str, key: dict[str, str]) -> None:
    """Nothing was done, so the mended body may come with the same key."""
    assert client.post("/create", {"q": ""}, as_user=ana, headers=key).status == 422
    assert client.post("/create", {"q": "un gato"}, as_user=ana, headers=key).status == 201


SAME = [
    b'{"q": "un gato", "price_cents": 1500}',
    b'{"price_cents":1500,"q":"un gato"}',
    b'{\n  "q": "un g\\u0061to",\n  "price_cents": 1500.0\n}',
]


def test_one_body_written_in_several_ways_is_one(client: Client, ana: str, key: dict[str, str]) -> None:
    """Order of keys, white space, escapes and the form of numbers make no other request."""
    headers = {**key, "Content-Type": "application/json"}
    answers = [client.call("POST", "/create", body, as_user=ana, headers=headers) for body in SAME]
    assert [answer.status for answer in answers] == [201] * len(SAME)
    assert len({answer.json["ids"]["product_id"] for answer in answers}) == 1
    other = client.call("POST", "/create", SAME[0].replace(b"1500", b"1501"), as_user=ana, headers=headers)
    assert_error(other, 422, "validation_failed")


def test_a_form_with_another_boundary_is_the_same(client: Client, ana: str, key: dict[str, str]) -> None:
    """Each client draws a boundary again; another file under the same key is another request."""

    def upload(boundary: str, content: bytes) -> Answer:
        body = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n'
            "Content-Type: image/png\r\n\r\n"
        ).encode()
        headers = {**key, "Content-Type": f"multipart/form-data; boundary={boundary}"}
        sent = body + content + f"\r\n--{boundary}--\r\n".encode()
        return client.call("POST", "/upload", sent, as_user=ana, headers=headers)

    first, again = upload("one", png(64, 64)), upload("two", png(64, 64))
    assert (first.status, again.status) == (201, 201)
    assert again.json["key"] == first.json["key"]
    assert again.headers["idempotent-replayed"] == "true"
    assert_error(upload("three", png(65, 64)), 422, "validation_failed")


def test_another_query_is_another_request(client: Client, ana: str, key: dict[str, str]) -> None:
    """The key and body of one echo's save do not answer for another echo."""
    told = {"emotion": "calm", "timestamp": "2025-06-25T15:00:00Z"}
    sound = b"\x1aE\xdf\xa3 the rain on the roof"
    recording = {"filename": "rain.webm", "content_type": "audio/webm", "size": len(sound)}
    echo_ids = []
    for _ in range(2):
        begun = client.post("/echoes/init-upload", recording, as_user=ana).json
        assert sent(begun["url"], begun["fields"], sound).status == 204
        echo_ids.append(begun["echo_id"])
    saved = [client.post(f"/echoes?echo_id={each}", told, as_user=ana, headers=key) for each in echo_ids]
    assert saved[0].status == 201
    assert_error(saved[1], 422, "validation_failed")


def test_not_found_keeps_the_key(client: Client, laptop: Laptop, ana: str, key: dict[str, str]) -> None:
    """A 404 may come of work that was begun: the same request again continues with the same work id."""
    body = {"emotion": "calm", "timestamp": "2025-06-25T15:00:00Z"}
    for _ in range(2):
        answer = client.post("/echoes?echo_id=ech_" + "0" * 26, body, as_user=ana, headers=key)
        assert_error(answer, 404, "not_found")
    record = {"key": f"idempotency#{client.user_id(ana)}#saveEcho#{key['Idempotency-Key']}"}
    kept = laptop.services.tables.get(laptop.services.settings.table_short_lived, record)
    assert kept is not None
    assert "answer_status" not in kept


def test_one_key_of_two_callers_is_two(client: Client, ana: str, ben: str, key: dict[str, str]) -> None:
    """Nobody is answered with what is another user's."""
    made = [client.post("/create", {"q": "un gato"}, as_user=user, headers=key) for user in (ana, ben)]
    assert [answer.status for answer in made] == [201, 201]
    assert made[0].json["ids"] != made[1].json["ids"]


def test_what_failed_continues_from_the_last_step(
    client: Client, laptop: Laptop, ana: str, key: dict[str, str], faults: Any
) -> None:
    """A create whose picture failed keeps its brief: the same key asks for no second one, and counts once."""
    faults.add(operation="InvokeModel", code="ModelErrorException")
    with paid(laptop) as calls:
        assert client.post("/create", {"q": "un gato"}, as_user=ana, headers=key).status == 502
        assert used(client, ana) == 0
        assert client.post("/create", {"q": "un gato"}, as_user=ana, headers=key).status == 201
    assert calls.operations == {"ConverseStream": 1, "InvokeModel": 2}
    assert len(products(client, ana)) == 1
    assert used(client, ana) == 1


# ---- killed half way


def killed(laptop: Laptop, event: Mapping[str, Any], calls: int) -> bool:
    """Has an event handled by an API that is killed after so many calls to AWS; whether it was."""
    command = [sys.executable, "-m", "tests.app.dying_api", str(calls)]
    ended = subprocess.run(
        command,
        env={**os.environ, **laptop.environment},
        input=json.dumps(event).encode(),
        capture_output=True,
        check=False,
    )
    assert ended.returncode in (0, -signal.SIGKILL), ended.stderr.decode()
    assert ended.returncode or ended.stdout.strip() == b"201"
    return ended.returncode != 0


def event_of(client: Client, user: str, body: Any, headers: Mapping[str, str]) -> dict[str, Any]:
    """What the gateway makes of POST /create."""
    claims = json.loads(urlsafe_b64decode(client.token(user).split(".")[1] + "=="))
    return {
        "httpMethod": "POST",
        "path": "/create",
        "headers": {**headers, "Content-Type": "application/json"},
        "body": json.dumps(body),
        "requestContext": {"requestId": "dying", "authorizer": {"claims": claims}},
    }


def lock_runs_out(laptop: Laptop, owner_id: str, key: Mapping[str, str]) -> None:
    """As if half a minute had gone by since the request with this key died."""
    record = {"key": f"idempotency#{owner_id}#createProduct#{key['Idempotency-Key']}"}
    table = laptop.services.settings.table_short_lived
    if laptop.services.tables.get(table, record) is not None:
        laptop.services.tables.update(table, record, "SET locked_until = :then", then=1)


def leases_run_out(laptop: Laptop, owner_id: str) -> None:
    services = laptop.services
    for job in services.jobs.page(owner_id, limit=10, token=None, asked_by=owner_id).items:
        if job.state == "generating":
            table = services.settings.table_jobs
            services.tables.update(table, {"job_id": job.job_id}, "SET leased_until = :then", then=1)


@pytest.mark.parametrize("calls", [1, 4, 7, 10, 12, 14, 16, 18])
def test_a_killed_create_is_gone_on_with(
    client: Client, laptop: Laptop, ana: str, key: dict[str, str], calls: int
) -> None:
    """Killed (kill -9) after any call, the same key makes one product, one picture, and pays for nothing twice."""
    body, owner = {"q": "un zorro"}, client.user_id(ana)
    s3, bucket = laptop.cloud.client("s3"), laptop.cloud.buckets["assets"]

    def files() -> list[str]:
        listed = s3.list_objects_v2(Bucket=bucket, Prefix=f"assets/{owner}/")
        return [each["Key"] for each in listed.get("Contents", [])]

    with paid(laptop) as before:
        was_killed = killed(laptop, event_of(client, ana, body, key), calls)
    stored = files()
    lock_runs_out(laptop, owner, key)
    leases_run_out(laptop, owner)
    with paid(laptop) as after:
        answer = client.post("/create", body, as_user=ana, headers=key)
    assert answer.status == 201
    assert ("idempotent-replayed" in answer.headers) == (not was_killed)
    (product,) = products(client, ana)
    assert product["product"]["product_id"] == answer.json["ids"]["product_id"]
    stored_product = laptop.services.offers.get(product["product"]["product_id"]).product
    assert sorted(files()) == sorted(stored_product.media_keys)
    assert client.get("/conversations", as_user=ana).json["count"] == 1
    assert before.operations["InvokeModel"] + after.operations["InvokeModel"] <= (1 if stored else 2)


def test_who_asks_too_early_loses_nothing(client: Client, laptop: Laptop, ana: str, key: dict[str, str]) -> None:
    """409 while the lock of the dead process or its lease runs; then it continues with what was paid for."""
    body, owner = {"q": "un zorro"}, client.user_id(ana)
    with paid(laptop) as calls:
        assert killed(laptop, event_of(client, ana, body, key), 9)
        waits: list[Callable[[], object]] = [lambda: None, lambda: lock_runs_out(laptop, owner, key)]
        for wait in waits:
            wait()
            assert_error(client.post("/create", body, as_user=ana, headers=key), 409, "conflict")
        leases_run_out(laptop, owner)
        assert client.post("/create", body, as_user=ana, headers=key).status == 201
    assert calls.operations["ConverseStream"] == 1
    assert [job["state"] for job in client.get("/jobs", as_user=ana).json["items"]] == ["success"]
    assert used(client, ana) == 1


# ---- the dead letters


def test_a_job_that_always_fails_ends_with_a_reason(client: Client, laptop: Laptop, ana: str, faults: Any) -> None:
    """Five tries, then the dead letters; its owner reads why, and has the generation back."""
    sqs, name = laptop.cloud.client("sqs"), secrets.token_hex(4)

    def queue(name: str, **attributes: str) -> tuple[str, str]:
        url = sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "0", **attributes})["QueueUrl"]
        return url, sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]

    dead = queue(f"dead-{name}")
    redrive = json.dumps({"deadLetterTargetArn": dead[1], "maxReceiveCount": MAX_ATTEMPTS})
    jobs = queue(f"jobs-{name}", RedrivePolicy=redrive)
    worker = Services(laptop.services.settings)  # with a circuit breaker that no other test shares
    worker.tables, worker.media, worker.uploads = (
        laptop.services.tables, laptop.services.media, laptop.services.uploads,
    )  # fmt: skip
    worker.image = BedrockImage(bedrock_client(laptop.bedrock.url), IMAGE_MODEL, pause=lambda _: None)
    owner, order = client.user_id(ana), GenerateRequest(prompt="a fox")
    task_id = laptop.services.job_service.submit(order, owner_id=owner, asked_by=owner, work=new_work()).job_id
    SQSJobQueue(sqs, jobs[0]).send(task_id)
    assert used(client, ana) == 1
    faults.add(operation="InvokeModel", code="ServiceUnavailableException", times=None)
    silent = logging.NullHandler()
    tries = Poller(sqs, *jobs, WorkerHandler(run_job, services=worker, log_to=silent))
    for _ in range(MAX_ATTEMPTS):
        assert tries.poll() == 1
        assert client.get(f"/jobs/{task_id}", as_user=ana).json["state"] == "waiting"
    assert tries.poll() == 0
    ends = Poller(sqs, *dead, WorkerHandler(fail_job, services=worker, log_to=silent))
    assert (ends.poll(), ends.poll()) == (1, 0)
    answer = client.get(f"/jobs/{task_id}", as_user=ana)
    assert_documented("getJob", answer)
    error = answer.json["error"]
    assert (answer.json["state"], error["error"]) == ("fail", "gave_up")
    assert "image model" in error["message"]
    assert f"{MAX_ATTEMPTS} times" in error["message"]
    assert used(client, ana) == 0


# ---- the rate limit


def test_two_hundred_at_once_are_a_hundred(strict: Client) -> None:
    """Exactly as many as the limit says get through; the others hear when to come again.

    A call whose count takes more than a second goes uncounted, and says so: it has no RateLimit headers.
    """
    headers = {"Authorization": strict.token("many")}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: strict.get("/status", headers=headers), range(2 * LIMIT)))
    counted = Counter(answer.status for answer in answers if "ratelimit-limit" in answer.headers)
    uncounted = [answer.status for answer in answers if "ratelimit-limit" not in answer.headers]
    assert set(uncounted) <= {200}
    assert set(counted) == {200, 429}
    assert LIMIT - len(uncounted) <= counted[200] <= LIMIT
    one = next(answer for answer in answers if answer.status == 429)
    assert_error(one, 429, "too_many_requests")
    assert 1 <= int(one.headers["retry-after"]) <= 86_400 * 31 / 30
    assert one.headers["ratelimit-remaining"] == "0"
    assert one.headers["ratelimit-reset"] == one.headers["retry-after"]


def test_each_caller_has_a_limit_of_their_own(strict: Client, ana: str) -> None:
    """And each answer says what is left of it, also one that refuses."""
    told = [
        strict.get("/status", as_user=ana).headers,
        strict.get("/products", as_user=ana).headers,
        strict.get("/nothing", as_user=ana).headers,
    ]
    assert [headers["ratelimit-limit"] for headers in told] == [str(LIMIT)] * 3
    assert [int(headers["ratelimit-remaining"]) for headers in told] == [LIMIT - 1, LIMIT - 2, LIMIT - 3]
    assert all(0 < int(headers["ratelimit-reset"]) <= 86_400 * 31 / 30 for headers in told)


def test_signing_in_is_counted_by_address(strict: Client) -> None:
    """So nobody tries passwords without end; reading what is public is not counted."""
    answers = [strict.post("/auth/login", {"username": "x"}) for _ in range(LIMIT + 1)]
    assert Counter(answer.status for answer in answers) == {422: LIMIT, 429: 1}
    assert answers[-1].status == 429
    assert answers[-1].headers["ratelimit-remaining"] == "0"
    assert int(answers[-1].headers["ratelimit-limit"]) > 0
    for path in ("/", "/ping", "/docs"):
        read = strict.get(path)
        assert read.status == 200
        assert "ratelimit-limit" not in read.headers


# ---- review


def test_a_review_comes_first(strict: Client, ana: str) -> None:
    """What asks to be published waits as a draft; its owner cannot publish it, an admin can: then it is for sale."""
    price = 7_000_000 + secrets.randbelow(100_000)
    made = strict.create(ana, publish=True, price_cents=price)
    product = f"/products/{made['ids']['product_id']}"
    window: dict[str, Any] = {"min_price_cents": price, "max_price_cents": price}
    assert strict.get(product, as_user=ana).json["product"]["status"] == "draft"
    assert_error(strict.patch(product, {"status": "active"}, as_user=ana), 403, "forbidden")
    assert strict.get("/listings", as_user=ana, **window).json["count"] == 0
    assert strict.patch(product, {"status": "active"}, as_user="boss").status == 200
    (item,) = strict.get("/listings", as_user=ana, **window).json["items"]
    assert item["listing_id"] == made["ids"]["listing_id"]


@pytest.mark.parametrize(
    "edit", [{"title": "Other words"}, {"description": "Other words"}, {"tags": ["other"]}, {"title": "A", "tags": []}]
)
def test_an_edit_after_the_approval_goes_back_to_review(strict: Client, ana: str, edit: dict[str, Any]) -> None:
    """The storefront never shows what no admin has seen: the edit takes the product out until it is approved."""
    made = strict.create(ana)
    product, listing = f"/products/{made['ids']['product_id']}", f"/listings/{made['ids']['listing_id']}"
    strict.patch(product, {"status": "active"}, as_user="boss")
    assert strict.get(listing, as_user="somebody").status == 200
    edited = strict.patch(product, edit, as_user=ana)
    assert (edited.status, edited.json["product"]["status"]) == (200, "draft")
    assert strict.get(listing, as_user="somebody").status == 404
    for way in ({"status": "active"}, {"status": "active", **edit}):
        assert_error(strict.patch(product, way, as_user=ana), 403, "forbidden")
    assert strict.patch(product, {"status": "active"}, as_user="boss").json["product"]["status"] == "active"
    assert strict.get(listing, as_user="somebody").status == 200


def test_an_edit_that_changes_nothing_needs_no_review(strict: Client, ana: str) -> None:
    """Neither does the same text again, nor a new price, nor an admin's own edit."""
    made = strict.create(ana)
    product, listing = f"/products/{made['ids']['product_id']}", f"/listings/{made['ids']['listing_id']}"
    title = strict.patch(product, {"status": "active"}, as_user="boss").json["product"]["title"]
    strict.patch(product, {"title": title}, as_user=ana)
    strict.patch(listing, {"price_cents": 4200}, as_user=ana)
    strict.patch(product, {"title": "As the admin wants it"}, as_user="boss")
    assert strict.get(product, as_user=ana).json["product"]["status"] == "active"


def test_a_review_leaves_the_rest_to_the_owner(strict: Client, ana: str) -> None:
    """Text, tags and putting away need no admin."""
    product = f"/products/{strict.create(ana)['ids']['product_id']}"
    assert strict.patch(product, {"title": "Mended", "status": "archived"}, as_user=ana).status == 200


def test_an_admin_publishes_at_once(strict: Client) -> None:
    """Anyone who reviews need not wait for a review."""
    made = strict.create("boss", publish=True)
    product = strict.get(f"/products/{made['ids']['product_id']}", as_user="boss").json["product"]
    assert product["status"] == "active"


# ---- reuse


def drawn_for(client: Client, laptop: Laptop, *orders: tuple[str, dict[str, Any]]) -> int:
    """How many pictures are paid for when these are created one after the other: (user, more of the body)."""
    with paid(laptop) as calls:
        for user, more in orders:
            client.create(user, q="a heron at dusk", **more)
    assert calls.operations["ConverseStream"] == len(orders)
    return calls.operations["InvokeModel"]


def test_a_picture_is_reused_where_that_is_wished_for(client: Client, laptop: Laptop, ana: str) -> None:
    """The same brief of the same owner costs one picture, and each product has a file of its own."""
    assert drawn_for(client, laptop, (ana, {}), (ana, {"reuse": True})) == 1
    keys = [each["product"]["media"][0]["key"] for each in products(client, ana)]
    assert len(set(keys)) == 2
    assert len({opened(each["product"]["media"][0]["url"]).body for each in products(client, ana)}) == 1


def test_a_picture_is_reused_by_nobody_else(client: Client, laptop: Laptop, ana: str, ben: str) -> None:
    """Another owner's is another picture, as is another kind's."""
    assert drawn_for(client, laptop, (ana, {"reuse": True}), (ben, {"reuse": True})) == 2
    assert drawn_for(client, laptop, (ana, {"reuse": True, "kind": "card"})) == 1


def test_without_the_wish_each_has_its_picture(client: Client, laptop: Laptop, ana: str) -> None:
    """By default nothing is reused."""
    assert drawn_for(client, laptop, (ana, {}), (ana, {})) == 2


def test_a_deleted_picture_is_drawn_again(client: Client, laptop: Laptop, ana: str) -> None:
    """What was known of it leads nowhere."""
    made = client.create(ana, q="a heron at dusk")
    assert client.delete(f"/products/{made['ids']['product_id']}?purge=true", as_user=ana).status == 204
    assert drawn_for(client, laptop, (ana, {"reuse": True})) == 1
    (product,) = products(client, ana)
    assert opened(product["product"]["media"][0]["url"]).status == 200


# ---- the cost of a page


def told(owner_id: str, count: int) -> list[dict[str, Any]]:
    ids = new_ids("msg", count)
    said = {"conversation_id": f"conv_{ids[0][4:]}", "owner_id": owner_id, "role": "user", "text": "x" * 50}
    return [{**said, "message_id": each, "created_at": NOW} for each in ids]


def test_a_page_of_history_costs_the_page(
    client: Client, laptop: Laptop, ana: str, ben: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same calls to DynamoDB whether there are ten rows or thousands, for the first page and for the next."""
    dynamodb, tables = laptop.cloud.client("dynamodb"), laptop.services.tables
    name = laptop.services.settings.table_messages
    for user, count in ((ana, 10), (ben, 2000)):
        puts = [{"PutRequest": {"Item": encode(row)}} for row in told(client.user_id(user), count)]
        for at in range(0, count, 25):
            dynamodb.batch_write_item(RequestItems={name: puts[at : at + 25]})
    first = client.get("/history", as_user=ana, limit=4).json["next_page_token"]
    client.get("/history", as_user=ana, limit=4, page_token=first)  # the key that signs tokens is read once
    counting = Counting(tables._client)
    monkeypatch.setattr(tables, "_client", counting)
    costs: list[Counter[str]] = []
    for user in (ana, ben):
        token: dict[str, Any] = {}
        for _ in range(2):
            counting.calls.clear()
            page = client.get("/history", as_user=user, limit=4, **token).json
            assert page["count"] == 4
            token = {"page_token": page["next_page_token"]}
            costs.append(Counter(counting.calls))
    assert costs == [costs[0]] * 4
    assert costs[0]["query"] == 1
    assert costs[0]["scan"] == 0


# ---- deleting


class Broken:
    """A media store that fails to delete."""

    def delete(self, keys: Any) -> None:
        raise StoreUnavailable("no")

    def list_keys(self, folder: str) -> list[str]:
        return []


def test_a_delete_that_failed_half_way_is_completed_by_the_next_read(
    client: Client, laptop: Laptop, ana: str, ben: str
) -> None:
    """From the first moment nobody sees the product; the owner's next read removes the rest."""
    price = 7_200_000 + secrets.randbelow(100_000)
    made = client.create(ana, publish=True, price_cents=price)
    product, listing = f"/products/{made['ids']['product_id']}", f"/listings/{made['ids']['listing_id']}"
    picture = made["design"]["media"][0]["url"]
    services, owner = laptop.services, client.user_id(ana)
    half = Shop(services.offers, services.storefront, Broken(), services.review, lambda: services.prints)  # type: ignore[arg-type]
    with pytest.raises(StoreUnavailable):
        half.delete(made["ids"]["product_id"], lambda asked: asked == owner)
    assert opened(picture).status == 200
    window: dict[str, Any] = {"min_price_cents": price, "max_price_cents": price}
    assert client.get("/listings", as_user=ben, **window).json["items"] == []
    assert client.delete(f"{product}?purge=true", as_user=ben).status == 404
    assert [client.get(path, as_user=ana).status for path in (product, listing)] == [404, 404]
    assert opened(picture).status == 404
    assert client.patch(product, {"title": "x"}, as_user=ana).status == 404
    assert products(client, ana) == []
    assert client.delete(f"{product}?purge=true", as_user=ana).status == 404
