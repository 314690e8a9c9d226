""".ci/run, the workflow on GitHub, pre-commit and `make lint` check the same."""

import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts import build_zip

ROOT = Path(__file__).parents[2]
SCRIPT = (ROOT / ".ci/run").read_text()
WORKFLOW = (ROOT / ".github/workflows/ci.yml").read_text()
KEYS = [
    "AKIA" + "0123456789ABCDEF",
    "-----BEGIN RSA " + "PRIVATE KEY-----",
    "eyJhbGciOiJIUzI1NiIsInR5c" + ".eyJzdWIiOiIxIn0.x",
]


def script_steps(script: str) -> list[str]:
    return re.findall(r"^step (.+)$", script, flags=re.MULTILINE)


def script_packages(script: str) -> set[str]:
    """`need jq node=nodejs` -> {"jq", "nodejs"}"""
    (line,) = re.findall(r"^need (.+)$", script, flags=re.MULTILINE)
    return {word.rpartition("=")[2] for word in line.split()}


def workflow_job(workflow: str) -> Any:
    return yaml.safe_load(workflow)["jobs"]["step"]


def workflow_packages(workflow: str) -> set[str]:
    runs = " ".join(step.get("run", "") for step in workflow_job(workflow)["steps"])
    return {word for line in re.findall(r"apt-get install ((?:[^&\s]+ ?)+)", runs) for word in line.split()}


def differences(script: str, workflow: str) -> list[str]:
    job = workflow_job(workflow)
    here, there = script_steps(script), job["strategy"]["matrix"]["step"]
    found = [f"only in .ci/run: {step}" for step in here if step not in there]
    found += [f"only in the workflow: {step}" for step in there if step not in here]
    found += [
        f"not installed by the workflow: {name}" for name in script_packages(script) - workflow_packages(workflow)
    ]
    if not any(step.get("run") == "${{ matrix.step }}" for step in job["steps"]):
        found.append("the workflow does not run its steps")
    return found


def test_the_workflow_runs_the_steps_of_ci_run() -> None:
    assert differences(SCRIPT, WORKFLOW) == []
    assert len(script_steps(SCRIPT)) > 5


@pytest.mark.parametrize(
    ("old", "new", "difference"),
    [
        ("          - make cloud\n", "", "only in .ci/run: make cloud"),
        (
            "          - make cloud\n",
            "          - make cloud\n          - make fmt\n",
            "only in the workflow: make fmt",
        ),
        (" nodejs", "", "not installed by the workflow: nodejs"),
        ("run: ${{ matrix.step }}", "run: 'true'", "the workflow does not run its steps"),
    ],
)
def test_a_difference_is_found(old: str, new: str, difference: str) -> None:
    assert old in WORKFLOW
    assert differences(SCRIPT, WORKFLOW.replace(old, new)) == [difference]


def run_steps(folder: Path, *steps: str, lanes: int | None = None) -> "subprocess.CompletedProcess[str]":
    """.ci/run with these steps in place of its own, in a repository that has nothing to set up."""
    script = re.sub(r"^(need|make) .*\n", "", SCRIPT, flags=re.MULTILINE)
    first, *others = re.findall(r"^step .+\n", script, flags=re.MULTILINE)
    script = script.replace(first, "".join(f"step {step}\n" for step in steps))
    for other in others:
        script = script.replace(other, "")
    (folder / ".ci").mkdir(exist_ok=True)
    (folder / ".ci/run").write_text(script)
    command = ["bash", ".ci/run"]
    environment = {"PATH": os.environ["PATH"], **({} if lanes is None else {"LANES": str(lanes)})}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_two_steps_run_at_a_time(tmp_path: Path) -> None:
    """Each of them waits for the other. Their outputs are apart, and their arguments arrive as they are written."""
    wait = "touch {}; until [ -e {} ]; do sleep 0.05; done"
    said = 'echo "$0 one"; echo "$0 two"'
    both = [f"sh -c '{wait.format(*names)}; {said}' 'a  {names[0]}'" for names in ("xy", "yx")]
    done = run_steps(tmp_path, *both, lanes=2)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "a  x one\na  x two\n" in done.stdout
    assert "a  y one\na  y two\n" in done.stdout
    assert "everything passed in" in done.stdout


@pytest.mark.parametrize("lanes", [1, 2])
def test_a_step_that_fails_fails_the_run(tmp_path: Path, lanes: int) -> None:
    """What it said is shown; one that runs already comes to its end, and no other begins."""
    steps = ("sh -c 'echo wrong >&2; exit 3'", "sh -c 'sleep 0.5; touch second'", "touch third")
    done = run_steps(tmp_path, *steps, lanes=lanes)
    assert done.returncode == 1
    assert "wrong\n" in done.stdout
    assert "failed after" in done.stdout
    assert "everything passed" not in done.stdout
    assert [(tmp_path / name).exists() for name in ("second", "third")] == [lanes == 2, False]


def test_every_step_is_there() -> None:
    """Make knows each target, and each script can be run."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    for step in script_steps(SCRIPT):
        program, *words = step.split()
        assert words[0] in targets if program == "make" else (ROOT / program).stat().st_mode & 0o100, step


def test_pre_commit_runs_what_lint_runs() -> None:
    """One hook, over all files, whatever was changed."""
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    ((hook,),) = [repo["hooks"] for repo in config["repos"]]
    assert f"@{hook['entry']}" in (ROOT / "Makefile").read_text()
    assert hook["always_run"]
    assert not hook["pass_filenames"]


@pytest.mark.parametrize(("text", "status"), [("a key: none", 0), *((f"x = '{key}'", 1) for key in KEYS)])
def test_keys_and_tokens_are_found(tmp_path: Path, text: str, status: int) -> None:
    (tmp_path / "settings.py").write_text(text)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
    found = subprocess.run([ROOT / "scripts/check_secrets.sh", tmp_path], capture_output=True, text=True, check=False)
    assert found.returncode == status, found.stdout
    assert ("settings.py:1" in found.stdout) == bool(status)


def test_a_folder_without_git_is_not_taken_for_clean(tmp_path: Path) -> None:
    found = subprocess.run([ROOT / "scripts/check_secrets.sh", tmp_path], capture_output=True, check=False)
    assert found.returncode == 2


def test_every_python_file_is_type_checked() -> None:
    """Tests, scripts and benchmarks as strictly as the service; every `type: ignore` names its error."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    listed = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = listed.splitlines()
    assert [file for file in files if file.partition("/")[0] not in config["files"]] == []
    assert config["strict"]
    assert "exclude" not in config
    blanket = re.compile(r"# type: ignore(?!\[)|# mypy:")
    assert [file for file in files if blanket.search((ROOT / file).read_text()) and "test_ci" not in file] == []


def test_coverage_measures_what_ships() -> None:
    """Every package of the service in the Lambda's zip, also one that was moved. The bar is 95 % or more."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["coverage"]
    assert set(config["run"]["source"]) == {name for name in build_zip.OURS if (ROOT / name / "__init__.py").exists()}
    assert config["run"]["branch"]
    assert config["report"]["fail_under"] >= 95
    assert "make coverage" in script_steps(SCRIPT)
