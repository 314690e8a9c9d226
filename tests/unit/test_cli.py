"""The command line: what it takes, what it shows, and how it fails."""

import json
import logging
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from backend.forge.models.brief import KINDS
from backend.local import doctor
from backend.local.cli import Kind, app
from backend.local.client import ApiClient, ApiError
from backend.local.create import Out, OutError
from backend.local.demo import DEMO_PASSWORD
from backend.local.laptop import Laptop
from backend.local.serve import RequestLines, request_line
from backend.local.serving import Serving
from backend.local.trouble import words

REPOSITORY = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-c", "from backend.local.cli import main; main()"]
NOBODY = "http://127.0.0.1:9"
"""Nothing listens there."""


def run(*arguments: str, **variables: str | None) -> Result:
    unset: dict[str, str | None] = dict.fromkeys(
        ("API_URL", "PORT", "DATA", "DREAMFORGE_PASSWORD", "LOG_FORMAT", "REGION", "BEDROCK_IMAGE_REGION")
    )
    return CliRunner().invoke(app, list(arguments), env={**unset, **variables})


def plain(text: str) -> str:
    """Without the frames and line ends that a message was set in."""
    return re.sub(r"[\s│]+", " ", text)


@contextmanager
def answering(status: str, body: bytes) -> Iterator[str]:
    """The URL of a program that is not DreamForge, and answers everything alike."""

    def application(environ: dict[str, object], start_response: object) -> list[bytes]:
        start_response(status, [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])  # type: ignore[operator]
        return [body]

    with Serving(application) as serving:
        yield serving.url


STAND_INS = ("AWS", "Bedrock", "KIE")
"""Whose addresses `serve` shows."""


