"""`dreamforge create`: an idea becomes a product, on a service that runs or on one started for it, step by step."""

import errno
import json
import logging
import os
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.local import show
from backend.local.client import ApiClient, ApiError, CallResult
from backend.local.demo import DEFAULT_PORT, DEFAULT_REGION, DEMO_PASSWORD

DEFAULT_OUT = Path("out/demo.json")
SUFFIXES = (".json", ".png", ".pdf")
"""Of the files that are left behind. A name that ends with one of them is taken without it."""
LINES_KEPT = 400


class OutError(RuntimeError):
    """A file cannot be written. The message says which and why."""


class RecentLog(logging.Handler):
    """Keeps the last lines of a service that runs inside this program, to be written when something fails."""

    def __init__(self) -> None:
        super().__init__()
        self._records: deque[logging.LogRecord] = deque(maxlen=LINES_KEPT)

    def emit(self, record: logging.LogRecord) -> None:
        self._records.append(record)

    def write(self, file: Path) -> None:
        from backend.adapters.observability.logs import JsonLines

        lines = JsonLines()
        file.write_text("".join(lines.format(record) + "\n" for record in self._records), encoding="utf-8")


class Out:
    """Where the answer goes: `out/demo.json`, and each file next to it under the same name."""

    def __init__(self, asked: Path) -> None:
        """`asked` is the JSON file, the picture, either without its suffix, or a folder that is there."""
        if asked.is_dir():
            asked = asked / "demo"
        self._base = asked.with_suffix("") if asked.suffix in SUFFIXES else asked

    @property
    def folder(self) -> Path:
        return self._base.parent

    def file(self, suffix: str) -> Path:
        return self._base.with_name(self._base.name + suffix)

    def check(self) -> None:
        """Find out before anything is made whether it can be kept."""
        trial = self.file(".part")
        self._write_file(trial, b"")
        trial.unlink(missing_ok=True)

    def write(self, suffix: str, content: bytes) -> Path:
        """All or nothing: what was there before stays until the new file is whole."""
        file, part = self.file(suffix), self.file(".part")
        try:
            self._write_file(part, content)
            self._replace(part, file)
        finally:
            part.unlink(missing_ok=True)
        return file

    @staticmethod
    def _write_file(file: Path, content: bytes) -> None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        except OSError as error:
            raise OutError(f"{file.parent} cannot be written to: {error.strerror}.{_disk_full_advice(error)}") from None

    @staticmethod
    def _replace(part: Path, file: Path) -> None:
        try:
            part.replace(file)
        except OSError as error:
            raise OutError(f"{file} cannot be written: {error.strerror}.") from None


@dataclass(frozen=True, slots=True)
class Created:
    """What was made, and where it can be seen."""

    creation: dict[str, Any]
    """The answer of `POST /create`."""
    contents: dict[str, bytes]
    """Suffix -> file, such as ".png"."""
    files: list[Path]
    """What was written, the JSON first; empty if nothing was to be."""
    url: str | None
    """Of the service, if it is still there."""

    @property
    def picture(self) -> bytes:
        return self.contents[".png"]


def create(
    body: dict[str, Any],
    out: Path | None,
    *,
    url: str | None,
    port: int,
    user: str,
    password: str | None,
    region: str = DEFAULT_REGION,
    image_region: str | None = None,
) -> Created:
    """Creates the product, and writes it to `out` if there is one.

    The service is the one at `url`, else the laptop that serves on `port`, else one of its own for as long as it takes,
    in `region`.
    """
    began = time.perf_counter()
    target = Out(out) if out else None
    if target:
        target.check()
    running = ApiClient(url or f"http://127.0.0.1:{port}")
    own = url is None and not running.is_dreamforge()
    place = f"{target.folder}/ can be written to, " if target else ""
    with show.step("set-up", f"{place}programs are loaded"):
        secret = password or DEMO_PASSWORD
        if own:
            _load()
    log_file = (target or Out(DEFAULT_OUT)).file(".log")
    with _own_laptop(log_file, region, image_region) if own else _there(running) as client:
        with show.step("sign-in", f"{user} at Cognito"):
            client.sign_in(user, secret)
        creation = _create(client, body)
        with show.step("open", "the presigned URL of each file"):
            contents = {
                Path(media["key"]).suffix: client.fetch(media["url"])
                for media in creation["design"]["media"]
                if media.get("role") != "art"
            }
        files = _write_files(target, creation, contents) if target else []
    show.line(f"[dim]{show.format_duration((time.perf_counter() - began) * 1000)} in all[/]")
    return Created(creation, contents, files, None if own else running.url)


