"""Writes the counted parts of docs/scale.md: `python -m benchmarks.scale`.

Cost of a million requests by operation: API Gateway, Lambda, DynamoDB and the log, by infra/prices.json and the calls
that `calls` counts. Models are not in it; their price is per token and per picture, and is in docs/deploy.md.
"""

import json
from collections.abc import Mapping

from benchmarks import calls, growth
from benchmarks.instructions import ROOT
from benchmarks.table import markdown

DOCUMENT = ROOT / "docs/scale.md"
BEGIN, END = "<!-- python -m benchmarks.scale begins -->", "<!-- ends -->"
READ_UNIT_USD = 1.25e-7
"""https://aws.amazon.com/dynamodb/pricing/on-demand/, us-east-1 and us-west-2, read on 2026-11-29."""
MEMORY_GB = 1.0
SECONDS = {"POST /create": 12.0, "POST /interpret": 4.0, "POST /chat": 4.0}
"""Assumed: what the models take. Elsewhere `CALL_SECONDS` for each call of AWS, one after the other."""
CALL_SECONDS, OWN_SECONDS = 0.006, 0.004
LOG_BYTES = 1_000
MILLION = 1_000_000
MONTH_SECONDS = 30 * 24 * 3600
RATES = (10, 1_000, 100_000)
MIX = {
    "GET /products": 500,
    "GET /listings": 300,
    "GET /products/{id}": 181,
    "POST /chat": 10,
    "POST /interpret": 5,
    "POST /create": 4,
}
"""Of 1,000 requests. The one that signs in is taken for one that reads."""


def read_prices() -> dict[str, float]:
    prices: Mapping[str, Mapping[str, float]] = json.loads((ROOT / "infra/prices.json").read_text())["prices"]
    return {name: each["usd"] for name, each in prices.items()}


def estimate_seconds(name: str, made: list[calls.Call]) -> float:
    return SECONDS.get(name, OWN_SECONDS + CALL_SECONDS * len(made))


def compute_cost(name: str, made: list[calls.Call], prices: Mapping[str, float]) -> dict[str, float]:
    """USD of a million requests, by what it is paid for."""
    reads, writes = (sum(getattr(call, kind) for call in made) for kind in ("reads", "writes"))
    gb_seconds = MEMORY_GB * estimate_seconds(name, made)
    puts = sum(call.name.startswith("Put") for call in made if call.service == "s3")
    return {
        "gateway": prices["api_request"] * MILLION,
        "Lambda": (prices["lambda_request"] + prices["lambda_gb_second"] * gb_seconds) * MILLION,
        "DynamoDB": (prices["dynamodb_write_unit"] * writes + READ_UNIT_USD * reads) * MILLION,
        "S3": prices["s3_put"] * puts * MILLION,
        "log": prices["log_ingested_gb"] * LOG_BYTES / 1e9 * MILLION,
    }


def make_tables() -> str:
    found, prices = calls.measure(), read_prices()
    head = ("", "read units", "write units", "gateway", "Lambda", "DynamoDB", "S3", "log", "USD a million")
    rows = []
    for name, made in found.items():
        cost = compute_cost(name, made, prices)
        units = (f"{sum(getattr(call, kind) for call in made):g}" for kind in ("reads", "writes"))
        rows.append((name, *units, *(f"{usd:.2f}" for usd in cost.values()), f"{sum(cost.values()):.2f}"))
    pages = [
        (name, *(f"{sum(c.reads for c in each):g} + {sum(c.writes for c in each):g}" for each in sizes))
        for name, sizes in growth.measure().items()
    ]
    made_calls = [f"| {name} | {calls.describe(made)} |" for name, made in found.items()]
    listed = "\n".join(["| operation | calls |", "|---|---|", *made_calls])
    page_head = ("read + write units", *(f"{size:,} rows" for size in growth.SIZES))
    return "\n\n".join([markdown(head, rows), listed, markdown(page_head, pages), make_months(found, prices)])


def make_months(found: Mapping[str, list[calls.Call]], prices: Mapping[str, float]) -> str:
    """USD of a month of the mix, at each rate."""
    shares = [(count / 1000, sum(compute_cost(name, found[name], prices).values())) for name, count in MIX.items()]
    million = sum(share * usd for share, usd in shares)
    rows = [(f"{rate:,}", f"{million:.2f}", f"{million * rate * MONTH_SECONDS / MILLION:,.0f}") for rate in RATES]
    return markdown(("requests a second", "USD a million", "USD a month"), rows)


def main() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    DOCUMENT.write_text(f"{before}{BEGIN}\n{make_tables()}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
