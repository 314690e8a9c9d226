"""What the small API is asked: events of API Gateway's proxy integration. Imports nothing, so that it costs nothing."""

from typing import Any

OWNER = "0f6c1a52-5d0b-4a0e-9d5b-1c2f4b8f9a10"
CLIENT_ID = "1h57kf5cpq17m0eml12EXAMPLE"


class LambdaContext:
    """What Lambda passes with the event."""

    function_name = "dreamforge-api"
    function_version = "1"
    invoked_function_arn = "arn:aws:lambda:us-west-2:123456789012:function:dreamforge-api"
    memory_limit_in_mb = 1024
    aws_request_id = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"
    log_group_name = "/aws/lambda/dreamforge-api"
    log_stream_name = "2026/11/29/[1]0123456789abcdef0123456789abcdef"

    def get_remaining_time_in_millis(self) -> int:
        return 900_000  # of Lambda's fifteen minutes: a program under valgrind is fifty times slower


def event(method: str, path: str, *, body: str | None = None, **query: str) -> dict[str, Any]:
    """An event of API Gateway's proxy integration, as large as real ones, from a caller who has signed in."""
    headers = {
        "Accept": "application/json",
        "Accept-Encoding": "gzip",
        "Authorization": "Bearer " + "x" * 900,
        "CloudFront-Viewer-Country": "CO",
        "Content-Type": "application/json",
        "Host": "abc123.execute-api.us-west-2.amazonaws.com",
        "Origin": "https://shop.example.com",
        "User-Agent": "curl/8.5.0",
        "X-Amzn-Trace-Id": "Root=1-67891233-abcdef012345678912345678",
        "X-Forwarded-For": "203.0.113.7",
        "X-Forwarded-Port": "443",
        "X-Forwarded-Proto": "https",
    }
    claims = {
        "sub": OWNER,
        "aud": CLIENT_ID,
        "token_use": "id",
        "cognito:username": "ana",
        "email": "ana@example.com",
        "cognito:groups": "seller",
    }
    return {
        "resource": "/{proxy+}",
        "path": path,
        "httpMethod": method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": query or None,
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} or None,
        "pathParameters": {"proxy": path.lstrip("/")},
        "stageVariables": None,
        "requestContext": {
            "path": f"/dev{path}",
            "stage": "dev",
            "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
            "domainName": "abc123.execute-api.us-west-2.amazonaws.com",
            "identity": {"sourceIp": "203.0.113.7", "userAgent": "curl/8.5.0"},
            "authorizer": {"claims": claims},
        },
        "body": body,
        "isBase64Encoded": False,
    }


def public_event(method: str, path: str) -> dict[str, Any]:
    """The same from somebody who has not signed in."""
    sent = event(method, path)
    del sent["headers"]["Authorization"], sent["multiValueHeaders"]["Authorization"]
    del sent["requestContext"]["authorizer"]
    return sent


EVENTS: dict[str, tuple[int, dict[str, Any]]] = {
    "ping": (200, public_event("GET", "/ping")),
    "status": (200, event("GET", "/status")),
    "chat": (200, event("POST", "/chat", body='{"message": "Which posters of the Andes are there?"}')),
    "bad chat": (422, event("POST", "/chat", body='{"message": 7, "extra": true}')),
    "20 items": (200, event("GET", "/items", limit="20")),
    "404": (404, event("GET", "/nothing")),
}
"""(status, event) of each request of the small API. The first answer of a cold start is that to `ping`."""

PRODUCT_EVENTS: dict[str, tuple[int, dict[str, Any]]] = {
    "ping": EVENTS["ping"],
    "status": EVENTS["status"],
    "bad chat": EVENTS["bad chat"],
    "20 items": (200, event("GET", "/products", owner="me")),
    "404": EVENTS["404"],
}
"""The same of the whole product. Its chat asks a model, so it has no place among these."""
