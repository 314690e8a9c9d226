"""What a person does in a browser: opens the address that a client gives, signs in, and is sent back to the client.

Runs in the clients' own environments, so it uses the standard library alone.
"""

import os
import re
from html import unescape
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, ProxyHandler, Request, build_opener

CALLBACK = "http://localhost:8765/callback"
"""Registered for the laptop's public client; nobody listens there, as the code is read from the redirect itself."""


class _Stay(HTTPRedirectHandler):
    """Follows redirects up to the one that leads to the callback."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        if newurl.startswith(CALLBACK):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def sign_in(address: str) -> dict[str, str]:
    """What the callback is given: code and state."""
    opener = build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()), _Stay())
    with opener.open(address, timeout=30) as answer:
        page, url = answer.read().decode(), answer.url
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    action = re.search(r'<form method="post" action="([^"]+)"', page)
    assert action is not None, page
    form = {**fields, "username": os.environ["MCP_USER"], "password": os.environ["MCP_PASSWORD"]}
    request = Request(urljoin(url, unescape(action[1])), urlencode(form).encode())
    try:
        with opener.open(request, timeout=30) as answer:
            raise AssertionError(answer.read().decode())
    except HTTPError as redirect:
        redirect.close()
        return dict(parse_qsl(urlsplit(redirect.headers["Location"]).query))
