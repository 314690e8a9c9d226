"""The commands of the documents: what can be pasted is run as it stands, what is named in a sentence exists.

docs/deploy.md has a test of its own (test_deploy_document.py).
"""

import fcntl
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn, cast

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from backend.local.cli import app
from backend.local.errors import EXIT_CODES
from tests.consumers.tools import TOOLS, Broken, python_tools
from tests.time_limits import scaled

ROOT = Path(__file__).parents[2]
PAGES = ["README.md", "CONTRIBUTING.md", *sorted(f"docs/{file.name}" for file in (ROOT / "docs").glob("*.md"))]
PASTED = [page for page in PAGES if page != "docs/deploy.md"]
READ = [*(page for page in PAGES if page != "docs/decisions.md"), "SECURITY.md", "examples/agent/README.md"]
SERVE = "make serve"
STEPS = (ROOT / ".ci/run").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()
_BLOCK = re.compile(r"^```(?:bash|sh|shell|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_ANY_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)

Need = Callable[[str], bool]


def needs_docker(command: str) -> bool:
    """The daemon, or the front that `docker compose` started."""
    return "docker" in command.split() or "127.0.0.1:8080" in command


def needs_an_account(command: str) -> bool:
    """Of AWS's registry of images, or of Claude."""
    return command.startswith(("claude ", "aws ecr ")) or ".dkr.ecr." in command


def takes_minutes(command: str) -> bool:
    """And is a step of .ci/run, or part of one: `make coverage` runs all tests."""
    return f"step {command}\n" in STEPS or command.startswith("make test ")


def is_run_by_consumers(command: str) -> bool:
    """By `make consumers`, in the same version and with the node that it needs."""
    found = re.match(r"npx (?:--yes )?(\S+)@(\S+) ", command)
    folders = ("tests/consumers/mcp/node", "tests/consumers/postman")
    packages = [(ROOT / folder / "package.json").read_text() for folder in folders]
    return found is not None and any(f'"{found[1]}": "{found[2]}"' in each for each in packages)


def is_run_by_the_console_s_tests(command: str) -> bool:
    """Its version there: it serves until it is stopped."""
    return f'"{command.split()[-1]}@' in Path(__file__).with_name("test_console_tools.py").read_text()


NOT_RUN: Mapping[str, Need] = {
    "docker compose up": needs_docker,
    "API_URL=http://127.0.0.1:8080": needs_docker,
    "docker build --target api --platform linux/arm64 -t": needs_docker,
    "docker run": needs_docker,
    "aws ecr create-repository": needs_an_account,
    "aws ecr get-login-password": needs_an_account,
    "docker build --target api --platform linux/arm64 --provenance=false": needs_an_account,
    "docker push": needs_an_account,
    "claude mcp add": needs_an_account,
    "npx @modelcontextprotocol/inspector@": is_run_by_consumers,
    "DYNAMO_ENDPOINT=$AWS_ENDPOINT_URL npx --yes dynamodb-admin": is_run_by_the_console_s_tests,
    "npx --yes newman@": is_run_by_consumers,
    "make lint": takes_minutes,
    'make test ARGS="tests/app/test_products.py': takes_minutes,
}
"""How a command begins -> why it is not run here. All others are."""


def blocks_of(page: str) -> list[str]:
    return _BLOCK.findall((ROOT / page).read_text())


def commands_of(block: str) -> list[str]:
    """Each on one line."""
    lines = block.replace("\\\n", " ").splitlines()
    return [re.sub(r"\s+", " ", line).strip() for line in lines if line.strip()]


def reasons_of(command: str) -> list[Need]:
    return [need for start, need in NOT_RUN.items() if command.startswith(start)]


# ---- which are run


def test_what_is_not_run_has_a_reason_that_holds() -> None:
    """And the list names nothing that no document has."""
    commands = [command for page in PASTED for block in blocks_of(page) for command in commands_of(block)]
    assert len(commands) > 20
    for start, need in NOT_RUN.items():
        found = [command for command in commands if command.startswith(start)]
        assert found, f"no document has {start}"
        assert all(need(command) for command in found), f"{start}: {need.__name__} does not hold"


@pytest.mark.parametrize("page", PASTED)
def test_blocks_can_be_pasted_into_every_shell(page: str) -> None:
    """zsh takes a comment for words by default; a name in angle brackets is a redirect."""
    for block in blocks_of(page):
        for command in commands_of(block):
            assert "#" not in re.sub(r"'[^']*'|\"[^\"]*\"", "", command), command
            assert not re.search(r"<[a-z]", command), command


# ---- those that are run


class Clone:
    """A fresh clone with what is not committed yet, the environment of this one, and a port of its own."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder = folder
        subprocess.run(["git", "clone", "-q", "--no-tags", ROOT, folder], check=True)
        changed = subprocess.run(["git", "diff", "--binary", "HEAD"], cwd=ROOT, capture_output=True, check=True).stdout
        if changed:
            subprocess.run(["git", "apply"], cwd=folder, input=changed, check=True)
        for name in (".venv", ".tools"):
            (folder / name).symlink_to(ROOT / name)
        for name in ("poetry.lock", "scripts/setup.sh"):
            os.utime(folder / name, (0, 0))  # so that the environment is not newer than what it was made of
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = str(free.getsockname()[1])
        hidden = ("AWS_", "API_URL", "MAKE", "MFLAGS", "ARGS", "PYTHON", "VENV", "COV_", "CI")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
        self._environment = {**kept, "PORT": self.port, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}

    def run(self, blocks: list[str]) -> None:
        """One after the other, in one shell, as somebody pastes them; the first that fails ends it."""
        script = "\n".join(["set -euo pipefail", _CURL, *blocks]).replace(":9000", f":{self.port}")
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=scaled(600),
            check=False,
        )
        said = f"{script}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
        assert done.returncode == 0, said
        assert '"error"' not in done.stdout, said

    @contextmanager
    def serve(self) -> Iterator[None]:
        """What `make serve` starts, in a terminal of its own."""
        program = subprocess.Popen(
            ["bash", "-c", SERVE],
            cwd=self.folder,
            env=self._environment,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert program.stderr is not None
        said = ""
        for line in program.stderr:
            said += line
            if line.startswith("stop"):
                break
        try:
            assert program.poll() is None, said
            yield
        finally:
            os.killpg(program.pid, signal.SIGINT)
            program.communicate(timeout=scaled(60))


_CURL = 'curl() { command curl --fail-with-body --noproxy "*" "$@"; }'


def _give_up(why: str) -> NoReturn:
    (pytest.fail if os.environ.get("CI") else pytest.skip)(why)


@pytest.fixture(scope="module")
def programs() -> Path:
    """The folder of the aws command line."""
    absent = [name for name in ("bash", "curl", "jq", "make", "git", "npm") if shutil.which(name) is None]
    if absent:
        _give_up(f"missing: {', '.join(absent)}")
    TOOLS.mkdir(parents=True, exist_ok=True)
    with (TOOLS / "awscli.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # test_deploy_document.py installs it, too
        try:
            return python_tools("awscli")
        except Broken as error:
            _give_up(f"the aws CLI could not be installed: {error}")


@pytest.mark.deploy
def test_every_block_works_when_it_is_pasted(programs: Path, tmp_path: Path) -> None:
    """Page by page, in a clone. What a page writes is what is committed, and `make demo` leaves a picture."""
    clone = Clone(tmp_path / "a clone", programs)
    before, *after = [page for page in PASTED if blocks_of(page)]
    assert before == "README.md"
    shown = blocks_of(before)
    at = shown.index(f"{SERVE}\n")
    clone.run(_to_run(shown[:at]))
    assert (clone.folder / "out/demo.png").read_bytes().startswith(b"\x89PNG")
    with clone.serve():
        clone.run(_to_run(shown[at + 1 :]))
        for page in after:
            clone.run(_to_run(blocks_of(page)))
    changed = subprocess.run(
        ["git", "diff", "--stat", "--", "docs", "infra"], cwd=clone.folder, capture_output=True, text=True, check=True
    )
    expected = subprocess.run(
        ["git", "diff", "--stat", "HEAD", "--", "docs", "infra"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert changed.stdout == expected.stdout


def _to_run(blocks: list[str]) -> list[str]:
    """Without the commands that are not run, each command with all of its lines."""
    return ["\n".join(command for command in commands_of(block) if not reasons_of(command)) for block in blocks]


# ---- those that are named


def named_in(page: str) -> list[list[str]]:
    """The commands in the sentences and tables of a page, as words."""
    prose = _ANY_BLOCK.sub("", (ROOT / page).read_text())
    ours = re.compile(r"(make|dreamforge|\.venv/bin/dreamforge|\.ci/run|(?:scripts|\.)/[\w./-]+\.(?:sh|py))( |$)")
    return [shlex.split(code) for code in re.findall(r"(?<!`)`([^`\n]+)`(?!`)", prose) if ours.match(code)]


@pytest.mark.parametrize("page", READ)
def test_what_a_page_names_is_there(page: str) -> None:
    """Targets and variables of make, commands and options of dreamforge, scripts, and tests."""
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    known = set(re.findall(r"\$\(([A-Z_]+)\)", MAKEFILE)) | set(
        re.findall(r"^NAMED := (.*)$", MAKEFILE, re.MULTILINE)[0].split()
    )
    commands = cast(TyperGroup, get_command(app)).commands
    for program, *words in named_in(page):
        if program == "make":
            assert all(word in targets for word in words if "=" not in word), words
            assert {word.partition("=")[0] for word in words if "=" in word} <= known, words
            tests = [path for word in words for path in word.partition("=")[2].split() if path.startswith("tests/")]
            assert all((ROOT / path.partition("::")[0]).exists() for path in tests), words
        elif program.endswith("dreamforge") and words:
            taken = {name for option in commands[words[0]].params for name in option.opts}
            assert {word for word in words if word.startswith("--")} <= taken, words
        elif not program.endswith("dreamforge"):
            assert (ROOT / program).stat().st_mode & 0o100 or program.endswith(".py"), program


def test_the_page_of_the_command_line_has_every_command_and_option() -> None:
    """--json is said for all of them together; so are the exit codes."""
    text = (ROOT / "docs/command-line.md").read_text()
    for name, command in cast(TyperGroup, get_command(app)).commands.items():
        rows = "".join(re.findall(rf"^\| `dreamforge {name}\b.*$", text, re.MULTILINE))
        options = {option.opts[0] for option in command.params if option.opts[0].startswith("--")}
        assert {each for each in options - {"--json", "--aws"} if f"`{each}`" not in rows} == set(), name
        assert rows, name
    for code, meaning in EXIT_CODES.items():
        assert f"| {code} | {meaning} |" in text
