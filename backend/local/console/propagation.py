"""The trace that a thread works for, and its header on every call that leaves this process.

AWS's X-Ray SDK sends `X-Amzn-Trace-Id` with each call of http.client, under which all HTTP clients of Python lie; so
the service needs no code for it. The header names a span of its own for each call, and with it is kept which lines of
the service made the call: a walk up the stack, which takes microseconds.
https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
"""

import http.client
import itertools
import os
import sys
import time
from contextvars import ContextVar
from functools import cache
from types import CodeType, FrameType
from typing import Protocol

from backend.local.ports import LOOPBACK

HEADER = "X-Amzn-Trace-Id"
Frame = tuple[CodeType, int]
"""A function's code, and the line in it from which it calls on."""
_PACKAGE = os.sep + "backend" + os.sep
_OWN = _PACKAGE + "local" + os.sep


class TracedWork(Protocol):
    """What a thread is doing: it knows its trace, and takes the lines that make a call."""

    root: str

    def add_call(self, header: str, frames: list[Frame]) -> None: ...


_active: ContextVar[TracedWork | None] = ContextVar("console", default=None)


def active_work() -> TracedWork | None:
    return _active.get()


class working_for:  # as a function is named: it is a `with` of one word; a generator takes four times as long
    """What this thread sends meanwhile belongs to `work`."""

    __slots__ = ("_token", "_work")

    def __init__(self, work: TracedWork | None) -> None:
        self._work = work

    def __enter__(self) -> None:
        self._token = _active.set(self._work)

    def __exit__(self, *_: object) -> None:
        _active.reset(self._token)


_OWN_IDS = os.urandom(4).hex()
_numbers = itertools.count(1)


def make_span_id() -> str:
    """16 hexadecimal digits that no other span of this process has; 8 of them no other process, most likely."""
    return f"{_OWN_IDS}{next(_numbers) & 0xFFFFFFFF:08x}"


def make_root() -> str:
    """A trace id of X-Ray's: `1-6b0d8c6e-` and 24 hexadecimal digits."""
    return f"1-{int(time.time()):08x}-{_OWN_IDS}{make_span_id()}"


def parse_header(header: str) -> dict[str, str]:
    """`Root=1-a-b;Parent=c;Sampled=1` -> {"Root": "1-a-b", "Parent": "c", "Sampled": "1"}"""
    return dict(part.strip().partition("=")[::2] for part in header.split(";"))


@cache
def install() -> None:
    """From now on calls to this machine carry the header of the thread's work. Without work nothing is added."""
    endheaders = http.client.HTTPConnection.endheaders

    def send_with_trace(
        connection: http.client.HTTPConnection, message_body: object = None, *, encode_chunked: bool = False
    ) -> None:
        work = _active.get()
        if work is not None and connection.host == LOOPBACK:
            header = f"Root={work.root};Parent={make_span_id()};Sampled=1"
            work.add_call(header, _own_frames())
            connection.putheader(HEADER, header)
        endheaders(connection, message_body, encode_chunked=encode_chunked)  # type: ignore[arg-type]

    http.client.HTTPConnection.endheaders = send_with_trace  # type: ignore[method-assign,assignment]


def _own_frames() -> list[Frame]:
    """The functions of the service on this thread's stack, the outermost first; not those of the laptop."""
    frames: list[Frame] = []
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        code = frame.f_code
        if _is_of_service(code.co_filename):
            frames.append((code, frame.f_lineno))
        frame = frame.f_back
    frames.reverse()
    return frames


@cache
def _is_of_service(file: str) -> bool:
    return _PACKAGE in file and _OWN not in file and f"{os.sep}site-packages{os.sep}" not in file
