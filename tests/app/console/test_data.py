"""The stores as the console shows and changes them."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from backend.local.laptop import Laptop
from tests.app.console.conftest import ConsoleClient
from tests.conftest import Client
from tests.makers import png


@pytest.fixture
def product(client: Client, ana: str) -> str:
    """The id of a product of this test's own."""
    return str(client.create(ana, q=f"A lighthouse of {ana}")["ids"]["product_id"])


def test_tables_are_described_as_terraform_makes_them(console: ConsoleClient, laptop: Laptop) -> None:
    tables = {each["name"]: each for each in console.get("tables")["tables"]}
    assert tables.keys() == laptop.cloud.tables.keys()
    assert tables["messages"]["range_key"] == "message_id"
    assert tables["short_lived"]["ttl"] == "expires_at"
    assert [each["name"] for each in tables["products"]["indexes"]] == ["by_owner", "by_owner_status"]


def test_rows_are_found_by_text_and_by_attribute(
    console: ConsoleClient, client: Client, product: str, ana: str
) -> None:
    owner = client.user_id(ana)
    by_attribute = console.get("tables/products/rows", text=f"owner_id={owner}")["rows"]
    assert [row["plain"]["product_id"] for row in by_attribute] == [product]
    by_text = console.get("tables/products/rows", text=product.upper())["rows"]
    assert [row["key"] for row in by_text] == [{"product_id": {"S": product}}]
    by_index = console.get("tables/products/rows", index="by_owner", text=f"owner_id={owner}")["rows"]
    assert [row["plain"]["product_id"] for row in by_index] == [product]


def test_pages_together_have_each_row_once(console: ConsoleClient, laptop: Laptop) -> None:
    dynamodb, name = laptop.cloud.client("dynamodb"), laptop.cloud.tables["users"]
    for at in range(120):
        dynamodb.put_item(TableName=name, Item={"user_id": {"S": f"page-{at:03}"}})
    found, page = [], ""
    while True:
        told = console.get("tables/users/rows", text="page-", page=page)
        found += [row["plain"]["user_id"] for row in told["rows"]]
        page = told["next"]
        if not page:
            break
    assert sorted(found) == [f"page-{at:03}" for at in range(120)]


def test_row_is_changed_and_deleted(console: ConsoleClient, client: Client, product: str, ana: str) -> None:
    """The service sees it at once; attributes that were shown shortened keep their values."""
    (row,) = console.get("tables/products/rows", text=f"product_id={product}")["rows"]
    changed = {**row["typed"], "title": {"S": "Another title"}}
    console.send("PUT", "tables/products/rows", changed)
    answer = client.get(f"/products/{product}", as_user=ana)
    assert answer.json["product"]["title"] == "Another title"
    console.send("DELETE", "tables/products/rows", row["key"])
    assert client.get(f"/products/{product}", as_user=ana).status == 404


def test_hidden_attributes_survive_a_change(console: ConsoleClient, laptop: Laptop) -> None:
    dynamodb, name = laptop.cloud.client("dynamodb"), laptop.cloud.tables["short_lived"]
    secret = "a-long-secret-that-nobody-is-to-see-on-a-page"
    item = {"key": {"S": "hidden"}, "token": {"S": secret}, "seen": {"N": "1"}, "raw": {"B": b"\x00\xff"}}
    dynamodb.put_item(TableName=name, Item=item)
    (row,) = console.get("tables/short_lived/rows", text="key=hidden")["rows"]
    assert secret not in json.dumps(row)
    console.send("PUT", "tables/short_lived/rows", {**row["typed"], "seen": {"N": "2"}})
    kept = dynamodb.get_item(TableName=name, Key={"key": {"S": "hidden"}})["Item"]
    assert kept == {**item, "seen": {"N": "2"}}


@pytest.mark.parametrize(
    "row",
    [
        [],
        {"title": "x"},
        {"title": {"S": "x"}},
        {"product_id": {"S": ""}},
        {"product_id": {"S": 5}},
        {"product_id": {"S": "p"}, "raw": {"B": "no base64"}},
        {"product_id": {"S": "p"}, "raw": {"L": [{"S": "a"}, "b"]}},
        {"product_id": {"S": "p"}, "raw": {"M": 5}},
    ],
)
def test_row_that_is_none_is_refused(console: ConsoleClient, row: object) -> None:
    assert console.refusal("PUT", "tables/products/rows", row)[0] == 400


