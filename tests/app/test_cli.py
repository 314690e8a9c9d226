"""The command line against a running laptop."""

import io
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
from PIL import Image

from backend.local import doctor
from backend.local.client import ApiClient, ApiError
from backend.local.demo import DEMO_PASSWORD
from backend.local.laptop import Laptop
from tests.command_line import PROGRAM, REPOSITORY, plain, run
from tests.time_limits import scaled

STAND_INS = ("AWS", "Bedrock", "KIE", "sign-in")
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
    """Set-up, cloud, sign-in, interpret, design, typeset, publish, in that order, each with how long it took."""
    result = run("create", "un faro", "--out", str(tmp_path / "x"), "--url", laptop.url)
    steps = re.findall(r"^✓ (\S+) .*\d+(?:\.\d)? m?s$", result.stderr, re.MULTILINE)
    assert steps == ["set-up", "cloud", "sign-in", "interpret", "design", "typeset", "publish", "open"]


def test_create_of_a_card_leaves_its_pdf_too(laptop: Laptop, tmp_path: Path) -> None:
    """Every file of the design is fetched."""
    assert (
        run("create", "a card", "--kind", "card", "--out", str(tmp_path / "x.png"), "--url", laptop.url).exit_code == 0
    )
    assert (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF-")


def test_create_writes_the_picture_to_standard_output(laptop: Laptop, tmp_path: Path) -> None:
    """--out - leaves no file, and nothing else is on standard output."""
    command = [*PROGRAM, "create", "un faro", "--out", "-", "--url", laptop.url]
    done = subprocess.run(command, capture_output=True, timeout=scaled(120), cwd=tmp_path, check=True)
    with Image.open(io.BytesIO(done.stdout)) as picture:
        assert picture.format == "PNG"
    assert list(tmp_path.iterdir()) == []


def test_create_prints_its_answer_as_json(laptop: Laptop, tmp_path: Path) -> None:
    """--json: the API's answer, and the files that were written."""
    result = run("create", "un faro", "--out", str(tmp_path / "x"), "--json", API_URL=laptop.url)
    answer = json.loads(result.stdout)
    assert answer["creation"] == json.loads((tmp_path / "x.json").read_text())
    assert answer["files"] == [str(tmp_path / "x.json"), str(tmp_path / "x.png")]


def test_lines_fit_the_terminal_and_words_stay_whole(laptop: Laptop, tmp_path: Path) -> None:
    """Each word of the wide output is a word of the narrow one; only what is to be copied may be longer than a line."""
    shown = {}
    for width in (40, 70, 100, 400):
        command = [*PROGRAM, "create", "un faro", "--out", "x", "--port", laptop.url.rpartition(":")[2]]
        environment = {**os.environ, "COLUMNS": str(width), "PYTHONPATH": str(REPOSITORY)}
        environment.pop("API_URL", None)
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment, check=False)
        assert done.returncode == 0, done.stderr
        shown[width] = done.stderr + done.stdout
    changing = re.compile(r"\b(prd|lst)_\w+|\d+(\.\d)? (m?s|kB)\b")
    seen = {width: changing.sub("-", text) for width, text in shown.items()}
    wide = set(seen[400].split())
    assert [width for width, text in seen.items() if set(text.split()) != wide] == []
    assert [line for width, text in seen.items() for line in text.splitlines() if len(line) > width] == []


def test_what_comes_next_is_shown(laptop: Laptop, tmp_path: Path) -> None:
    """The studio and the documentation of a laptop that keeps running; without one, how to start it."""
    port = laptop.url.rpartition(":")[2]
    said = run("create", "un faro", "--out", str(tmp_path / "x"), PORT=port).stderr
    assert f"studio   {laptop.url}/studio/" in said
    assert f"docs     {laptop.url}/docs" in said


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
    assert f"make serve PORT={free}" in done.stderr


