"""Pictures in terminals: what a terminal's answers mean, and what it is sent. The terminal is played by the test."""

import base64
import fcntl
import io
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from backend.local.terminal_images import Protocol, encode, read_protocol
from tests.command_line import REPOSITORY
from tests.time_limits import scaled

KITTY = b"\x1b_Gi=31;OK\x1b\\"
ITERM = b"\x1b]1337;Capabilities=T3LrMSc7UUw9Ts3BFGsGoSyHNoSxF\x1b\\"
VT100 = b"\x1b[?62;22c"
SIXEL = b"\x1b[?62;4;22c"
SHOW = """
import fcntl, os, sys, termios
from pathlib import Path
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from backend.local.terminal_images import show_picture
before = termios.tcgetattr(0)
shown = show_picture(Path(sys.argv[1]).read_bytes(), sys.stdin, sys.stdout, 80, os.environ)
print("shown", shown, "as before", termios.tcgetattr(0) == before)
"""


@pytest.fixture
def png(tmp_path: Path) -> Path:
    """Two halves, red and blue, as high as they are wide."""
    picture = Image.new("RGB", (600, 600), "#ff0000")
    picture.paste("#0000ff", (300, 0, 600, 600))
    picture.save(tmp_path / "x.png")
    return tmp_path / "x.png"


# ---- what answers mean


@pytest.mark.parametrize(
    ("answers", "protocol"),
    [
        (KITTY + SIXEL, Protocol.KITTY),
        (ITERM + SIXEL, Protocol.ITERM),
        (SIXEL, Protocol.SIXEL),
        (VT100, None),
        (b"\x1b[?4;6c", None),  # the first number is the terminal's class
        (b"\x1b_Gi=31;EINVAL:no\x1b\\" + VT100, None),
        (b"\x1b]1337;Capabilities=T3BFoGs\x1b\\" + VT100, None),  # Fo is another feature than F
        (b"", None),
    ],
)
def test_answers_say_the_protocol(answers: bytes, protocol: Protocol | None) -> None:
    assert read_protocol(answers) is protocol


# ---- what is sent


def sent(png: Path, protocol: Protocol, columns: int = 80) -> bytes:
    return b"".join(encode(png.read_bytes(), protocol, columns))


def decode_kitty(content: bytes) -> bytes:
    parts = re.findall(rb"\x1b_G([^;]*);([^\x1b]*)\x1b\\", content)
    more = [b"m=1" in control for control, _ in parts]
    assert more == [True] * (len(parts) - 1) + [False]
    assert all(len(data) <= 4096 for _, data in parts)
    return base64.b64decode(b"".join(data for _, data in parts))


def decode_iterm(content: bytes) -> bytes:
    found = re.fullmatch(rb"\x1b]1337;File=inline=1;size=(\d+);height=\d+;preserveAspectRatio=1:(.*)\x07", content)
    assert found
    data = base64.b64decode(found[2])
    assert len(data) == int(found[1])
    return data


def decode_sixel(content: bytes) -> bytes:
    """A PNG of the picture that a terminal would draw."""
    found = re.fullmatch(rb'\x1bPq"1;1;(\d+);(\d+)(.*)\x1b\\', content, re.DOTALL)
    assert found
    picture = Image.new("RGB", (int(found[1]), int(found[2])), "#00ff00")
    colours: dict[int, tuple[int, ...]] = {}
    colour, x, top = 0, 0, 0
    for token in re.finditer(rb"#(\d+)(?:;2;(\d+);(\d+);(\d+))?|!(\d+)(.)|([$-])|([?-~])", found[3]):
        if token[2]:
            colours[int(token[1])] = tuple(round(int(token[n]) * 2.55) for n in (2, 3, 4))
        elif token[1]:
            colour = int(token[1])
        elif token[7]:
            x, top = 0, top + (6 if token[7] == b"-" else 0)
        else:
            count, bits = int(token[5] or 1), ord(token[6] or token[8]) - 63
            for y in (y for y in range(6) if bits >> y & 1):
                picture.paste(colours[colour], (x, top + y, x + count, top + y + 1))
            x += count
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


DECODERS: list[tuple[Protocol, Callable[[bytes], bytes]]] = [
    (Protocol.KITTY, decode_kitty),
    (Protocol.ITERM, decode_iterm),
    (Protocol.SIXEL, decode_sixel),
]


@pytest.mark.parametrize(("protocol", "decode"), DECODERS)
def test_what_is_sent_is_the_picture(png: Path, protocol: Protocol, decode: Callable[[bytes], bytes]) -> None:
    """Smaller, in its proportions and colours, every pixel of it."""
    with Image.open(io.BytesIO(decode(sent(png, protocol)))) as picture:
        assert picture.width == picture.height <= 22 * 20
        assert picture.getpixel((5, 5)) == (255, 0, 0)
        assert picture.getpixel((picture.width - 5, picture.height - 1)) == (0, 0, 255)


def test_a_picture_is_no_wider_than_the_terminal(tmp_path: Path) -> None:
    """A wide picture in a narrow terminal has fewer rows."""
    Image.new("RGB", (1000, 500)).save(tmp_path / "wide.png")
    assert b",r=9," in sent(tmp_path / "wide.png", Protocol.KITTY, columns=40)


# ---- in a terminal


def in_terminal(png: Path, answers: bytes, **variables: str) -> bytes:
    """What a program that shows the picture writes into a terminal that answers its questions like that."""
    terminal, end = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(REPOSITORY), **variables}
    if "NO_COLOR" not in variables:
        environment.pop("NO_COLOR", None)
    command = [sys.executable, "-c", SHOW, str(png)]
    with subprocess.Popen(
        command, env=environment, stdin=end, stdout=end, stderr=end, start_new_session=True
    ) as program:
        os.close(end)
        content, asked = b"", False
        while select.select([terminal], [], [], scaled(60))[0]:
            try:
                content += os.read(terminal, 65536)
            except OSError:  # the program has ended
                break
            if not asked and b"\x1b[c" in content:
                asked = True
                os.write(terminal, answers)
    os.close(terminal)
    assert program.returncode == 0, content
    return content


@pytest.mark.parametrize(
    ("answers", "begins"), [(KITTY + VT100, b"\x1b_Ga=T"), (ITERM + VT100, b"\x1b]1337;File"), (SIXEL, b"\x1bPq")]
)
def test_a_terminal_that_shows_pictures_gets_one(png: Path, answers: bytes, begins: bytes) -> None:
    """By its own protocol; the terminal's answers are not shown, and its modes are as before."""
    content = in_terminal(png, answers)
    assert begins in content
    assert content.endswith(b"shown True as before True\r\n")
    assert answers not in content


@pytest.mark.parametrize("answers", [VT100, b""])
def test_other_terminals_get_none(png: Path, answers: bytes) -> None:
    """One that shows no pictures, and one that does not answer at all: after a second the program continues."""
    content = in_terminal(png, answers)
    assert content.endswith(b"shown False as before True\r\n")
    assert b"\x1b_Ga=T" not in content


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_that_is_to_be_plain_is_not_asked(png: Path, variables: dict[str, str]) -> None:
    assert in_terminal(png, KITTY + VT100, **variables) == b"shown False as before True\r\n"
