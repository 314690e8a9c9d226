"""Linters and validators that read the documents and do not call the service."""

import shutil
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from tests.consumers.consumer import NPM, Consumer, Outcome
from tests.consumers.steps import run_node
from tests.consumers.tools import HERE, node_tools, node_version, run
from tests.consumers.world import World


def spec_validator(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    said = [run([sys.executable, "-m", "openapi_spec_validator", each], env=env) for each in _documents(world)]
    return Outcome("both documents", "".join(each.output.replace(": OK", "") for each in said))


def redocly(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    rules = HERE / "rules/redocly.yaml"
    quiet = {**env, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    said = run_node(["redocly", "lint", "--config", rules, *_documents(world)], quiet)
    return Outcome("both documents", said)


def spectral(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    rules = HERE / "rules/spectral.yaml"
    said = run_node(["spectral", "lint", "--fail-severity", "hint", "-r", rules, *_documents(world)], env)
    return Outcome("both documents", said)


def agentcore(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    # next to node_modules, where it looks for the package
    script = shutil.copy(HERE / "node/agentcore.cjs", node_tools(env))
    return Outcome("agent profile", run_node(["node", script, world.agent_document], env))


def _documents(world: World) -> list[Path]:
    return [world.document, world.agent_document]


ROWS = (
    Consumer(
        "openapi-spec-validator",
        version("openapi-spec-validator"),
        spec_validator,
        calls=False,
        gives="Validator of OpenAPI documents",
    ),
    Consumer(
        "redocly lint", node_version("@redocly/cli"), redocly, (NPM,), calls=False, gives="Linter: all strict rules"
    ),
    Consumer(
        "spectral",
        node_version("@stoplight/spectral-cli"),
        spectral,
        (NPM,),
        calls=False,
        gives="Linter: all rules for OpenAPI",
    ),
    Consumer(
        "AgentCore check",
        node_version("@aws-cdk/aws-bedrock-agentcore-alpha"),
        agentcore,
        (NPM,),
        calls=False,
        gives="AWS CDK's check of a target of an AgentCore gateway",
    ),
)
