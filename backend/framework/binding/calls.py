"""The call of an operation, put together once: a function from Request to Response that has nothing left to look up.

    request -> what the signature asks for, read one after the other -> handler -> its answer, written as declared

`compile_call` makes it from what `signature.py` found out, when an operation is first asked for.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from backend.framework.errors import HttpUnprocessable, HttpUnsupportedMediaType
from backend.framework.request import Request
from backend.framework.response import Response

if TYPE_CHECKING:
    from backend.framework.binding.parameters import Parameter

Read = Callable[[Request], Any]
Write = Callable[[Any], Response]
Call = Callable[[Request], Response]


def compile_call(
    handler: Callable[..., Any],
    readers: Mapping[str, Read],
    query: "Sequence[Parameter]",
    write: Write,
    *,
    may_read_body: bool,
    page_reads: frozenset[str],
) -> Call:
    """`readers` are by argument, in the order in which they are called; those of the query are read all at once."""
    if query:
        call = _call_with_query(handler, readers, query, write)
    elif len(readers) < 2 and _takes_positions(handler):
        call = _call_with_one(handler, *readers.values(), write=write, page_reads=page_reads)
    else:
        call = _call_with_some(handler, readers, write, page_reads)
    return _refuse_coding(call) if may_read_body else call


def _call_with_query(
    handler: Callable[..., Any],
    readers: Mapping[str, Read],
    query: "Sequence[Parameter]",
    write: Write,
) -> Call:
    from backend.framework.binding.parameters import read_query

    some = tuple(readers.items())

    def call(request: Request) -> Response:
        arguments = {name: read(request) for name, read in some}
        arguments.update(read_query(query, request.query))
        return write(handler(**arguments))

    return call


def _call_with_some(
    handler: Callable[..., Any],
    readers: Mapping[str, Read],
    write: Write,
    page_reads: frozenset[str],
) -> Call:
    some = tuple(readers.items())

    def call(request: Request) -> Response:
        arguments = {name: read(request) for name, read in some}
        if request.query:
            _refuse_query(request.query, page_reads)
        return write(handler(**arguments))

    return call


def _call_with_one(handler: Callable[..., Any], *readers: Read, write: Write, page_reads: frozenset[str]) -> Call:
    """As `_call_with_some`, for the many handlers that ask for one thing or for nothing."""
    if not readers:

        def call_without(request: Request) -> Response:
            if request.query:
                _refuse_query(request.query, page_reads)
            return write(handler())

        return call_without
    (read,) = readers

    def call(request: Request) -> Response:
        argument = read(request)
        if request.query:
            _refuse_query(request.query, page_reads)
        return write(handler(argument))

    return call


def _takes_positions(handler: Callable[..., Any]) -> bool:
    """Whether its one argument can be given without a name: what stands before a wrapped function may want the name."""
    if not inspect.isroutine(handler) or hasattr(handler, "__wrapped__"):
        return False
    kinds = {each.kind for each in inspect.signature(handler).parameters.values()}
    return kinds <= {inspect.Parameter.POSITIONAL_OR_KEYWORD}


def _refuse_coding(call: Call) -> Call:
    """`HttpUnsupportedMediaType` for a body that is compressed, before anything is read."""

    def refuse(request: Request) -> Response:
        if request.body and "content-encoding" in request.headers:
            coding = request.headers["content-encoding"].strip().lower()
            if coding not in ("", "identity"):
                reason = "Compressed bodies are not supported. Send the body without Content-Encoding."
                raise HttpUnsupportedMediaType(reason, headers={"Accept-Encoding": "identity"})
        return call(request)

    return refuse


def _refuse_query(query: Mapping[str, list[str]], page_reads: frozenset[str]) -> None:
    """`HttpUnprocessable` for parameters of which the operation has none."""
    if not query.keys() - page_reads:
        return
    from backend.framework.binding.problems import problem, shorten

    details = [problem("query", shorten(name), "unknown parameter") for name in query]
    raise HttpUnprocessable("This operation takes no query parameters.", details=details[:20])
