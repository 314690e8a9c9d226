"""The Makefile and scripts/setup.sh, where a checkout can be: in folders with difficult names, and moved."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.time_limits import scaled

ROOT = Path(__file__).parents[2]
DIFFICULT = "año (copia) 'x' $y"
SECRET = "a-password"
SHOW = """#!/bin/sh
printf '%s\\n' "IDEA=$IDEA" "PORT=$PORT" "DATA=$DATA" "$@" > called.txt
"""
"""In place of the interpreter: what it was called with."""


class Checkout:
    """The files that setting up takes, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("Makefile", "poetry.lock", "pyproject.toml"):
            folder.mkdir(exist_ok=True)
            shutil.copy(ROOT / name, folder)
        shutil.copytree(ROOT / "scripts", folder / "scripts")

    def run(self, *command: str, status: int = 0, **variables: str) -> str:
        """What the command said."""
        hidden = ("PYTHON", "VENV", "COLUMNS", "MAKE", "PIP_", "IDEA", "PORT", "DATA", "ARGS", "CI")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={**kept, **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=scaled(300),
            check=False,
        )
        assert done.returncode == status, done.stdout
        return done.stdout

    def setup(self, *words: str, status: int = 0, **variables: str) -> str:
        return self.run("scripts/setup.sh", *words, status=status, **variables)

    def move(self, name: str) -> None:
        self.folder = self.folder.rename(self.folder.with_name(name))


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path / DIFFICULT)


@pytest.fixture
def light_python(tmp_path: Path) -> str:
    """This interpreter, which leaves out pip when it makes an environment: that takes 8 s of the 8.5."""
    program = tmp_path / "light-python"
    program.write_text(
        f'#!/bin/sh\n[ "$1 $2" != "-m venv" ] || {{ shift 2; set -- -m venv --without-pip "$@"; }}\n'
        f'exec "{sys.executable}" "$@"\n'
    )
    program.chmod(0o755)
    return str(program)


@pytest.fixture
def with_environment(checkout: Checkout, light_python: str) -> Checkout:
    """With an environment, and a script in it as installers write them."""
    checkout.setup("check", PYTHON=light_python)
    python = checkout.folder / ".venv/bin/python"
    script = checkout.folder / ".venv/bin/hello"
    script.write_text(f"#!/bin/sh\n'''exec' \"{python}\" \"$0\" \"$@\"\n' '''\nimport sys; print(sys.prefix)\n")
    script.chmod(0o755)
    return checkout


# ---- the environment


def test_an_environment_works_after_a_move(with_environment: Checkout) -> None:
    """Its scripts too. It is said once, and nothing is installed for it."""
    with_environment.move("moved")
    said = with_environment.setup("check")
    assert f"the folder was {with_environment.folder.with_name(DIFFICULT)} when .venv was made" in said
    assert with_environment.run(".venv/bin/hello").strip() == str(with_environment.folder / ".venv")
    assert with_environment.setup("check") == ""


def test_a_copy_runs_its_own_code(with_environment: Checkout) -> None:
    """`dreamforge` of a copied checkout is the copy's, also when it is called from elsewhere by a link."""
    with_environment.run(".venv/bin/python", "scripts/make_relocatable.py")
    copy = with_environment.folder.with_name("a copy")
    shutil.copytree(with_environment.folder, copy, symlinks=True)
    (copy / "backend/local").mkdir(parents=True)
    (copy / "backend/local/__main__.py").write_text("print(__file__)")
    link = copy.with_name("link")
    link.symlink_to(copy / ".venv/bin/dreamforge")
    assert with_environment.run(str(link)).strip() == str(copy / "backend/local/__main__.py")


def test_an_unfinished_environment_is_made_again(with_environment: Checkout, light_python: str) -> None:
    """Whatever stopped the set-up: a package may be there by half."""
    (with_environment.folder / ".venv/unfinished").touch()
    assert "made again: its set-up did not finish" in with_environment.setup("check", PYTHON=light_python)
    assert not (with_environment.folder / ".venv/bin/hello").exists()


def test_an_environment_without_its_python_is_made_again(with_environment: Checkout, light_python: str) -> None:
    """The interpreter that it was made with was removed."""
    python = with_environment.folder / ".venv/bin/python"
    python.unlink()
    python.symlink_to("/nowhere/python3")
    assert "made again: its Python does not run any more" in with_environment.setup("check", PYTHON=light_python)
    assert with_environment.setup("check") == ""


# ---- the interpreter that is asked for


def test_a_python_that_does_not_run_is_refused(checkout: Checkout) -> None:
    """And none is taken in its place."""
    said = checkout.setup("check", status=1, PYTHON="no-such-python")
    assert said.startswith("PYTHON=no-such-python is not a Python that runs; DreamForge needs Python 3.11 or newer.")
    assert not (checkout.folder / ".venv").exists()


