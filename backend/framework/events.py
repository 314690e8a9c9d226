"""Server-sent events: who wants them, and how they are written.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import re
from typing import Any

from backend.framework.json_text import write_json
from backend.framework.response import Parts, Response

EVENT_STREAM = "text/event-stream"
_OFFERED = ("application/json", EVENT_STREAM)
_QUALITY = re.compile(r";\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*(?:;|$)")


def wanted(accept: str) -> bool:
    """Whether an Accept header asks for events rather than JSON; of equals, the first that is named.

    `text/event-stream` -> True; `application/json, text/event-stream` and `*/*` -> False.
    """
    named: dict[str, float] = {}
    for each in accept.lower().split(","):
        name, _, parameters = each.strip().partition(";")
        if name.strip() in _OFFERED:
            quality = _QUALITY.search(f";{parameters}")
            named.setdefault(name.strip(), float(quality[1]) if quality else 1.0)
    best = max(named, key=lambda name: named[name], default="")
    return best == EVENT_STREAM and named[best] > 0


def event(name: str, data: Any) -> bytes:
    r"""`event("delta", {"text": "a"})` -> `b'event: delta\ndata: {"text":"a"}\n\n'`; JSON has no line break in it."""
    return b"event: %b\ndata: %b\n\n" % (name.encode(), write_json(data))


def streamed(events: Parts) -> Response:
    return Response(200, headers={"Content-Type": EVENT_STREAM}, parts=events)
