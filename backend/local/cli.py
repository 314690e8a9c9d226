"""dreamforge: the whole service from the command line.

What is heavy is imported by the command that needs it: `dreamforge --help` answers at once.
"""

import os
import signal
import sys
import threading
import webbrowser
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from backend.local import cli_options as options
from backend.local import show
from backend.local.client import START_IT, ApiClient, ApiError
from backend.local.create import DEFAULT_OUT, Created, show_next_steps
from backend.local.create import create as create_product
from backend.local.demo import DEFAULT_PORT, DEFAULT_REGION, DEMO_PASSWORD
from backend.local.errors import EXIT_CODES, Stopped, explain_failures, stop_on_signals

NAME = "dreamforge"
STANDARD_OUTPUT = Path("-")

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="\n\n".join(["Exit codes:", *(f"{code}  {meaning}." for code, meaning in EXIT_CODES.items())]),
    rich_markup_mode="rich" if show.output.width >= show.NARROW else None,  # its tables cut words short
)


@app.callback()
def set_options(
    context: typer.Context,
    traceback: Annotated[bool, typer.Option("--traceback", help="Show where a failure came from.")] = False,
) -> None:
    """DreamForge: an idea goes in, a listed product comes out."""
    context.obj = traceback


@app.command()
def serve(
    context: typer.Context,
    port: options.Port = DEFAULT_PORT,
    data: options.Data = None,
    slow: options.Slow = False,
    region: options.Region = DEFAULT_REGION,
    image_region: options.ImageRegion = None,
    as_json: options.AsJson = False,
) -> None:
    """Run the service, with its cloud and its models, until Ctrl-C."""
    with explain_failures(traceback=context.obj):
        from backend.local.serve import serve_until

        stop = threading.Event()
        try:
            serve_until(
                stop, port=port, data=data, slow=slow, region=region, image_region=image_region, as_json=as_json
            )
        except Stopped as stopped:
            if stopped.number == signal.SIGINT:
                raise
            show.line("[dim]stopped[/]")


@app.command()
def create(
    context: typer.Context,
    idea: options.Idea,
    kind: options.KindOption = None,
    out: options.Out = DEFAULT_OUT,
    open_: options.Open = False,
    as_json: options.AsJson = False,
    user: options.User = "demo",
    password: options.Password = None,
    url: options.Url = None,
    port: options.Port = DEFAULT_PORT,
    region: options.Region = DEFAULT_REGION,
    image_region: options.ImageRegion = None,
) -> None:
    """Turn an idea into a listed product, on a running service or on one that is started for it."""
    piped = out == STANDARD_OUTPUT
    if piped and as_json:
        raise typer.BadParameter("--out - and --json both write to standard output.")
    if piped and sys.stdout.isatty():
        raise typer.BadParameter("Standard output is a terminal. Send the picture on: --out - > picture.png")
    with explain_failures(traceback=context.obj):
        made = create_product(
            {"q": idea} | ({"kind": kind.value} if kind else {}),
            None if piped else out,
            url=url,
            port=port,
            user=user,
            password=password,
            region=region,
            image_region=image_region,
        )
        if piped:
            sys.stdout.buffer.write(made.picture)
        elif as_json:
            show.print_json({"creation": made.creation, "files": [str(file) for file in made.files]})
        else:
            _present(made)
            if url is None:
                show_next_steps(made.url, port)
        if open_ and made.files and not webbrowser.open(made.files[1].resolve().as_uri()):
            show.line(f"[yellow]○[/] nothing here shows pictures; it is in {made.files[1]}")


def _present(made: Created) -> None:
    from backend.local.terminal_images import show_picture

    show.print_product(made.creation, made.files)
    show_picture(made.picture, sys.stdin, sys.stdout, show.output.width, os.environ)


@app.command(name="open")
def open_studio(context: typer.Context, port: options.Port = DEFAULT_PORT, as_json: options.AsJson = False) -> None:
    """Open the studio of a running service in the browser, and print its address."""
    with explain_failures(traceback=context.obj):
        client = ApiClient(f"http://127.0.0.1:{port}")
        if not client.is_dreamforge():
            raise ApiError(f"No DreamForge serves on port {port}.", START_IT)
        address = f"{client.url}/studio/"
        opened = webbrowser.open(address)
        if as_json:
            show.print_json({"url": address, "opened": opened})
            return
        typer.echo(address)
        if not opened:
            show.line("[yellow]○[/] no browser was found here; open that address in yours")


@app.command()
def token(
    context: typer.Context,
    user: options.User = "demo",
    password: options.Password = None,
    url: options.Url = None,
    port: options.Port = DEFAULT_PORT,
    as_json: options.AsJson = False,
) -> None:
    """Print an IdToken of a running service."""
    with explain_failures(traceback=context.obj):
        client = ApiClient(url or f"http://127.0.0.1:{port}")
        tokens = client.sign_in(user, password or DEMO_PASSWORD)
        if as_json:
            show.print_json(tokens)
        else:
            typer.echo(tokens["id_token"])


