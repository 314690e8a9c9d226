"""What the console tells of a request: every call, with the policy statement that allows it on AWS."""

import json
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from backend.local.faults import FaultProxy
from backend.local.laptop import Laptop
from tests.app.console.conftest import JSON, ConsoleClient, calls_of, is_done
from tests.conftest import Client

REPOSITORY = Path(__file__).parents[3]
FUNCTIONS = ("api", "worker", "dead_letters")


def name_of(row: JSON) -> tuple[str, str]:
    return row["service"], row["action"]


def proxied(proxy: FaultProxy) -> Counter[tuple[str, str]]:
    """Service and action of what passed the proxy."""
    parts = (call.name.partition(" ")[0].partition(".") for call in proxy.plan.calls)
    return Counter((service, action) for service, _, action in parts)


REQUESTS: dict[str, tuple[str, str, object]] = {
    "create": ("POST", "/create", {"q": "Hazme una imagen de Colombia"}),
    "interpret": ("POST", "/interpret", {"q": "a lighthouse"}),
    "products": ("GET", "/products?owner=me", None),
    "listings": ("GET", "/listings", None),
    "chat": ("POST", "/chat", {"message": "Which posters are there?"}),
    "health": ("GET", "/health", None),
    "upload": ("POST", "/uploads", {"filename": "a.png", "content_type": "image/png", "size": 1000}),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_waterfall_has_every_call_that_a_proxy_counted(
    console: ConsoleClient, client: Client, proxy: FaultProxy, ana: str, name: str
) -> None:
    """Each once, with the statement of the function's role that allows it."""
    method, path, body = REQUESTS[name]
    client.token(ana)
    proxy.plan.reset()
    answer = client.call(method, path, body, as_user=ana)
    assert answer.status < 300, answer.body
    counted = proxied(proxy)
    trace = console.trace_of(answer)
    rows = [row for row in calls_of(trace) if row["role"] in FUNCTIONS]
    assert Counter(map(name_of, rows)) == counted
    assert counted or name == "listings"
    for row in rows:
        assert row["rights"]["verdict"] == "allowed", row
        assert all(each["statement"].startswith("role api, statement ") for each in row["rights"]["permissions"])
        assert all((REPOSITORY / each["file"]).is_file() for each in row["rights"]["permissions"])


def test_job_is_under_the_trace_of_its_request(
    console: ConsoleClient, client: Client, proxy: FaultProxy, ana: str
) -> None:
    """The message, the worker's calls by the worker's role, and the deletion of the message."""
    client.token(ana)
    proxy.plan.reset()
    answer = client.post("/create", {"q": "A red fox"}, as_user=ana, headers={"Prefer": "respond-async"})
    job_id = answer.json["job_id"]
    trace = console.trace_of(
        answer, until=lambda found: "DeleteMessage" in [row.get("action") for row in found["rows"]]
    )
    assert trace["jobs"] == [job_id]
    rows = calls_of(trace)
    own = [row for row in rows if row["role"] in FUNCTIONS]
    assert Counter(map(name_of, own)) == proxied(proxy)
    worker = [row for row in rows if row["role"] == "worker"]
    assert {"ConverseStream", "InvokeModel", "PutObject", "TransactWriteItems"} <= {row["action"] for row in worker}
    receiving = [row["action"] for row in rows if row["role"] == "poller"]
    assert receiving == ["ReceiveMessage", "DeleteMessage"]
    for row in rows:
        if row["role"] in ("worker", "poller"):
            assert row["rights"]["verdict"] == "allowed", row
            assert row["rights"]["role"] == "worker"
    assert console.get(f"requests/{job_id}")["number"] == trace["number"]


def test_calls_of_kie_are_counted_too(console: ConsoleClient, client: Client, proxy: FaultProxy, ana: str) -> None:
    """The task, each look at it, and its picture: no role needs a right for them, and the picture is summed up."""
    client.token(ana)
    proxy.plan.reset()
    answer = client.post("/generate", {"prompt": "a red fox", "provider": "kie"}, as_user=ana)
    trace = console.trace_of(answer, until=is_done)
    rows = [row for row in calls_of(trace) if row["role"] in FUNCTIONS]
    counted = proxied(proxy)
    assert Counter(map(name_of, rows)) == counted
    assert counted["kie", "createTask"] == counted["kie", "result"] == 1
    assert counted["kie", "recordInfo"] >= 1
    assert {row["rights"]["verdict"] for row in rows if row["service"] == "kie"} == {"not needed"}
    assert trace["consumed"]["pictures"] == 1


def test_what_create_writes_is_what_the_stores_have_afterwards(
    console: ConsoleClient, client: Client, laptop: Laptop, ana: str
) -> None:
    """Every row and object that is new, and none that is not, by the names that the data pages have, too."""
    client.token(ana)
    before = content_of(laptop)
    answer = client.post("/create", {"q": "A quiet harbour at dawn"}, as_user=ana)
    made = content_of(laptop) - before
    trace = console.trace_of(answer)
    written = {(each["store"], each["name"]) for each in trace["effects"] if not each["name"].endswith(" (tags)")}
    assert made == {each for each in written if each in content_of(laptop) and each not in before}
    assert made <= written
    stores = {store for store, _ in made}
    assert {"table products", "table listings", "table conversations", "table messages", "bucket assets"} <= stores


def content_of(laptop: Laptop) -> set[tuple[str, str]]:
    """("table products", "prd_...") of each row, ("bucket assets", key) of each object."""
    found = set()
    dynamodb, s3 = laptop.cloud.client("dynamodb"), laptop.cloud.client("s3")
    for key, name in laptop.cloud.tables.items():
        table = dynamodb.describe_table(TableName=name)["Table"]
        keys = sorted(table["KeySchema"], key=lambda each: each["KeyType"])
        for row in dynamodb.scan(TableName=name)["Items"]:
            parts = [next(iter(row[each["AttributeName"]].values())) for each in keys]
            found.add((f"table {key}", " / ".join(parts)))
    for role, name in laptop.cloud.buckets.items():
        found |= {(f"bucket {role}", each["Key"]) for each in s3.list_objects_v2(Bucket=name).get("Contents", [])}
    return found


def test_steps_are_the_functions_of_the_service(console: ConsoleClient, client: Client, ana: str) -> None:
    """Middleware that calls AWS, the handler, and what the domain does for it; each call lies within its step."""
    trace = console.trace_of(client.post("/create", {"q": "A lighthouse"}, as_user=ana))
    steps = {row["label"]: row for row in trace["rows"] if row["kind"] == "step"}
    assert {"create", "JobService.run", "Creations.interpret", "Creations.design", "Creations.publish"} <= steps.keys()
    assert steps["create"]["where"].startswith("backend/api/handlers/forge.py:")
    by = {row["by"] for row in calls_of(trace)}
    assert {"RateLimit.count", "Forge.publish"} <= by
    stack: list[JSON] = []
    for row in trace["rows"]:
        del stack[row["depth"] :]
        if stack and row["kind"] in ("step", "call") and stack[-1]["kind"] == "step":
            assert stack[-1]["at"] <= row["at"]
            assert row["at"] + row["ms"] <= stack[-1]["at"] + stack[-1]["ms"] + 0.02
        stack.append(row)


def test_request_is_summed_up_and_priced(console: ConsoleClient, client: Client, ana: str) -> None:
    """Units, tokens and pictures are those of the calls; MODEL_PRICES prices models, what is unpriced is named."""
    answer = client.post("/create", {"q": "A lighthouse"}, as_user=ana)
    trace = console.trace_of(answer)
    rows, used = calls_of(trace), trace["consumed"]
    for name in ("read_units", "write_units", "input_tokens", "output_tokens", "pictures"):
        assert used[name] == sum(row[name] for row in rows)
    log = next(each["facts"] for each in trace["logs"] if each["message"] == "request")
    assert (used["input_tokens"], used["output_tokens"]) == (log["input_tokens"], log["output_tokens"])
    assert used["pictures"] == log["images"] == 1
    assert used["dollars"] == pytest.approx(log["estimated_cost"], abs=1e-6)
    assert set(used["unpriced"]) == {"requests", "read_units", "write_units", "s3_writes", "s3_reads"}


def test_list_shows_operation_caller_and_status_and_only_what_changed(
    console: ConsoleClient, client: Client, ana: str
) -> None:
    before = console.get("requests")["version"]
    answer = client.get("/me", as_user=ana)
    missing = client.get("/products/prd_00000000000000000000000000", as_user=ana)
    found = console.get("requests", after=str(before))["requests"]
    lines = {each["request_id"]: each for each in found}
    own = lines[answer.headers["x-amzn-requestid"]]
    assert (own["operation"], own["caller"], own["status"]) == ("getMe", ana, 200)
    assert lines[missing.headers["x-amzn-requestid"]]["status"] == 404
    assert console.get("requests", after=str(console.get("requests")["version"]))["requests"] == []


def test_refused_request_has_no_function(console: ConsoleClient, client: Client) -> None:
    """The gateway answers without a token; nothing is asked of AWS."""
    trace = console.trace_of(client.get("/me"))
    assert trace["status"] == 401
    assert [row["kind"] for row in trace["rows"]] == ["request"]


def test_streamed_answer_is_recorded_to_its_end(console: ConsoleClient, client: Client, ana: str) -> None:
    """What is asked of AWS while the body is sent belongs to the request, too."""
    sent = {"message": "Which posters are there?"}
    answer = client.post("/chat", sent, as_user=ana, headers={"Accept": "text/event-stream"})
    trace = console.trace_of(answer, until=lambda found: found["ms"] is not None)
    assert trace["answer"]["bytes"] == len(answer.body)
    assert "ConverseStream" in [row["action"] for row in calls_of(trace)]
    assert trace["operation"] == "chat"


def test_secrets_are_never_shown_in_full(console: ConsoleClient, client: Client, laptop: Laptop, ana: str) -> None:
    """Neither passwords nor tokens, of the request, of the answer, or of the calls below."""
    client.token(ana)
    password = "Correct-Horse-9-Battery"
    answer = client.post("/auth/login", {"username": ana, "password": password})
    made = client.post("/create", {"q": "A lighthouse"}, as_user=ana)
    shown = json.dumps([console.trace_of(answer), console.trace_of(made)])
    assert password not in shown
    for token in (answer.json["id_token"], answer.json["refresh_token"], client.token(ana)):
        assert token not in shown
        assert token[20:60] not in shown
    signature = urlsplit(made.json["design"]["media"][0]["url"]).query.rpartition("X-Amz-Signature=")[2]
    assert len(signature) == 64
    assert signature not in shown


def test_other_programs_are_listed_apart(console: ConsoleClient, laptop: Laptop) -> None:
    """Newest first; what the console itself asks is left out."""
    laptop.cloud.client("s3").list_buckets()
    first = console.get("outside")["calls"][0]
    assert (first["service"], first["role"]) == ("s3", "outside")
    console.get("tables")
    assert console.get("outside")["calls"][0] == first
