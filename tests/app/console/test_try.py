"""Requests repeated and copied, faults ordered, time advanced."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from backend.local.laptop import Laptop
from tests.app.console.conftest import JSON, ConsoleClient, calls_of
from tests.conftest import Answer, Client
from tests.makers import png
from tests.time_limits import scaled

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture
def order(console: ConsoleClient) -> Iterator[Callable[..., None]]:
    """`order(kind="slow", service="s3")`; taken back at the end."""
    yield lambda *faults: console.send("PUT", "faults", list(faults))
    console.send("PUT", "faults", [])


def rows_named(trace: JSON, service: str, action: str) -> list[JSON]:
    return [row for row in calls_of(trace) if (row["service"], row["action"]) == (service, action)]


UPLOAD = {"filename": "a.png", "content_type": "image/png", "size": 1000}


def test_request_is_repeated_as_its_caller(console: ConsoleClient, client: Client, ana: str) -> None:
    """With a new token, so that one that has expired meanwhile does no harm."""
    trace = console.trace_of(client.post("/interpret", {"q": "A fox"}, as_user=ana))
    repeated = console.send("POST", f"requests/{trace['number']}/repeat")
    again = console.get(f"requests/{repeated['number']}")
    assert (repeated["status"], again["operation"], again["caller"]) == (200, "interpret", ana)
    assert again["request_id"] != trace["request_id"]
    assert again["answer"]["body"] == trace["answer"]["body"]


def test_repeat_of_a_refused_request_is_refused_again(console: ConsoleClient, client: Client) -> None:
    trace = console.trace_of(client.get("/me"))
    assert console.send("POST", f"requests/{trace['number']}/repeat")["status"] == 401


def test_curl_command_does_the_same(console: ConsoleClient, client: Client, ana: str) -> None:
    """In a shell, with a body that a shell would read otherwise; the token is a variable."""
    answer = client.post("/interpret", {"q": 'It\'s a "fox" for $HOME `x`'}, as_user=ana)
    command = console.get(f"requests/{console.trace_of(answer)['number']}/copy", **{"as": "curl"})["text"]
    assert client.token(ana) not in command
    first, _, rest = command.partition("\n")
    assert first == "TOKEN=$(.venv/bin/dreamforge token)"
    environment = {**os.environ, "TOKEN": client.token(ana), "no_proxy": "127.0.0.1"}
    done = subprocess.run(
        ["bash", "-c", rest], env=environment, capture_output=True, text=True, check=True, timeout=scaled(60)
    )
    assert json.loads(done.stdout) == answer.json


COPIED: dict[str, Callable[[Client, str], Answer]] = {
    "a body": lambda client, ana: client.post("/interpret", {"q": "A fox", "kind": "poster"}, as_user=ana),
    "a query": lambda client, ana: client.get("/products", as_user=ana, owner="me", limit="5"),
    "a key": lambda client, ana: client.post(
        "/uploads", UPLOAD, as_user=ana, headers={"Idempotency-Key": f"key-{ana}"}
    ),
    "a path": lambda client, ana: client.get("/products/prd_00000000000000000000000000", as_user=ana),
    "a patch": lambda client, ana: client.patch(
        "/products/prd_00000000000000000000000000", {"title": "x"}, as_user=ana
    ),
    "nobody": lambda client, ana: client.get("/ping"),
    "a refusal": lambda client, ana: client.post("/interpret", {"q": ""}, as_user=ana),
}


@pytest.mark.parametrize("name", COPIED)
def test_copied_test_passes(console: ConsoleClient, client: Client, ana: str, ben: str, name: str) -> None:
    """With the fixtures of this project, as another user; it is fine by ruff's rules for code."""
    answer = COPIED[name](client, ana)
    text = console.get(f"requests/{console.trace_of(answer)['number']}/copy", **{"as": "pytest"})["text"]
    made: dict[str, Any] = {}
    exec(compile(text, "copied.py", "exec"), made)
    (test,) = [each for each_name, each in made.items() if each_name.startswith("test_")]
    wanted = test.__annotations__.keys() - {"return"}
    test(**{each: value for each, value in {"client": client, "ana": ben}.items() if each in wanted})
    broken = text.replace(f"== {answer.status}", "== 299")
    exec(compile(broken, "copied.py", "exec"), made)
    test = made[test.__name__]
    with pytest.raises(AssertionError):
        test(**{each: value for each, value in {"client": client, "ana": ben}.items() if each in wanted})


