"""Compares recorded requests and answers with the document, by openapi-core. EXCHANGES is a file of recorder.py's.

Every answer keeps to the document; so does every request that was not refused.
"""

import base64
import json
import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from openapi_core import OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.templating.paths.exceptions import PathNotFound
from openapi_core.testing import MockRequest, MockResponse
from werkzeug.datastructures import Headers


def main() -> None:
    document = json.loads(Path(os.environ["DOCUMENT"]).read_bytes())
    api = OpenAPI.from_dict(document)
    host = document["servers"][0]["url"]
    counts = {"requests": 0, "answers": 0, "other": 0}
    wrong = []
    for line in Path(os.environ["EXCHANGES"]).read_text().splitlines():
        exchange = json.loads(line)
        if exchange["method"] == "OPTIONS":
            counts["other"] += 1
            continue
        request = _request(exchange, host)
        name = f"{exchange['method']} {exchange['path']} {exchange['status']}"
        try:
            if exchange["status"] < 400 and not _is_bare(exchange):
                api.validate_request(request)
                counts["requests"] += 1
            api.validate_response(request, _response(exchange))
            counts["answers"] += 1
        except PathNotFound:
            counts["other"] += 1
        except OpenAPIError as error:
            if exchange["status"] in (404, 405) and "Operation" in type(error).__name__:
                counts["other"] += 1
                continue
            wrong.append(f"{name}: {error!r} {error.__cause__!r}")
    sys.stdout.write(json.dumps(counts) + "\n")
    if wrong:
        sys.exit("\n".join(wrong))


def _is_bare(exchange: dict[str, Any]) -> bool:
    """A token without `Bearer` in front, which is accepted and not documented."""
    token = Headers(exchange["headers"]).get("Authorization", "Bearer ")
    return not token.lower().startswith("bearer ")


def _request(exchange: dict[str, Any], host: str) -> MockRequest:
    headers = Headers(exchange["headers"])
    address = urlsplit(exchange["path"])
    return MockRequest(
        host,
        exchange["method"].lower(),
        address.path,
        args=dict(parse_qsl(address.query, keep_blank_values=True)),
        headers=headers,
        data=base64.b64decode(exchange["body"]),
        content_type=headers.get("Content-Type", ""),
    )


def _response(exchange: dict[str, Any]) -> MockResponse:
    headers = Headers(exchange["answer_headers"])
    data = base64.b64decode(exchange["answer"])
    return MockResponse(data, exchange["status"], headers=headers, content_type=headers.get("Content-Type", ""))


if __name__ == "__main__":
    main()