def test_objects_have_tags_and_a_day_on_which_rules_delete_them(
    console: ConsoleClient, client: Client, laptop: Laptop, product: str
) -> None:
    """What the page foretells is what the lifecycle then does."""
    bucket, s3 = laptop.cloud.buckets["assets"], laptop.cloud.client("s3")
    key = "assets/nobody/orphan.png"
    s3.put_object(Bucket=bucket, Key=key, Body=png(8, 8), ContentType="image/png", Tagging="state=orphan")
    found = console.get("buckets/assets/objects", prefix="assets/nobody/")["objects"]
    assert [(each["key"], each["tags"]) for each in found] == [(key, {"state": "orphan"})]
    owned = console.get("buckets/assets/objects", prefix="assets/")["objects"]
    assert {"state": "owned"} in [each["tags"] for each in owned]
    today = datetime.now(UTC).date()
    early = console.get("buckets/assets/lifecycle", day=str(today + timedelta(days=5)))["removals"]
    late = console.get("buckets/assets/lifecycle", day=str(today + timedelta(days=9)))["removals"]
    assert early == []
    assert [(each["key"], each["rule"]) for each in late] == [(key, "orphans")]
    picture = console.call("GET", f"/console/api/buckets/assets/object?key={key}")
    assert (picture.headers["content-type"], picture.body) == ("image/png", png(8, 8))
    console.send("DELETE", f"buckets/assets/object?key={key}")
    assert console.get("buckets/assets/objects", prefix="assets/nobody/")["objects"] == []
    assert console.refusal("GET", "buckets/assets/lifecycle?day=tomorrow")[0] == 400


def test_pages_in_a_bucket_are_downloaded_and_not_run(console: ConsoleClient, laptop: Laptop) -> None:
    s3, bucket = laptop.cloud.client("s3"), laptop.cloud.buckets["uploads"]
    s3.put_object(Bucket=bucket, Key="uploads/page.html", Body=b"<script>1</script>", ContentType="text/html")
    answer = console.call("GET", "/console/api/buckets/uploads/object?key=uploads/page.html")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == "attachment"


def test_dead_letters_are_sent_back_and_done(console: ConsoleClient, client: Client, ana: str) -> None:
    """On hold, a message is looked at, moved to the dead letters and back; released, the job is done."""
    console.send("PUT", "queues/jobs/hold", {"held": True})
    console.send("PUT", "queues/dead_letters/hold", {"held": True})
    try:
        answer = client.post("/create", {"q": "A fox"}, as_user=ana, headers={"Prefer": "respond-async"})
        jobs, letters = console.get("queues")["queues"]
        (message,) = [each for each in jobs["messages"] if answer.json["job_id"] in each["body"]]
        assert (message["received"], message["in_flight"], letters["messages"]) == (0, False, [])
        console.send("POST", "queues/jobs/bury", {"message_id": message["message_id"]})
        jobs, letters = console.get("queues")["queues"]
        assert jobs["messages"] == []
        assert [answer.json["job_id"] in each["body"] for each in letters["messages"]] == [True]
        assert console.send("POST", "queues/redrive") == {"moved": 1}
        assert console.refusal("POST", "queues/jobs/bury", {"message_id": "none"})[0] == 409
    finally:
        console.send("PUT", "queues/dead_letters/hold", {"held": False})
        console.send("PUT", "queues/jobs/hold", {"held": False})
    trace = console.trace_of(
        answer, until=lambda found: "DeleteMessage" in [row.get("action") for row in found["rows"]]
    )
    assert client.get(f"/jobs/{trace['jobs'][0]}", as_user=ana).json["state"] == "success"


def test_users_are_made_and_tokens_sign_in(console: ConsoleClient, client: Client, ana: str) -> None:
    made = console.send("POST", "users", {"username": ana, "groups": ["seller"]})
    assert client.post("/auth/login", {"username": ana, "password": made["password"]}).status == 200
    token = console.send("POST", f"users/{ana}/token")["id_token"]
    me = client.get("/me", headers={"Authorization": f"Bearer {token}"})
    assert (me.json["username"], me.json["groups"]) == (ana, ["seller"])
    (user,) = [each for each in console.get("users")["users"] if each["username"] == ana]
    assert user["groups"] == ["seller"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"username": "demo"}, 409),
        ({"username": "a b"}, 400),
        ({"username": "zoe", "groups": ["none"]}, 400),
        ({}, 400),
    ],
)
def test_user_that_cannot_be_is_refused(console: ConsoleClient, body: object, status: int) -> None:
    assert console.refusal("POST", "users", body)[0] == status
    assert console.refusal("POST", "users/nobody/token", {})[0] == 404
