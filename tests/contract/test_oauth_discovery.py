"""How an MCP client finds where to sign in, by the orders of the specification's last three revisions, on each front.

2025-06-18: the challenge's `resource_metadata`, then RFC 8414 at the issuer. 2025-11-25 and 2026-07-28: the well-known
addresses of RFC 9728 as well, for the endpoint's path and for the root, and three addresses for an issuer with a path.
https://modelcontextprotocol.io/specification/2025-11-25/basic/authorization#authorization-server-discovery
"""

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest

from backend.local.laptop import Laptop
from tests import images
from tests.conftest import start_laptop
from tests.contract.http import HttpReply, request
from tests.programs import API, environment, running

RESOURCE_METADATA = re.compile(r'resource_metadata="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Front:
    """`mcp` is the endpoint's address. Below a stage, as on AWS, the host's own root belongs to others."""

    mcp: str
    sign_in: str
    staged: bool = False


@pytest.fixture(scope="module")
def laptop_with_pages() -> Iterator[Laptop]:
    with start_laptop() as running_laptop:
        yield running_laptop


@pytest.fixture(scope="module")
def container(laptop_with_pages: Laptop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its operator says at which address it is reached."""
    tree = images.lay_down(images.stages()["api-code"], tmp_path_factory.mktemp("image"))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = str(listener.getsockname()[1])
    variables = {
        "COGNITO_DOMAIN": laptop_with_pages.environment["COGNITO_DOMAIN"],
        "PORT": port,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    with running(API.cmd, tree, environment(laptop_with_pages, **variables)) as program:
        yield program.url


@pytest.fixture(params=["laptop", "stage", "container"])
def front(request: pytest.FixtureRequest, laptop_with_pages: Laptop) -> Front:
    pages = laptop_with_pages.environment["COGNITO_DOMAIN"]
    if request.param == "container":
        return Front(f"{request.getfixturevalue('container')}/mcp", pages)
    if request.param == "stage":
        return Front(f"{laptop_with_pages.url}/local/mcp", pages, staged=True)
    return Front(f"{laptop_with_pages.url}/mcp", pages)


def from_challenge(mcp: str) -> list[str]:
    """What the 401 names."""
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    answer = request("POST", mcp, b'{"jsonrpc":"2.0","id":1,"method":"tools/list"}', headers)
    assert answer.status == 401
    told = answer.headers.get("www-authenticate") or answer.headers["x-amzn-remapped-www-authenticate"]
    found = RESOURCE_METADATA.search(told)
    assert found is not None, told
    return [found[1]]


def for_path(mcp: str) -> list[str]:
    """RFC 9728: the well-known part goes between host and path."""
    parts = urlsplit(mcp)
    return [f"{parts.scheme}://{parts.netloc}/.well-known/oauth-protected-resource{parts.path}"]


def for_root(mcp: str) -> list[str]:
    parts = urlsplit(mcp)
    return [f"{parts.scheme}://{parts.netloc}/.well-known/oauth-protected-resource"]


def server_addresses(issuer: str) -> list[str]:
    """In the order in which clients must try them."""
    parts = urlsplit(issuer)
    host, path = f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/")
    if not path:
        return [f"{host}/.well-known/oauth-authorization-server", f"{host}/.well-known/openid-configuration"]
    return [
        f"{host}/.well-known/oauth-authorization-server{path}",
        f"{host}/.well-known/openid-configuration{path}",
        f"{host}{path}/.well-known/openid-configuration",
    ]


def found_at(addresses: list[str]) -> tuple[int, dict[str, Any]]:
    """The first document there is, and how many addresses had none. A client gives up at a 5xx."""
    for number, address in enumerate(addresses):
        answer: HttpReply = request("GET", address, headers={"MCP-Protocol-Version": "2025-11-25"})
        if answer.status == 200:
            return number, answer.json
        assert 400 <= answer.status < 500, address
    raise AssertionError(f"nothing at {addresses}")


@pytest.mark.parametrize("way", [from_challenge, for_path, for_root], ids=lambda way: way.__name__)
def test_the_way_to_the_sign_in_page(front: Front, way: Any) -> None:
    """From a challenge, or from the endpoint's address alone, to a document that names the pages and PKCE.

    Resource and issuer are compared as clients have to. On AWS the host's root is not the API's below a stage: there,
    only the challenge leads on.
    """
    if front.staged and way is not from_challenge:
        return
    _, resource = found_at(way(front.mcp))
    assert resource["resource"] == front.mcp
    (issuer,) = resource["authorization_servers"]
    missed, server = found_at(server_addresses(issuer))
    assert missed == (2 if front.staged else 0)
    assert server["issuer"] == issuer
    assert server["authorization_endpoint"] == f"{front.sign_in}/oauth2/authorize"
    assert server["token_endpoint"] == f"{front.sign_in}/oauth2/token"
    assert server["code_challenge_methods_supported"] == ["S256"]
    assert set(resource["scopes_supported"]) <= set(server["scopes_supported"])


def test_each_address_of_an_issuer_has_the_document(front: Front) -> None:
    """A client that begins with OpenID's names finds what one finds that begins with OAuth's.

    Also for one that takes the endpoint's own address for the issuer.
    """
    base = front.mcp.removesuffix("/mcp")
    for issuer in (base, front.mcp):
        addresses = server_addresses(issuer)
        if front.staged:
            addresses = addresses[-1:]
        documents = [found_at([address])[1] for address in addresses]
        assert [document["issuer"] for document in documents] == [issuer] * len(addresses)


def test_the_page_signs_in(front: Front) -> None:
    """What the documents lead to is there, and knows the client that they name."""
    _, server = found_at(server_addresses(front.mcp.removesuffix("/mcp")))
    asked = f"client_id={server['client_id']}&redirect_uri=http://localhost:8765/callback&response_type=code"
    answer = request("GET", f"{server['authorization_endpoint']}?{asked}&scope=openid")
    assert (answer.status, answer.path) == (302, "/login")
