"""Programs that compare requests and answers with the document."""

import json
import re
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.consumers.collections import run_newman
from tests.consumers.consumer import NPM, Consumer, Outcome
from tests.consumers.nulls import with_nulls
from tests.consumers.recorder import recording
from tests.consumers.steps import run_script
from tests.consumers.tools import HERE, ROOT, Broken, node_tools, node_version, python_tools, python_version, run
from tests.consumers.world import DEMO, World
from tests.time_limits import scaled

PHASES = "examples,coverage,fuzzing,stateful"
FUZZING_SECONDS = 60
ENOUGH = 200
"""Answers that openapi-core compares at the least."""


def schemathesis(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    """Makes up calls, good and bad, for a minute, and looks whether the answers keep to the document."""
    tools = python_tools("schemathesis")
    document = folder / "openapi.json"
    document.write_text(json.dumps(with_nulls(json.loads(world.document.read_bytes()))))
    command = [
        tools / "st",
        "--config-file",
        HERE / "rules/schemathesis.toml",
        "run",
        document,
        "--url",
        world.laptop.url,
        "--phases",
        PHASES,
        "--checks",
        "all",
    ]
    command += ["--mode", "all", "--max-time", FUZZING_SECONDS, "--seed", "1", "--continue-on-failure"]
    command += ["--generation-database", "none", "--no-color", "-H", f"Authorization: {world.token(env['API_USER'])}"]
    said = run(command, cwd=folder, env={**env, "COLUMNS": "120"}).output
    generated = re.search(r"(\d+) generated", said)
    return Outcome(f"{generated[1] if generated else '?'} test cases", said)


def openapi_core(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    """Compares what test_api.sh and newman send and get with the document."""
    exchanges = folder / "exchanges.jsonl"
    with recording(world.laptop.url, exchanges) as recorder:
        _test_api(recorder.url, env)
        for _ in range(2):
            run_newman(recorder.url, folder, env)
    facts = {**env, "DOCUMENT": str(world.document), "EXCHANGES": str(exchanges)}
    said = run_script(python_tools("openapi_core"), HERE / "python/openapi_core_check.py", folder, facts)
    counts = json.loads(said)
    if counts["answers"] < ENOUGH:
        raise Broken(f"only {counts} were compared")
    return Outcome(f"{counts['requests']} requests, {counts['answers']} answers", "")


def prism(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    """Lets test_api.sh call through prism, which reports each request and answer that breaks the document.

    The upload is sent past it, as it reads a binary body as text, and so is a body that is not JSON, which it never
    answers. What is reported has to be a call that is wrong on
    purpose, which the service refuses.
    """
    exchanges = folder / "exchanges.jsonl"
    paths = [re.sub(r"\{\w+\}", "[^/]+", path) for path in json.loads(world.document.read_bytes())["paths"]]
    documented = re.compile(f"({'|'.join(path for path in paths if path != '/upload')})(\\?.*)?")
    with _prism(world, env) as address:
        passes: dict[str, Any] = {
            "validator": address,
            "validated": lambda method, path, body: (
                method != "OPTIONS" and documented.fullmatch(path) is not None and _is_json(body)
            ),
        }
        with recording(world.laptop.url, exchanges, **passes) as recorder:
            _test_api(recorder.url, env)
    seen = [json.loads(line) for line in exchanges.read_text().splitlines()]
    reported = [each for each in seen if each["report"]]
    wrong = [
        f"{each['method']} {each['path']} {each['status']}: {each['report']}" for each in reported if _is_good(each)
    ]
    if wrong:
        raise Broken("\n".join(wrong))
    if not reported:
        raise Broken("prism reported nothing, not even the calls that are wrong on purpose")
    return Outcome(f"{len(seen)} calls, {len(reported)} wrong on purpose", "")


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body or b"{}")
    except ValueError:
        return False
    return True


def _is_good(exchange: Mapping[str, Any]) -> bool:
    """A call that the service does not refuse; a token without `Bearer`, which is accepted, is not documented."""
    headers = {name.lower(): value for name, value in exchange["headers"]}
    return int(exchange["status"]) < 400 and headers.get("authorization", "Bearer ").startswith("Bearer ")


@contextmanager
def _prism(world: World, env: Mapping[str, str]) -> Iterator[str]:
    """prism between, until the block ends; where it listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = node_tools(env) / "node_modules/.bin/prism"
    path = f"{program.parent}:{env['PATH']}"
    command = [str(program), "proxy", str(world.document), world.laptop.url, "--errors", "--port", str(port)]
    with subprocess.Popen(command, env={**env, "PATH": path}, stdout=subprocess.DEVNULL) as running:
        try:
            _wait_for(port, running)
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()


def _wait_for(port: int, running: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + scaled(30)
    while running.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=scaled(1)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise Broken("prism does not start")


def _test_api(url: str, env: Mapping[str, str]) -> str:
    """test_api.sh as the demo user of the laptop, through the proxy at `url`."""
    variables = {**env, "API_URL": url, "TEST_USER": DEMO[0], "TEST_PASSWORD": DEMO[1], "NO_COLOR": "1"}
    return run([ROOT / "test_api.sh"], env=variables).output


SCHEMATHESIS = python_version("schemathesis", "schemathesis")
ROWS = (
    Consumer(
        "openapi-core",
        python_version("openapi_core", "openapi-core"),
        openapi_core,
        (NPM, "jq"),
        slow=True,
        gives="Validator of requests and answers",
    ),
    Consumer(
        "prism proxy",
        node_version("@stoplight/prism-cli"),
        prism,
        (NPM, "jq"),
        slow=True,
        gives="Proxy that validates requests and answers, without binary uploads",
    ),
    Consumer("schemathesis", SCHEMATHESIS, schemathesis, slow=True, gives="Fuzzer"),
)
