"""What a stack costs, from what Terraform would lay down and the prices in infra/prices.json.

    python scripts/cost_table.py               print the tables of docs/deploy.md, for the shipped examples
    python scripts/cost_table.py --write       and put them there
    python scripts/cost_table.py --plan FILE   for a plan of your own, as `terraform show -json` prints it

Prices are inputs, each with region, source and date; one that no second source confirms is marked. Free tiers are not
counted. A type of resource that is neither in LINES nor in FREE is an error: somebody has to say what it costs.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT)]

from backend.adapters.observability.metrics import UNITS  # noqa: E402
from scripts.check_tfvars import APPS, uncomment  # noqa: E402

DOCUMENT = ROOT / "docs/deploy.md"
BEGIN, END = "<!-- scripts/cost_table.py begins -->", "<!-- scripts/cost_table.py ends -->"
MONTH = 30 * 24 * 3600
METHOD_METRICS = 5
"""4XXError, 5XXError, Count, IntegrationLatency, Latency."""

Resource = Mapping[str, Any]


class Plan:
    """The resources of a plan, a state, or a test's state."""

    def __init__(self, resources: Sequence[Resource]) -> None:
        self.resources = [each for each in resources if each.get("mode", "managed") == "managed"]

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> "Plan":
        """`terraform show -json`, or the state of one run of `terraform test`."""
        values = content.get("planned_values") or content.get("values") or content
        return cls(list(_resources(values["root_module"])))

    def of_type(self, kind: str) -> list[Mapping[str, Any]]:
        return [each["values"] for each in self.resources if each["type"] == kind]

    def count(self, kind: str) -> int:
        return len(self.of_type(kind))

    def environment(self) -> Mapping[str, str]:
        """Of the API's function."""
        (function,) = [each for each in self.of_type("aws_lambda_function") if each["function_name"].endswith("-api")]
        found: Mapping[str, str] = function["environment"][0]["variables"]
        return found


def _resources(module: Mapping[str, Any]) -> Iterator[Resource]:
    yield from module.get("resources", [])
    for child in module.get("child_modules", []):
        yield from _resources(child)


def count_metrics(plan: Plan) -> int:
    """The service's own, and where they are switched on those of each method."""
    own = len(UNITS) if plan.count("aws_cloudwatch_dashboard") else 0
    settings = [each["settings"][0]["metrics_enabled"] for each in plan.of_type("aws_api_gateway_method_settings")]
    methods = plan.count("aws_api_gateway_method") * METHOD_METRICS if any(settings) else 0
    return own + methods


def count_firewall_rules(plan: Plan) -> int:
    return sum(len(each["rule"]) for each in plan.of_type("aws_wafv2_web_acl"))


def count_provisioned(plan: Plan) -> float:
    """GB-seconds in a month of the instances that are kept warm."""
    memory = {each["function_name"]: each["memory_size"] for each in plan.of_type("aws_lambda_function")}
    return sum(
        float(each["provisioned_concurrent_executions"]) * float(memory[each["function_name"]]) / 1024 * MONTH
        for each in plan.of_type("aws_lambda_provisioned_concurrency_config")
    )


def counting(kind: str) -> Callable[[Plan], float]:
    return lambda plan: plan.count(kind)


@dataclass(frozen=True, slots=True)
class Line:
    """Something that costs by the month, used or not."""

    title: str
    price: str
    count: Callable[[Plan], float]


