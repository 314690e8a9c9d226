"""CloudWatch metrics that travel in log lines, in the Embedded Metric Format.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html

A line's member `_aws` names the other members of the line that are metrics, and CloudWatch Logs takes them out. So a
metric costs no call, and log and metric cannot differ. What is not in the line is no metric of it: requests that ask no
model make no series about models.
"""

from collections.abc import Mapping, Sequence
from typing import Any

NAMESPACE = "DreamForge"
UNITS = {
    "requests": "Count",
    "latency": "Milliseconds",
    "errors": "Count",
    "refusals": "Count",
    "jobs": "Count",
    "job_latency": "Milliseconds",
    "job_errors": "Count",
    "model_calls": "Count",
    "input_tokens": "Count",
    "output_tokens": "Count",
    "cached_tokens": "Count",
    "images": "Count",
    "model_access_faults": "Count",
    "model_config_faults": "Count",
    "estimated_cost": "None",  # US dollars, for which CloudWatch has no unit
}


def of_request(status: int, ms: float) -> dict[str, float]:
    """`errors` are ours (5xx), `refusals` the caller's (4xx); both are 0 otherwise, so that their average is a rate."""
    return {"requests": 1, "latency": ms, "errors": int(status >= 500), "refusals": int(400 <= status < 500)}


def of_job(state: str, ms: float) -> dict[str, float]:
    """Names of their own: a job's minutes are not to be mixed with a request's milliseconds."""
    return {"jobs": 1, "job_latency": ms, "job_errors": int(state == "fail")}


def embedded(line: Mapping[str, Any], by: Sequence[str], *, at: float) -> dict[str, Any]:
    """The member `_aws` for a line that happened `at` a time (Unix seconds).

    Each metric in the line counts for its `stage`, and again for `stage` and the members named in `by`, if the line has
    them all: a request that met no operation has none to count for.
    """
    dimensions = [["stage"]]
    if all(name in line for name in by):
        dimensions.append(["stage", *by])
    metrics = [{"Name": name, "Unit": unit} for name, unit in UNITS.items() if name in line]
    directive = {"Namespace": NAMESPACE, "Dimensions": dimensions, "Metrics": metrics}
    return {"_aws": {"Timestamp": int(at * 1000), "CloudWatchMetrics": [directive]}}
