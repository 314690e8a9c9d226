"""Generators of clients in TypeScript: what they generate is compiled and runs the scenario."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tests.consumers import snippets
from tests.consumers.consumer import JAVA, NPM, Consumer, Outcome
from tests.consumers.steps import count_files, run_node
from tests.consumers.tools import HERE, node_tools, node_version, python_tools, python_version, run
from tests.consumers.world import World


def typescript_fetch(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    tools = python_tools("openapi_generator")
    command = [tools / "openapi-generator-cli", "generate", "-g", "typescript-fetch", "-i", world.document]
    said = run([*command, "-o", folder / "client"], env=env).output
    return _typescript("typescript_fetch", folder, env, said)


def hey_api(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    said = run_node(["openapi-ts", "-i", world.document, "-o", folder / "client"], env)
    return _typescript("hey_api", folder, env, said)


def openapi_fetch(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    said = run_node(["openapi-typescript", world.document, "-o", folder / "client/schema.d.ts"], env)
    (folder / "example.mts").write_text(snippets.snippet("ts"))
    outcome = _typescript("openapi_fetch", folder, env, said)
    return replace(outcome, output=outcome.output + run_node(["node", folder / "built/example.mjs"], env))


def _typescript(name: str, folder: Path, env: Mapping[str, str], said: str) -> Outcome:
    """Compiles the generated client strictly with the scenario, and runs that."""
    for file in ("scenario.ts", f"{name}.ts", "tsconfig.json"):
        shutil.copy(HERE / "node" / file, folder)
    (folder / "node_modules").symlink_to(node_tools(env) / "node_modules")
    said += run_node(["tsc", "-p", folder], env)
    said += run_node(["node", folder / "built" / f"{name}.js"], env)
    return Outcome(count_files(folder / "client", "*.ts", "modules"), said)


ROWS = (
    Consumer(
        "openapi-generator typescript-fetch",
        python_version("openapi_generator", "openapi-generator-cli"),
        typescript_fetch,
        (JAVA, NPM),
    ),
    Consumer("@hey-api/openapi-ts", node_version("@hey-api/openapi-ts"), hey_api, (NPM,)),
    Consumer("openapi-typescript + openapi-fetch", node_version("openapi-typescript"), openapi_fetch, (NPM,)),
)
