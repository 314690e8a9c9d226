"""dreamforge: the whole service from the command line.

What is heavy is imported by the command that needs it: `dreamforge --help` answers at once.
"""

import os
import signal
import sys
import threading
import webbrowser
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from backend.local import show
from backend.local.client import ApiClient
from backend.local.create import create as create_product
from backend.local.demo import DEFAULT_REGION, DEMO_PASSWORD
from backend.local.trouble import explained

PORT = 9000

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Kind(StrEnum):
    """What can be made; the same as the API's."""

    poster = "poster"
    photo = "photo"
    card = "card"
    document = "document"


class DocumentProfile(StrEnum):
    full = "full"
    agent = "agent"


Port = Annotated[int, typer.Option(help="Where the laptop serves, or is to serve.", envvar="PORT", min=0, max=65535)]
User = Annotated[str, typer.Option(help="Who signs in.")]
Password = Annotated[
    str | None,
    typer.Option(help="By default the one of the laptop's users.", envvar="DREAMFORGE_PASSWORD", show_default=False),
]
Url = Annotated[str | None, typer.Option(help="Another API than the laptop's.", envvar="API_URL", show_default=False)]

Region = Annotated[str, typer.Option(help="Where the laptop's AWS is.", envvar="REGION")]
ImageRegion = Annotated[
    str | None,
    typer.Option(
        help="Where pictures are made: by default there if the image model is, else in us-west-2.",
        envvar="BEDROCK_IMAGE_REGION",
        show_default=False,
    ),
]


@app.callback()
def options(
    context: typer.Context,
    traceback: Annotated[bool, typer.Option("--traceback", help="Show where a failure came from.")] = False,
) -> None:
    """DreamForge: an idea goes in, a listed product comes out."""
    context.obj = traceback


@app.command()
def serve(
    context: typer.Context,
    port: Port = PORT,
    data: Annotated[
        Path | None,
        typer.Option(help="Folder to keep everything in between runs.", envvar="DATA", show_default=False),
    ] = None,
    slow: Annotated[bool, typer.Option("--slow", help="Models take as long as hosted ones.", envvar="SLOW")] = False,
    region: Region = DEFAULT_REGION,
    image_region: ImageRegion = None,
) -> None:
    """Run the service, with its cloud and its models, until Ctrl-C."""
    with explained(traceback=context.obj):
        _ends_on_signals()
        from backend.local.serve import serve_until

        try:
            serve_until(threading.Event(), port=port, data=data, slow=slow, region=region, image_region=image_region)
        except KeyboardInterrupt:
            return  # that is how it is meant to end


@app.command()
def create(
    context: typer.Context,
    idea: Annotated[str, typer.Argument(help='Such as "Hazme una imagen de Colombia".')],
    kind: Annotated[Kind | None, typer.Option(help="By default what the idea asks for.", show_default=False)] = None,
    out: Annotated[Path, typer.Option(help="Where the answer goes; its files go beside it.")] = Path("out/demo.json"),
    open_: Annotated[bool, typer.Option("--open", help="Show the picture.")] = False,
    user: User = "demo",
    password: Password = None,
    url: Url = None,
    port: Port = PORT,
    region: Region = DEFAULT_REGION,
    image_region: ImageRegion = None,
) -> None:
    """Turn an idea into a listed product, on a running service or on one that is started for it."""
    with explained(traceback=context.obj):
        body = {"q": idea} | ({"kind": kind.value} if kind else {})
        files = create_product(
            body,
            out,
            url=url,
            port=port,
            user=user,
            password=password,
            region=region,
            image_region=image_region,
        )
        if open_ and not webbrowser.open(files[1].resolve().as_uri()):
            show.line(f"[yellow]○[/] nothing here shows pictures; it is in {files[1]}")


@app.command()
def token(
    context: typer.Context, user: User = "demo", password: Password = None, url: Url = None, port: Port = PORT
) -> None:
    """Print an IdToken of a running service."""
    with explained(traceback=context.obj):
        client = ApiClient(url or f"http://127.0.0.1:{port}")
        typer.echo(client.sign_in(user, password or DEMO_PASSWORD)["id_token"])


@app.command()
def env(context: typer.Context, port: Port = PORT) -> None:
    """Print the exports with which other programs find a running laptop's AWS: eval "$(dreamforge env)"."""
    with explained(traceback=context.obj):
        from backend.local.shared_environment import PATH, shell_lines

        client = ApiClient(f"http://127.0.0.1:{port}")
        typer.echo("\n".join(shell_lines(client.call("GET", PATH).content)))


@app.command()
def openapi(
    context: typer.Context,
    profile: Annotated[
        DocumentProfile, typer.Option(help="The whole API, or what agents can call.")
    ] = DocumentProfile.full,
    base_url: Annotated[str, typer.Option(help="The server that the document names.")] = f"http://127.0.0.1:{PORT}",
) -> None:
    """Print the OpenAPI document."""
    with explained(traceback=context.obj):
        from backend.local.documents import openapi_text

        typer.echo(openapi_text(profile.value, base_url), nl=False)


@app.command()
def paths(context: typer.Context) -> None:
    """Print the paths that the gateway's Cognito authorizer is not to guard, as infra/apps/paths.json has them."""
    with explained(traceback=context.obj):
        from backend.local.documents import paths_text

        typer.echo(paths_text(), nl=False)


@app.command()
def models(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="As infra/apps/models.json has them.")] = False,
) -> None:
    """Print the models that are known, with their families and regions."""
    with explained(traceback=context.obj):
        from backend.local.models import models_table, models_text

        typer.echo(models_text() if as_json else models_table(), nl=False)


@app.command()
def cloud(context: typer.Context, region: Region = DEFAULT_REGION, image_region: ImageRegion = None) -> None:
    """Apply Terraform onto an empty laptop cloud, and prove what it deployed: make cloud."""
    with explained(traceback=context.obj):
        _ends_on_signals()
        from backend.local.deploy_test.command import run

        if not run(region, image_region):
            raise typer.Exit(1)


@app.command()
def doctor(
    context: typer.Context,
    port: Port = PORT,
    aws: Annotated[bool, typer.Option("--aws", help="Examine the AWS account that the credentials are for.")] = False,
    region: Annotated[str | None, typer.Option(help="By default AWS_REGION.", show_default=False)] = None,
    image_region: Annotated[
        str | None, typer.Option(help="By default BEDROCK_IMAGE_REGION.", show_default=False)
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="With --aws: print JSON.")] = False,
) -> None:
    """Say what is missing on this machine, or with --aws on an AWS account, and how to get it."""
    with explained(traceback=context.obj):
        if not (_examine_aws(region, image_region, as_json=json_) if aws else _examine_machine(port)):
            raise typer.Exit(1)


def _examine_machine(port: int) -> bool:
    from backend.local.doctor import examine

    return examine(port)


def _examine_aws(region: str | None, image_region: str | None, *, as_json: bool) -> bool:
    from backend.local.aws_doctor import examine, show_findings
    from backend.local.aws_doctor.configuration import read_configuration

    configuration = read_configuration(os.environ, region=region, image_region=image_region)
    return show_findings(examine(configuration), as_json=as_json)


def main() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a letter shows "?", and goes on
    app()


def _ends_on_signals() -> None:
    """`kill` and a closed terminal end the program as Ctrl-C does: orderly. A second signal ends it at once."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def end(_number: int, _frame: FrameType | None) -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)
        raise KeyboardInterrupt

    for number in numbers:
        signal.signal(number, end)
