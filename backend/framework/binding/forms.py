"""The one file of a multipart form. The parser is imported when the first form comes."""

from typing import Any

from backend.framework.errors import HttpBadRequest, HttpPayloadTooLarge, HttpUnprocessable, HttpUnsupportedMediaType
from backend.framework.request import Request

MAX_FILE_BYTES = 4_194_304
"""4 MiB. API Gateway hands a file to Lambda as base64 in an event of at most 6 MB."""
MAX_FORM_BYTES = MAX_FILE_BYTES + 65_536
FIELD = "file"
_EXTENDED = r"(?i);\s*filename\*=utf-8'[a-z-]*'([^\s;\"]+)"


class SentFile:
    """A file as it was sent."""

    __slots__ = ("content", "content_type", "filename")

    def __init__(self, content: bytes, filename: str, content_type: str | None) -> None:
        self.content = content
        self.filename = filename
        """As the sender wrote it, so not to be trusted; empty when there is none."""
        self.content_type = content_type
        """As the sender says."""


def file_of(request: Request, larger_files: str = "") -> SentFile:
    """The file in the part `file`. `larger_files` says where to send one that is too large.

    Raises `HttpUnsupportedMediaType` for a body that is no form, `HttpPayloadTooLarge` above 4 MiB, `HttpBadRequest`
    for a form that cannot be read or has not just one file, `HttpUnprocessable` for fields that nobody asked for.
    """
    boundary = _boundary(request)
    if len(request.body) > MAX_FORM_BYTES:
        raise _too_large(larger_files)
    files = _files(request.body, boundary, larger_files)
    if not files:
        raise HttpBadRequest(f"The form has no file. Send one file in its part `{FIELD}`.")
    if len(files) > 1:
        raise HttpBadRequest("The form has several files. Send one.")
    return files[0]


def _boundary(request: Request) -> str:
    from multipart import parse_options_header

    content_type, options = parse_options_header(request.headers.get("content-type", ""))
    if content_type != "multipart/form-data":
        raise HttpUnsupportedMediaType(f"Send multipart/form-data with the file in its part `{FIELD}`.")
    if not options.get("boundary"):
        raise HttpBadRequest("The Content-Type has no boundary. Send the one of the form.")
    return str(options["boundary"])


def _files(body: bytes, boundary: str, larger_files: str) -> list[SentFile]:
    from multipart import MultipartError, ParserLimitReached, PushMultipartParser

    files: list[SentFile] = []
    part: Any = None
    content = bytearray()
    try:
        with PushMultipartParser(boundary, max_segment_size=MAX_FILE_BYTES, max_segment_count=8, strict=True) as parser:
            for event in parser.parse(body):
                if event is None:
                    files.append(SentFile(bytes(content), _filename(part), part.content_type))
                elif isinstance(event, bytes | bytearray):
                    content += event
                else:
                    part, content = _require_field(event), bytearray()
    except ParserLimitReached as error:
        if "segment size" in str(error):
            raise _too_large(larger_files) from None
        raise HttpBadRequest("The form has too many parts, or headers that are too long.") from None
    except MultipartError:
        raise HttpBadRequest("The form cannot be read: its parts do not fit the boundary.") from None
    return files


def _filename(part: Any) -> str:
    """`filename="a.png"`; or `filename*=utf-8''a%C3%B1o.png`, which forms should not use and some clients do."""
    import re
    from urllib.parse import unquote

    encoded = re.search(_EXTENDED, part.header("Content-Disposition"))
    if encoded:
        return unquote(encoded[1], errors="replace")
    return part.filename or ""


def _require_field(part: Any) -> Any:
    if part.name != FIELD:
        problem = {"in": "body", "field": part.name[:100] or "(no name)", "message": "unknown field"}
        raise HttpUnprocessable(f"The form must have exactly one part, `{FIELD}`.", details=[problem])
    return part


def _too_large(larger_files: str) -> HttpPayloadTooLarge:
    return HttpPayloadTooLarge(f"The file is larger than {MAX_FILE_BYTES} bytes. {larger_files}".rstrip())
