"""Options and arguments of the command line, as commands declare them."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Kind(StrEnum):
    """What can be made; the same as the API's."""

    poster = "poster"
    photo = "photo"
    card = "card"
    document = "document"


class DocumentProfile(StrEnum):
    full = "full"
    agent = "agent"


class Shell(StrEnum):
    bash = "bash"
    zsh = "zsh"
    fish = "fish"


Idea = Annotated[str, typer.Argument(help='Such as "Hazme una imagen de Colombia".')]
KindOption = Annotated[
    Kind | None, typer.Option("--kind", help="By default what the idea asks for.", show_default=False)
]
Out = Annotated[
    Path, typer.Option(help="Where the answer goes, and its files next to it; - writes the picture to standard output.")
]
Open = Annotated[bool, typer.Option("--open", help="Show the picture.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
AlwaysJson = Annotated[bool, typer.Option("--json", help="Nothing changes: it is JSON.")]
Port = Annotated[int, typer.Option(help="Where the laptop serves, or is to serve.", envvar="PORT", min=0, max=65535)]
User = Annotated[str, typer.Option(help="Who signs in.")]
Password = Annotated[
    str | None,
    typer.Option(help="By default the one of the laptop's users.", envvar="DREAMFORGE_PASSWORD", show_default=False),
]
Url = Annotated[str | None, typer.Option(help="Another API than the laptop's.", envvar="API_URL", show_default=False)]
Data = Annotated[
    Path | None,
    typer.Option(help="Folder to keep everything in between runs.", envvar="DATA", show_default=False),
]
Slow = Annotated[bool, typer.Option("--slow", help="Models take as long as hosted ones.", envvar="SLOW")]
Region = Annotated[str, typer.Option(help="Where the laptop's AWS is.", envvar="REGION")]
ImageRegion = Annotated[
    str | None,
    typer.Option(
        help="Where pictures are made: by default there if the image model is, else in us-west-2.",
        envvar="BEDROCK_IMAGE_REGION",
        show_default=False,
    ),
]
AwsRegion = Annotated[str | None, typer.Option("--region", help="By default AWS_REGION.", show_default=False)]
AwsImageRegion = Annotated[
    str | None, typer.Option("--image-region", help="By default BEDROCK_IMAGE_REGION.", show_default=False)
]
