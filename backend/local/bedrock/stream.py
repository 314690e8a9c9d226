"""ConverseStream: the same reply, piece by piece."""

import json
import re
from collections.abc import Callable, Iterator

from backend.local.bedrock.converse import ConverseReply
from backend.local.bedrock.faults import BedrockFault
from backend.local.bedrock.pace import Rhythm
from backend.local.bedrock.wire import JSON, event_frame, exception_frame

CONTENT_TYPE = "application/vnd.amazon.eventstream"
_JSON_PIECE = 40


def frames(
    reply: ConverseReply, latency_ms: int, fault: BedrockFault, pause: Callable[[int], None], rhythm: Rhythm
) -> Iterator[bytes]:
    """Event-stream frames, one at a time. `pause` waits for so many milliseconds.

    A slow model's headers and first piece come together; the other pieces are spread over the rest of its time.

    A mid-stream fault ends the stream with an exception frame, or breaks the connection off (ConnectionAbortedError).
    """
    deltas = 0
    between = rhythm.rest // max(1, sum(1 for _ in _deltas(reply.block)) - 1)
    pause(rhythm.first)
    for event, payload in _events(reply, latency_ms):
        if event == "contentBlockDelta":
            pause(fault.delta_delay_ms + (between if deltas else 0))
            deltas += 1
        # A stream with fewer deltas than the fault waits for fails just before its end.
        if fault.after_deltas is not None and (deltas > fault.after_deltas or event == "messageStop"):
            if fault.drop or fault.code is None:
                raise ConnectionAbortedError
            yield exception_frame(fault.code, fault.message)
            return
        yield event_frame(event, payload)


def _events(reply: ConverseReply, latency_ms: int) -> Iterator[tuple[str, JSON]]:
    index = {"contentBlockIndex": 0}
    yield "messageStart", {"role": "assistant"}
    if "toolUse" in reply.block:
        use = reply.block["toolUse"]
        yield "contentBlockStart", {"start": {"toolUse": {k: use[k] for k in ("toolUseId", "name")}}, **index}
    for delta in _deltas(reply.block):
        yield "contentBlockDelta", {"delta": delta, **index}
    yield "contentBlockStop", index
    yield "messageStop", {"stopReason": reply.stop_reason}
    yield "metadata", reply.metadata(latency_ms)


def _deltas(block: JSON) -> Iterator[JSON]:
    """Text word by word with the space before it, a tool's input in pieces of JSON."""
    if "toolUse" in block:
        written = json.dumps(block["toolUse"]["input"], ensure_ascii=False)
        for start in range(0, len(written), _JSON_PIECE):
            yield {"toolUse": {"input": written[start : start + _JSON_PIECE]}}
        return
    for word in re.findall(r"\s*\S+|\s+$", block["text"]):
        yield {"text": word}
