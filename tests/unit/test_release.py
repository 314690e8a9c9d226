"""scripts/release.sh in a clone: what it writes, and when it refuses."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WHO = {f"GIT_{role}_{what}": "release@example.com" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


class Clone:
    """A clone with what is not committed yet, as one commit."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        subprocess.run(["git", "clone", "-q", "--no-tags", ROOT, folder], check=True)
        changed = self._git_at(ROOT, "diff", "--binary", "HEAD")
        if changed:
            subprocess.run(["git", "apply"], cwd=folder, input=changed, text=True, check=True)
            self.git("add", "--all")
            self.git("commit", "-qm", "what is not committed yet")

    def _git_at(self, folder: Path, *words: str) -> str:
        run = subprocess.run(
            ["git", *words], cwd=folder, env={**os.environ, **WHO}, capture_output=True, text=True, check=True
        )
        return run.stdout

    def git(self, *words: str) -> str:
        return self._git_at(self.folder, *words)

    def release(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.folder / "scripts/release.sh", *words],
            env={**os.environ, **WHO, "PYTHON": sys.executable},
            capture_output=True,
            text=True,
            check=False,
        )

    def read(self, file: str) -> str:
        return (self.folder / file).read_text()

    def replace(self, file: str, old: str, new: str) -> None:
        text = self.read(file)
        assert old in text
        (self.folder / file).write_text(text.replace(old, new))


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path / "clone")


def unreleased(changelog: str) -> str:
    found = re.search(r"## \[Unreleased\]\n(.*?)(?=^## |\Z)", changelog, flags=re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1].strip()


def test_a_release_writes_version_changelog_and_documents(clone: Clone) -> None:
    """The commit is left to the person who reads the changes."""
    notes = unreleased(clone.read("CHANGELOG.md"))
    run = clone.release("98.7.6")
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == notes
    assert 'version = "98.7.6"' in clone.read("pyproject.toml")
    assert '__version__ = "98.7.6"' in clone.read("backend/__init__.py")
    assert '"version": "98.7.6"' in clone.read("docs/openapi.json")
    assert clone.read("docs/openapi.released.json") == clone.read("docs/openapi.json")
    changelog = clone.read("CHANGELOG.md")
    assert unreleased(changelog) == ""
    assert re.search(r"^## \[98\.7\.6\] - \d{4}-\d\d-\d\d\n\n" + re.escape(notes[:40]), changelog, re.MULTILINE)
    assert clone.git("tag") == ""
    written = {line.split()[1] for line in clone.git("status", "--porcelain").splitlines()}
    files = ("CHANGELOG.md", "backend/__init__.py", "docs/openapi.json", "docs/openapi.released.json", "pyproject.toml")
    assert written == set(files)


def test_a_tag_is_made_when_it_is_asked_for(clone: Clone) -> None:
    assert clone.release("98.7.6", "--tag").returncode == 0
    assert clone.git("status", "--porcelain") == ""
    assert clone.git("tag", "--points-at", "HEAD") == "v98.7.6\n"
    assert "### Added" in clone.git("tag", "-n999", "v98.7.6")
    assert "nothing under [Unreleased]" in clone.release("99.0.0").stderr


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ((), "Name the version"),
        (("v98.7.6",), "Name the version"),
        (("98.7.6", "--push"), "Unknown option"),
        (("0.0.1",), "is not newer"),
    ],
)
def test_what_makes_no_release_is_refused(clone: Clone, words: tuple[str, ...], reason: str) -> None:
    """Before anything is written."""
    run = clone.release(*words)
    assert run.returncode == 1
    assert reason in run.stderr
    assert clone.git("status", "--porcelain") == ""


def test_a_tree_with_changes_is_refused(clone: Clone) -> None:
    clone.replace("README.md", "DreamForge", "Forge")
    assert "not clean" in clone.release("98.7.6").stderr


def test_an_undeclared_break_is_refused(clone: Clone) -> None:
    clone.replace("docs/openapi.json", '"operationId": "ping"', '"operationId": "pong"')
    clone.git("commit", "-qam", "a break")
    run = clone.release("98.7.6")
    assert run.returncode == 1
    assert "breaks clients: ping: is gone" in run.stdout
    assert clone.git("status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("file", "old"),
    [
        ("backend/__init__.py", '__version__ = "'),
        ("docs/openapi.json", '"version": "'),
        ("pyproject.toml", 'version = "'),
    ],
)
def test_two_versions_are_found(clone: Clone, file: str, old: str) -> None:
    """Lint looks with --check."""
    assert clone.release("--check").returncode == 0
    clone.replace(file, old, f"{old}9")
    run = clone.release("--check")
    assert run.returncode == 1
    assert "pyproject.toml has" in run.stderr
    assert "release.sh --check" in clone.read("scripts/lint.sh")
