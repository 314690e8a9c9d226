"""The command line: what it takes, what it shows, and how it fails."""

import json
import os
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from backend.domain.products.brief import KINDS
from backend.local import doctor
from backend.local.cli import app
from backend.local.cli_options import Kind, Shell
from backend.local.errors import EXIT_CODES
from backend.local.serving import Serving
from tests.command_line import PROGRAM, REPOSITORY, plain, run

NOBODY = "http://127.0.0.1:9"
"""Nothing listens there."""


@contextmanager
def answering(status: str, body: bytes) -> Iterator[str]:
    """The URL of a program that is not DreamForge, and answers everything alike."""

    def application(environ: dict[str, object], start_response: object) -> list[bytes]:
        start_response(status, [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])  # type: ignore[operator]
        return [body]

    with Serving(application) as serving:
        yield serving.url


# -------------------- the words


def test_help_lists_the_commands() -> None:
    """`dreamforge --help` names every command."""
    result = run("--help")
    assert result.exit_code == 0
    assert all(name in result.output for name in ("serve", "create", "token", "openapi", "doctor"))


def test_kinds_are_those_of_the_api() -> None:
    """What --kind takes is what the brief allows."""
    assert tuple(Kind) == KINDS


def test_an_unknown_kind_is_refused_with_the_ones_there_are() -> None:
    """A typo gets the list, before anything is started."""
    result = run("create", "x", "--kind", "banner")
    assert result.exit_code == 2
    assert all(f"'{kind}'" in result.output for kind in KINDS)


@pytest.mark.parametrize(
    "command", [each.name or getattr(each.callback, "__name__", "") for each in app.registered_commands]
)
def test_every_command_takes_json(command: str) -> None:
    """--json is an option of each; what it prints is tested with the command."""
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "--json" in result.output


@pytest.mark.parametrize("command", [["paths"], ["models"], ["openapi"], ["completion", "zsh"], ["doctor"]])
def test_json_is_json(command: list[str]) -> None:
    """And nothing else, on standard output."""
    assert json.loads(run(*command, "--json").stdout)


def test_help_says_the_exit_codes() -> None:
    """Those that the program ends with."""
    said = plain(run("--help").output)
    assert all(f"{code} {plain(meaning)}" in said for code, meaning in EXIT_CODES.items())


def test_what_cannot_be_printed_twice_is_refused() -> None:
    """--out - and --json both need standard output: a usage error, before anything is made."""
    assert run("create", "x", "--out", "-", "--json").exit_code == 2


# -------------------- completion


def completions(shell: str, words: str) -> list[str]:
    """What the program answers when a shell asks it, by the protocol of the shell's script."""
    asked = {"bash": {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split(" ")) - 1)}}
    variables = asked.get(shell, {"_TYPER_COMPLETE_ARGS": words, "_TYPER_COMPLETE_FISH_ACTION": "get-args"})
    done = subprocess.run(
        PROGRAM,
        env={**os.environ, **variables, "_DREAMFORGE_COMPLETE": f"complete_{shell}"},
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        check=True,
    )
    return done.stdout.splitlines()


@pytest.mark.parametrize("shell", list(Shell))
def test_the_program_completes_commands_and_values(shell: str) -> None:
    """Names of commands, of options, and the values that an option takes."""
    assert any("serve" in line for line in completions(shell, "dreamforge ser"))
    assert any("--image-region" in line for line in completions(shell, "dreamforge serve --im"))
    assert any("poster" in line for line in completions(shell, "dreamforge create --kind pos"))


def test_bash_completes_with_the_script(tmp_path: Path) -> None:
    """`eval "$(dreamforge completion bash)"`, then Tab after `dreamforge ope`."""
    program = tmp_path / "dreamforge"
    program.write_text(f'#!/bin/sh\nexec {shlex.join(PROGRAM)} "$@"\n')
    program.chmod(0o755)
    script = """
        eval "$(dreamforge completion bash)"
        COMP_WORDS=(dreamforge ope) COMP_CWORD=1
        function=$(complete -p dreamforge | sed -E 's/.*-F ([^ ]+).*/\\1/')
        $function dreamforge
        printf '%s\\n' "${COMPREPLY[@]}"
    """
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    command = ["bash", "-euc", script]
    done = subprocess.run(
        command, env={**os.environ, "PATH": path}, capture_output=True, text=True, cwd=REPOSITORY, check=True
    )
    assert done.stdout.split() == ["open", "openapi"]


# -------------------- doctor


def test_doctor_fails_where_something_needed_is_missing() -> None:
    """Without git and make there is no main job; it says where to get them."""
    result = run("doctor", PATH="")
    assert result.exit_code == 1
    assert "apt-get install git" in plain(result.output)
    assert "Fix what is marked" in result.output


def test_doctor_finds_an_old_python() -> None:
    """3.10 is too old."""
    assert not doctor.check_python((3, 10, 14)).ok
    assert doctor.check_python((3, 11, 0)).ok


def test_doctor_can_do_without_the_programs_of_the_cloud() -> None:
    """Terraform and the aws CLI are only for a real account."""
    found = {each.name: each for each in doctor.check_programs(lambda _: None)}
    assert {name for name, each in found.items() if each.needed} == {"git", "make"}
    assert not any(each.ok for each in found.values())


def test_doctor_names_missing_packages() -> None:
    """Those that cannot be imported, and how to install them."""
    found = doctor.check_packages(("json", "no_such_package"))
    assert (found.ok, found.message) == (False, "missing: no_such_package; run: scripts/setup.sh local")


def test_doctor_finds_a_port_that_is_taken() -> None:
    """By another program: a warning, since there are other ports."""
    with answering("200 OK", b"<html>") as url:
        found = doctor.check_serving(int(url.rpartition(":")[2]))
    assert (found.ok, found.needed) == (False, False)
    assert f"(process {os.getpid()})" in found.message


def test_doctor_finds_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """Or is not there."""
    assert doctor.check_writable(tmp_path).ok
    assert not doctor.check_writable(tmp_path / "nowhere").ok
