"""AWS Signature Version 4 for S3 as a server checks it: presigned URLs (query) and upload policies (form).

Source: Amazon S3 API reference, "Authenticating Requests: Using Query Parameters" and "... Using POST".
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, unquote

from backend.local.s3.refusal import S3RefusedError, access_denied

ALGORITHM = "AWS4-HMAC-SHA256"
LONGEST = timedelta(days=7)
SKEW = timedelta(minutes=15)

Pairs = Sequence[tuple[str, str]]


class Signer:
    """One key pair; another set of keys overrides `secret_of`."""

    def __init__(self, access_key: str, secret_key: str) -> None:
        self._access_key = access_key
        self._secret_key = secret_key

    def secret_of(self, access_key: str) -> str | None:
        return self._secret_key if access_key == self._access_key else None

    def signature(self, credential: str, text: str) -> str:
        """Hex signature of `text` under "<access key>/<yyyymmdd>/<region>/s3/aws4_request"."""
        access_key, *scope = credential.split("/")
        secret_key = self.secret_of(access_key)
        if secret_key is None:
            raise S3RefusedError(
                "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."
            )
        if len(scope) != 4 or scope[2:] != ["s3", "aws4_request"]:
            raise _bad_parameter("Error parsing the X-Amz-Credential parameter")
        key = f"AWS4{secret_key}".encode()
        for part in scope:
            key = hmac.digest(key, part.encode(), "sha256")
        return hmac.digest(key, text.encode(), "sha256").hex()

    def check(self, credential: str, text: str, signature: str) -> None:
        if not hmac.compare_digest(self.signature(credential, text).encode(), signature.encode()):
            raise S3RefusedError(
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided. "
                "Check your key and signing method.",
            )


def check_presigned(signer: Signer, method: str, raw_path: str, query: Pairs, headers: Pairs, now: datetime) -> None:
    """Raises unless the URL was signed with our key for this method, path, query and these headers, and is in time.

    `raw_path` is percent-encoded, `query` decoded, both as received.
    """
    given = dict(query)
    if given.get("X-Amz-Algorithm") != ALGORITHM:
        raise _bad_parameter("X-Amz-Algorithm only supports AWS4-HMAC-SHA256")
    names = ("X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders")
    if not all(given.get(name) for name in names):
        raise _bad_parameter("Query-string authentication version 4 requires the " + ", ".join(names) + " parameters")
    credential, date, expires, signed = (given[name] for name in names)
    _check_time(date, expires, now)
    canonical = _canonical(method, raw_path, query, headers, signed)
    scope = credential.partition("/")[2]
    text = "\n".join([ALGORITHM, date, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    signer.check(credential, text, given["X-Amz-Signature"])
    _check_all_signed(headers, signed)


def _check_time(date: str, expires: str, now: datetime) -> None:
    try:
        signed_at = datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        lifetime = timedelta(seconds=int(expires))
    except (ValueError, OverflowError):
        raise _bad_parameter("X-Amz-Date must be in the ISO8601 Long Format, X-Amz-Expires a number") from None
    if not timedelta(0) < lifetime <= LONGEST:
        raise _bad_parameter("X-Amz-Expires must be between 1 and 604800 seconds")
    if now > signed_at + lifetime:
        raise access_denied("Request has expired")
    if now < signed_at - SKEW:
        raise access_denied("Request is not valid yet")


def _canonical(method: str, raw_path: str, query: Pairs, headers: Pairs, signed: str) -> str:
    lines = [
        method,
        quote(unquote(raw_path), safe="/-._~"),
        canonical_query([pair for pair in query if pair[0] != "X-Amz-Signature"]),
        *(f"{name}:{_join_values(headers, name)}" for name in signed.split(";")),
        "",
        signed,
        _join_values(headers, "x-amz-content-sha256") or dict(query).get("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"),
    ]
    return "\n".join(lines)


def canonical_query(query: Pairs) -> str:
    """[("b", "2 "), ("a", "")] -> "a=&b=2%20" """
    encoded = sorted((quote(name, safe="-._~"), quote(value, safe="-._~")) for name, value in query)
    return "&".join(f"{name}={value}" for name, value in encoded)


def _join_values(headers: Pairs, name: str) -> str:
    """All values of a header as one, runs of blanks made one blank."""
    return ",".join(" ".join(value.split()) for key, value in headers if key.lower() == name)


def _check_all_signed(headers: Pairs, signed: str) -> None:
    """Host must be under the signature, and every x-amz-* header too: else a holder could add an ACL or metadata."""
    covered = set(signed.split(";"))
    loose = {key.lower() for key, _ in headers if key.lower().startswith("x-amz-")} - covered
    if "host" not in covered or loose - {"x-amz-content-sha256"}:
        raise access_denied("There were headers present in the request which were not signed")


def _bad_parameter(message: str) -> S3RefusedError:
    return S3RefusedError("AuthorizationQueryParametersError", message, 400)