def test_a_python_that_is_too_old_is_refused(checkout: Checkout) -> None:
    """With its version."""
    old = checkout.folder / "old python"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] || exit 1\necho "Python 3.9.18"\n')
    old.chmod(0o755)
    assert f"PYTHON={old} is Python 3.9.18" in checkout.setup("check", status=1, PYTHON=str(old))


AWAY = {"PIP_INDEX_URL": f"http://user:{SECRET}@127.0.0.1:9/simple", "PIP_NO_INDEX": ""}


def assert_index_is_named(said: str) -> None:
    """Without the password in its URL, and with what to do."""
    assert "The package index http://127.0.0.1:9/simple does not answer: " in said
    assert "PIP_INDEX_URL" in said
    assert SECRET not in said


def test_an_index_that_does_not_answer_is_named(checkout: Checkout) -> None:
    """By the first program that needs it: pip, which installs poetry."""
    assert_index_is_named(checkout.setup("local", status=1, PYTHON=sys.executable, **AWAY))


def test_what_is_installed_is_kept_when_the_index_is_away(with_environment: Checkout, light_python: str) -> None:
    """The same by poetry. What it did install is whole, so the environment is not made again."""
    (with_environment.folder / ".tools").mkdir()
    (with_environment.folder / ".tools/poetry").symlink_to(ROOT / ".tools/poetry")
    assert_index_is_named(with_environment.setup("local", status=1, PYTHON=light_python, **AWAY))
    assert with_environment.setup("check", PYTHON=light_python) == ""
    assert (with_environment.folder / ".venv/bin/hello").exists()


# ---- variables of make


@pytest.fixture
def recorded(checkout: Checkout) -> Checkout:
    """What is set up is a program that records how it was called."""
    programs = checkout.folder / ".venv/bin"
    programs.mkdir(parents=True)
    (programs / "python").write_text(SHOW)
    (programs / "python").chmod(0o755)
    (checkout.folder / "scripts/setup.sh").write_text("#!/bin/sh\n")
    return checkout


@pytest.mark.parametrize(
    "text", ["a mug, $50 off", "$(shell id) `id` ${HOME} $$", 'it\'s "so" \\n # 1 = 2 : %', "a\nb"]
)
def test_ideas_arrive_as_they_were_written(recorded: Checkout, text: str) -> None:
    """From the command line of make and from the environment: neither make nor a shell reads them."""
    for command in (["make", "demo", f"IDEA={text}"], ["env", f"IDEA={text}", "make", "demo"]):
        recorded.run(*command)
        called = (recorded.folder / "called.txt").read_text()
        assert called.startswith(f"IDEA={text}\nPORT=9000\n")
        assert called.endswith(f"--\n{text}\n")


def test_folders_arrive_as_they_were_written(recorded: Checkout) -> None:
    recorded.run("make", "serve", "DATA=my $data (1)", "PORT=9001")
    assert "PORT=9001\nDATA=my $data (1)\n" in (recorded.folder / "called.txt").read_text()


def test_a_failing_command_leaves_the_documents(recorded: Checkout) -> None:
    """`make openapi` writes what a command printed to its end, and nothing of one that failed."""
    document = recorded.folder / "docs/openapi.json"
    document.parent.mkdir()
    document.write_text("the old one")
    (recorded.folder / ".venv/bin/python").write_text("#!/bin/sh\necho half\nexit 3\n")
    recorded.run("make", "openapi", status=2)
    assert document.read_text() == "the old one"
    assert list(document.parent.iterdir()) == [document]


def test_no_redirect_goes_into_a_file_that_is_kept() -> None:
    """A redirect empties the file before the command has succeeded; scripts/write_output.sh does not."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    kept = set(listed.splitlines())
    shells = ["Makefile", ".ci/run", *(name for name in kept if name.endswith((".sh", ".yml")))]
    found = [
        f"{name}: {target}"
        for name in shells
        for target in re.findall(r"(?<![0-9&])> ?\"?([\w./-]+)", (ROOT / name).read_text())
        if target in kept
    ]
    assert found == []


# ---- make help


def test_help_names_every_target(checkout: Checkout) -> None:
    targets = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[0].split()
    assert set(re.findall(r"^ +make ([a-z-]+)", checkout.run("make", "help"), re.MULTILINE)) == set(targets)


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_help_is_as_wide_as_the_terminal(checkout: Checkout, columns: int) -> None:
    """Lines break between words, and nothing is coloured where nobody sees it."""
    wide = checkout.run("make", "help", COLUMNS="1000")
    shown = checkout.run("make", "help", COLUMNS=str(columns))
    assert shown.split() == wide.split()
    assert all(len(line) <= columns for line in shown.splitlines())
    assert "\x1b" not in shown
