"""docs/deploy.md says what the stack costs: as the script computes it from what Terraform would lay down."""

import json
import re
from datetime import date
from typing import Any

import pytest

from scripts import cost_table
from tests.infra.stack import ROOT, Stack

WARM = "aws_lambda_provisioned_concurrency_config"
AGAIN = "out of date: .venv/bin/python scripts/cost_table.py --write"


def plan_of(stack: Stack) -> cost_table.Plan:
    return cost_table.Plan(list(stack.resources.values()))


@pytest.fixture(scope="module")
def plans(small: Stack, stages: dict[str, Stack]) -> dict[str, cost_table.Plan]:
    return cost_table.name_plans(plan_of(small), plan_of(stages["prod"]))


@pytest.fixture(scope="module")
def prices() -> Any:
    return json.loads((ROOT / "infra/prices.json").read_text())


def resource(kind: str, **values: Any) -> dict[str, Any]:
    return {"mode": "managed", "type": kind, "values": values}


def amounts(plan: cost_table.Plan) -> dict[str, float]:
    return {line.price: line.count(plan) for line in cost_table.LINES if line.count(plan)}


def test_the_document_has_the_current_tables(plans: dict[str, cost_table.Plan]) -> None:
    """Between the script's marks, and nothing else there."""
    text = cost_table.DOCUMENT.read_text()
    shown = text.partition(cost_table.BEGIN)[2].partition(cost_table.END)[0].strip()
    assert shown == cost_table.write_tables(plans), AGAIN


def test_every_type_of_resource_has_its_price_or_none(full: Stack, plans: dict[str, cost_table.Plan]) -> None:
    """Whatever the stack can have: it bills at rest, by use, or not at all, and only one of these."""
    for plan in [plan_of(full), *plans.values()]:
        assert cost_table.find_unknown(plan) == set()
    kinds = [cost_table.BILLED, cost_table.BY_USE, cost_table.FREE]
    assert len(set.union(*kinds)) == sum(map(len, kinds))


def test_a_type_that_nobody_priced_is_an_error() -> None:
    """Somebody has to look it up."""
    with pytest.raises(ValueError, match="aws_nat_gateway"):
        cost_table.write_tables({"x": cost_table.Plan([resource("aws_nat_gateway")])})


def test_what_is_counted() -> None:
    """Rules of the firewall, metrics of methods where they are on, GB-seconds of warm instances."""
    plan = cost_table.Plan(
        [
            resource("aws_wafv2_web_acl", rule=[{}, {}, {}]),
            resource("aws_api_gateway_method"),
            resource("aws_api_gateway_method_settings", settings=[{"metrics_enabled": True}]),
            resource("aws_lambda_function", function_name="a", memory_size=2048),
            resource(WARM, function_name="a", provisioned_concurrent_executions=2),
        ]
    )
    assert amounts(plan) == {"waf_acl": 1, "waf_rule": 3, "custom_metric": 5, "provisioned_gb_second": 4 * 30 * 86400}


def test_a_plan_of_ones_own_is_read() -> None:
    """As `terraform show -json` prints a plan, also in modules; data sources cost nothing."""
    child = {"resources": [resource("aws_kms_key"), {**resource("aws_kms_key"), "mode": "data"}]}
    plan = cost_table.Plan.read({"planned_values": {"root_module": {"child_modules": [child]}}})
    assert amounts(plan) == {"kms_key": 1}


def test_the_stack_at_rest_is_cheap(plans: dict[str, cost_table.Plan]) -> None:
    """Without a call and with the defaults: under 12 US dollars a month."""
    table = cost_table.Prices.read()
    at_rest = sum(line.count(plans["defaults"]) * table.usd(line.price) for line in cost_table.LINES)
    assert 5 < at_rest < 12


def test_prices_have_their_source_and_date(prices: Any) -> None:
    """Each is more than nothing, and says where it was read, when, and whether a second source confirms it."""
    assert prices["region"] == "us-west-2"
    for each in [*prices["prices"].values(), *prices["models"].values()]:
        assert re.match(r"https://[\w.-]+/", each["source"])
        assert date.fromisoformat(each["date"]) <= date.today()
        assert isinstance(each["verified"], bool)
        figures = [value for value in each.values() if isinstance(value, float) and not isinstance(value, bool)]
        assert figures
        assert all(figure > 0 for figure in figures)


def test_every_price_is_used(prices: Any) -> None:
    """A price that no table shows may be wrong for years."""
    script = (ROOT / "scripts/cost_table.py").read_text()
    assert [name for name in prices["prices"] if f'"{name}"' not in script] == []
