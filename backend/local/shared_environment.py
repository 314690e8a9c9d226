"""The environment in which other programs find the laptop's cloud: what `dreamforge env` prints.

A running laptop says it at `/_environment`; the command line writes it for a shell. It holds nothing secret: the keys
open nothing but the stand-ins of this machine.
"""

import json
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from backend.local.serving import App

PATH = "/_environment"
SHARED = ("AWS_", "S3_BUCKET_", "DDB_TABLE_", "SQS_QUEUE_", "COGNITO_")
"""How the names begin that mean something to other programs; the others are settings of the service."""
HIDDEN = ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_CA_BUNDLE")
"""They would lead away from the laptop."""


def shared_variables(environment: Mapping[str, str], url: str) -> dict[str, str]:
    """Of a laptop's environment what other programs need, with the address of its API."""
    return {"API_URL": url} | {name: value for name, value in environment.items() if name.startswith(SHARED)}


def shell_lines(variables: Mapping[str, str]) -> Iterator[str]:
    """`export AWS_REGION=us-west-2`, for `eval "$(dreamforge env)"`."""
    yield f"unset {' '.join(HIDDEN)}"
    for name, value in sorted(variables.items()):
        yield f"export {name}={shlex.quote(value)}"
    yield 'export NO_PROXY="127.0.0.1${NO_PROXY:+,$NO_PROXY}"'


class EnvironmentPage:
    """A WSGI middleware in front of the laptop's API: GET /_environment is answered here."""

    def __init__(self, api: App, environment: Mapping[str, str]) -> None:
        self._api = api
        self._environment = environment

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != PATH or environ["REQUEST_METHOD"] != "GET":
            return self._api(environ, start_response)
        url = f"http://{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
        body = json.dumps(shared_variables(self._environment, url)).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]
