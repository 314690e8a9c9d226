"""What must be true of Dockerfile and docker-compose.yml; what they start is run in tests/contract/test_container*."""

import importlib.metadata
import importlib.util
import re
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

from scripts import build_zip, locked
from tests import images

ROOT = images.ROOT
STAGES = images.stages()
FINAL = ("api", "laptop")
SERVICES = images.services()
SECRET = re.compile(r"(key|secret|token|password|credential)", re.IGNORECASE)


@pytest.mark.parametrize("name", FINAL)
def test_nobody_is_root(name: str) -> None:
    """A number other than 0, to the end."""
    user, _, group = STAGES[name].user.partition(":")
    assert int(user) > 0
    assert int(group) > 0


def test_base_images_are_pinned() -> None:
    """By a version to read and a digest to trust: a tag that moves changes nothing."""
    for stage in STAGES.values():
        assert re.search(r":[0-9][^:/@]*@sha256:[0-9a-f]{64}$", stage.base), stage.base


def test_there_are_no_secrets() -> None:
    """No variable of the image is one, and no file that may hold one can get in."""
    names = {name for stage in STAGES.values() for name in stage.env}
    assert [name for name in names if SECRET.search(name)] == []
    assert not admitted(".env")
    assert not admitted("backend/.env")
    assert not admitted(".git/config")
    assert not admitted("dist/dreamforge-arm64.zip")


@pytest.mark.parametrize("name", ["api-code", "laptop-code", "build"])
def test_what_is_copied_is_there_and_named(name: str) -> None:
    """No stage copies everything, and .dockerignore lets through what is copied."""
    sources = [source for copy in STAGES[name].copies for source in copy.sources]
    assert sources
    for source in sources:
        assert source.strip("./")
        assert (ROOT / source).exists()
        assert admitted(source), source


def test_the_image_has_what_the_zip_has() -> None:
    """The same code, but for the worker, which is no web service, and with the front."""
    copied = {source for copy in STAGES["api-code"].copies for source in copy.sources}
    assert copied == (set(build_zip.OURS) - {"backend/worker"}) | {"backend/container"}


def test_the_adapter_lies_where_lambda_looks() -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html"""
    (copy,) = (copy for copy in STAGES["api"].copies if copy.stage == "adapter")
    assert (copy.sources, copy.target) == (("/lambda-adapter",), "/opt/extensions/lambda-adapter")
    assert STAGES["api"].env["AWS_LWA_READINESS_CHECK_PATH"] == "/ping"


def test_the_default_image_is_the_api() -> None:
    """`docker build .` builds the last stage."""
    assert list(STAGES)[-1] == "api"


# ---- packages


def groups(stage: str) -> list[str]:
    """Which groups of poetry.lock a stage installs."""
    (run,) = (run for run in STAGES[stage].runs if "locked.py" in run)
    found = re.fullmatch(r"python scripts/locked\.py ([a-z ]+) > requirements\.txt", run)
    assert found, run
    return found[1].split()


def test_the_images_have_what_the_functions_have() -> None:
    """The packages of the zip, and those of the layer that the API has."""
    assert {"main", "imaging"} <= set(groups("api-packages")) & set(groups("laptop-packages"))


@pytest.mark.parametrize("stage", ["api-packages", "laptop-packages"])
def test_packages_are_checked_against_the_lock(stage: str) -> None:
    """pip installs what the lock names, with its hashes, and builds nothing."""
    (install,) = (run for run in STAGES[stage].runs if run.startswith("pip install"))
    assert {"--require-hashes", "--no-deps", "--only-binary=:all:"} <= set(install.split())


def test_the_packages_suffice(tmp_path: Path) -> None:
    """With the packages of its groups and no others, the image's program starts, and tells how it is used."""
    packages = tmp_path / "packages"
    packages.mkdir()
    for line in locked.requirements(groups("api-packages")):
        for file in importlib.metadata.files(line.partition("==")[0]) or []:
            top = packages / file.parts[0]
            if file.parts[0] != ".." and not top.exists() and not top.is_symlink():
                top.symlink_to(Path(str(file.locate())).parents[len(file.parts) - 1] / file.parts[0])
    code = images.lay_down(STAGES["api-code"], tmp_path / "code")
    start = f"import sys; sys.path[:0] = {[str(code), str(packages)]!r}; sys.argv[1:] = ['--help']\n"
    start += "import boto3, jose.jwt, multipart, uvicorn.protocols.http.h11_impl\n"  # each comes when it is needed
    start += "import PIL.WebPImagePlugin, fpdf, resvg_py, uharfbuzz\n"
    start += "import runpy; runpy.run_module('backend.container', run_name='__main__', alter_sys=True)"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", start], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "--public-url" in done.stdout


# ---- docker-compose.yml


def test_compose_builds_the_stages() -> None:
    """Each service is a final stage of the Dockerfile."""
    assert {name: service["build"]["target"] for name, service in SERVICES.items()} == {name: name for name in FINAL}


@pytest.mark.parametrize("name", FINAL)
def test_services_can_do_little(name: str) -> None:
    """No capability, no new privilege, nothing to write but what is named."""
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "cap_add", "user", "ports"} & set(service)


def test_nothing_listens_to_other_machines() -> None:
    """With the machine's own network, what listens at every address would be open to all."""
    assert SERVICES["api"]["environment"]["LISTEN"] == "127.0.0.1"
    assert "LISTEN" not in STAGES["laptop"].env


def test_compose_starts_what_the_image_starts() -> None:
    """The image's own command, once the laptop's variables are read."""
    own = STAGES["api"].cmd[2]
    assert SERVICES["api"]["command"][2].strip() == f"set -a && . /cloud/environment && {own}"


def test_it_is_given_time_to_end() -> None:
    """Longer than a request may take."""
    from backend.container.application import SECONDS

    assert int(SERVICES["api"]["stop_grace_period"].removesuffix("s")) > SECONDS + 1


# ---- docs/container.md


def test_the_documentation_names_the_command() -> None:
    """As the Dockerfile has it, and every variable of the image."""
    text = (ROOT / "docs/container.md").read_text()
    assert STAGES["api"].cmd[2].removeprefix("exec ") in text
    assert [name for name in STAGES["api"].env if not name.startswith("PYTHON") and f"`{name}`" not in text] == []


def admitted(path: str) -> bool:
    """Whether .dockerignore lets a path through: the last line that fits it, or a folder above it, decides."""
    ignored = False
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        pattern = line.strip()
        if not pattern or pattern.startswith("#"):
            continue
        again, pattern = pattern.startswith("!"), pattern.removeprefix("!")
        parts = Path(path).parts
        above = ["/".join(parts[: n + 1]) for n in range(len(parts))]
        any_depth = pattern.removeprefix("**/") if pattern.startswith("**/") else None
        fits = any(fnmatch(each, pattern) or (any_depth and fnmatch(Path(each).name, any_depth)) for each in above)
        if fits:
            ignored = not again
    return not ignored
