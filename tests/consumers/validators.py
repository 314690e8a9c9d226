"""Programs that compare requests and answers with the document."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

from tests.consumers.consumer import Consumer, Outcome
from tests.consumers.nulls import with_nulls
from tests.consumers.tools import HERE, python_tools, python_version, run
from tests.consumers.world import World

PHASES = "examples,coverage,fuzzing,stateful"
FUZZING_SECONDS = 60


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


ROWS = (Consumer("schemathesis", python_version("schemathesis", "schemathesis"), schemathesis, slow=True),)
