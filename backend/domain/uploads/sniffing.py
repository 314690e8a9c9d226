"""What a file is, told by its content. Names and declared types are what somebody says of it; the bytes are it.

Only beginnings are looked at, and nothing is decoded: a picture's size is in its header.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

FileKind = Literal["image", "document", "audio", "other"]
Size = tuple[int, int]

LONGEST_SIDE = 8192
"""Pixels. A small file can claim to be a picture that fills the memory of the program that opens it."""


@dataclass(frozen=True, slots=True)
class FileType:
    content_type: str
    extension: str
    kind: FileKind
    """`other` is for what is known, and not wanted: a video, an archive, a web page."""


PNG = FileType("image/png", "png", "image")
JPEG = FileType("image/jpeg", "jpg", "image")
WEBP = FileType("image/webp", "webp", "image")
GIF = FileType("image/gif", "gif", "image")
PDF = FileType("application/pdf", "pdf", "document")
MP3 = FileType("audio/mpeg", "mp3", "audio")
WAV = FileType("audio/wav", "wav", "audio")
OGG = FileType("audio/ogg", "ogg", "audio")
WEBM = FileType("audio/webm", "webm", "audio")
M4A = FileType("audio/mp4", "m4a", "audio")
FLAC = FileType("audio/flac", "flac", "audio")

ACCEPTED: dict[str, FileType] = {
    each.content_type: each for each in (PNG, JPEG, WEBP, GIF, PDF, MP3, WAV, OGG, WEBM, M4A, FLAC)
}
"""Content type -> what may be uploaded."""

_ALIASES = {
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/x-png": "image/png",
    "application/x-pdf": "application/pdf",
    "audio/mp3": "audio/mpeg",
    "audio/x-mp3": "audio/mpeg",
    "audio/x-mpeg": "audio/mpeg",
    "audio/x-wav": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/vnd.wave": "audio/wav",
    "audio/m4a": "audio/mp4",
    "audio/x-m4a": "audio/mp4",
    "audio/x-flac": "audio/flac",
    "audio/opus": "audio/ogg",
    "application/ogg": "audio/ogg",
    # browsers and their file pickers call a recording by its container
    "video/webm": "audio/webm",
    "video/mp4": "audio/mp4",
}
_UNSAID = ("", "application/octet-stream", "binary/octet-stream")


def declared_type(header: str | None) -> str | None:
    """What a Content-Type says, in one spelling: `audio/x-wav; rate=8000` -> `audio/wav`; None if it says nothing."""
    essence = (header or "").partition(";")[0].strip().lower()
    return None if essence in _UNSAID else _ALIASES.get(essence, essence)


def sniff(content: bytes) -> FileType | None:
    """The type of a file; None for what this module does not know."""
    for magic, tell in _MAGIC:
        if content.startswith(magic):
            return tell(content) if callable(tell) else tell
    if content[4:8] == b"ftyp":
        return _iso_media(content)
    if _is_mp3_frame(content):
        return MP3
    beginning = content[:256].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return next((found for opening, found in _MARKUP if beginning.startswith(opening)), None)


def picture_size(content: bytes) -> Size | None:
    """Width and height in pixels of a PNG, JPEG, WebP or GIF; None for anything else, or a header that breaks off."""
    found = sniff(content)
    read = _SIZES.get(found.content_type) if found else None
    try:
        return read(content) if read else None
    except (struct.error, IndexError):
        return None


def _riff(content: bytes) -> FileType | None:
    return {b"WAVE": WAV, b"WEBP": WEBP, b"AVI ": _VIDEO_AVI}.get(content[8:12])


def _ogg(content: bytes) -> FileType:
    """The first page holds the codec's own header."""
    return FileType("video/ogg", "ogv", "other") if b"\x80theora" in content[:128] else OGG


def _matroska(content: bytes) -> FileType:
    """The head before the first cluster of pictures or sound names the tracks: 83 81 01 is a track of video."""
    head = content[: content.find(b"\x1f\x43\xb6\x75") % (len(content) + 1)]
    is_webm = b"webm" in head[:64]
    if b"\x83\x81\x01" in head:
        return _VIDEO_WEBM if is_webm else FileType("video/x-matroska", "mkv", "other")
    return WEBM if is_webm else FileType("audio/x-matroska", "mka", "other")