PROGRAMS = {
    "a body": ("forge", "interpret", {}),
    "a query": ("products", "list_products", {"owner": "me", "limit": 5}),
    "a key": ("uploads", "invite_upload", {}),
    "a path": ("products", "get_product", {"product_id": "prd_00000000000000000000000000"}),
    "a patch": ("products", "update_product", {"product_id": "prd_00000000000000000000000000"}),
    "nobody": ("service", "ping", {}),
}
"""Tag, function and parameters, as openapi-python-client names them."""


@pytest.mark.parametrize("name", PROGRAMS)
def test_copied_program_calls_the_generated_client(
    console: ConsoleClient, client: Client, ana: str, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Run with a client that writes down how it is called; `make consumers` generates the real one with these names."""
    answer = COPIED[name](client, ana)
    text = console.get(f"requests/{console.trace_of(answer)['number']}/copy", **{"as": "python"})["text"]
    assert client.token(ana) not in text
    tag, function, parameters = PROGRAMS[name]
    generated = GeneratedClient(tag, function)
    for module, found in generated.modules.items():
        monkeypatch.setitem(sys.modules, module, found)
    monkeypatch.setenv("TOKEN", "a-token")
    exec(compile(text, "copied.py", "exec"), {})
    assert generated.called == parameters


class GeneratedClient:
    """The modules that a program of the generated client imports."""

    def __init__(self, tag: str, function: str) -> None:
        self.called: dict[str, Any] | None = None
        top, api, tagged, operation, models = (ModuleType(each) for each in ("top", "api", tag, function, "models"))
        top.AuthenticatedClient = top.Client = lambda **_: nullcontext()  # type: ignore[attr-defined]
        operation.sync_detailed = self._call  # type: ignore[attr-defined]
        setattr(tagged, function, operation)
        for name in json.loads((REPOSITORY / "docs/openapi.json").read_text())["components"]["schemas"]:
            setattr(models, name, SimpleNamespace(from_dict=dict))
        self.modules = {
            "dreamforge_client": top,
            "dreamforge_client.api": api,
            f"dreamforge_client.api.{tag}": tagged,
            "dreamforge_client.models": models,
        }

    def _call(self, *, client: object, body: object = None, **parameters: Any) -> SimpleNamespace:
        self.called = parameters
        return SimpleNamespace(status_code=200, parsed=body)


def test_body_with_a_password_is_copied_without_it(console: ConsoleClient, client: Client, ana: str) -> None:
    client.token(ana)
    answer = client.post("/auth/login", {"username": ana, "password": "Correct-Horse-9-Battery"})
    number = console.trace_of(answer)["number"]
    for form in ("curl", "python", "pytest"):
        assert "Horse" not in console.get(f"requests/{number}/copy", **{"as": form})["text"]
    assert console.refusal("GET", f"requests/{number}/copy?as=perl")[0] == 400


def test_throttled_call_is_tried_again(console: ConsoleClient, client: Client, ana: str, order: Any) -> None:
    """The next two calls of that name, and no more; the waterfall shows which try it was."""
    client.token(ana)
    fault = {"kind": "throttle", "service": "dynamodb", "call": "Query products", "times": 2}
    order(fault)
    assert console.get("faults")["faults"] == [{**fault, "delay_ms": 3000}]
    answer = client.get("/products", as_user=ana, owner="me")
    assert answer.status == 200
    trace = console.trace_of(answer)
    rows = rows_named(trace, "dynamodb", "Query")
    assert [(row["fault"], row["failed"], row["attempt"]) for row in rows] == [
        ("throttle", True, 1),
        ("throttle", True, 2),
        (None, False, 3),
    ]
    assert (trace["faults"], trace["retries"]) == (2, 2)
    assert console.get("faults")["faults"] == []


def test_lost_response_is_carried_out(console: ConsoleClient, client: Client, ana: str, order: Any) -> None:
    """The second try finds the row of the first: the service knows its own write."""
    client.token(ana)
    order({"kind": "lost", "service": "dynamodb", "call": "PutItem", "times": 1})
    answer = client.post("/uploads", UPLOAD, as_user=ana, headers={"Idempotency-Key": f"key-{ana}"})
    assert answer.status == 201
    rows = rows_named(console.trace_of(answer), "dynamodb", "PutItem")
    assert [(row["status"], row["fault"], row["attempt"]) for row in rows[:2]] == [(None, "lost", 1), (400, None, 2)]
    assert rows[1]["error"] == "ConditionalCheckFailedException"


def test_slow_call_takes_that_long(console: ConsoleClient, client: Client, ana: str, order: Any) -> None:
    client.token(ana)
    order({"kind": "slow", "service": "dynamodb", "times": 1, "delay_ms": 300})
    answer = client.get("/products", as_user=ana, owner="me")
    assert answer.status == 200
    rows = calls_of(console.trace_of(answer))
    assert [row["fault"] for row in rows].count("slow") == 1
    assert next(row["ms"] for row in rows if row["fault"]) >= 300


@pytest.mark.parametrize("call", ["ConverseStream", "InvokeModel"])
def test_model_refuses(console: ConsoleClient, client: Client, ana: str, order: Any, call: str) -> None:
    """In the model's own words, which the service passes on as `content_refused`."""
    client.token(ana)
    order({"kind": "refuse", "service": "bedrock", "call": call, "times": 1})
    answer = client.post("/create", {"q": "A fox"}, as_user=ana)
    assert (answer.status, answer.json["error"]) == (422, "content_refused")
    trace = console.trace_of(answer)
    assert [row["fault"] for row in rows_named(trace, "bedrock", call)] == ["refuse"]
    assert trace["consumed"]["pictures"] == 0


def test_faults_strike_the_service_alone(console: ConsoleClient, client: Client, laptop: Laptop, order: Any) -> None:
    order({"kind": "error", "service": "s3", "times": 1})
    laptop.cloud.client("s3").list_buckets()
    console.get("buckets")
    assert len(console.get("faults")["faults"]) == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "none", "service": "s3"},
        {"kind": "slow", "service": "ec2"},
        {"kind": "refuse", "service": "s3"},
        {"kind": "slow", "service": "s3", "times": 0},
        {"kind": "slow", "service": "s3", "more": 1},
    ],
)
def test_fault_that_is_none_is_refused(console: ConsoleClient, fault: JSON) -> None:
    assert console.refusal("PUT", "faults", [fault])[0] == 400


