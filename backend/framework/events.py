"""Server-sent events: who wants them, and how they are written.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from typing import Any

from backend.framework.accept import welcome
from backend.framework.json_text import write_json
from backend.framework.response import Response
from backend.framework.stream import Parts, Stream

EVENT_STREAM = "text/event-stream"


def prefers_events(accept: str) -> bool:
    """Whether an Accept header asks for events rather than JSON; of equals, the first that is named.

    `text/event-stream` -> True; `application/json, text/event-stream` and `*/*` -> False.
    """
    events, json = welcome(accept, EVENT_STREAM), welcome(accept, "application/json")
    return events.quality > 0 and events > json


def event(name: str, data: Any) -> bytes:
    r"""`event("delta", {"text": "a"})` -> `b'event: delta\ndata: {"text":"a"}\n\n'`; JSON has no line break in it."""
    return b"event: %b\ndata: %b\n\n" % (name.encode(), write_json(data))


def stream_events(events: Parts) -> Response:
    return Response(200, headers={"Content-Type": EVENT_STREAM}, stream=Stream(events))
