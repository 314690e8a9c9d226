"""The command line against a running laptop."""

import json
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

from backend.local import doctor
from backend.local.client import ApiClient, ApiError
from backend.local.demo import DEMO_PASSWORD
from backend.local.laptop import Laptop
from tests.command_line import PROGRAM, REPOSITORY, plain, run
from tests.time_limits import scaled

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
    """PORT names the laptop that serves; no other is started."""
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
        timeout=scaled(120),
        env=environment,
        cwd=REPOSITORY,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert sorted(file.name for file in tmp_path.iterdir()) == ["demo.json", "demo.png"]


def test_a_field_that_is_refused_is_named(laptop: Laptop, tmp_path: Path) -> None:
    """The API's own words about the field are shown."""
    result = run("create", "x" * 1001, "--out", str(tmp_path / "x"), "--url", laptop.url)
    assert result.exit_code == 1
    assert "422 validation_failed: q: " in result.stderr


def test_titles_are_shown_as_they_are(laptop: Laptop, tmp_path: Path) -> None:
    """Brackets in a title are letters, not colours."""
    result = run("create", '"[/bold] [red]"', "--out", str(tmp_path / "x"), "--url", laptop.url)
    assert result.exit_code == 0, result.output


def test_a_wrong_password_says_how_to_name_another_user(laptop: Laptop) -> None:
    """401 comes with --user and --password."""
    result = run("token", "--password", "not-the-password", "--url", laptop.url)
    assert result.exit_code == 1
    assert "401 unauthorized" in result.stderr
    assert "--user" in result.stderr


def test_token_prints_the_token_alone(laptop: Laptop) -> None:
    """$(dreamforge token) can go into a header."""
    result = run("token", "--user", "boss", API_URL=laptop.url)
    assert result.exit_code == 0
    assert re.fullmatch(r"eyJ[\w-]+\.[\w-]+\.[\w-]+\n", result.stdout)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_ends_well(number: signal.Signals) -> None:
    """Ctrl-C and kill end it soon, with 0 and without noise."""
    with serving_program() as (program, url):
        assert ApiClient(url).is_dreamforge()
        began = time.monotonic()
        program.send_signal(number)
        _, said = program.communicate(timeout=scaled(20))
        assert program.returncode == 0
        assert time.monotonic() - began < scaled(15)  # under a second on an idle machine
        assert said.split("\n")[-3:] == ["", "closing", ""]


def test_serve_shows_a_line_for_each_request() -> None:
    """Status, method, operation and time."""
    with serving_program() as (program, url):
        ApiClient(url).call("GET", "/ping")
        program.send_signal(signal.SIGINT)
        _, said = program.communicate(timeout=scaled(20))
    assert re.search(r"^200 GET +ping +\d+\.\d ms$", said, re.MULTILINE)


def test_serve_refuses_a_folder_of_somebody_elses(tmp_path: Path) -> None:
    """A data folder that is not ours is left alone, and another is asked for."""
    (tmp_path / "letter.txt").touch()
    arguments = [*PROGRAM, "serve", "--port", "0", "--data", str(tmp_path)]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=scaled(60), cwd=REPOSITORY, check=False)
    assert done.returncode == 1
    assert "holds something that is not DreamForge's" in plain(done.stderr)
    assert "Traceback" not in done.stderr


def test_serve_refuses_a_region_without_an_image_model() -> None:
    """In the words of the service: what is not there, and what to set."""
    arguments = [*PROGRAM, "serve", "--port", "0", "--region", "us-east-1", "--image-region", "us-east-1"]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=scaled(120), cwd=REPOSITORY, check=False)
    assert done.returncode == 1
    said = "stability.sd3-5-large-v1:0 is not available in us-east-1; set BEDROCK_IMAGE_REGION to us-west-2"
    assert f"DreamForge cannot start: BEDROCK_IMAGE_MODEL_ID: {said}" in plain(done.stderr)
    assert "Traceback" not in done.stderr


def test_serve_says_that_it_is_running_already(laptop: Laptop) -> None:
    """The port of a DreamForge is not taken a second time, and the message says that it is one."""
    arguments = [*PROGRAM, "serve", "--port", laptop.url.rpartition(":")[2]]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=scaled(60), cwd=REPOSITORY, check=False)
    assert done.returncode == 1
    assert "a DreamForge is serving on port" in done.stderr


def test_doctor_knows_its_own(laptop: Laptop) -> None:
    """A port that a DreamForge serves on is well used."""
    found = doctor.serving(int(laptop.url.rpartition(":")[2]))
    assert (found.ok, found.said) == (True, "a DreamForge serves there")


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
