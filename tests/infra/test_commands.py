"""Documents tell commands of AWS's: each operation and each of its options exists, by botocore's own models."""

import re
from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
from botocore import xform_name

from tests.infra.stack import ROOT

DOCUMENTS = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "infra").rglob("*.md"), ROOT / "infra/apps/terraform.tfvars.example"]  # fmt: skip
GLOBAL = {"region", "query", "output", "profile", "no-cli-pager"}
CLI_ONLY = {("logs", "tail"), ("ecr", "get-login-password")}
"""Commands that the CLI makes of several calls."""

COMMAND = re.compile(r"(?:^|[`$(\s])aws ((?:[a-z0-9-]+) (?:[a-z][a-z-]+)(?:[^\n`|#)]|\$\()*)")


def commands() -> Iterator[tuple[str, list[str]]]:
    """(file, words) of each `aws ...` in a document. Of one in a sentence only service and operation: it may be cut off."""
    for file in sorted(DOCUMENTS):
        text = re.sub(r"\\\n\s*", " ", file.read_text())
        blocks = re.findall(r"^```(?:sh|bash)\n(.*?)^```", text, re.M | re.S)
        sentences = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
        name = file.relative_to(ROOT).as_posix()
        yield from ((name, found.split()) for block in blocks for found in COMMAND.findall(block))
        yield from ((name, found.rstrip(".").split()[:2]) for found in COMMAND.findall(sentences))


@pytest.fixture(scope="module")
def session() -> Any:
    return botocore.session.Session()


def cases() -> list[Any]:
    return [pytest.param(words, id=f"{file}: {' '.join(words[:2])} {at}") for at, (file, words) in enumerate(commands())]


@pytest.mark.parametrize("words", cases())
def test_a_command_exists(session: Any, words: list[str]) -> None:
    """`aws bedrock put-use-case-for-model-access --form-data ...`: the service, the operation, the options it needs."""
    service, command, *rest = words
    if (service, command) in CLI_ONLY:
        return
    model = session.get_service_model({"s3api": "s3"}.get(service, service))
    operations = {xform_name(name, "-"): name for name in model.operation_names}
    assert command.rstrip(".") in operations
    if not rest:
        return
    shape = model.operation_model(operations[command]).input_shape
    members = {xform_name(name, "-"): name for name in (shape.members if shape else {})}
    given = {word[2:] for word in rest if word.startswith("--") and len(word) > 2} - GLOBAL
    given = {name.removeprefix("no-") if name.removeprefix("no-") in members else name for name in given}
    assert given <= set(members)
    required = {xform_name(name, "-") for name in (shape.required_members if shape else [])}
    assert required <= given


def test_the_commands_are_found() -> None:
    """Those that are told first of all, among many."""
    told = {(words[0], words[1]) for _, words in commands()}
    assert {
        ("bedrock", "put-use-case-for-model-access"),
        ("bedrock", "create-foundation-model-agreement"),
        ("cognito-idp", "admin-set-user-password"),
        ("lambda", "get-account-settings"),
    } <= told
    assert len(told) > 12