@contextmanager
def serving_program(*arguments: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """`dreamforge serve` as a program of its own, and its URL."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PORT", "DATA", "LOG_FORMAT")}
    program = subprocess.Popen(
        [*PROGRAM, "serve", "--port", "0", *arguments],
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=REPOSITORY,
    )
    assert program.stderr is not None
    try:
        said = ""
        for line in program.stderr:
            said += line
            if line.startswith("stop"):
                break
        found = re.search(r"^API +(http://\S+)", said, re.MULTILINE)
        assert found, said
        assert all(re.search(rf"^{name} +http://127.0.0.1:\d+", said, re.MULTILINE) for name in STAND_INS), said
        yield program, found[1]
    finally:
        program.kill()
        program.wait()
        program.stderr.close()


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


def test_help_is_quick() -> None:
    """Nothing heavy is imported to show it: neither boto3, moto, pydantic nor werkzeug."""
    heavy = ("boto3", "moto", "pydantic", "werkzeug")
    script = f"import sys, backend.local.cli; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=REPOSITORY)
    assert done.stdout.strip() == "[]"


# -------------------- env


OTHER_PROGRAM = """
import boto3, os
buckets = {each["Name"] for each in boto3.client("s3").list_buckets()["Buckets"]}
tables = boto3.client("dynamodb").list_tables()["TableNames"]
message = {"role": "user", "content": [{"text": "Hola"}]}
said = boto3.client("bedrock-runtime").converse(modelId="us.anthropic.claude-sonnet-4-6", messages=[message])
models = boto3.client("bedrock").list_foundation_models()["modelSummaries"]
assert os.environ["S3_BUCKET_ASSETS"] in buckets and os.environ["DDB_TABLE_PRODUCTS"] in tables and models
assert "AWS_PROFILE" not in os.environ
print(said["output"]["message"]["content"][0]["text"], os.environ["API_URL"])
"""


def test_another_program_finds_the_cloud_by_env() -> None:
    """`eval "$(dreamforge env)"`, and boto3 without a parameter reaches every stand-in."""
    with serving_program() as (_, url):
        port = url.rpartition(":")[2]
        command = f"{' '.join(map(shlex.quote, PROGRAM))} env --port {port}"
        script = f'eval "$({command})" && exec {shlex.quote(sys.executable)} -c {shlex.quote(OTHER_PROGRAM)}'
        unset = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        done = subprocess.run(
            ["bash", "-euc", script],
            capture_output=True,
            text=True,
            check=False,
            cwd=REPOSITORY,
            env={**unset, "AWS_PROFILE": "of-the-person", "NO_PROXY": "intranet"},
        )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("¡Hola!")
    assert done.stdout.strip().endswith(url)


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


def test_create_leaves_the_answer_and_the_picture(laptop: Laptop, tmp_path: Path) -> None:
    """The JSON is the API's answer, the picture what its presigned URL gives; both are named."""
    result = run("create", "Hazme una imagen de Colombia", "--out", str(tmp_path / "demo.json"), API_URL=laptop.url)
    assert result.exit_code == 0, result.output
    answer = json.loads((tmp_path / "demo.json").read_text())
    assert (tmp_path / "demo.png").read_bytes().startswith(b"\x89PNG")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["demo.json", "demo.png"]
    assert answer["ids"]["product_id"] in result.stdout


def test_create_shows_each_step_with_its_time(laptop: Laptop, tmp_path: Path) -> None:
    """Set-up, cloud, sign-in, interpret, design, publish, in that order, each with how long it took."""
    result = run("create", "un faro", "--out", str(tmp_path / "x"), "--url", laptop.url)
    steps = re.findall(r"^✓ (\S+) .*\d+(?:\.\d)? m?s$", result.stderr, re.MULTILINE)
    assert steps == ["set-up", "cloud", "sign-in", "interpret", "design", "publish", "open"]


def test_create_of_a_card_leaves_its_pdf_too(laptop: Laptop, tmp_path: Path) -> None:
    """Every file of the design is fetched."""
    assert (
        run("create", "a card", "--kind", "card", "--out", str(tmp_path / "x.png"), "--url", laptop.url).exit_code == 0
    )
    assert (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF-")


def test_create_finds_the_laptop_by_its_port(laptop: Laptop, tmp_path: Path) -> None:
    """PORT names the laptop that serves; none is started besides."""
    result = run("create", "un faro", "--out", str(tmp_path / "x"), PORT=laptop.url.rpartition(":")[2])
    assert result.exit_code == 0, result.output
    assert f"the one behind {laptop.url}" in result.stderr


def test_create_without_a_service_starts_its_own(tmp_path: Path) -> None:
    """What `make demo` does on a bare machine, as a program of its own."""
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        free = str(nobody.getsockname()[1])
    arguments = ["create", "Hazme una imagen de Colombia", "--out", str(tmp_path / "demo.json"), "--port", free]
    environment = {name: value for name, value in os.environ.items() if name != "API_URL"}
    done = subprocess.run(
        [*PROGRAM, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
        cwd=REPOSITORY,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert sorted(file.name for file in tmp_path.iterdir()) == ["demo.json", "demo.png"]


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


def test_a_field_that_is_refused_is_named(laptop: Laptop, tmp_path: Path) -> None:
    """The API's own words about the field are shown."""
    result = run("create", "x" * 1001, "--out", str(tmp_path / "x"), "--url", laptop.url)
    assert result.exit_code == 1
    assert "422 validation_failed: q: " in result.stderr


def test_titles_are_shown_as_they_are(laptop: Laptop, tmp_path: Path) -> None:
    """Brackets in a title are letters, not colours."""
    result = run("create", '"[/bold] [red]"', "--out", str(tmp_path / "x"), "--url", laptop.url)
    assert result.exit_code == 0, result.output


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


def test_a_wrong_password_says_how_to_name_another_user(laptop: Laptop) -> None:
    """401 comes with --user and --password."""
    result = run("token", "--password", "not-the-password", "--url", laptop.url)
    assert result.exit_code == 1
    assert "401 unauthorized" in result.stderr
    assert "--user" in result.stderr


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


def test_token_prints_the_token_alone(laptop: Laptop) -> None:
    """$(dreamforge token) can go into a header."""
    result = run("token", "--user", "boss", API_URL=laptop.url)
    assert result.exit_code == 0
    assert re.fullmatch(r"eyJ[\w-]+\.[\w-]+\.[\w-]+\n", result.stdout)


def test_a_mistake_of_ours_is_said_to_be_one() -> None:
    """Nobody is left alone with the name of an exception."""
    message, advice = words(KeyError("x"))
    assert message == "KeyError: 'x'"
    assert "--traceback" in advice


def test_a_missing_package_comes_with_how_to_install_it() -> None:
    """The laptop's packages are a group of their own."""
    assert words(ModuleNotFoundError("No module named 'moto'", name="moto")) == (
        "The package moto is missing.",
        "Install what is needed: scripts/setup.sh local.",
    )


def test_traceback_shows_where_a_failure_came_from() -> None:
    """--traceback lets the failure through."""
    result = run("--traceback", "token", "--url", NOBODY)
    assert result.exception is not None
    assert type(result.exception).__name__ == "ApiError"


# -------------------- serve


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_ends_well(number: signal.Signals) -> None:
    """Ctrl-C and kill end it soon, with 0 and without noise."""
    with serving_program() as (program, url):
        assert ApiClient(url).is_dreamforge()
        began = time.monotonic()
        program.send_signal(number)
        _, said = program.communicate(timeout=20)
        assert program.returncode == 0
        assert time.monotonic() - began < 15  # under a second on a quiet machine
        assert said.split("\n")[-3:] == ["", "closing", ""]


def test_serve_shows_a_line_for_each_request() -> None:
    """Status, method, operation and time."""
    with serving_program() as (program, url):
        ApiClient(url).call("GET", "/ping")
        program.send_signal(signal.SIGINT)
        _, said = program.communicate(timeout=20)
    assert re.search(r"^200 GET +ping +\d+\.\d ms$", said, re.MULTILINE)


def test_serve_refuses_a_folder_of_somebody_elses(tmp_path: Path) -> None:
    """A data folder that is not ours is left alone, and another is asked for."""
    (tmp_path / "letter.txt").touch()
    arguments = [*PROGRAM, "serve", "--port", "0", "--data", str(tmp_path)]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=60, cwd=REPOSITORY, check=False)
    assert done.returncode == 1
    assert "holds something that is not DreamForge's" in plain(done.stderr)
    assert "Traceback" not in done.stderr


def test_serve_refuses_a_region_without_an_image_model() -> None:
    """In the words of the service: what is not there, and what to set."""
    arguments = [*PROGRAM, "serve", "--port", "0", "--region", "us-east-1", "--image-region", "us-east-1"]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=120, cwd=REPOSITORY, check=False)
    assert done.returncode == 1
    said = "stability.sd3-5-large-v1:0 is not available in us-east-1; set BEDROCK_IMAGE_REGION to us-west-2"
    assert f"DreamForge cannot start: BEDROCK_IMAGE_MODEL_ID: {said}" in plain(done.stderr)
    assert "Traceback" not in done.stderr


def test_serve_says_that_it_is_running_already(laptop: Laptop) -> None:
    """The port of a DreamForge is not taken a second time, and the message says that it is one."""
    arguments = [*PROGRAM, "serve", "--port", laptop.url.rpartition(":")[2]]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=60, cwd=REPOSITORY, check=False)
    assert done.returncode == 1
    assert "a DreamForge is serving on port" in done.stderr


def test_a_caller_who_hangs_up_is_no_trouble(capsys: pytest.CaptureFixture[str]) -> None:
    """Closed connections of the stand-ins are not shown; other failures are."""
    for error in (BrokenPipeError("gone"), ValueError("wrong")):
        facts = {"name": "dreamforge.local", "levelno": logging.ERROR, "levelname": "ERROR"}
        failure = {"msg": "connection failed", "exc_info": (type(error), error, None)}
        RequestLines().emit(logging.makeLogRecord(facts | failure))
    said = capsys.readouterr().err
    assert "ValueError: wrong" in said
    assert "BrokenPipeError" not in said


def test_a_slow_request_is_told_with_its_tokens() -> None:
    """What a model was asked for stands at the end of the line."""
    facts = {
        "status": 201,
        "method": "POST",
        "operation": "create",
        "latency": 2100.4,
        "input_tokens": 900,
        "output_tokens": 200,
    }
    assert request_line(facts) == (
        "[green]201[/] POST    create               [yellow]  2100.4 ms[/][dim]  900+200 tokens[/]"
    )


# -------------------- doctor


def test_doctor_fails_where_something_needed_is_missing() -> None:
    """Without git and make there is no main job; it says where to get them."""
    result = run("doctor", PATH="")
    assert result.exit_code == 1
    assert "apt-get install git" in plain(result.output)
    assert "Mend what is marked" in result.output


def test_doctor_finds_an_old_python() -> None:
    """3.10 is too old."""
    assert not doctor.python((3, 10, 14)).ok
    assert doctor.python((3, 11, 0)).ok


def test_doctor_can_do_without_the_programs_of_the_cloud() -> None:
    """Terraform and the aws CLI are only for a real account."""
    found = {each.name: each for each in doctor.programs(lambda _: None)}
    assert {name for name, each in found.items() if each.needed} == {"git", "make"}
    assert not any(each.ok for each in found.values())


def test_doctor_names_missing_packages() -> None:
    """Those that cannot be imported, and how to install them."""
    found = doctor.packages(("json", "no_such_package"))
    assert (found.ok, found.said) == (False, "missing: no_such_package; run: scripts/setup.sh local")


def test_doctor_finds_a_port_that_is_taken() -> None:
    """By another program: a warning, since there are other ports."""
    with answering("200 OK", b"<html>") as url:
        found = doctor.serving(int(url.rpartition(":")[2]))
    assert (found.ok, found.needed) == (False, False)
    assert "taken by another program" in found.said


def test_doctor_knows_its_own(laptop: Laptop) -> None:
    """A port that a DreamForge serves on is well used."""
    found = doctor.serving(int(laptop.url.rpartition(":")[2]))
    assert (found.ok, found.said) == (True, "a DreamForge serves there")


def test_doctor_finds_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """Or is not there."""
    assert doctor.writable(tmp_path).ok
    assert not doctor.writable(tmp_path / "nowhere").ok


def test_serve_slow() -> None:
    """With --slow a brief takes as long as a hosted model's: an answer in seconds, or the service's own time-out."""
    with serving_program("--slow") as (_, url):
        client = ApiClient(url)
        client.sign_in("demo", DEMO_PASSWORD)
        began = time.monotonic()
        try:
            client.call("POST", "/interpret", {"q": "a red fox in the snow"})
        except ApiError as error:
            assert error.inside  # noqa: PT017 (only a machine under load gets here)
        assert time.monotonic() - began > 6
