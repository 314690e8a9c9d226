"""docs/deploy.md is read here: what an emulator can answer is executed, with AWS's own command line.

The stand-in is the laptop, with what Terraform would have created as well.
"""

import fcntl
import io
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from shlex import quote
from typing import Any, NoReturn

import pytest

from backend.local.laptop import Laptop
from tests.conftest import start_laptop
from tests.consumers.tools import TOOLS, Broken, python_tools
from tests.infra.document import Command, Group, read_blocks
from tests.time_limits import scaled

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs/deploy.md"
BLOCKS = read_blocks(DOCUMENT)
COMMANDS = [command for block in BLOCKS for command in block]
PREFIX = "dreamforge-dev"
VERSIONS = 7
"""As many versions of a function as the document's example goes back to."""


def of_group(group: Group) -> list[Command]:
    return [command for command in COMMANDS if command.group is group]


# ---- how the document is read


def test_every_command_is_in_a_group() -> None:
    """And there are some in each: a document that is written in another form is noticed."""
    for group in Group:
        assert of_group(group), f"no command {group.value}"
    assert len(of_group(Group.EMULATOR)) >= 8


@pytest.mark.parametrize(
    ("text", "programs"),
    [
        ("pool=$(terraform -chdir=infra/apps output -raw user_pool_id)", {"terraform"}),
        ('token=$(curl -s "$api/x" -d \'{"a": (b | c)}\' | jq -r .id_token)', {"curl", "jq"}),
        ("aws s3 ls > /dev/null && echo there", {"aws", "echo"}),
        ("since=$(($(date +%s) - 600))000", {"date"}),
    ],
)
def test_programs_are_found(text: str, programs: set[str]) -> None:
    """Also within substitutions; what is quoted is none."""
    assert Command(text, "").programs == programs


def test_a_program_that_nobody_knows_is_in_no_group() -> None:
    """A new kind of command is looked at by somebody before it passes."""
    with pytest.raises(ValueError, match="nothing is known of frobnicate"):
        _ = Command("x=$(frobnicate)", "").group


# ---- what builds and deploys


