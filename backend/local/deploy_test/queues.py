"""Event-source mappings as they were deployed: what Lambda's pollers do, with the rights of the function's role."""

import json
from collections.abc import Mapping as Event
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from backend.local.deploy_test.errors import ProofFailedError
from backend.local.deploy_test.function import DeployedFunction
from backend.local.poller import Poller

PARTIAL = "ReportBatchItemFailures"
_LARGEST_BATCH = 10
"""Messages that SQS hands out at once; larger batches Lambda puts together from several."""
_THREADS = 2


@dataclass(frozen=True, slots=True)
class Mapping:
    queue_arn: str
    function_arn: str
    batch: int
    partial: bool
    """Whether the function tells which messages failed; else one failure fails the batch."""


def read_mappings(functions: Any) -> list[Mapping]:
    """All mappings of the account that are switched on. `functions` is Lambda's boto3 client."""
    pages = functions.get_paginator("list_event_source_mappings").paginate()
    return [
        Mapping(
            queue_arn=each["EventSourceArn"],
            function_arn=each["FunctionArn"],
            batch=each["BatchSize"],
            partial=PARTIAL in each.get("FunctionResponseTypes", ()),
        )
        for page in pages
        for each in page["EventSourceMappings"]
        if each["State"] == "Enabled"
    ]


def serve_queue(sqs: Any, url: str, mapping: Mapping, function: DeployedFunction) -> Poller:
    """Looks after a queue until it is closed. `sqs` has the rights of the function's role.

    Lambda makes no mapping that the role could not serve, and neither do we.
    """
    try:
        visibility = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])
    except ClientError as error:
        message = error.response["Error"]["Message"]
        raise ProofFailedError(
            f"the mapping of {mapping.queue_arn} to {function.spec.name} cannot be made: {message}",
            "Give the function's role what its queue needs.",
        ) from None
    seconds = int(visibility["Attributes"]["VisibilityTimeout"])
    if seconds < function.spec.timeout:
        raise ProofFailedError(
            f"{mapping.queue_arn} is out of sight for {seconds} s, and {function.spec.name} may take "
            f"{function.spec.timeout:.0f} s",
            "Lambda refuses such a mapping: make the queue's visibility timeout longer.",
        )
    worker = _Batches(function, partial=mapping.partial)
    batch = min(mapping.batch, _LARGEST_BATCH)
    return Poller(sqs, url, mapping.queue_arn, worker, threads=_THREADS, batch=batch).start()


class _Batches:
    """A function as a poller calls it: whatever goes wrong, its messages come again."""

    def __init__(self, function: DeployedFunction, *, partial: bool) -> None:
        self._function = function
        self._partial = partial

    def __call__(self, event: Event[str, Any], context: Any) -> dict[str, Any]:  # noqa: ARG002 (a Worker's signature)
        outcome = self._function.call(event)
        sent = [record["messageId"] for record in event["Records"]]
        failed = sent if outcome.error is not None else self._read_failed_ids(outcome.payload, sent)
        return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}

    def _read_failed_ids(self, payload: bytes, sent: list[str]) -> list[str]:
        """Lambda developer guide, "Reporting batch item failures": nothing told is success, nonsense is failure."""
        if not self._partial:
            return []
        told = json.loads(payload or b"null")
        if not told or not told.get("batchItemFailures"):
            return []
        failed = [each.get("itemIdentifier") for each in told["batchItemFailures"]]
        return failed if set(failed) <= set(sent) else sent
