"""What Python writes and Terraform counts on, or the other way round: metrics, log lines, attributes, times."""

import json
import re
import time
from collections.abc import Iterator, Mapping
from typing import Any

import boto3
import pytest

from backend.adapters.dynamodb.idempotency import LOCK_SECONDS
from backend.adapters.dynamodb.key_schemas import read_tables
from backend.adapters.observability import metrics
from backend.domain.jobs.job_service import LEASE_SECONDS, LOST_SECONDS, MAX_ATTEMPTS
from backend.local.laptop import Laptop
from backend.worker.lambda_function import SPARE_SECONDS
from tests.app.test_logs import Lines, ask, log  # noqa: F401 (a fixture)
from tests.conftest import Client
from tests.infra.stack import Stack

OWN = "DreamForge"


def alarms(stack: Stack) -> list[Mapping[str, Any]]:
    return stack.of_type("aws_cloudwatch_metric_alarm")


def widgets(stack: Stack) -> list[dict[str, Any]]:
    (dashboard,) = stack.of_type("aws_cloudwatch_dashboard")
    found: list[dict[str, Any]] = json.loads(dashboard["dashboard_body"])["widgets"]
    return found


def charted(stack: Stack) -> Iterator[tuple[str, str, dict[str, str]]]:
    """(namespace, metric, dimensions) of each line of each chart, with what `.` stands for filled in."""
    for widget in widgets(stack):
        above: list[str] = []
        for row in widget["properties"].get("metrics", []):
            names = [each for each in row if isinstance(each, str)]
            above = [above[at] if name == "." else name for at, name in enumerate(names)]
            yield above[0], above[1], dict(zip(above[2::2], above[3::2], strict=True))


# ---- metrics


def test_alarms_and_charts_read_metrics_that_the_service_writes(full: Stack) -> None:
    """In our namespace, by the stage alone, which is what STAGE says."""
    read = [(each["namespace"], each["metric_name"], each["dimensions"]) for each in alarms(full)]
    ours = [each for each in [*read, *charted(full)] if each[0] == OWN]
    assert metrics.NAMESPACE == OWN
    assert {name for _, name, _ in ours} == set(metrics.UNITS)
    stage = full.environment("api")["STAGE"]
    assert all(dimensions == {metrics.DIMENSION: stage} for _, _, dimensions in ours)


def test_no_metric_is_counted_from_log_texts(full: Stack) -> None:
    """A text may change its words; a metric has a name. Alarms and charts read our metrics and those of AWS."""
    assert full.of_type("aws_cloudwatch_log_metric_filter") == []
    namespaces = {each["namespace"] for each in alarms(full)} | {namespace for namespace, _, _ in charted(full)}
    assert namespaces == {OWN, "AWS/ApiGateway", "AWS/Lambda", "AWS/SQS"}


@pytest.mark.parametrize(
    ("kind", "dimension", "name"),
    [("aws_lambda_function", "FunctionName", "function_name"), ("aws_sqs_queue", "QueueName", "name")],
)
def test_alarms_watch_what_is_created(full: Stack, kind: str, dimension: str, name: str) -> None:
    """Every function and queue, and nothing that has another name."""
    watched = {each["dimensions"][dimension] for each in alarms(full) if dimension in each["dimensions"]}
    assert watched == {each[name] for each in full.of_type(kind)}


# ---- log lines


def test_queries_name_fields_of_the_log_line(full: Stack, client: Client, log: Lines, ana: str) -> None:  # noqa: F811
    """What the dashboard's tables count by is in the line that a request leaves."""
    request_id, _ = ask(client, "GET", "/me", as_user=ana)
    line = log.one(request_id)
    groups = {each["name"] for each in full.of_type("aws_cloudwatch_log_group")}
    queries = [each["properties"]["query"] for each in widgets(full) if each["type"] == "log"]
    assert queries
    for query in queries:
        assert re.search(r"SOURCE '([^']+)'", query)[1] in groups  # type: ignore[index]
        assert f"message = '{line['message']}'" in query
        named = re.findall(r" by ([\w, ]+)", query)[0].split(", ") + re.findall(r"pct\((\w+),|and (\w+) >=", query)
        fields = {name for each in named for name in ([each] if isinstance(each, str) else each) if name}
        assert {name.strip() for name in fields} <= set(line)


# ---- attributes


