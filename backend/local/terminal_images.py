"""Pictures in a terminal that can show them: kitty's graphics protocol, iTerm2's inline images, sixels.

The terminal itself says what it can do: three questions are sent at once, of which every terminal answers the last, so
that its answer ends the wait.

- https://sw.kovidgoyal.net/kitty/graphics-protocol/#querying-support-and-available-transmission-mediums
- https://iterm2.com/feature-reporting/ (the feature F) and https://iterm2.com/documentation-images.html
- https://vt100.net/docs/vt510-rm/DA1.html (the attribute 4) and https://vt100.net/docs/vt3xx-gp/chapter14.html
"""

import base64
import io
import os
import re
import select
import termios
import time
import tty
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

ROWS = 22
"""How many lines of text a picture is high, at most. A character is taken to be twice as high as it is wide."""
PIXELS_PER_ROW = 20
COLOURS = 128
ANSWER_SECONDS = 1.0
QUESTIONS = b"\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b]1337;Capabilities\x1b\\\x1b[c"
CLEAR_LINE = b"\r\x1b[K"
"""A terminal that does not know a question may have printed some of it."""
_LAST_ANSWER = re.compile(rb"\x1b\[\?([\d;]*)c")
_CHUNK = 4096


class Protocol(Enum):
    KITTY = "kitty"
    ITERM = "iterm"
    SIXEL = "sixel"


def show_picture(png: bytes, keyboard: IO[str], screen: IO[str], columns: int, environ: Mapping[str, str]) -> bool:
    """Whether the picture was shown. Never where input or output is not a terminal, or the terminal has no colours."""
    if environ.get("TERM", "dumb") in ("dumb", "linux") or "NO_COLOR" in environ:
        return False
    if not (keyboard.isatty() and screen.isatty()) or os.tcgetpgrp(screen.fileno()) != os.getpgrp():
        return False
    screen.flush()
    protocol = read_protocol(_ask(keyboard.fileno(), screen.fileno()))
    if protocol is None:
        return False
    os.write(screen.fileno(), b"\n")
    for part in encode(png, protocol, columns):
        _write_all(screen.fileno(), part)
    os.write(screen.fileno(), b"\n")
    return True


def read_protocol(answers: bytes) -> Protocol | None:
    """b"\\x1b_Gi=31;OK\\x1b\\\\\\x1b[?62;c" -> KITTY; the attribute 4 of the last answer -> SIXEL."""
    if b"\x1b_Gi=31;OK" in answers:
        return Protocol.KITTY
    features = re.search(rb"\x1b\]1337;Capabilities=(\w*)", answers)
    if features and b"F" in re.findall(rb"[A-Z][a-z]*", features[1]):
        return Protocol.ITERM
    attributes = _LAST_ANSWER.search(answers)
    return Protocol.SIXEL if attributes and b"4" in attributes[1].split(b";")[1:] else None


def encode(png: bytes, protocol: Protocol, columns: int) -> Iterator[bytes]:
    """The picture as the terminal takes it, no wider than `columns` and no higher than ROWS."""
    from PIL import Image

    with Image.open(io.BytesIO(png)) as picture:
        rows = max(1, min(ROWS, (columns - 2) * picture.height // (2 * picture.width)))
        picture.thumbnail((columns * PIXELS_PER_ROW // 2, rows * PIXELS_PER_ROW))
        small = picture.convert("RGB")
    yield from _ENCODERS[protocol](small, rows)


def _ask(keyboard: int, screen: int) -> bytes:
    """All that the terminal answers, without showing it or waiting for Enter."""
    before = termios.tcgetattr(keyboard)
    answers = b""
    try:
        tty.setcbreak(keyboard)
        os.write(screen, QUESTIONS)
        ends = time.monotonic() + ANSWER_SECONDS
        while not _LAST_ANSWER.search(answers):
            if not select.select([keyboard], [], [], max(0.0, ends - time.monotonic()))[0]:
                break
            answers += os.read(keyboard, 4096)
    finally:
        os.write(screen, CLEAR_LINE)
        termios.tcsetattr(keyboard, termios.TCSADRAIN, before)
    return answers


def _encode_kitty(picture: "Image", rows: int) -> Iterator[bytes]:
    """PNG in pieces; `q=2` keeps the terminal from answering."""
    data = base64.b64encode(_png(picture))
    for at in range(0, len(data), _CHUNK):
        control = f"a=T,f=100,t=d,q=2,r={rows}," if at == 0 else ""
        more = int(at + _CHUNK < len(data))
        yield b"\x1b_G%sm=%d;%s\x1b\\" % (control.encode(), more, data[at : at + _CHUNK])


def _encode_iterm(picture: "Image", rows: int) -> Iterator[bytes]:
    png = _png(picture)
    yield b"\x1b]1337;File=inline=1;size=%d;height=%d;preserveAspectRatio=1:" % (len(png), rows)
    yield base64.b64encode(png) + b"\x07"


def _encode_sixel(picture: "Image", _rows: int) -> Iterator[bytes]:
    """Colours in percent, then bands of six lines, each colour of a band over the one before it."""
    reduced = picture.quantize(COLOURS)
    palette, pixels, width = reduced.getpalette() or [], reduced.tobytes(), reduced.width
    yield b'\x1bPq"1;1;%d;%d' % (width, reduced.height)
    for colour in range(len(palette) // 3):
        red, green, blue = (value * 100 // 255 for value in palette[3 * colour : 3 * colour + 3])
        yield b"#%d;2;%d;%d;%d" % (colour, red, green, blue)
    for top in range(0, len(pixels), 6 * width):
        bits: defaultdict[int, bytearray] = defaultdict(lambda: bytearray(width))
        for at, colour in enumerate(pixels[top : top + 6 * width]):
            bits[colour][at % width] |= 1 << at // width
        for colour, columns in bits.items():
            yield b"#%d%s$" % (colour, _run_lengths(columns))
        yield b"-"
    yield b"\x1b\\"


def _run_lengths(columns: bytearray) -> bytes:
    """b"\\x01\\x01\\x01\\x01\\x02" -> b"!4@A"; a character stands for six pixels above one another."""
    letters = bytes(each + 63 for each in columns)
    runs = re.finditer(rb"(.)\1*", letters, re.DOTALL)
    return b"".join(b"!%d%s" % (len(run[0]), run[1]) if len(run[0]) > 3 else run[0] for run in runs)


def _png(picture: "Image") -> bytes:
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def _write_all(screen: int, content: bytes) -> None:
    while content:
        content = content[os.write(screen, content) :]


_ENCODERS: Mapping[Protocol, Callable[["Image", int], Iterator[bytes]]] = {
    Protocol.KITTY: _encode_kitty,
    Protocol.ITERM: _encode_iterm,
    Protocol.SIXEL: _encode_sixel,
}
