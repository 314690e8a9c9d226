"""Pages for people. Each is one file with everything in it: it works offline and asks nobody else for anything.

The docs page is made by scripts/build_docs_page.py, which also writes down the hashes of its inline blocks.
"""

import gzip
import json
from functools import cache
from pathlib import Path

from backend.framework.response import Response

_STATIC = Path(__file__).with_name("static")
_KEPT_SECONDS = 300
"""Browsers keep the page this long; short, because a new release may bring another one."""


def docs_page(accepted_encodings: str, sign_in_domain: str | None = None) -> Response:
    """The docs page, gzipped for clients that accept it. `accepted_encodings` is the request's Accept-Encoding.

    `sign_in_domain` is where the pool's own sign-in pages are, such as https://NAME.auth.REGION.amazoncognito.com.
    """
    if _takes_gzip(accepted_encodings):
        return Response(200, _pack(), {**_headers(sign_in_domain), "Content-Encoding": "gzip"})
    return Response(200, gzip.decompress(_pack()), _headers(sign_in_domain))


@cache
def _pack() -> bytes:
    return (_STATIC / "docs.html.gz").read_bytes()


@cache
def _headers(sign_in_domain: str | None) -> dict[str, str]:
    facts = json.loads((_STATIC / "docs.json").read_bytes())
    return {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": _policy(facts["script_hashes"], facts["style_hashes"], sign_in_domain),
        "Cache-Control": f"public, max-age={_KEPT_SECONDS}",
        "Vary": "Accept-Encoding",
    }


def _policy(scripts: list[str], styles: list[str], sign_in_domain: str | None) -> str:
    """What the page may do: run and style itself, call this API, redeem a code where one signs in, and show pictures.

    Pictures may come from anywhere, because only the store knows its buckets' hosts; the page itself shows nothing but
    presigned ones. Plain http is for a store on the reader's own machine. swagger-ui sets styles through the DOM, so
    they need no 'unsafe-inline'.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(scripts)}",
            f"style-src {' '.join(styles)}",
            "img-src 'self' data: https: http://127.0.0.1:* http://localhost:*",
            " ".join(("connect-src 'self'", *([sign_in_domain] if sign_in_domain else []))),
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _takes_gzip(accepted_encodings: str) -> bool:
    """`br, gzip` -> True; `gzip;q=0, *` -> False; `*;q=0.5` -> True"""
    weights = {}
    for choice in accepted_encodings.lower().replace(" ", "").split(","):
        coding, _, weight = choice.partition(";q=")
        weights[coding] = weight or "1"
    return bool(weights.get("gzip", weights.get("*", "0")).strip("0."))
