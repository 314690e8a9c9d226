"""Page tokens: where a list continues, signed, and bound to the caller and the filters that made them.

A token is base64url(16 bytes of HMAC-SHA256 + JSON of the position). The signature covers who asked for what, so a
token that was changed, or is another caller's, or belongs to another list, is refused before the store is asked.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any

from backend.domain.shared.errors import InvalidPageToken

_MAC_BYTES = 16


class Cursors:
    def __init__(self, key: Callable[[], bytes]) -> None:
        """`key` gives the signing key; it is called when a token is first made or read."""
        self._key = key

    def seal(self, position: Mapping[str, Any] | None, *scope: str | int | None) -> str | None:
        """The token for a position; `scope` says whose list it is and with which filters. None at the end of a list."""
        if position is None:
            return None
        content = json.dumps(position, separators=(",", ":")).encode()
        return _spell(self._mac(content, scope) + content)

    def open(self, token: str | None, *scope: str | int | None) -> dict[str, Any] | None:
        """The position in a token that `seal` made for the same scope; `InvalidPageToken` for any other."""
        if token is None:
            return None
        try:
            raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise _invalid() from None
        if _spell(raw) != token:  # base64 has several spellings of the same bytes; a token has one
            raise _invalid()
        mac, content = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac(content, scope)):
            raise _invalid()
        position: dict[str, Any] = json.loads(content)
        return position

    def _mac(self, content: bytes, scope: tuple[str | int | None, ...]) -> bytes:
        bound = json.dumps(scope, separators=(",", ":")).encode() + b"\0" + content
        return hmac.new(self._key(), bound, hashlib.sha256).digest()[:_MAC_BYTES]


def _spell(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _invalid() -> InvalidPageToken:
    return InvalidPageToken("Invalid page_token for this list. Send the request without it.")