LINES = [
    Line("KMS key", "kms_key", counting("aws_kms_key")),
    Line("CloudWatch alarms", "alarm", counting("aws_cloudwatch_metric_alarm")),
    Line("CloudWatch custom metrics", "custom_metric", count_metrics),
    Line("CloudWatch dashboard", "dashboard", counting("aws_cloudwatch_dashboard")),
    Line("Firewall: web ACL", "waf_acl", counting("aws_wafv2_web_acl")),
    Line("Firewall: rules and rule groups", "waf_rule", count_firewall_rules),
    Line("Provisioned concurrency, GB-seconds", "provisioned_gb_second", count_provisioned),
]
BILLED = {
    "aws_kms_key", "aws_cloudwatch_metric_alarm", "aws_cloudwatch_dashboard",
    "aws_api_gateway_method_settings", "aws_wafv2_web_acl", "aws_lambda_provisioned_concurrency_config",
}  # fmt: skip
BY_USE = {
    "aws_api_gateway_rest_api", "aws_cloudwatch_log_group", "aws_cognito_user_pool", "aws_dynamodb_table",
    "aws_lambda_function", "aws_s3_bucket", "aws_s3_object", "aws_sns_topic", "aws_sqs_queue",
}  # fmt: skip
"""Cost when they are called, and for what they hold."""
FREE = {
    "aws_api_gateway_account", "aws_api_gateway_api_key", "aws_api_gateway_authorizer",
    "aws_api_gateway_base_path_mapping", "aws_api_gateway_deployment", "aws_api_gateway_domain_name",
    "aws_api_gateway_gateway_response", "aws_api_gateway_integration", "aws_api_gateway_method",
    "aws_api_gateway_resource", "aws_api_gateway_stage", "aws_api_gateway_usage_plan", "aws_api_gateway_usage_plan_key",
    "aws_budgets_budget", "aws_cognito_resource_server", "aws_cognito_user_group", "aws_cognito_user_pool_client",
    "aws_cognito_user_pool_domain", "aws_iam_role", "aws_iam_role_policy", "aws_iam_role_policy_attachment",
    "aws_kms_alias", "aws_lambda_alias", "aws_lambda_event_source_mapping", "aws_lambda_layer_version",
    "aws_lambda_permission", "aws_route53_record", "aws_s3_bucket_cors_configuration",
    "aws_s3_bucket_lifecycle_configuration",
    "aws_s3_bucket_ownership_controls", "aws_s3_bucket_policy", "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_server_side_encryption_configuration", "aws_s3_bucket_versioning",
    "aws_s3_bucket_website_configuration", "aws_sns_topic_subscription", "aws_wafv2_web_acl_association",
    "aws_wafv2_web_acl_logging_configuration", "terraform_data",
}  # fmt: skip


def find_unknown(plan: Plan) -> set[str]:
    """Types of which nobody has said what they cost."""
    return {each["type"] for each in plan.resources} - BILLED - BY_USE - FREE


class Prices:
    def __init__(self, content: Mapping[str, Any]) -> None:
        self.region, self.create = content["region"], content["create"]
        self._prices, self._models = content["prices"], content["models"]

    @classmethod
    def read(cls) -> "Prices":
        return cls(json.loads((ROOT / "infra/prices.json").read_text()))

    def usd(self, name: str) -> float:
        return float(self._prices[name]["usd"])

    def mark(self, name: str) -> str:
        return "" if self._prices[name]["verified"] else " (*)"

    def model(self, model_id: str) -> Mapping[str, Any] | None:
        """By the beginning of the id behind its geography: us.anthropic.claude-... -> anthropic.claude-..."""
        return next((each for name, each in self._models.items() if name in model_id), None)


def write_rest(plans: Mapping[str, Plan], prices: Prices) -> list[str]:
    """The table of what costs at rest, a column for each plan."""
    rows = [["At rest, a month", "US dollars each", *plans], ["---"] * (2 + len(plans))]
    totals = dict.fromkeys(plans, 0.0)
    for line in LINES:
        cells = []
        for name, plan in plans.items():
            amount = line.count(plan)
            totals[name] += amount * prices.usd(line.price)
            cells.append(f"{amount * prices.usd(line.price):,.2f} ({amount:,.0f})" if amount else "-")
        each = f"{prices.usd(line.price):.10f}".rstrip("0").rstrip(".")
        rows.append([line.title, f"{each}{prices.mark(line.price)}", *cells])
    rows.append(["**together**", "", *(f"**{total:,.2f}**" for total in totals.values())])
    return _table(rows)


