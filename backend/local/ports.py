"""Ports of this machine: whether one can be used, which program has it, and one that is free."""

import errno
import socket
from contextlib import suppress

LOOPBACK = "127.0.0.1"
_TRIED = 100
"""How many ports after the wanted one are tried before any is taken."""
_FOR_ROOT = 1024


class PortTakenError(RuntimeError):
    """The port cannot be used. The message says why, `advice` what to do about it."""

    def __init__(self, port: int, reason: str) -> None:
        super().__init__(f"Port {port} {reason}.")
        free = find_free_port(port)
        self.advice = f"Stop that, or use another port, which is free: make serve PORT={free}"


def check_port(port: int) -> None:
    """`PortTakenError` if a server could not listen at the port. 0 stands for any port, which there always is."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
            probe.listen(1)
        except OSError as error:
            raise port_error(port, error) from None


def port_error(port: int, error: OSError) -> PortTakenError:
    """The failure of bind or listen in words, with the program that has the port."""
    if error.errno == errno.EADDRINUSE:
        return PortTakenError(port, f"is in use by {describe_holder(port)}")
    if error.errno == errno.EACCES:
        return PortTakenError(port, "is for root only")
    return PortTakenError(port, f"cannot be used: {error.strerror}")


def find_free_port(after: int) -> int:
    """One of the next ports, or any."""
    for port in range(max(after + 1, _FOR_ROOT), min(after + 1 + _TRIED, 65_536)):
        with suppress(OSError), socket.create_server((LOOPBACK, port)):
            return port
    with socket.create_server((LOOPBACK, 0)) as anywhere:
        return int(anywhere.getsockname()[1])


def describe_holder(port: int) -> str:
    """`python3 (process 4711)`, as far as this user may look into the processes that run; else `another program`."""
    import psutil  # a tenth of a second, for a message that is seldom needed

    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            for connection in process.net_connections("tcp"):
                if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port:
                    return f"{process.name()} (process {process.pid})"
    return "another program"
