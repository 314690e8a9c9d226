"""Pages for people."""

import gzip
from functools import cache
from pathlib import Path

from backend.api.messages import Response

_DOCS = Path(__file__).with_name("static") / "docs.html.gz"
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src 'self' data:;"
    " font-src data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


@cache
def _packed() -> bytes:
    return _DOCS.read_bytes()


def docs_page(accepted_encodings: str) -> Response:
    """The docs page: one file with everything in it, so it works offline and asks nobody else."""
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": _POLICY, "Vary": "Accept-Encoding"}
    if "gzip" in accepted_encodings:
        return Response(200, _packed(), {**headers, "Content-Encoding": "gzip"})
    return Response(200, gzip.decompress(_packed()), headers)
