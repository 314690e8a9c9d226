"""What a file is, told by its content."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.uploads import sniffing
from backend.domain.uploads.sniffing import ACCEPTED, declared_type, is_sane, picture_size, sniff
from tests.files import FILES, NOT_TAKEN, flac, gif, jpeg, mp3, webp_lossless, webp_lossy
from tests.makers import png


@pytest.mark.parametrize("content_type", sorted(FILES))
def test_accepted_types(content_type: str) -> None:
    """Every type that may be uploaded is known by its content."""
    assert set(FILES) == set(ACCEPTED)
    assert sniff(FILES[content_type]) == ACCEPTED[content_type]


@pytest.mark.parametrize(("content_type", "content"), NOT_TAKEN)
def test_known_and_not_taken(content_type: str, content: bytes) -> None:
    """What is not wanted is called by its name, above all videos in the containers that sound comes in."""
    found = sniff(content)
    assert found is not None
    assert (found.content_type, found.kind) == (content_type, "other")


@pytest.mark.parametrize("content", [b"", b"hello", b"\xff", b"\xff\xff\xff\xff", b"RIFF", b"\x00" * 64])
def test_unknown(content: bytes) -> None:
    """What this module does not know is nothing."""
    assert sniff(content) is None


def test_one_header_is_no_mp3() -> None:
    """Two bytes that look like a frame are not enough when no frame follows."""
    assert sniff(mp3()[:417] + b"no frame here") is None


@given(st.binary(max_size=200))
def test_any_bytes(content: bytes) -> None:
    """No bytes break it."""
    found = sniff(content)
    size = picture_size(content)
    assert size is None or (found is not None and found.kind == "image")


@given(st.sampled_from(sorted(FILES)), st.integers(0, 60))
def test_any_beginning(content_type: str, length: int) -> None:
    """A file that breaks off anywhere is still read without harm."""
    picture_size(FILES[content_type][:length])


@pytest.mark.parametrize(
    "content", [png(300, 200), jpeg(300, 200), gif(300, 200), webp_lossy(300, 200), webp_lossless(300, 200)]
)
def test_picture_size(content: bytes) -> None:
    """Width and height are in the header of each format."""
    assert picture_size(content) == (300, 200)


def test_picture_size_of_a_webp_with_extras() -> None:
    """The extended header of WebP counts from nought."""
    content = b"RIFF\0\0\0\0WEBPVP8X" + struct.pack("<I", 10) + b"\0" * 4 + b"\x2b\x01\x00" + b"\xc7\x00\x00"
    assert picture_size(content) == (300, 200)


def test_picture_size_behind_fill_bytes() -> None:
    """A JPEG may have fill bytes before a marker."""
    content = jpeg(300, 200)
    assert picture_size(content[:2] + b"\xff\xff" + content[2:]) == (300, 200)


@pytest.mark.parametrize("content", [png(300, 200)[:20], jpeg(300, 200)[:12], b"GIF89a", flac()])
def test_no_picture_size(content: bytes) -> None:
    """A header that breaks off, and what is no picture, have no size."""
    assert picture_size(content) is None


@pytest.mark.parametrize(
    ("size", "sane"),
    [((1, 1), True), ((8192, 8192), True), ((8193, 1), False), ((1, 8193), False), ((0, 9), False), (None, False)],
)
def test_sane_sizes(size: sniffing.Size | None, sane: bool) -> None:
    """Each side has 1 to 8192 pixels."""
    assert is_sane(size) is sane


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        ("", None),
        ("application/octet-stream", None),
        ("image/jpg", "image/jpeg"),
        (" Audio/X-WAV; rate=8000", "audio/wav"),
        ("video/webm;codecs=opus", "audio/webm"),
        ("image/png", "image/png"),
        ("text/plain", "text/plain"),
    ],
)
def test_declared_type(header: str | None, expected: str | None) -> None:
    """The many names of a type are one."""
    assert declared_type(header) == expected