def _iso_media(content: bytes) -> FileType:
    """The family of MP4: the brand tells pictures from sound, and a track's handler sound from video."""
    brand = content[8:12]
    if brand in (b"avif", b"avis"):
        return FileType("image/avif", "avif", "other")
    if brand in (b"heic", b"heix", b"hevc", b"mif1", b"msf1"):
        return FileType("image/heic", "heic", "other")
    if brand == b"qt  ":
        return FileType("video/quicktime", "mov", "other")
    at = content.find(b"hdlr")
    while at != -1:
        if content[at + 12 : at + 16] == b"vide":
            return FileType("video/mp4", "mp4", "other")
        at = content.find(b"hdlr", at + 4)
    return M4A


_MP3_BITRATES = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),  # MPEG 1
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),  # MPEG 2
    0: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),  # MPEG 2.5
}
_MP3_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


def _is_mp3_frame(content: bytes) -> bool:
    """A frame of MPEG layer III, and another behind it where the file is long enough to have one."""
    length = _mp3_frame(content[:4])
    if length is None:
        return False
    following = content[length : length + 4]
    return len(following) < 4 or _mp3_frame(following) is not None


def _mp3_frame(header: bytes) -> int | None:
    """The length of a frame: `ff fb 90 00` -> 417; None for what is no header."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return None
    version, rate_index, bitrate_index = header[1] >> 3 & 3, header[2] >> 2 & 3, header[2] >> 4
    if version == 1 or rate_index == 3 or bitrate_index in (0, 15):
        return None
    bits = _MP3_BITRATES[version][bitrate_index] * 1000
    padding = header[2] >> 1 & 1
    return (144 if version == 3 else 72) * bits // _MP3_RATES[version][rate_index] + padding


_VIDEO_AVI = FileType("video/x-msvideo", "avi", "other")
_VIDEO_WEBM = FileType("video/webm", "webm", "other")
_ZIP = FileType("application/zip", "zip", "other")

_MAGIC: tuple[tuple[bytes, FileType | Callable[[bytes], FileType | None]], ...] = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"%PDF-", PDF),
    (b"RIFF", _riff),
    (b"ID3", MP3),
    (b"OggS", _ogg),
    (b"fLaC", FLAC),
    (b"\x1a\x45\xdf\xa3", _matroska),
    (b"PK\x03\x04", _ZIP),
    (b"\x1f\x8b", FileType("application/gzip", "gz", "other")),
    (b"BM", FileType("image/bmp", "bmp", "other")),
    (b"II*\x00", FileType("image/tiff", "tif", "other")),
    (b"MM\x00*", FileType("image/tiff", "tif", "other")),
    (b"MZ", FileType("application/vnd.microsoft.portable-executable", "exe", "other")),
    (b"\x7fELF", FileType("application/x-elf", "elf", "other")),
)
_MARKUP: tuple[tuple[bytes, FileType], ...] = (
    (b"<svg", FileType("image/svg+xml", "svg", "other")),
    (b"<!doctype html", FileType("text/html", "html", "other")),
    (b"<html", FileType("text/html", "html", "other")),
    (b"<?xml", FileType("application/xml", "xml", "other")),
)


def _png_size(content: bytes) -> Size | None:
    if content[12:16] != b"IHDR":
        return None
    width, height = struct.unpack_from(">II", content, 16)
    return width, height


def _jpeg_size(content: bytes) -> Size | None:
    """Walks the segments up to the frame header: SOF0 to SOF15, without DHT, JPG and DAC, which lie between."""
    at = 2
    while content[at] == 0xFF:
        while content[at + 1] == 0xFF:  # fill bytes
            at += 1
        marker, length = struct.unpack_from(">xBH", content, at)
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        at += 2 + length
    return None


def _webp_size(content: bytes) -> Size | None:
    """https://developers.google.com/speed/webp/docs/riff_container"""
    chunk = content[12:16]
    if chunk == b"VP8X":
        return _three_bytes(content, 24) + 1, _three_bytes(content, 27) + 1
    if chunk == b"VP8L" and content[20] == 0x2F:
        (bits,) = struct.unpack_from("<I", content, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 " and content[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None


def _three_bytes(content: bytes, at: int) -> int:
    low, high = struct.unpack_from("<HB", content, at)
    return int(high << 16 | low)


def _gif_size(content: bytes) -> Size | None:
    width, height = struct.unpack_from("<HH", content, 6)
    return width, height


_SIZES: dict[str, Callable[[bytes], Size | None]] = {
    "image/png": _png_size,
    "image/jpeg": _jpeg_size,
    "image/webp": _webp_size,
    "image/gif": _gif_size,
}


def is_sane(size: Size | None) -> bool:
    """Whether a picture of this size may be opened: each side 1 to `LONGEST_SIDE` pixels."""
    return size is not None and all(1 <= side <= LONGEST_SIDE for side in size)
