"""backend/framework/README.md: what it shows runs unchanged."""

import re
from pathlib import Path
from typing import Any

from openapi_spec_validator import validate

from backend import framework

README = Path(framework.__file__).with_name("README.md")
BLOCKS = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)


def test_the_application_has_ten_lines() -> None:
    """A newcomer reads it in half a minute."""
    lines = [line for line in BLOCKS[0].splitlines() if line.strip() and not line.startswith(("from ", "import "))]
    assert len(lines) <= 10


def test_the_examples_run() -> None:
    """In the order of the page, each with what the ones before have made; their asserts say what comes out."""
    made: dict[str, Any] = {}
    for block in BLOCKS:
        exec(compile(block, str(README), "exec"), made)
    validate(made["document"])


def test_it_names_all_that_there_is() -> None:
    """Each module at the top and each package has its row."""
    table = README.read_text().partition("## What is where")[2]
    there = {each.name for each in README.parent.iterdir() if each.suffix == ".py" or (each / "__init__.py").exists()}
    named = {name.rstrip("/") for name in re.findall(r"`([a-z_]+(?:\.py|/))`", table)}
    assert there - {"__init__.py", "accept.py", "json_text.py"} == named - {"info.py"}
