"""The Postman collection: that the committed one is current, and what runs and imports it."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from tests.consumers import collection
from tests.consumers.consumer import NPM, Consumer, Outcome
from tests.consumers.tools import ROOT, Broken, node_tools, node_version, run
from tests.consumers.world import World


def newman(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    """Runs every request, in order, against the laptop; `Broken` where an answer is not as it should be."""
    if collection.as_text(collection.make_collection(collection.DOCUMENT.read_text())) != _committed():
        raise Broken(f"{collection.COLLECTION.name} is not current: make postman")
    said, checks = run_newman(world.laptop.url, folder, env)
    return Outcome(f"{checks} checks", said)


def run_newman(url: str, folder: Path, env: Mapping[str, str]) -> tuple[str, int]:
    """What newman wrote, and how many checks it made."""
    tools = node_tools(env, collection.NODE) / "node_modules/.bin"
    settings, report = folder / "environment.json", folder / "report.json"
    made = collection.make_environment(url, env["API_USER"], env["API_PASSWORD"])
    settings.write_text(collection.as_text(made))
    command = [tools / "newman", "run", collection.COLLECTION, "--environment", settings, "--working-dir", ROOT]
    command += ["--reporters", "cli,json", "--reporter-json-export", report, "--color", "off"]
    said = run([*command, "--timeout-request", 60000], env=env).output
    return said, json.loads(report.read_bytes())["run"]["stats"]["assertions"]["total"]


def bruno(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    """Bruno's converter makes one request of each request, with its address."""
    tools = node_tools(env, collection.NODE)
    script = shutil.copy(collection.NODE / "bruno.mjs", tools)  # next to node_modules, where it looks for the package
    said = run(["node", script, collection.COLLECTION, collection.ENVIRONMENT], env=env).output
    imported = json.loads(said)
    operations = [
        f"{method.upper()} {{{{baseUrl}}}}{path}"
        for path, methods in json.loads(collection.DOCUMENT.read_bytes())["paths"].items()
        for method in methods
    ]
    found = [request.partition("?")[0].rstrip("/") for request in imported["requests"]]
    expected = [each.replace("{", ":").replace("}", "").replace("::baseUrl", "{{baseUrl}}") for each in operations]
    if sorted(found) != sorted(each.rstrip("/") for each in expected):
        raise Broken(f"imported {sorted(set(found) ^ set(expected))} otherwise than they are")
    if imported["variables"] != ["baseUrl", "username", "password"]:
        raise Broken(f"variables of the environment: {imported['variables']}")
    return Outcome(f"{len(found)} requests", "")


def _committed() -> str:
    return collection.COLLECTION.read_text() if collection.COLLECTION.exists() else ""


ROWS = (
    Consumer(
        "newman",
        node_version("newman", collection.NODE),
        newman,
        (NPM,),
        every_operation=True,
        gives="Runs the Postman collection",
    ),
    Consumer(
        "Bruno",
        node_version("@usebruno/converters", collection.NODE),
        bruno,
        (NPM,),
        calls=False,
        gives="Imports the Postman collection",
    ),
)