def test_rows_that_expire_say_so_where_dynamodb_looks(client: Client, laptop: Laptop, full: Stack, ana: str) -> None:
    """In a table with a TTL, every row or those of the bin have it, in seconds and not far away; no other row has."""
    others = laptop_tables(laptop)  # tests of this process that write rows of their own
    client.post("/create", {"q": "a red fox"}, as_user=ana, headers={"Idempotency-Key": "promises"})
    client.post("/chat", {"message": "hello"}, as_user=ana)
    binned = client.create(ana)["ids"]
    assert client.delete(f"/products/{binned['product_id']}", as_user=ana).status == 204
    expiring = {key: each["ttl"] for key, each in read_tables().items() if "ttl" in each}
    tables = {key: [row for row in rows if row not in others[key]] for key, rows in laptop_tables(laptop).items()}
    for key, rows in tables.items():
        deployed = full.values(f'module.tables.aws_dynamodb_table.this["{key}"]')["ttl"]
        enabled = [each["attribute_name"] for each in deployed if each["enabled"]]
        assert enabled == ([expiring[key]] if key in expiring else [])
        for row in rows:
            ids = {value["S"] for value in row.values() if "S" in value}
            if key == "short_lived" or (key in expiring and ids & {*binned.values()}):
                assert 0 < float(row[expiring[key]]["N"]) - time.time() < 8 * 24 * 3600
            else:
                assert not set(expiring.values()) & set(row)
    assert all(tables[key] for key in expiring)


def laptop_tables(laptop: Laptop) -> dict[str, list[dict[str, Any]]]:
    """The rows of each table, by its key in tables.json."""
    environment = laptop.environment
    session = boto3.session.Session(
        environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"], region_name=environment["AWS_REGION"]
    )
    dynamodb = session.client("dynamodb", endpoint_url=environment["AWS_ENDPOINT_URL"])
    return {key: dynamodb.scan(TableName=environment[f"DDB_TABLE_{key.upper()}"])["Items"] for key in read_tables()}


# ---- times


def test_who_holds_a_lease_is_done_before_it_ends(small: Stack) -> None:
    """The API's function is ended before its lease and before the lock of an Idempotency-Key are over."""
    timeout = small.function("api")["timeout"]
    assert timeout < LEASE_SECONDS
    assert timeout < LOCK_SECONDS
    integrations = small.of_type("aws_api_gateway_integration")
    assert {each["timeout_milliseconds"] for each in integrations} == {timeout * 1000}


def test_a_job_is_given_up_after_the_queue_has(small: Stack) -> None:
    """The queue hands a message out for the last time, and alarms, long before the job counts as lost."""
    queue = small.values("module.jobs.aws_sqs_queue.this")
    tries = json.loads(queue["redrive_policy"])["maxReceiveCount"]
    assert tries == MAX_ATTEMPTS
    assert tries * queue["visibility_timeout_seconds"] < LOST_SECONDS < queue["message_retention_seconds"]
    (age,) = [each for each in alarms(small) if each["metric_name"] == "ApproximateAgeOfOldestMessage"]
    assert tries * queue["visibility_timeout_seconds"] < age["threshold"] < LOST_SECONDS


def test_a_worker_that_keeps_its_time_is_no_alarm(small: Stack) -> None:
    """It ends SPARE_SECONDS before its timeout at the latest; what is longer is an alarm."""
    worker = small.function("worker")
    (alarm,) = [
        each
        for each in alarms(small)
        if each["metric_name"] == "Duration" and each["dimensions"]["FunctionName"] == worker["function_name"]
    ]
    assert (worker["timeout"] - SPARE_SECONDS) * 1000 < alarm["threshold"] < worker["timeout"] * 1000


def test_the_worker_leaves_the_api_room(stacks: dict[str, Stack], stages: dict[str, Stack]) -> None:
    """Jobs and dead letters together take less than half of what an account may run at once, which is 10 at first."""
    for stack in [*stacks.values(), *stages.values()]:
        mappings = stack.of_type("aws_lambda_event_source_mapping")
        assert all(each["scaling_config"][0]["maximum_concurrency"] >= 2 for each in mappings)
    taken = sum(
        each["scaling_config"][0]["maximum_concurrency"]
        for each in stacks["as_little_as_possible"].of_type("aws_lambda_event_source_mapping")
    )
    assert taken <= 5