@pytest.mark.parametrize("step", ["set-up", "cloud", "sign-in"])
def test_create_is_stopped_with_ctrl_c(tmp_path: Path, step: str) -> None:
    """After each step: one word, no traceback, no process left behind, and the status that a shell expects."""
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        free = str(nobody.getsockname()[1])
    command = [*PROGRAM, "create", "un faro", "--out", str(tmp_path / "x"), "--port", free]
    environment = {name: value for name, value in os.environ.items() if name != "API_URL"}
    program = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env=environment, cwd=REPOSITORY, start_new_session=True
    )
    assert program.stderr is not None
    for line in program.stderr:
        if line.startswith(f"✓ {step}"):
            break
    program.send_signal(signal.SIGINT)
    _, said = program.communicate(timeout=scaled(60))
    assert program.returncode == 130, said
    assert said.endswith("stopped\n")
    assert "Traceback" not in said
    with pytest.raises(ProcessLookupError):
        os.killpg(program.pid, 0)


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


def test_tokens_and_variables_as_json(laptop: Laptop) -> None:
    """token: all tokens of the sign-in; env: the variables by name."""
    port = laptop.url.rpartition(":")[2]
    assert {"id_token", "access_token", "refresh_token"} <= set(json.loads(run("token", "--json", PORT=port).stdout))
    assert json.loads(run("env", "--json", PORT=port).stdout)["API_URL"] == laptop.url


def test_open_opens_the_studio(laptop: Laptop, tmp_path: Path) -> None:
    """In the browser that there is, and its address is printed."""
    browser = tmp_path / "browser"
    browser.write_text(f"#!/bin/sh\necho \"$1\" > '{tmp_path}/opened'\n")
    browser.chmod(0o755)
    command = [*PROGRAM, "open", "--port", laptop.url.rpartition(":")[2]]
    done = subprocess.run(
        command, env={**os.environ, "BROWSER": str(browser)}, capture_output=True, text=True, cwd=REPOSITORY, check=True
    )
    assert done.stdout == (tmp_path / "opened").read_text() == f"{laptop.url}/studio/\n"


def test_open_without_a_service_says_how_to_start_one() -> None:
    """And opens nothing."""
    result = run("open", "--port", "9")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "`make serve` starts it" in plain(result.stderr)


def test_serve_prints_its_addresses_as_json() -> None:
    """One object when it is ready, for a program that started it."""
    command = [*PROGRAM, "serve", "--port", "0", "--json"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=REPOSITORY
    ) as program:
        assert program.stdout is not None
        said = ""
        for line in program.stdout:
            said += line
            if line == "}\n":
                break
        addresses = json.loads(said)
        assert ApiClient(addresses["url"]).is_dreamforge()
        assert set(addresses["endpoints"]) == {"aws", "bedrock", "kie"}
        metadata = ApiClient(addresses["url"]).call("GET", "/.well-known/oauth-authorization-server").content
        assert metadata["authorization_endpoint"] == f"{addresses['sign_in']}/oauth2/authorize"
        program.send_signal(signal.SIGTERM)
        assert program.communicate(timeout=scaled(30))[0] == ""
    assert program.returncode == 0


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_serve_ends_well(number: signal.Signals, status: int) -> None:
    """Ctrl-C and kill end it soon and without noise; what asked it to stop with `kill` gets a 0.

    Until then it shows a line for each request: status, method, operation and time.
    """
    with serving_program() as (program, url):
        ApiClient(url).call("GET", "/ping")
        began = time.monotonic()
        program.send_signal(number)
        _, said = program.communicate(timeout=scaled(20))
        assert program.returncode == status
        assert time.monotonic() - began < scaled(15)  # under a second on an idle machine
        assert said.split("\n")[-4:] == ["", "closing", "stopped", ""]
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
    assert f"It is a DreamForge: {laptop.url}/studio/." in plain(done.stderr)


def test_doctor_knows_its_own(laptop: Laptop) -> None:
    """A port that a DreamForge serves on is well used."""
    found = doctor.check_serving(int(laptop.url.rpartition(":")[2]))
    assert (found.ok, found.message) == (True, "a DreamForge serves there")


@pytest.mark.long
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
