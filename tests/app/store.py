"""Presigned URLs as a browser opens them."""

from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

from tests.conftest import Answer
from tests.time_limits import scaled


def opened(url: str) -> Answer:
    with_no_proxy = build_opener(ProxyHandler({}))
    try:
        with with_no_proxy.open(url, timeout=scaled(30)) as response:
            return Answer(response.status, {k.lower(): v for k, v in response.headers.items()}, response.read())
    except HTTPError as error:
        with error:
            return Answer(error.code, {k.lower(): v for k, v in error.headers.items()}, error.read())
