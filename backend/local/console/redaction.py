"""What is shown of secrets: their beginning, and that there is more."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

_HEADERS = {"authorization", "cookie", "set-cookie", "x-api-key", "x-amz-security-token", "proxy-authorization"}
_FIELDS = re.compile(
    r"pass(word|wd)|secret|(^|_|-)(token|session|assertion)$|(id|access|refresh|session|security)_?token"
    r"|^x-amz-(signature|credential|security-token)$|^signature$|^policy$|^authorization$|^code(_verifier)?$|api_?key",
    re.IGNORECASE,
)
_PAGE_TOKENS = {"next_page_token", "page_token"}
_QUERY = re.compile(
    r"(?i)((?:x-amz-(?:signature|credential|security-token)|access_token|id_token|refresh_token|token|code|password|sig)=)"
    r"([^&#\s\"]+)"
)
_JWT = re.compile(r"eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+")
SHOWN = 6


def hide(secret: str) -> str:
    """`eyJhbGciOi...` -> `eyJhbG…`; a short secret is hidden whole."""
    return f"{secret[:SHOWN]}…" if len(secret) >= 4 * SHOWN else "…"


def redact_text(text: str) -> str:
    """Tokens, and the parameters of presigned URLs by which they open."""
    return _JWT.sub(lambda found: hide(found[0]), _QUERY.sub(lambda found: f"{found[1]}…", text))


def redact_headers(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, _redact_header(name, value)) for name, value in headers]


def _redact_header(name: str, value: str) -> str:
    if name.lower() not in _HEADERS:
        return redact_text(value)
    scheme, _, rest = value.partition(" ")
    return f"{scheme} {hide(rest)}" if rest else hide(value)


def redact_json(value: Any, name: str = "") -> Any:
    """The same value; texts that are secrets by their field's name or by their form are hidden."""
    if isinstance(value, dict):
        # a value of DynamoDB has its type between it and its name: {"session": {"S": "..."}}
        return {key: redact_json(each, name if key in ("S", "SS", "B") else str(key)) for key, each in value.items()}
    if isinstance(value, list):
        return [redact_json(each, name) for each in value]
    if not isinstance(value, str):
        return value
    if _FIELDS.search(name) and name not in _PAGE_TOKENS:
        return hide(value)
    return redact_text(value)


def redact_body(content: bytes, *, whole: bool, limit: int = 20_000) -> str:
    """A body as text to show: JSON is set in lines; what is no text is named by its length."""
    if not content:
        return ""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        if whole or error.start < len(content) - 4:
            return f"({len(content):,} bytes that are no text)"
        text = content.decode(errors="ignore")
    try:
        text = json.dumps(redact_json(json.loads(text)), indent=2, ensure_ascii=False)
    except ValueError:
        text = redact_text(_hide_fields(text))
    return text if len(text) <= limit and whole else f"{text[:limit]}\n… (not all of it is shown)"


_QUOTED = re.compile(r'"([A-Za-z_-]+)"\s*:\s*"((?:[^"\\]|\\.)*)"?')
_FORM = re.compile(r"(?i)name=\"([^\"]+)\"\r?\n\r?\n([^\r\n]+)")


def _hide_fields(text: str) -> str:
    """Fields in what is no whole JSON: a body that was cut, or a form."""
    text = _QUOTED.sub(lambda m: f'"{m[1]}": "{hide(m[2])}"' if _FIELDS.search(m[1]) else m[0], text)
    return _FORM.sub(lambda m: m[0].replace(m[2], hide(m[2])) if _FIELDS.search(m[1]) else m[0], text)


def header(headers: Sequence[tuple[str, str]], name: str) -> str:
    """The last value of a header; empty where there is none."""
    return next((value for key, value in reversed(headers) if key.lower() == name), "")
