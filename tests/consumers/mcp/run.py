"""MCP clients that know nothing of us, against the laptop: `python -m tests.consumers.mcp.run [--write]`.

Each lists the tools and takes the same journey (journey.json), which calls every one of them; then the conformance
suite looks at the endpoint class. Prints a line for each and ends with 0 when all went well without a warning.
`--write` puts the transcript of the official SDK's journey into docs/agents.md. Where node is missing its clients are
skipped, but not in CI.
"""

import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.conftest import start_laptop
from tests.consumers.mcp import fixture, transcript
from tests.consumers.mcp.environments import HERE, MissingError, bare, node, python_with
from tests.time_limits import scaled

USER, PASSWORD = "agent", "Correct-Horse-9-Battery"
TOOLS, SECONDS = 27, 180
REVISIONS = ("2026-07-28", "2025-11-25")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the endpoint is, and as whom it is called."""

    url: str
    token: str
    client_id: str
    """The public client, which those that sign in by themselves are told."""

    def variables(self) -> dict[str, str]:
        """A run of its own: an order that another client gave is not repeated."""
        person = {"MCP_CLIENT_ID": self.client_id, "MCP_USER": USER, "MCP_PASSWORD": PASSWORD}
        return {"MCP_URL": self.url, "MCP_TOKEN": self.token, "MCP_RUN": secrets.token_hex(8), **person}


@dataclass(slots=True)
class Line:
    client: str
    version: str
    protocol: str = ""
    tools: str = ""
    calls: str = ""
    warnings: list[str] = field(default_factory=list)
    wrong: str = ""
    told: list[dict[str, Any]] = field(default_factory=list)


def python_client(script: str, requirement: str) -> Callable[[Place], Line]:
    def run(place: Place) -> Line:
        interpreter = python_with(requirement)
        return _reported([str(interpreter), str(HERE / "python" / script)], place.variables())

    return run


def node_client(script: str, package: str, era: str = "") -> Callable[[Place], Line]:
    def run(place: Place) -> Line:
        folder = node()
        more = {"MCP_JOURNEY": str(HERE / "journey.json"), "MCP_ERA": era, "MCP_VERSION": version_of(folder, package)}
        return _reported([str(folder / "node_modules/.bin/node"), script], {**place.variables(), **more}, folder)

    return run


def inspector(place: Place) -> Line:
    """Lists the tools strictly, which reports what other clients could not read, and calls two of them."""
    folder = node()
    line = Line("Inspector --cli --strict", version_of(folder, "@modelcontextprotocol/inspector"))
    asked = (
        ["--method", "tools/list", "--strict"],
        ["--method", "tools/call", "--tool-name", "get_me"],
        ["--method", "tools/call", "--tool-name", "list_catalog", "--tool-arg", "limit=2", "kind=poster"],
    )
    with tempfile.TemporaryDirectory() as home:
        for arguments in asked:
            command = ["node_modules/.bin/inspector", "--cli", place.url, "--transport", "http", "--header"]
            command += [f"Authorization: Bearer {place.token}", *arguments]
            done = _ran(command, {"HOME": home, "PATH": f"{folder}/node_modules/.bin:{os.environ['PATH']}"}, folder)
            line.warnings += [each for each in done.stderr.splitlines() if each.strip()]
            if done.returncode:
                line.wrong = f"{' '.join(arguments)} ended with {done.returncode}"
                return line
            answer = json.loads(done.stdout)
            line.tools = str(len(answer["tools"])) if "tools" in answer else line.tools
    line.calls = str(len(asked) - 1)
    return line


def conformance(revision: str) -> Callable[[Place], Line]:
    """The suite's own tools on our endpoint class. What is not ours to do is in the baseline, with its reason."""

    def run(_: Place) -> Line:
        folder = node()
        line = Line(f"conformance {revision}", version_of(folder, "@modelcontextprotocol/conformance"), revision)
        with fixture.serving() as url:
            command = ["node_modules/.bin/conformance", "server", "--url", url, "--requirements", revision]
            command += ["--expected-failures", str(HERE / f"baseline-{revision}.yml")]
            done = _ran(command, {"PATH": f"{folder}/node_modules/.bin:{os.environ['PATH']}"}, folder)
        total = re.search(r"Total: (\d+) passed", done.stdout)
        line.calls = f"{total[1]} checks" if total else ""
        if done.returncode:
            line.wrong = re.sub(r"\x1b\[\d+m", "", done.stdout + done.stderr)[-700:]
        return line

    return run


