"""The command line: what it takes, what it shows, and how it fails."""

import json
import logging
import os
import re
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from backend.domain.products.brief import KINDS
from backend.local import doctor
from backend.local.cli import app
from backend.local.cli_options import Kind, Shell
from backend.local.create import Out, OutError
from backend.local.errors import EXIT_CODES, describe
from backend.local.serve import RequestLines, request_line
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


COMMANDS = list(cast(TyperGroup, get_command(app)).commands)


@pytest.mark.parametrize("command", COMMANDS)
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


def test_help_is_quick() -> None:
    """Nothing heavy is imported to show it: neither boto3, moto, pydantic nor werkzeug."""
    heavy = ("boto3", "moto", "pydantic", "werkzeug")
    script = f"import sys, backend.local.cli; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=REPOSITORY)
    assert done.stdout.strip() == "[]"


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


# -------------------- env


def test_env_without_a_laptop_says_what_to_do() -> None:
    """And prints nothing that a shell would run."""
    result = run("env", "--port", "9")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "make serve" in plain(result.stderr)


# -------------------- openapi


def test_openapi_prints_the_committed_document() -> None:
    """The output is docs/openapi.json, byte for byte."""
    result = run("openapi")
    assert result.exit_code == 0
    assert result.stdout == (REPOSITORY / "docs" / "openapi.json").read_text(encoding="utf-8")


def test_openapi_for_agents_leaves_out_the_pages() -> None:
    """--profile agent speaks JSON only."""
    paths = json.loads(run("openapi", "--profile", "agent").stdout)["paths"]
    assert "/create" in paths
    assert "/docs" not in paths


# -------------------- create


@pytest.mark.parametrize(
    ("asked", "written"),
    [("a.json", "a.json"), ("a.png", "a.json"), ("a", "a.json"), ("my.idea", "my.idea.json"), ("", "demo.json")],
)
def test_files_are_named_after_what_was_asked(asked: str, written: str, tmp_path: Path) -> None:
    """The JSON file, a picture, a bare name, or a folder: all lead to one name with the right suffixes."""
    assert Out(tmp_path / asked).file(".json") == tmp_path / written


def test_a_file_that_cannot_be_replaced_is_left_as_it_was(tmp_path: Path) -> None:
    """No half of a file stays behind."""
    (tmp_path / "a.png").mkdir()
    with pytest.raises(OutError, match=r"a\.png cannot be written"):
        Out(tmp_path / "a").write(".png", b"new")
    assert [file.name for file in tmp_path.iterdir()] == ["a.png"]


def test_a_place_that_cannot_be_written_is_found_out_first(tmp_path: Path) -> None:
    """One line before anything is made, and how to name another place."""
    (tmp_path / "file").touch()
    result = run("create", "x", "--out", str(tmp_path / "file" / "demo.json"), "--url", NOBODY)
    assert result.exit_code == 1
    assert "cannot be written to" in result.stderr
    assert "--out" in result.stderr


# -------------------- failures


@pytest.mark.parametrize("command", [["token"], ["create", "x"]])
def test_an_api_that_is_not_there_is_one_line_and_what_to_do(command: list[str], tmp_path: Path) -> None:
    """Exit code 1, no traceback."""
    out = ["--out", str(tmp_path / "x")] if command[0] == "create" else []
    result = run(*command, *out, "--url", NOBODY)
    assert result.exit_code == 1
    assert "does not answer: Connection refused." in result.stderr
    assert "make serve" in result.stderr
    assert "Traceback" not in result.output


def test_a_url_that_is_none_is_refused() -> None:
    """A host without a scheme gets an example."""
    result = run("token", "--url", "localhost:9000")
    assert result.exit_code == 1
    assert "http://127.0.0.1:9000" in result.stderr


@pytest.mark.parametrize("status", ["200 OK", "404 Not Found", "502 Bad Gateway"])
def test_something_else_that_answers_is_not_taken_for_dreamforge(status: str) -> None:
    """A page of another program is no answer, whatever its status."""
    with answering(status, b"<html>") as url:
        result = run("token", "--url", url)
    assert result.exit_code == 1
    assert "API_URL" in result.stderr


def test_a_mistake_in_dreamforge_is_said_to_be_one() -> None:
    """Nobody is left alone with the name of an exception."""
    message, advice = describe(KeyError("x"))
    assert message == "KeyError: 'x'"
    assert "--traceback" in advice


def test_a_missing_package_comes_with_how_to_install_it() -> None:
    """The laptop's packages are a group of their own."""
    assert describe(ModuleNotFoundError("No module named 'moto'", name="moto")) == (
        "The package moto is missing.",
        "Install what is needed: scripts/setup.sh local.",
    )


def test_traceback_shows_where_a_failure_came_from() -> None:
    """--traceback lets the failure through."""
    result = run("--traceback", "token", "--url", NOBODY)
    assert result.exception is not None
    assert type(result.exception).__name__ == "ApiError"


# -------------------- serve


def test_a_closed_connection_is_no_problem(capsys: pytest.CaptureFixture[str]) -> None:
    """Closed connections of the stand-ins are not shown; other failures are."""
    for error in (BrokenPipeError("gone"), ValueError("wrong")):
        facts = {"name": "dreamforge.local", "levelno": logging.ERROR, "levelname": "ERROR"}
        failure = {"msg": "connection failed", "exc_info": (type(error), error, None)}
        RequestLines().emit(logging.makeLogRecord(facts | failure))
    said = capsys.readouterr().err
    assert "ValueError: wrong" in said
    assert "BrokenPipeError" not in said


def test_a_slow_request_is_shown_with_its_tokens() -> None:
    """What a model was asked for stands at the end of the line."""
    facts = {
        "status": 201,
        "method": "POST",
        "operation": "create",
        "latency": 2100.4,
        "input_tokens": 900,
        "output_tokens": 200,
    }
    assert request_line(facts, 120) == (
        "[green]201[/] POST    create               [yellow]  2100.4 ms[/][dim]  900+200 tokens[/]"
    )


def test_a_port_in_use_is_said_at_once() -> None:
    """With the program that has it and a port that is free, before anything is started."""
    with answering("200 OK", b"<html>") as url:
        result = run("serve", "--port", url.rpartition(":")[2])
    said = plain(result.stderr)
    assert result.exit_code == 1
    assert re.match(rf"✗ Port \d+ is in use by \S+ \(process {os.getpid()}\)\. Stop that", said), said
    found = re.search(r"which is free: make serve PORT=(\d+)", said)
    assert found
    with socket.create_server(("127.0.0.1", int(found[1]))):
        assert "set-up" not in said


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
