"""One scenario for every framework: create, list, follow, ask, change; as it is, and with null for what is left out.

Runs in the frameworks' own environments, so it uses the standard library alone. MCP_URL and MCP_TOKEN say where and as
whom; the last line that is printed is a report in JSON.
"""

import ast
import json
import logging
import os
import sys
import warnings
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

URL, TOKEN = os.environ["MCP_URL"], os.environ["MCP_TOKEN"]
HEADERS = {"Authorization": f"Bearer {TOKEN}"}

Call = Callable[[str, dict[str, Any]], Awaitable[Any]]
"""Calls a tool by the framework; gives whatever the framework makes of the result."""


@dataclass
class Report:
    framework: str
    version: str
    tools: int = 0
    converted: int = 0
    """Tools whose schema the framework turned into that of a model."""
    calls: int = 0
    nulls: str = ""
    """What becomes of null for an optional argument: `sent`, or `refused by the framework`."""
    pictures: int = 0
    """Results in which the framework keeps the picture."""
    warnings: list[str] = field(default_factory=list)

    def print(self) -> None:
        sys.stdout.write(json.dumps(vars(self), ensure_ascii=False) + "\n")


def start(framework: str, package: str) -> Report:
    """A report that notes every warning from now on, by whichever way it comes."""
    report = Report(framework, version(package))

    class Listening(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            report.warnings.append(f"{record.name}: {record.getMessage()}")

    logging.getLogger().addHandler(Listening(logging.WARNING))
    warnings.showwarning = lambda message, category, *_: report.warnings.append(f"{category.__name__}: {message}")
    return report


def listed() -> dict[str, dict[str, Any]]:
    """Name -> input schema, as /mcp lists them."""
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).encode()
    headers = {**HEADERS, "Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    with build_opener(ProxyHandler({})).open(Request(URL, body, headers), timeout=60) as answer:
        return {tool["name"]: tool["inputSchema"] for tool in json.load(answer)["result"]["tools"]}


def filled(schema: Mapping[str, Any], arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments with null for each that is left out."""
    return {**dict.fromkeys(schema["properties"]), **arguments}


async def drive(report: Report, call: Call, *, null_error: type[Exception] | None = None) -> None:
    """Takes the steps twice, the second time with nulls.

    `null_error` is what a framework raises that checks arguments by the listed schema, in which nothing is null.
    """
    schemas = listed()
    assert report.tools == len(schemas), report.tools
    assert report.converted == len(schemas), report.converted

    async def step(tool: str, **arguments: Any) -> Any:
        report.calls += 1
        result = await call(tool, arguments)
        report.pictures += has_picture(result)
        return find_json(result)

    async def step_with_nulls(tool: str, **arguments: Any) -> Any:
        return await step(tool, **filled(schemas[tool], arguments))

    plain = await take_steps(step, report.framework)
    if null_error is None:
        assert await take_steps(step_with_nulls, report.framework) == plain
        report.nulls = "sent"
        return
    try:
        await step_with_nulls("list_products")
    except null_error:
        report.nulls = "refused by the framework"
    else:
        raise AssertionError("the framework takes nulls now")


async def take_steps(step: Callable[..., Awaitable[Any]], idea: str) -> list[list[str]]:
    """The names of the fields of each result: they are the same whether nothing is left out or said to be null."""
    made = await step("create_product", q=f"A lighthouse for {idea}", price_cents=1500)
    assert made["state"] == "success", made
    ids = made["result"]["creation"]["ids"]
    page = await step("list_products")
    assert ids["product_id"] in {item["product"]["product_id"] for item in page["items"]}, page
    job = await step("get_job", job_id=made["job_id"])
    assert job["result"]["creation"]["ids"] == ids, job
    told = await step("ask_catalogue", message="What is there about lighthouses?")
    assert told["answer"], told
    product = await step("update_product", product_id=ids["product_id"], title=f"The light of {idea}")
    assert product["product"]["title"] == f"The light of {idea}", product
    return [sorted(each) for each in (made, page, job, told, product)]


def find_json(result: Any) -> Any:
    """The JSON of a tool's result, wherever a framework puts it: a value, an attribute, or the text of a block."""
    found = next(_objects(result, 0), None)
    assert found is not None, repr(result)[:600]
    return found


def has_picture(result: Any) -> bool:
    """Whether the preview is part of it, as base64, as bytes, or opened."""
    text = repr(result)
    return "UklGR" in text or "RIFF" in text or "image/webp" in text or "WebPImage" in text or "PIL." in text


def _objects(value: Any, depth: int) -> Any:
    if depth > 6 or value is None:
        return
    if isinstance(value, str):
        value = _read(value)
    if isinstance(value, dict) and value.keys() & {"state", "items", "answer", "product"}:
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else _fields(value)
    for each in inner:
        yield from _objects(each, depth + 1)


def _read(text: str) -> Any:
    """JSON, or the text that Python makes of a list; None for any other."""
    for read in (json.loads, ast.literal_eval):
        with suppress(ValueError, SyntaxError):
            return read(text)
    return None


def _fields(value: Any) -> list[Any]:
    return list(getattr(value, "__dict__", {}).values())