def test_time_passes_for_rows_leases_and_objects(
    console: ConsoleClient, client: Client, laptop: Laptop, ana: str
) -> None:
    """A row expires, a job that nobody does any more ends as failed, and an orphan is deleted."""
    console.send("PUT", "queues/jobs/hold", {"held": True})
    try:
        answer = client.post("/create", {"q": "A fox"}, as_user=ana, headers={"Prefer": "respond-async"})
        job = answer.json["job_id"]
        assert client.get(f"/jobs/{job}", as_user=ana).json["state"] == "waiting"
        s3, bucket = laptop.cloud.client("s3"), laptop.cloud.buckets["assets"]
        s3.put_object(Bucket=bucket, Key="assets/x/orphan.png", Body=png(8, 8), Tagging="state=orphan")
        dynamodb, table = laptop.cloud.client("dynamodb"), laptop.cloud.tables["short_lived"]
        later = str(int(time.time()) + 86400)
        dynamodb.put_item(TableName=table, Item={"key": {"S": "short"}, "expires_at": {"N": later}})
        first = console.send("POST", "time", {"seconds": 7200})
        assert first["rows_expired"].get("short_lived", 0) < 1000
        assert console.get("tables/short_lived/rows", text="key=short")["rows"]
        assert client.get(f"/jobs/{job}", as_user=ana).json["state"] == "fail"
        second = console.send("POST", "time", {"seconds": 9 * 86400})
        assert second["rows_expired"]["short_lived"] >= 1
        assert console.get("tables/short_lived/rows", text="key=short")["rows"] == []
        assert "assets/x/orphan.png" in [each["key"] for each in second["objects_removed"]]
        assert console.get("time") == {"ahead": 7200.0 + 9 * 86400}
    finally:
        console.send("PUT", "queues/jobs/hold", {"held": False})


@pytest.mark.parametrize("seconds", [0, -1, 10**9, "1", None, True])
def test_time_that_cannot_pass_is_refused(console: ConsoleClient, seconds: object) -> None:
    assert console.refusal("POST", "time", {"seconds": seconds})[0] == 400
