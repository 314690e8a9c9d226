"""Paths as API Gateway has them: with and without a slash at the end, under a stage or a base path."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.request import Request, urlopen

import pytest

from backend.api.lambda_function import LambdaHandler
from backend.api.routes import OPERATIONS
from backend.local.gateway import Gateway
from backend.local.laptop import Laptop
from tests.app.document import assert_error
from tests.conftest import Client

BASE = "shop/v1"


@pytest.fixture(scope="module")
def mapped(laptop: Laptop) -> Iterator[str]:
    """The URL of a custom domain with a base path mapping before the same service."""
    public = [("ANY", op.path) for op in OPERATIONS if op.public or op.tokens]
    handler = LambdaHandler(laptop.services)
    with Gateway(handler, pool=None, auth_bypass=True, public=public, base_path=BASE) as gateway:
        yield f"{gateway.url}/{BASE}"


@pytest.mark.parametrize("path", sorted({op.path for op in OPERATIONS if op.public and op.method == "GET"}))
def test_a_slash_at_the_end_is_the_same_path(client: Client, path: str) -> None:
    """Every public page, with a slash as without."""
    assert client.get(path.rstrip("/") + "/").status == client.get(path).status < 404


def test_protected_paths_with_a_slash(client: Client, ana: str) -> None:
    """They want the same token, and answer the same."""
    assert client.get("/me/").status == 401
    assert client.get("/me/", as_user=ana).json["user_id"] == client.user_id(ana)
    assert client.post("/mcp/", {}).status == 401
    answer = client.post("/mcp/", {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}, as_user=ana)
    assert answer.json["result"]["tools"]


def test_a_list_is_not_one_of_its_items(client: Client, ana: str) -> None:
    """`/products/` is `/products`, so nothing is deleted by an id that was left empty."""
    assert_error(client.delete("/products/", as_user=ana), 405)


@pytest.mark.parametrize("path", ["", "/"])
def test_links_under_a_base_path(mapped: str, path: str) -> None:
    """All of them lead back to where the caller came in."""
    assert all(link.startswith(f"{mapped}/") for link in _read(mapped + path)["links"].values())
    document = _read(f"{mapped}/.well-known/oauth-protected-resource/mcp")
    assert document["resource"] == f"{mapped}/mcp"


def test_location_under_a_stage(client: Client, ana: str) -> None:
    """It names the job from the root of the host: following it needs no knowledge of the stage."""
    for prefix in ("", "/local"):
        asked = client.post(f"{prefix}/generate", {"prompt": "a fox"}, as_user=ana)
        assert asked.headers["location"] == f"{prefix}/jobs/{asked.json['task_id']}"
        assert client.get(asked.headers["location"], as_user=ana).status == 200


def _read(url: str) -> dict[str, Any]:
    with urlopen(Request(url)) as response:
        found: dict[str, Any] = json.load(response)
    return found
