"""Serves the API over HTTP: `python -m backend.container --host 0.0.0.0 --port 8080 --public-url https://api.example.com`.

The settings are the Lambda's environment variables. SIGTERM lets requests in work finish.
"""

import argparse
import logging
import signal
import sys
from ipaddress import ip_address, ip_network
from types import FrameType

from backend.adapters.observability.logs import configure_logging
from backend.bootstrap.config import ConfigurationError, Settings
from backend.bootstrap.services import Services
from backend.container.application import AsgiApp
from backend.container.server import create_server, listen

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
    if services.settings.auth_bypass and not _is_loopback(options.host):
        sys.exit("AUTH_BYPASS disables authentication, so it needs --host 127.0.0.1 or ::1. Unset it, or use one.")
    in_lambda = services.settings.function_name is not None
    if options.public_url is None and not in_lambda and not _is_loopback(options.host):
        sys.exit(
            f"--public-url (PUBLIC_URL) is missing: callers of {options.host} need links that they can open. "
            "Set it, such as https://api.example.com, or http://localhost:8080 for this machine only."
        )
    listener = listen(options.host, options.port)
    port = listener.getsockname()[1]
    public_url = options.public_url or (None if in_lambda else f"http://localhost:{port}")
    server = create_server(AsgiApp(services, public_url=public_url), trusted_proxies=options.trusted_proxy)
    log.info("listening", extra={"host": options.host, "port": port, "trusted_proxies": options.trusted_proxy})
    signal.signal(signal.SIGTERM, _end)
    server.run([listener])


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:  # a name: whatever it stands for today, it may stand for something else tomorrow
        return False


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m backend.container", description="Serves the API over HTTP.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at (default: this machine only)")
    parser.add_argument("--port", type=int, default=8080, help="port to listen at; 0 takes a free one")
    parser.add_argument(
        "--public-url",
        type=_url,
        help="what callers know the service by, without / at the end; on a loopback address http://localhost:PORT",
    )
    parser.add_argument(
        "--trusted-proxy",
        type=_networks,
        action="extend",
        default=[],
        metavar="CIDR",
        help="network of a load balancer whose X-Forwarded-For is believed, such as 10.0.0.0/16; several, with commas "
        "or by repeating it (default: none)",
    )
    return parser.parse_args()


def _networks(value: str) -> list[str]:
    """`10.0.0.0/16, 10.1.0.7` -> ["10.0.0.0/16", "10.1.0.7/32"]"""
    try:
        return [str(ip_network(part.strip())) for part in value.split(",") if part.strip()]
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{error}; a network is written as 10.0.0.0/16") from None


def _url(value: str) -> str | None:
    if value and not value.startswith(("http://", "https://")):
        raise argparse.ArgumentTypeError(f"{value!r} does not begin with http:// or https://")
    return value.rstrip("/") or None


def _end(_number: int, _frame: FrameType | None) -> None:
    """The server has finished and gives the signal back: this is the end that was asked for, not a failure."""
    sys.exit(0)


if __name__ == "__main__":
    main()