def write_creates(plan: Plan, prices: Prices) -> list[str]:
    """The table of a thousand synchronous creates."""
    use, environment = prices.create, plan.environment()
    (api,) = [each for each in plan.of_type("aws_lambda_function") if each["function_name"].endswith("-api")]
    gb, seconds = api["memory_size"] / 1024, use["lambda_seconds"]
    lines = [
        ("DynamoDB", 1000 * use["dynamodb_write_units"], "write request units", "dynamodb_write_unit"),
        ("S3", 1000 * use["s3_puts"], "PUT requests", "s3_put"),
        ("DynamoDB, for as long as the products are kept", use["item_kb"] / 1000, "GB a month", "dynamodb_stored_gb"),
        ("S3, as long", use["stored_mb"], "GB a month", "s3_stored_gb"),
        (f"Lambda, {seconds} s each at {gb:g} GB", 1000 * seconds * gb, "GB-seconds", "lambda_gb_second"),
        ("Lambda", 1000, "requests", "lambda_request"),
        ("API Gateway", 1000, "requests", "api_request"),
        ("KMS", 1000 * use["kms_requests"], "requests", "kms_request"),
        ("SQS, with respond-async", 3000, "requests", "sqs_request"),
        ("Logs, written", use["log_kb"] / 1000, "GB", "log_ingested_gb"),
        ("Logs, while they are kept", use["log_kb"] / 1000, "GB a month", "log_stored_gb"),
        ("X-Ray, at most", 1000, "traces", "xray_trace"),
        ("Firewall, where there is one", 1000, "requests", "waf_request"),
    ]  # fmt: skip
    rows = [["A thousand creates", "how much", "US dollars"], ["---"] * 3]
    for title, amount, unit, price in lines:
        rows.append([title, f"{amount:,.10g} {unit}", f"{amount * prices.usd(price):.3f}{prices.mark(price)}"])
    rows += [_text_row(environment, prices), _image_row(environment, prices)]
    return _table(rows)


def _text_row(environment: Mapping[str, str], prices: Prices) -> list[str]:
    model, use = environment["BEDROCK_TEXT_MODEL_ID"], prices.create
    known, tokens = prices.model(model), (use["input_tokens"], use["output_tokens"])
    usd = None if known is None else (tokens[0] * known["input_mtok"] + tokens[1] * known["output_mtok"]) / 1000
    return [f"Text model, `{model}`", f"{tokens[0]:,} tokens in and {tokens[1]:,} out each", _model_cost(usd, known)]


def _image_row(environment: Mapping[str, str], prices: Prices) -> list[str]:
    model, images = environment["BEDROCK_IMAGE_MODEL_ID"], 1000 * prices.create["images"]
    known = prices.model(model)
    usd = None if known is None else images * known["image"]
    return [f"Image model, `{model}`", f"{images:,} pictures", _model_cost(usd, known)]


def _model_cost(usd: float | None, known: Mapping[str, Any] | None) -> str:
    return "see Bedrock's prices" if usd is None or known is None else f"{usd:.2f}{'' if known['verified'] else ' (*)'}"


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in rows]


def write_tables(plans: Mapping[str, Plan]) -> str:
    """Both tables, as they are in the document; `ValueError` for a type of resource that nobody has a price for."""
    for plan in plans.values():
        if unknown := find_unknown(plan):
            raise ValueError(f"Say in scripts/cost_table.py what these cost: {', '.join(sorted(unknown))}")
    prices = Prices.read()
    note = f"Prices of {prices.region} without free tiers, from infra/prices.json; (*): no second source confirms it."
    return "\n".join([*write_rest(plans, prices), "", *write_creates(next(iter(plans.values())), prices), "", note])


def read_shipped() -> dict[str, Plan]:
    """The stack with its defaults, and prod with everything that terraform.tfvars.example shows."""
    with tempfile.TemporaryDirectory() as folder:
        example = Path(folder) / "terraform.tfvars"
        example.write_text(uncomment((APPS / "terraform.tfvars.example").read_text()))
        small, prod = _render(), _render("prod", str(example))
    return name_plans(small["as_little_as_possible"], prod["stage"])


def name_plans(small: Plan, prod: Plan) -> dict[str, Plan]:
    return {"defaults": small, "prod, all examples": prod}


def _render(*arguments: str) -> dict[str, Plan]:
    command = [str(ROOT / "scripts/infra.sh"), "rendered", *arguments]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    return {each["@testrun"]: Plan.read(each["test_state"]) for each in lines if each["type"] == "test_state"}


def main() -> None:
    parser = argparse.ArgumentParser(description="Prints what a stack costs.")
    parser.add_argument("--plan", type=Path, help="a plan, as terraform show -json prints it")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/deploy.md")
    asked = parser.parse_args()
    plans = {"your plan": Plan.read(json.loads(asked.plan.read_text()))} if asked.plan else read_shipped()
    tables = write_tables(plans)
    print(tables)
    if asked.write:
        before, _, rest = DOCUMENT.read_text().partition(BEGIN)
        DOCUMENT.write_text(f"{before}{BEGIN}\n{tables}\n{END}{rest.partition(END)[2]}")


if __name__ == "__main__":
    main()