CLIENTS: tuple[Callable[[Place], Line], ...] = (
    python_client("sdk_2.py", "mcp==2.3.0"),
    python_client("sdk_1.py", "mcp==1.30.0"),
    python_client("fastmcp_client.py", "fastmcp==4.1.2"),
    node_client("sdk.mjs", "@modelcontextprotocol/sdk"),
    node_client("client.mjs", "@modelcontextprotocol/client", "auto"),
    node_client("client.mjs", "@modelcontextprotocol/client", "legacy"),
    python_client("sign_in.py", "mcp==2.3.0"),
    python_client("sign_in.py", "mcp==1.30.0"),
    node_client("sign_in.mjs", "@modelcontextprotocol/sdk"),
    inspector,
    *(conformance(revision) for revision in REVISIONS),
)
"""The first is the one whose journey is written down."""


def version_of(folder: Path, package: str) -> str:
    return str(json.loads((folder / "node_modules" / package / "package.json").read_text())["version"])


def _reported(command: list[str], variables: dict[str, str], cwd: Path | None = None) -> Line:
    done = _ran(command, variables, cwd)
    try:
        report = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        return Line(Path(command[-1]).name, "", wrong=(done.stderr or done.stdout)[-900:])
    warnings = [*report["warnings"], *(each for each in done.stderr.splitlines() if each.strip())]
    facts = {name: str(report[name]) for name in ("client", "version", "protocol", "tools", "calls")}
    return Line(**facts, warnings=warnings, told=report.get("told", []),
                wrong="" if report["tools"] == TOOLS else f"{report['tools']} tools instead of {TOOLS}")  # fmt: skip


def _ran(command: list[str], variables: dict[str, str], cwd: Path | None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=cwd, env=bare(**variables), capture_output=True, text=True, timeout=scaled(SECONDS), check=False
    )


@contextmanager
def laptop() -> Iterator[Place]:
    """The whole service on this machine, and an access token, as MCP clients send it."""
    with start_laptop({"RATE_LIMIT_REQUESTS": "1000000"}) as running:
        running.cloud.ensure_user(USER, PASSWORD, "agent@example.com")
        token = running.cloud.token(USER, PASSWORD)["AccessToken"]
        yield Place(f"{running.url}/mcp", token, running.cloud.pool.client_id)


def said(line: Line, seconds: float) -> str:
    """One line of the table, and below it what was not as it should be."""
    shown = (
        f"{line.client:<28}{line.version:<16}{line.protocol:<12}{line.tools:>6}  {line.calls:<11}"
        f"{len(line.warnings):>8}{seconds:>6.1f}"
    )
    return "\n    ".join([shown, *line.warnings, *([line.wrong] if line.wrong else [])])


def main(arguments: list[str]) -> int:
    say(f"{'client':<28}{'version':<16}{'protocol':<12}{'tools':>6}  {'calls':<11}{'warnings':>8}{'s':>6}")
    failed = False
    with laptop() as place:
        for run in CLIENTS:
            began = time.monotonic()
            try:
                line = run(place)
            except MissingError as missing:
                failed = failed or "CI" in os.environ
                say(f"skipped: {missing}")
                continue
            say(said(line, time.monotonic() - began))
            failed = failed or bool(line.warnings or line.wrong)
            if run is CLIENTS[0] and "--write" in arguments and not line.wrong:
                transcript.write(line.told, f"{line.client} {line.version}", line.protocol)
    return int(failed)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
