"""Who reads our document, and how: linters, generated clients, bridges to MCP, and a fuzzer."""

import json
import re
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.consumers import agents, snippets
from tests.consumers.nulls import with_nulls
from tests.consumers.tools import HERE, Broken, node_tools, node_version, python_tools, python_version, run
from tests.consumers.world import OUT, World

PACKAGE = "dreamforge_client"
PHASES = "examples,coverage,fuzzing,stateful"
FUZZING_SECONDS = 60
JAVA, NPM = "java", "npm"

EXCUSED = {
    "Failed to get the schema name: null": "openapi-generator's `python` says so of any document, even of a single GET",
}
"""Warnings that say nothing about our document, each with its reason."""
_WARNING = re.compile(r"^(?!.*\b0 warnings?\b).*\b(warn(ing)?s?|deprecat\w+)\b.*$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Outcome:
    made: str
    """What it generated, listed or looked at."""
    output: str
    """Everything that its tools said."""

    @property
    def warnings(self) -> list[str]:
        lines = [found.group().strip() for found in _WARNING.finditer(self.output)]
        return [line for line in lines if not any(excused in line for excused in EXCUSED)]


@dataclass(frozen=True, slots=True)
class Consumer:
    name: str
    version: str
    consume: Callable[[World, Path, Mapping[str, str]], Outcome]
    """Gets the world, an empty folder of its own and the environment for its processes."""
    needs: tuple[str, ...] = ()
    """Programs that the machine has to have."""
    slow: bool = False
    """Only with FULL=1."""
    every_operation: bool = False
    """It is to have called every operation of the agents' document."""
    calls: bool = True
    """It calls the service, and does not just read the documents."""


def spec_validator(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    said = [run([sys.executable, "-m", "openapi_spec_validator", each], env=env) for each in _documents(world)]
    return Outcome("both documents", "".join(each.output.replace(": OK", "") for each in said))


def redocly(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    rules = HERE / "rules/redocly.yaml"
    quiet = {**env, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    said = _node(["redocly", "lint", "--config", rules, *_documents(world)], quiet)
    return Outcome("both documents", said)


def spectral(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    rules = HERE / "rules/spectral.yaml"
    said = _node(["spectral", "lint", "--fail-severity", "hint", "-r", rules, *_documents(world)], env)
    return Outcome("both documents", said)


def agentcore(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    # next to node_modules, where it looks for the package
    script = shutil.copy(HERE / "node/agentcore.cjs", node_tools(env))
    return Outcome("agent profile", _node(["node", script, world.agent_document], env))


def openapi_python_client(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    tools, client = python_tools("openapi_python_client"), folder / PACKAGE
    settings = folder / "settings.yaml"
    settings.write_text("post_hooks: []\n")  # it would format the code with a ruff that is not there
    command = [tools / "openapi-python-client", "generate", "--path", world.document, "--output-path", client]
    said = run([*command, "--meta", "none", "--config", settings], env=env).output
    script = HERE / "python/openapi_python_client.py"
    example = folder / "example.py"
    example.write_text(snippets.snippet("python"))
    for checked in ([client, script], [example]):
        said += run([tools / "mypy", "--strict", *checked], cwd=folder, env=_typed(env, folder)).output
    for driven in (script, example):
        said += _drive(tools, driven, folder, env)
    return Outcome(_counted(client, "*.py", "modules"), said)


def openapi_generator_python(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    tools = python_tools("openapi_generator")
    command = [tools / "openapi-generator-cli", "generate", "-g", "python", "-i", world.document, "-o", folder]
    said = run([*command, "-p", f"packageName={PACKAGE}"], env=env).output
    # what it generates is checked by the rules that it brings along; it does not claim to be strict
    types = run([tools / "mypy", PACKAGE], cwd=folder, env=env).output
    script = HERE / "python/openapi_generator.py"
    strict = [tools / "mypy", "--strict", "--follow-imports=silent", "--config-file", "", script]
    types += run(strict, cwd=OUT, env=_typed(env, folder)).output
    return Outcome(_counted(folder / PACKAGE, "*.py", "modules"), said + types + _drive(tools, script, folder, env))


def typescript_fetch(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    tools = python_tools("openapi_generator")
    command = [tools / "openapi-generator-cli", "generate", "-g", "typescript-fetch", "-i", world.document]
    said = run([*command, "-o", folder / "client"], env=env).output
    return _typescript("typescript_fetch", folder, env, said)


def hey_api(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    said = _node(["openapi-ts", "-i", world.document, "-o", folder / "client"], env)
    return _typescript("hey_api", folder, env, said)


def openapi_fetch(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    said = _node(["openapi-typescript", world.document, "-o", folder / "client/schema.d.ts"], env)
    (folder / "example.mts").write_text(snippets.snippet("ts"))
    outcome = _typescript("openapi_fetch", folder, env, said)
    return replace(outcome, output=outcome.output + _node(["node", folder / "built/example.mjs"], env))


def fastmcp(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    return _bridge("fastmcp_from_openapi", folder, env)


def awslabs(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    return _bridge("awslabs_openapi", folder, env)


def strands(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    return Outcome(*agents.strands(world, folder, env))


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


def _documents(world: World) -> list[Path]:
    return [world.document, world.agent_document]


def _node(command: list[object], env: Mapping[str, str]) -> str:
    folder = node_tools(env)
    bin_folder = folder / "node_modules/.bin"
    path = f"{bin_folder}:{env['PATH']}"
    return run([bin_folder / str(command[0]), *command[1:]], cwd=folder, env={**env, "PATH": path}).output


def _typescript(name: str, folder: Path, env: Mapping[str, str], said: str) -> Outcome:
    """Compiles the generated client strictly with the scenario, and runs that."""
    for file in ("scenario.ts", f"{name}.ts", "tsconfig.json"):
        shutil.copy(HERE / "node" / file, folder)
    (folder / "node_modules").symlink_to(node_tools(env) / "node_modules")
    said += _node(["tsc", "-p", folder], env)
    said += _node(["node", folder / "built" / f"{name}.js"], env)
    return Outcome(_counted(folder / "client", "*.ts", "modules"), said)


def _bridge(name: str, folder: Path, env: Mapping[str, str]) -> Outcome:
    return Outcome("a tool for each operation", _drive(python_tools(name), HERE / f"python/{name}.py", folder, env))


def _drive(tools: Path, script: Path, folder: Path, env: Mapping[str, str]) -> str:
    """Runs one of our scripts in the tool's environment; what Python warns of is an error."""
    return run([tools / "python", "-W", "error", script], cwd=folder, env={**env, "PYTHONPATH": str(folder)}).output


def _typed(env: Mapping[str, str], folder: Path) -> dict[str, str]:
    return {**env, "MYPYPATH": f"{folder}:{HERE / 'python'}", "MYPY_CACHE_DIR": str(folder / ".mypy_cache")}


def _counted(folder: Path, pattern: str, what: str) -> str:
    count = len(list(folder.rglob(pattern)))
    if not count:
        raise Broken(f"nothing was generated into {folder.name}")
    return f"{count} {what}"


READERS: dict[str, Any] = {"calls": False}
ALL = (
    Consumer("openapi-spec-validator", "as locked", spec_validator, **READERS),
    Consumer("redocly lint", node_version("@redocly/cli"), redocly, (NPM,), **READERS),
    Consumer("spectral", node_version("@stoplight/spectral-cli"), spectral, (NPM,), **READERS),
    Consumer("AgentCore check", node_version("@aws-cdk/aws-bedrock-agentcore-alpha"), agentcore, (NPM,), **READERS),
    Consumer(
        "openapi-python-client", python_version("openapi_python_client", "openapi-python-client"), openapi_python_client
    ),
    Consumer(
        "openapi-generator python",
        python_version("openapi_generator", "openapi-generator-cli"),
        openapi_generator_python,
        (JAVA,),
    ),
    Consumer(
        "openapi-generator typescript-fetch",
        python_version("openapi_generator", "openapi-generator-cli"),
        typescript_fetch,
        (JAVA, NPM),
    ),
    Consumer("@hey-api/openapi-ts", node_version("@hey-api/openapi-ts"), hey_api, (NPM,)),
    Consumer("openapi-typescript + openapi-fetch", node_version("openapi-typescript"), openapi_fetch, (NPM,)),
    Consumer("FastMCP.from_openapi", python_version("fastmcp_from_openapi", "fastmcp"), fastmcp, every_operation=True),
    Consumer(
        "awslabs.openapi-mcp-server",
        python_version("awslabs_openapi", "awslabs.openapi-mcp-server"),
        awslabs,
        every_operation=True,
    ),
    Consumer("strands", python_version("strands", "strands-agents"), strands),
    Consumer("schemathesis", python_version("schemathesis", "schemathesis"), schemathesis, slow=True),
)
"""In the order of the table."""
