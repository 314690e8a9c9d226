"""Serves the API over HTTP: `python -m backend.container --host 0.0.0.0 --port 8080 --public-url https://api.example.com`.

The settings are the Lambda's environment variables. SIGTERM lets requests in work finish.
"""

import argparse
import logging
import signal
import socket
import sys
from types import FrameType

import uvicorn

from backend.container.application import SECONDS, Front
from backend.forge.config import ConfigurationError, Settings
from backend.forge.logs import configure_logging
from backend.forge.services import Services

KEPT_OPEN = 65
"""Seconds without a request; longer than a load balancer's 60, so that it is the one to close."""
HEAD_BYTES = 16_384
"""Of method, path and headers."""
log = logging.getLogger("backend.container")


def main() -> None:
    options = _options()
    try:
        settings = Settings.from_env()
    except ConfigurationError as error:
        sys.exit(str(error))
    configure_logging(settings.log_level)
    server_log = logging.getLogger("uvicorn")
    server_log.handlers[:] = logging.getLogger("backend").handlers
    server_log.setLevel(logging.WARNING)
    services = Services(settings)
    services.connect()  # a cold client would cost the first caller
    _serve(services, options)


def _serve(services: Services, options: argparse.Namespace) -> None:
    listener = _listen(options.host, options.port)
    port = listener.getsockname()[1]
    in_lambda = services.settings.function_name is not None
    public_url = options.public_url or (None if in_lambda else f"http://localhost:{port}")
    config = uvicorn.Config(
        Front(services, public_url=public_url),
        loop="asyncio",
        http="h11",
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEPT_OPEN,
        timeout_graceful_shutdown=int(SECONDS) + 1,
        h11_max_incomplete_event_size=HEAD_BYTES,
    )
    log.info("listening", extra={"host": options.host, "port": port})
    signal.signal(signal.SIGTERM, _ended)
    uvicorn.Server(config).run([listener])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off only where the protocol is named; with it, each answer waits for 40 ms
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        sys.exit(f"Port {port} of {host} cannot be used ({error.strerror}). Name another one.")
    return listener


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m backend.container", description="Serves the API over HTTP.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at (default: this machine only)")
    parser.add_argument("--port", type=int, default=8080, help="port to listen at; 0 takes a free one")
    parser.add_argument("--public-url", type=_url, help="what callers know the service by, without / at the end")
    return parser.parse_args()


def _url(value: str) -> str | None:
    if value and not value.startswith(("http://", "https://")):
        raise argparse.ArgumentTypeError(f"{value!r} does not begin with http:// or https://")
    return value.rstrip("/") or None


def _ended(_number: int, _frame: FrameType | None) -> None:
    """The server has finished and gives the signal back: this is the end that was asked for, not a failure."""
    sys.exit(0)


if __name__ == "__main__":
    main()
