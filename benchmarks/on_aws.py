"""What only AWS can tell: INIT, duration and memory of a deployed function, from the REPORT lines of its log.

    python -m benchmarks.on_aws --function dreamforge-dev-api --hours 24

Reads CloudWatch Logs with the credentials and the region of the environment, changes nothing, and calls no function. To
have cold starts in the log, deploy a change of the function's description, or wait a quarter of an hour between calls.
The form of the line: https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html
"""

import argparse
import re
import statistics
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.table import show

_FIELD = re.compile(r"((?:Billed )?(?:(?:Init|Restore) )?Duration|Max Memory Used): ([\d.]+) (?:ms|MB)")


@dataclass(frozen=True, slots=True)
class Report:
    """One invocation. Milliseconds and MB; `init` is None for a warm one."""

    duration: float
    memory: float
    init: float | None = None


def read_report(line: str) -> Report | None:
    """`REPORT RequestId: 1 Duration: 2.5 ms ... Max Memory Used: 80 MB Init Duration: 300.1 ms`; None for another line.

    With SnapStart the restore stands where INIT does otherwise.
    """
    if not line.startswith("REPORT "):
        return None
    fields = {name: float(value) for name, value in _FIELD.findall(line)}
    return Report(
        fields["Duration"], fields["Max Memory Used"], fields.get("Init Duration") or fields.get("Restore Duration")
    )


def fetch_reports(logs: Any, function: str, *, hours: float) -> Iterator[Report]:
    """Those of the last hours, by a client of CloudWatch Logs."""
    since = int((time.time() - hours * 3600) * 1000)
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName=f"/aws/lambda/{function}", startTime=since, filterPattern='"REPORT RequestId"'
    )
    for page in pages:
        for each in page["events"]:
            if report := read_report(each["message"]):
                yield report


def summarise(reports: Iterable[Report]) -> list[tuple[str, ...]]:
    """Rows of (what, count, p50, p90, p99)."""
    found = list(reports)
    cold = [report for report in found if report.init is not None]
    kinds = {
        "INIT or restore, ms": [report.init for report in cold if report.init is not None],
        "first answer after it, ms": [report.duration for report in cold],
        "warm answer, ms": [report.duration for report in found if report.init is None],
        "memory, MB": [report.memory for report in found],
    }
    return [(name, str(len(values)), *_percentiles(values)) for name, values in kinds.items()]


def _percentiles(values: Sequence[float]) -> tuple[str, str, str]:
    if len(values) < 2:
        only = f"{values[0]:.1f}" if values else ""
        return only, only, only
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return f"{cuts[49]:.1f}", f"{cuts[89]:.1f}", f"{cuts[98]:.1f}"


def main(arguments: Sequence[str]) -> int:
    import boto3

    parser = argparse.ArgumentParser(prog="python -m benchmarks.on_aws", description=__doc__)
    parser.add_argument("--function", required=True, help="name of the Lambda function")
    parser.add_argument("--hours", type=float, default=24.0, help="how far back to read")
    asked = parser.parse_args(arguments)
    reports = list(fetch_reports(boto3.client("logs"), asked.function, hours=asked.hours))
    if not reports:
        print(f"The log of {asked.function} has no REPORT line of the last {asked.hours:g} hours.", file=sys.stderr)
        return 1
    show(f"{asked.function}, {len(reports)} invocations", ("", "count", "p50", "p90", "p99"), summarise(reports))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
