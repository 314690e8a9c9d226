"""Service Quotas and Lambda's account settings, as far as `dreamforge doctor --aws` reads them.

with Serving(QuotasStandIn(account).wsgi) as quotas:
    client = boto3.client("service-quotas", endpoint_url=quotas.url, ...)
"""

import json
import re
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from werkzeug.wrappers import Request, Response

from backend.local.bedrock.account import Account
from backend.local.bedrock.models import MODELS, Family, Model

_TARGET = "ServiceQuotasV20190624."
_SETTINGS = "/2016-08-19/account-settings"
_SIGNED = re.compile(r"Credential=[^/ ,]+/\d{8}/(?P<region>[a-z0-9-]+)/(?:servicequotas|lambda)/aws4_request")
_REQUESTS_PER_MINUTE = 1_000
_PAGE = 20
JSON = dict[str, Any]


class QuotasStandIn:
    """Both services at one address: their paths do not meet."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def wsgi(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        return self._answer(request)(environ, start_response)

    def _answer(self, request: Request) -> Response:
        signed = _SIGNED.search(request.headers.get("Authorization", ""))
        if signed is None:
            return _error(403, "MissingAuthenticationTokenException", "Missing Authentication Token")
        if (request.method, request.path) == ("GET", _SETTINGS):
            return _json(self._settings())
        if request.headers.get("X-Amz-Target") == f"{_TARGET}ListServiceQuotas":
            return self._quotas(json.loads(request.get_data()), signed["region"])
        return _error(404, "UnknownOperationException", f"No operation at {request.method} {request.path}.")

    def _settings(self) -> JSON:
        limit = self._account.lambda_concurrency
        return {"AccountLimit": {"ConcurrentExecutions": limit, "UnreservedConcurrentExecutions": limit}}

    def _quotas(self, body: JSON, region: str) -> Response:
        """Pages of 20, so that a caller who reads one page only misses most."""
        if body["ServiceCode"] != "bedrock":
            return _error(400, "NoSuchResourceException", f"No quotas of {body['ServiceCode']}.")
        found = [self._quota(name, model) for model in MODELS.values() for name in _names(model, region)]
        start = int(body.get("NextToken", "0"))
        more = {"NextToken": str(start + _PAGE)} if start + _PAGE < len(found) else {}
        return _json({"Quotas": found[start : start + _PAGE], **more})

    def _quota(self, name: str, model: Model) -> JSON:
        value = self._account.requests_per_minute.get(model.id, _REQUESTS_PER_MINUTE)
        code = f"L-{zlib.crc32(name.encode()):08X}"
        return {"ServiceCode": "bedrock", "QuotaName": name, "QuotaCode": code, "Value": value, "Adjustable": True}


def _names(model: Model, region: str) -> Iterator[str]:
    """`Cross-region model inference requests per minute for Anthropic Claude Sonnet 4.5`, one for each way to call."""
    if model.family is not Family.TEXT:
        return
    subject = f"model inference requests per minute for {model.provider} {model.name}"
    if region in model.on_demand:
        yield f"On-demand {subject}"
    prefixes = {prefix for prefix, sources in model.profiles.items() if region in sources}
    if prefixes - {"global"}:
        yield f"Cross-region {subject}"
    if "global" in prefixes:
        yield f"Global cross-region {subject}"


def _json(payload: JSON, status: int = 200) -> Response:
    return Response(json.dumps(payload), status, content_type="application/x-amz-json-1.1")


def _error(status: int, code: str, message: str) -> Response:
    response = _json({"__type": code, "message": message}, status)
    response.headers["x-amzn-ErrorType"] = code
    return response