def test_what_builds_and_deploys_names_what_there_is() -> None:
    """Targets of the Makefile, and files that are there or have an example. `make cloud` runs the commands."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for command in of_group(Group.DEPLOYING):
        words = command.text.split()
        if words[0] == "make":
            assert words[1] in targets, command.text
        named = re.findall(r"-(?:var-file|backend-config)=(\S+)", command.text)
        for file in [*named, *(words[1:2] if words[0] == "cp" else ())]:
            places = [folder / name for folder in (ROOT / "infra/apps", ROOT) for name in (file, f"{file}.example")]
            assert any(place.is_file() for place in places), command.text


# ---- what an emulator answers


@pytest.fixture(scope="module")
def aws() -> Path:
    """The folder of the command line, in an environment of its own: it brings a botocore that is not ours."""
    for program in ("bash", "curl", "jq"):
        if shutil.which(program) is None:
            _give_up(f"{program} is missing")
    TOOLS.mkdir(parents=True, exist_ok=True)
    with (TOOLS / "awscli.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several workers may get here at once
        try:
            return python_tools("awscli")
        except Broken as error:
            _give_up(f"the aws CLI could not be installed: {error}")


def _give_up(why: str) -> NoReturn:
    (pytest.fail if os.environ.get("CI") else pytest.skip)(why)


@pytest.fixture(scope="module")
def deployed() -> Iterator[Laptop]:
    """A laptop of this test's own, with what the commands look at and a laptop does not need."""
    with start_laptop() as laptop:
        cloud = laptop.cloud
        body = '{"widgets": []}'
        cloud.client("cloudwatch").put_dashboard(DashboardName=PREFIX, DashboardBody=body)
        trust = '{"Version": "2012-10-17", "Statement": []}'
        role = cloud.client("iam").create_role(RoleName=PREFIX, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        for name in ("api", "worker"):
            _make_function(cloud.client("lambda"), f"{PREFIX}-{name}", role)
            _make_log(cloud.client("logs"), f"/aws/lambda/{PREFIX}-{name}")
        yield laptop


def _make_function(functions: Any, name: str, role: str) -> None:
    for number in range(VERSIONS + 1):
        code = _zip(f"VERSION = {number}")
        if number == 0:
            functions.create_function(
                FunctionName=name, Runtime="python3.13", Role=role, Handler="x.y", Code={"ZipFile": code}
            )
        else:
            functions.update_function_code(FunctionName=name, ZipFile=code)
        functions.publish_version(FunctionName=name)
    functions.create_alias(FunctionName=name, Name="live", FunctionVersion=str(VERSIONS + 1))


def _zip(source: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("x.py", source)
    return packed.getvalue()


def _make_log(logs: Any, name: str) -> None:
    logs.create_log_group(logGroupName=name)
    logs.create_log_stream(logGroupName=name, logStreamName="s")


@pytest.mark.deploy
def test_every_command_for_an_emulator_is_answered(aws: Path, deployed: Laptop, tmp_path: Path) -> None:
    """Block by block, as somebody would type them; a command that fails, or an answer that is an error, is shown."""
    (tmp_path / "kie.key").write_text("a-secret")
    for block in BLOCKS:
        commands = [command.text for command in block if command.group is Group.EMULATOR]
        if not commands:
            continue
        done = _run(commands, aws, deployed, tmp_path)
        said = f"{done.stdout}\n{done.stderr}"
        advice = f"If no emulator can answer a command, put ☁ into the comment behind it in {DOCUMENT.name}."
        assert done.returncode == 0, f"{said}\n{advice}"
        assert '"error"' not in done.stdout, said


def _run(commands: list[str], aws: Path, laptop: Laptop, folder: Path) -> subprocess.CompletedProcess[str]:
    """In bash, which shows each command before it runs it. `ana` has signed in before, with the document's password."""
    (password,) = set(re.findall(r"^password='([^']+)'", DOCUMENT.read_text(), re.MULTILINE))
    script = "\n".join(["set -euo pipefail", _outputs(laptop), _CURL, "set -x", *commands])
    if any("/auth/login" in command for command in commands):
        laptop.cloud.ensure_user("ana", password, "ana@example.com")
    environment = {
        **laptop.cloud.environment(),
        **{name: value for name, value in laptop.environment.items() if name.startswith("AWS_ENDPOINT_URL")},
        "PATH": f"{aws}:{os.environ['PATH']}",
        "HOME": str(folder),
    }
    return subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=scaled(300),
        check=False,
    )


_CURL = 'curl() { command curl --fail-with-body --noproxy "*" "$@"; }'


def _outputs(laptop: Laptop) -> str:
    """`terraform output -raw NAME` as a function of bash, for what an `apply` of this laptop would have told."""
    values = {
        "api_url": laptop.url,
        "region": laptop.cloud.region,
        "user_pool_id": laptop.cloud.pool.pool_id,
        "client_id": laptop.cloud.pool.client_id,
        "jobs_queue_url": laptop.cloud.jobs_queue.url,
        "dashboard": PREFIX,
    }
    declared = re.findall(r'^output "(\w+)"', (ROOT / "infra/apps/outputs.tf").read_text(), re.MULTILINE)
    assert set(values) <= set(declared)
    cases = " ".join(f"{name}) printf %s {quote(value)} ;;" for name, value in values.items())
    otherwise = '*) echo "this test knows no output ${@: -1}" >&2; return 1 ;;'
    return f'terraform() {{ case "${{@: -1}}" in {cases} {otherwise} esac; }}'


# ---- what needs an account


@pytest.mark.deploy
def test_commands_that_need_an_account_are_well_formed(aws: Path, tmp_path: Path) -> None:
    """The command line knows the operation and its options; it is not sent anywhere."""
    environment = {"PATH": f"{aws}:{os.environ['PATH']}", "HOME": str(tmp_path), "AWS_DEFAULT_REGION": "us-west-2"}
    commands = [command.text for command in of_group(Group.ACCOUNT) if command.text.startswith("aws ")]
    set_by_others = {name for command in COMMANDS for name in re.findall(r"^(\w+)=", command.text)}
    environment |= dict.fromkeys(set_by_others, "example")
    assert commands
    for command in commands:
        for name in re.findall(r"fileb?://([\w.-]+)", command):
            (tmp_path / name).write_text("{}")  # the command line reads it before anything else
        script = f"set -euo pipefail; {command} --generate-cli-skeleton"
        done = subprocess.run(
            ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stderr}"
