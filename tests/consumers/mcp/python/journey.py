"""The same journey for every client: each step calls a tool and looks at what it gives.

Runs in the clients' own environments, so it uses the standard library alone. MCP_URL, MCP_TOKEN and MCP_RUN say where,
as whom, and under which name; the last line that is printed is a report in JSON.
"""

import json
import logging
import os
import sys
import warnings
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, build_opener

URL, TOKEN, RUN = (os.environ[name] for name in ("MCP_URL", "MCP_TOKEN", "MCP_RUN"))
STEPS: list[dict[str, Any]] = json.loads((Path(__file__).parent.parent / "journey.json").read_text())

Called = tuple[bool, Any, list[str]]
"""Whether it is an error, the structured content (of an error, what its text says), and the types of its blocks."""


@dataclass
class Report:
    client: str
    version: str
    protocol: str = ""
    tools: int = 0
    calls: int = 0
    warnings: list[str] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)

    def watch(self) -> None:
        """From now on every warning, by whichever way, is noted."""
        report = self

        class Listening(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                report.warnings.append(f"{record.name}: {record.getMessage()}")

        logging.getLogger().addHandler(Listening(logging.WARNING))
        logging.captureWarnings(True)
        warnings.simplefilter("always")

    def print(self) -> None:
        sys.stdout.write(json.dumps(vars(self), ensure_ascii=False) + "\n")


async def travel(report: Report, call: Callable[[str, dict[str, Any]], Awaitable[Called]]) -> None:
    """Takes every step; an AssertionError names the one that went wrong."""
    kept: dict[str, Any] = {"run": RUN}
    for step in STEPS:
        arguments = {name: _meant(value, kept) for name, value in step["arguments"].items()}
        is_error, given, blocks = await call(step["tool"], arguments)
        report.calls += 1
        where = f"{step['tool']} {arguments}: {str(given)[:400]}"
        assert is_error is ("refused" in step), where
        assert not is_error or given["error"] == step["refused"], where
        for path, wanted in step.get("expect", {}).items():
            assert _at(given, path) == _meant(wanted, kept), f"{where}: {path} is not {wanted}"
        kept |= {name: _at(given, path) for name, path in step.get("keep", {}).items()}
        picture = _opened(_at(given, step["opens"])) if "opens" in step else None
        if "say" in step:
            report.told.append({"say": step["say"], "tool": step["tool"], "arguments": arguments, "gives": given,
                                "blocks": blocks, "picture": picture})  # fmt: skip


def _meant(value: Any, kept: dict[str, Any]) -> Any:
    """`$product_id` is what was kept under that name."""
    return kept[value[1:]] if isinstance(value, str) and value.startswith("$") else value


def _at(value: Any, path: str) -> Any:
    """`_at(answer, "items.0.title")`"""
    for part in filter(None, path.split(".")):
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def _opened(url: str) -> dict[str, Any]:
    with build_opener(ProxyHandler({})).open(url, timeout=30) as answer:
        content = answer.read()
        assert content.startswith(b"\x89PNG"), url
        return {"type": answer.headers["Content-Type"], "bytes": len(content)}
