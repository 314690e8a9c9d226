"""dreamforge: the whole service from the command line."""

import json
import os
import signal
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from backend.local import show
from backend.local.client import ApiClient, ApiError

DEFAULT_URL = "http://127.0.0.1:9000"
app = typer.Typer(
    help="DreamForge: an idea goes in, a listed product comes out.", no_args_is_help=True, add_completion=False
)

Port = Annotated[int, typer.Option(help="Port of the API; 0 takes a free one.", envvar="PORT", min=0, max=65535)]
Data = Annotated[Path | None, typer.Option(help="Folder to keep everything in between runs.", envvar="DATA")]
User = Annotated[str, typer.Option(help="Who signs in.")]
Password = Annotated[str | None, typer.Option(help="By default the demo users' own.", envvar="DREAMFORGE_PASSWORD")]
Url = Annotated[str | None, typer.Option("--url", help="A running API; by default the laptop's.", envvar="API_URL")]


@app.command()
def serve(port: Port = 9000, data: Data = None) -> None:
    """Run the service, with its cloud and models, until Ctrl-C."""
    from backend.local.serve import serve_until  # everything heavy is imported when it is needed

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with _explained():
        serve_until(stop, port=port, data=data)


@app.command()
def create(
    idea: Annotated[str, typer.Argument(help='Such as "Hazme una imagen de Colombia".')],
    kind: Annotated[
        str | None, typer.Option(help="poster, photo, card or document; by default what the idea asks for.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Where the answer goes; the files go beside it.")] = Path("out/demo.json"),
    open_: Annotated[bool, typer.Option("--open", help="Show the picture.")] = False,
    user: User = "demo",
    password: Password = None,
    url: Url = None,
) -> None:
    """Turn an idea into a listed product, on a running service or on one that is started for it."""
    body = {"q": idea} | ({"kind": kind} if kind else {})
    with _explained(), _service(url) as client:
        with show.step("sign-in", f"{user} at Cognito"):
            client.sign_in(user, password or _demo_password())
        creation = _created(client, body)
        files = _saved(client, creation, out)
    show.product(creation, [out, *files])
    if open_:
        webbrowser.open(files[0].resolve().as_uri())


@app.command()
def token(user: User = "demo", password: Password = None, url: Url = None) -> None:
    """Print an IdToken of a running service."""
    with _explained():
        typer.echo(ApiClient(_address(url)).sign_in(user, password or _demo_password())["id_token"])


@app.command()
def openapi(
    profile: Annotated[str, typer.Option(help="full or agent.")] = "full",
    base_url: Annotated[str, typer.Option(help="The server that the document names.")] = DEFAULT_URL,
) -> None:
    """Print the OpenAPI document."""
    from backend.local.documents import openapi_text

    typer.echo(openapi_text(profile, base_url), nl=False)


@app.command()
def doctor() -> None:
    """Say what is missing on this machine, and how to get it."""
    from backend.local.doctor import examine

    if not examine():
        raise typer.Exit(1)


def main() -> None:
    app()


def _created(client: ApiClient, body: dict[str, Any]) -> dict[str, Any]:
    """Creates, and shows the steps of the pipeline with the times that the service measured."""
    if show.console.is_terminal:
        with show.console.status("interpret → design → publish"):
            called = client.call("POST", "/create", body)
    else:
        called = client.call("POST", "/create", body)
    brief, design = called.content["brief"], called.content["design"]
    told = {
        "interpret": f"a brief in {brief['language']}: {brief['title']}, {brief['style']}",
        "design": f"{len(design['media_keys'])} file(s) by {design['model']}",
        "publish": "product and listing, in one transaction",
    }
    for name, ms in called.steps.items():
        show.done(name, told.get(name, ""), ms)
    return called.content


def _saved(client: ApiClient, creation: dict[str, Any], out: Path) -> list[Path]:
    """The answer as JSON and each file beside it, under the same name."""
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(creation, ensure_ascii=False, indent=2) + "\n")
    files = []
    with show.step("open", "the presigned URL of each file"):
        for media in creation["design"]["media"]:
            file = out.with_suffix(Path(media["key"]).suffix)
            file.write_bytes(client.fetch(media["url"]))
            files.append(file)
    return files


@contextmanager
def _service(url: str | None) -> Iterator[ApiClient]:
    """A client of the service at `url`, of the laptop that is running, or of one that runs as long as it is needed."""
    if url is not None or ApiClient(DEFAULT_URL).is_dreamforge():
        yield ApiClient(_address(url))
        return
    with show.step("set-up", "what the laptop needs"):
        from backend.local.laptop import Laptop
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    with show.step("cloud", "Cognito, DynamoDB, S3, KMS, Bedrock, API Gateway"):
        laptop = Laptop.start()
    with laptop:
        yield ApiClient(laptop.url)


def _address(url: str | None) -> str:
    return url or DEFAULT_URL


def _demo_password() -> str:
    from backend.local.cloud import DEMO_PASSWORD

    return DEMO_PASSWORD


@contextmanager
def _explained() -> Iterator[None]:
    """A failure is one line that says what went wrong and one that says what to do, never a traceback."""
    from backend.local.serving import PortTakenError

    try:
        yield
    except ApiError as error:
        show.trouble(
            str(error), "Is it running? `make serve` starts it; `dreamforge doctor` looks for what is missing."
        )
        raise typer.Exit(1) from None
    except PortTakenError as error:
        show.trouble(str(error), "Choose another: make serve PORT=9001")
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
