"""Composition: the first middleware of a list is the outermost."""

from collections.abc import Callable, Sequence

from backend.framework.request import Request
from backend.framework.response import Response

Handler = Callable[[Request], Response]
Middleware = Callable[[Handler], Handler]


def chain(handler: Handler, middleware: Sequence[Middleware]) -> Handler:
    for wrap in reversed(middleware):
        handler = wrap(handler)
    return handler