@app.command()
def env(context: typer.Context, port: options.Port = DEFAULT_PORT, as_json: options.AsJson = False) -> None:
    """Print the exports with which other programs find a running laptop's AWS: eval "$(dreamforge env)"."""
    with explain_failures(traceback=context.obj):
        from backend.local.shared_environment import PATH, shell_lines

        variables = ApiClient(f"http://127.0.0.1:{port}").call("GET", PATH).content
        if as_json:
            show.print_json(variables)
        else:
            typer.echo("\n".join(shell_lines(variables)))


@app.command()
def trace(
    context: typer.Context,
    request_id: Annotated[
        str | None,
        typer.Argument(
            metavar="[REQUEST_ID]", help="A request's, trace's or job's id; without it, the latest request."
        ),
    ] = None,
    port: options.Port = DEFAULT_PORT,
    as_json: options.AsJson = False,
) -> None:
    """Print what a request to a running laptop did, call by call. The first call switches the recorder on."""
    with explain_failures(traceback=context.obj):
        from backend.local.console.terminal import print_waterfall, read_request

        found = read_request(f"http://127.0.0.1:{port}", request_id)
        if as_json:
            show.print_json(found)
        else:
            print_waterfall(found, show.output)


@app.command()
def openapi(
    context: typer.Context,
    profile: Annotated[
        options.DocumentProfile, typer.Option(help="The whole API, or what agents can call.")
    ] = options.DocumentProfile.full,
    base_url: Annotated[
        str, typer.Option(help="The server that the document names.")
    ] = f"http://127.0.0.1:{DEFAULT_PORT}",
    _as_json: options.AlwaysJson = False,
) -> None:
    """Print the OpenAPI document."""
    with explain_failures(traceback=context.obj):
        from backend.local.documents import openapi_text

        typer.echo(openapi_text(profile.value, base_url), nl=False)


@app.command()
def paths(context: typer.Context, _as_json: options.AlwaysJson = False) -> None:
    """Print the paths that the gateway's Cognito authorizer is not to guard, as infra/apps/paths.json has them."""
    with explain_failures(traceback=context.obj):
        from backend.local.documents import paths_text

        typer.echo(paths_text(), nl=False)


@app.command()
def models(context: typer.Context, as_json: options.AsJson = False) -> None:
    """Print the models that are known, with their families and regions; as JSON, as infra/apps/models.json has them."""
    with explain_failures(traceback=context.obj):
        from backend.local.models import models_table, models_text

        typer.echo(models_text() if as_json else models_table(), nl=False)


@app.command()
def cloud(
    context: typer.Context,
    region: options.Region = DEFAULT_REGION,
    image_region: options.ImageRegion = None,
    as_json: options.AsJson = False,
) -> None:
    """Apply Terraform onto an empty laptop cloud, and prove what it deployed: make cloud."""
    with explain_failures(traceback=context.obj):
        from backend.local.deploy_test.command import run

        passed = run(region, image_region)
        if as_json:
            show.print_json({"passed": passed, "region": region})
        if not passed:
            raise typer.Exit(1)


@app.command()
def doctor(
    context: typer.Context,
    port: options.Port = DEFAULT_PORT,
    aws: Annotated[bool, typer.Option("--aws", help="Examine the AWS account that the credentials are for.")] = False,
    region: options.AwsRegion = None,
    image_region: options.AwsImageRegion = None,
    as_json: options.AsJson = False,
) -> None:
    """Say what is missing on this machine, or with --aws on an AWS account, and how to get it."""
    with explain_failures(traceback=context.obj):
        if aws:
            well = _examine_aws(region, image_region, as_json=as_json)
        else:
            from backend.local.doctor import examine

            well = examine(port, as_json=as_json)
        if not well:
            raise typer.Exit(1)


def _examine_aws(region: str | None, image_region: str | None, *, as_json: bool) -> bool:
    from backend.local.aws_doctor import examine, show_findings
    from backend.local.aws_doctor.configuration import read_configuration

    configuration = read_configuration(os.environ, region=region, image_region=image_region)
    return show_findings(examine(configuration), as_json=as_json)


@app.command()
def completion(shell: Annotated[options.Shell, typer.Argument()], as_json: options.AsJson = False) -> None:
    """Print the script that completes this command in a shell: eval "$(dreamforge completion bash)"."""
    from typer.completion import get_completion_script  # type: ignore[attr-defined]

    script = get_completion_script(prog_name=NAME, complete_var=f"_{NAME.upper()}_COMPLETE", shell=shell.value)
    if as_json:
        show.print_json({"shell": shell.value, "script": script})
    else:
        typer.echo(script)


def main() -> None:
    from typer.completion import completion_init  # type: ignore[attr-defined]

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a letter shows "?" instead
    stop_on_signals()
    completion_init()  # before the shell's request for completions is read
    app(prog_name=NAME)
