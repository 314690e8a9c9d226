"""The smallest files of each type that are still told apart."""

import struct

from tests.makers import png


def jpeg(width: int, height: int) -> bytes:
    application = b"\xff\xe0" + struct.pack(">H", 6) + b"JFIF"
    return b"\xff\xd8" + application + b"\xff\xc2" + struct.pack(">HBHH", 8, 8, height, width) + b"\x01\xff\xd9"


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\0\0\0;"


def webp_lossy(width: int, height: int) -> bytes:
    return _riff(b"WEBPVP8 " + struct.pack("<I", 10) + b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height))


def webp_lossless(width: int, height: int) -> bytes:
    bits = (width - 1) | (height - 1) << 14
    return _riff(b"WEBPVP8L" + struct.pack("<I", 5) + b"\x2f" + struct.pack("<I", bits) + b"\0")


def mp3() -> bytes:
    """Two frames of MPEG 1 layer III: 128 kbit/s, 44.1 kHz."""
    return (b"\xff\xfb\x90\x00" + b"\0" * 413) * 2


def wav() -> bytes:
    return _riff(b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8) + b"data" + struct.pack("<I", 0))


def flac() -> bytes:
    return b"fLaC\x80\x00\x00\x22" + b"\0" * 34


def ogg(codec: bytes = b"OpusHead") -> bytes:
    return b"OggS" + b"\0" * 24 + codec


def matroska(kind: bytes = b"webm", track: bytes = b"\x83\x81\x02") -> bytes:
    """`track` 83 81 02 is sound, 83 81 01 a picture that moves."""
    return b"\x1a\x45\xdf\xa3\x93\x42\x82\x84" + kind + b"\x16\x54\xae\x6b" + track + b"\x1f\x43\xb6\x75" + b"\0" * 8


def mp4(brand: bytes = b"M4A ", handler: bytes = b"soun") -> bytes:
    return b"\0\0\0\x14ftyp" + brand + b"\0" * 8 + b"\0\0\0\x20hdlr" + b"\0" * 8 + handler + b"\0" * 12


def pdf() -> bytes:
    return b"%PDF-1.7\n%%EOF\n"


def _riff(content: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", len(content)) + content


FILES: dict[str, bytes] = {
    "image/png": png(4, 3),
    "image/jpeg": jpeg(4, 3),
    "image/webp": webp_lossy(4, 3),
    "image/gif": gif(4, 3),
    "application/pdf": pdf(),
    "audio/mpeg": mp3(),
    "audio/wav": wav(),
    "audio/ogg": ogg(),
    "audio/webm": matroska(),
    "audio/mp4": mp4(),
    "audio/flac": flac(),
}
"""Content type -> a file of it, for everything that may be uploaded."""

NOT_TAKEN: list[tuple[str, bytes]] = [
    ("video/webm", matroska(track=b"\x83\x81\x01")),
    ("video/x-matroska", matroska(b"matroska", b"\x83\x81\x01")),
    ("audio/x-matroska", matroska(b"matroska")),
    ("video/mp4", mp4(b"isom", b"vide")),
    ("video/quicktime", mp4(b"qt  ")),
    ("video/ogg", ogg(b"\x80theora")),
    ("video/x-msvideo", _riff(b"AVI LIST")),
    ("image/avif", mp4(b"avif")),
    ("image/heic", mp4(b"heic")),
    ("image/bmp", b"BM" + b"\0" * 20),
    ("image/svg+xml", b"\xef\xbb\xbf <svg xmlns='http://www.w3.org/2000/svg'/>"),
    ("text/html", b"<!DOCTYPE html><script>alert(1)</script>"),
    ("application/xml", b"<?xml version='1.0'?>"),
    ("application/zip", b"PK\x03\x04" + b"\0" * 20),
    ("application/x-elf", b"\x7fELF" + b"\0" * 20),
]
"""What is known, and not taken."""
