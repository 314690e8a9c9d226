"""The documents by which an MCP client finds out where to sign in: RFC 9728, RFC 8414, OpenID Connect Discovery."""

import pytest

from backend.local.laptop import Laptop
from tests.app.document import assert_error
from tests.conftest import SETTINGS, Client

RESOURCE = ["/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp"]
SERVER = ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"]


@pytest.mark.parametrize("path", RESOURCE)
@pytest.mark.parametrize("stage", ["", "/local"])
def test_the_resource_is_the_mcp_endpoint(client: Client, path: str, stage: str) -> None:
    """At the address it was asked at, the stage included; the service itself is its authorization server."""
    base = f"{client.url}{stage}"
    document = client.get(f"{stage}{path}").json
    assert document["resource"] == f"{base}/mcp"
    assert document["authorization_servers"] == [base]
    assert document["bearer_methods_supported"] == ["header"]
    assert document["scopes_supported"]


@pytest.mark.parametrize("path", SERVER)
@pytest.mark.parametrize("stage", ["", "/local"])
def test_the_issuer_is_where_it_was_asked(client: Client, path: str, stage: str) -> None:
    """RFC 8414: the issuer is the address without the well-known part, to the letter; clients compare."""
    assert client.get(f"{stage}{path}").json["issuer"] == f"{client.url}{stage}"


@pytest.mark.parametrize("stage", ["", "/local"])
def test_the_mcp_endpoint_may_be_taken_for_the_issuer(client: Client, stage: str) -> None:
    """Its well-known address is made of its path; what stands there is the same but for the issuer."""
    address = f"{stage}{SERVER[0]}"
    expected = {**client.get(address).json, "issuer": f"{client.url}{stage}/mcp"}
    assert client.get(f"{address}/mcp").json == expected


@pytest.mark.parametrize("path", SERVER)
def test_one_signs_in_at_cognitos_pages(client: Client, laptop: Laptop, path: str) -> None:
    """Its endpoints, with code and PKCE (S256), as the public client that is registered already."""
    document = client.get(path).json
    domain = SETTINGS["COGNITO_DOMAIN"]
    assert document["authorization_endpoint"] == f"{domain}/oauth2/authorize"
    assert document["token_endpoint"] == f"{domain}/oauth2/token"
    assert document["jwks_uri"] == f"{laptop.cloud.pool.issuer}/.well-known/jwks.json"
    assert document["code_challenge_methods_supported"] == ["S256"]
    assert document["token_endpoint_auth_methods_supported"] == ["none"]
    assert document["client_id"] == laptop.cloud.pool.client_id
    assert "registration_endpoint" not in document


def test_without_a_sign_in_page_there_is_nothing_to_describe(other_client: Client) -> None:
    """404 that says how to get a token, and a resource that names no authorization server."""
    for path in SERVER:
        assert "/auth/login" in assert_error(other_client.get(path), 404, "not_found")["message"]
    for path in RESOURCE:
        document = other_client.get(path).json
        assert document["resource"] == f"{other_client.url}/mcp"
        assert "authorization_servers" not in document
