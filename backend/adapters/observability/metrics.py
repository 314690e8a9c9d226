"""CloudWatch metrics that travel in log lines, in the Embedded Metric Format.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html

A line's member `_aws` names the other members of the line that are metrics, and CloudWatch Logs takes them out. So a
metric costs no call, and log and metric cannot differ. What is not in the line is no metric of it: requests that ask no
model make no series about models.

AWS bills each name with each set of dimensions that it was seen with, by the month. So there are only the metrics that
an alarm or the dashboard reads, and each counts for its stage alone. Requests, their latency and their errors are API
Gateway's own metrics; by operation they are a query over the log lines (infra/modules/observability/dashboard.tf).
"""

from collections.abc import Mapping
from typing import Any

NAMESPACE = "DreamForge"
DIMENSION = "stage"
UNITS = {
    "jobs": "Count",
    "job_latency": "Milliseconds",
    "job_errors": "Count",
    "model_calls": "Count",
    "model_failures": "Count",
    "model_retries": "Count",
    "input_tokens": "Count",
    "output_tokens": "Count",
    "cached_tokens": "Count",
    "images": "Count",
    "model_access_faults": "Count",
    "model_config_faults": "Count",
    "estimated_cost": "None",  # US dollars, for which CloudWatch has no unit
}


def of_job(state: str, ms: float) -> dict[str, float]:
    """Names of their own: a job's minutes are not to be mixed with a request's milliseconds."""
    return {"jobs": 1, "job_latency": ms, "job_errors": int(state == "fail")}


def embed(line: Mapping[str, Any], *, at: float) -> dict[str, Any]:
    """The member `_aws` for a line that happened `at` a time (Unix seconds); {} for a line without a metric."""
    metrics = [{"Name": name, "Unit": unit} for name, unit in UNITS.items() if name in line]
    directive = {"Namespace": NAMESPACE, "Dimensions": [[DIMENSION]], "Metrics": metrics}
    return {"_aws": {"Timestamp": int(at * 1000), "CloudWatchMetrics": [directive]}} if metrics else {}