def show_next_steps(url: str | None, port: int) -> None:
    """What somebody would do next: with the laptop that runs at `url`, or with one that is still to be started."""
    where = url or f"http://127.0.0.1:{port}"
    start = "make serve" if port == DEFAULT_PORT else f"make serve PORT={port}"
    facts = [
        *([] if url else [show.Fact("serve", start, "the service, until Ctrl-C", style="bold")]),
        show.Fact("studio", f"{where}/studio/", "sign in, make more, edit and sell it"),
        show.Fact("docs", f"{where}/docs", "every operation, to be tried"),
        show.Fact("another", 'make demo IDEA="a red fox"'),
    ]
    show.console.print()
    show.console.print("[bold]Next[/]")
    show.print_facts(facts, show.console, indent=2)


def _load() -> None:
    """What a laptop is made of. It is half of the time that `make demo` takes, so it is a step of its own."""
    import backend.local.laptop  # noqa: F401


@contextmanager
def _there(running: ApiClient) -> Iterator[ApiClient]:
    with show.step("cloud", f"the one behind {running.url}"):
        running.call("GET", "/ping")
    yield running


@contextmanager
def _own_laptop(log_file: Path, region: str, image_region: str | None) -> Iterator[ApiClient]:
    """A laptop for this one job. When it fails inside, its log is written to `log_file`."""
    from backend.local.laptop import Laptop
    from backend.local.region import read_chosen_models

    log = RecentLog()
    logging.getLogger("dreamforge.local").addHandler(log)  # to the end: what is being closed still writes
    settings = {"LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"), **read_chosen_models(os.environ)}
    with show.step("cloud", "Cognito, DynamoDB, S3, KMS, Bedrock, API Gateway"):
        laptop = Laptop.start(settings=settings, log_to=log, region=region, image_region=image_region)
    with laptop:
        try:
            yield ApiClient(laptop.url)
        except KeyboardInterrupt:
            show.line("[dim]closing[/]")
            raise
        except ApiError as error:
            if not error.inside:
                raise
            log.write(log_file)
            raise ApiError(str(error), f"Try again. What happened inside the service is in {log_file}.") from None


def _create(client: ApiClient, body: dict[str, Any]) -> dict[str, Any]:
    """Creates, and shows the steps with the times that the service measured."""
    with show.show_progress("interpret → design → publish"):
        result = client.call("POST", "/create", body)
    for name, ms in (result.steps or {"create": result.ms}).items():
        show.report_step(name, _describe_step(name, result), ms)
    return result.content


def _describe_step(step: str, result: CallResult) -> str:
    brief, design = result.content["brief"], result.content["design"]
    if step == "interpret":
        return f"a brief in {brief['language']}: {brief['title']}"
    if step == "design":
        return f"art for a {brief['kind']} by {design['model']}"
    if step == "typeset":
        return " · ".join([brief["title"], *(line["text"] for line in brief["lines"])])
    if step == "publish":
        return "product and listing, in one transaction"
    return str(brief["title"]) if step == "create" else ""


def _write_files(target: Out, creation: dict[str, Any], contents: dict[str, bytes]) -> list[Path]:
    """The answer as JSON, and each file as its presigned URL gave it."""
    answer = json.dumps(creation, ensure_ascii=False, indent=2) + "\n"
    return [
        target.write(".json", answer.encode()),
        *(target.write(suffix, content) for suffix, content in contents.items()),
    ]


def _disk_full_advice(error: OSError) -> str:
    return " Free some room there." if error.errno in (errno.ENOSPC, errno.EDQUOT) else ""
