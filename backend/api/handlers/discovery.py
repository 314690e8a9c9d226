"""How an MCP client finds out where to sign in: RFC 9728, RFC 8414 and OpenID Connect Discovery.

Cognito's own documents do not name PKCE, without which MCP clients do not begin. So this service answers as the issuer,
with Cognito's endpoints. Nobody registers: all use the one public client of the pool.
"""

from pydantic import Field

from backend.bootstrap.config import Settings
from backend.domain.shared.schemas import Answer, OmitNone
from backend.framework.errors import HttpNotFound
from backend.framework.request import Request

SCOPES = ["openid", "dreamforge/mcp"]
"""OAuth scopes. A token only identifies the caller; the caller's groups decide what it may do."""


class ProtectedResource(Answer):
    """RFC 9728."""

    resource: str = Field(description="The MCP endpoint.")
    resource_name: str = Field(description="Its display name.")
    authorization_servers: OmitNone[list[str]] = Field(
        default=None, description="Absent where there is no sign-in page."
    )
    scopes_supported: list[str] = Field(description="OAuth scopes.")
    bearer_methods_supported: list[str] = Field(description="Where the token goes.")
    resource_documentation: str = Field(description="A page to read.")


class AuthorizationServer(Answer):
    """RFC 8414, with the fields that OpenID Connect Discovery adds."""

    issuer: str = Field(description="This service, on behalf of Cognito.")
    authorization_endpoint: str = Field(description="Cognito's sign-in page.")
    token_endpoint: str = Field(description="Token endpoint.")
    revocation_endpoint: str = Field(description="Revocation endpoint.")
    userinfo_endpoint: str = Field(description="Who signed in.")
    jwks_uri: str = Field(description="The public keys of the tokens.")
    scopes_supported: list[str] = Field(description="OAuth scopes.")
    response_types_supported: list[str] = Field(description="`code` only.")
    response_modes_supported: list[str] = Field(description="How the code is returned.")
    grant_types_supported: list[str] = Field(description="Grant types of the token endpoint.")
    code_challenge_methods_supported: list[str] = Field(description="PKCE is required.")
    token_endpoint_auth_methods_supported: list[str] = Field(description="`none`: a public client has no secret.")
    subject_types_supported: list[str] = Field(description="A user has the same `sub` for all clients.")
    id_token_signing_alg_values_supported: list[str] = Field(description="How IdTokens are signed.")
    client_id: str = Field(description="The registered public client. Dynamic client registration is not supported.")


def get_protected_resource(request: Request, settings: Settings) -> ProtectedResource:
    """Tells an MCP client which resource this is and where its authorization server is described (RFC 9728)."""
    base = request.base_url
    return ProtectedResource(
        resource=f"{base}/mcp",
        resource_name="DreamForge",
        authorization_servers=None if settings.sign_in_domain is None else [base],
        scopes_supported=SCOPES,
        bearer_methods_supported=["header"],
        resource_documentation=f"{base}/docs",
    )


def get_mcp_resource(request: Request, settings: Settings) -> ProtectedResource:
    """The same, at the URL that RFC 9728 derives from that of the MCP endpoint."""
    return get_protected_resource(request, settings)


def get_authorization_server(request: Request, settings: Settings) -> AuthorizationServer:
    """Where an MCP client signs in: at Cognito's pages, with an authorization code and PKCE (RFC 8414)."""
    domain = settings.sign_in_domain
    if domain is None:
        raise HttpNotFound("This service has no sign-in page. Get a token with POST /auth/login and send it to /mcp.")
    issuer = f"https://cognito-idp.{settings.region}.amazonaws.com/{settings.user_pool}"
    return AuthorizationServer(
        issuer=request.base_url,
        authorization_endpoint=f"{domain}/oauth2/authorize",
        token_endpoint=f"{domain}/oauth2/token",
        revocation_endpoint=f"{domain}/oauth2/revoke",
        userinfo_endpoint=f"{domain}/oauth2/userInfo",
        jwks_uri=f"{issuer}/.well-known/jwks.json",
        scopes_supported=SCOPES,
        response_types_supported=["code"],
        response_modes_supported=["query"],
        grant_types_supported=["authorization_code", "refresh_token"],
        code_challenge_methods_supported=["S256"],
        token_endpoint_auth_methods_supported=["none"],
        subject_types_supported=["public"],
        id_token_signing_alg_values_supported=["RS256"],
        client_id=settings.client_id,
    )


def get_mcp_authorization_server(request: Request, settings: Settings) -> AuthorizationServer:
    """The same for a client that takes the MCP endpoint's address for the issuer's (RFC 8414, section 3)."""
    found = get_authorization_server(request, settings)
    return found.model_copy(update={"issuer": f"{request.base_url}/mcp"})


def get_mcp_openid_configuration(request: Request, settings: Settings) -> AuthorizationServer:
    """The same at OpenID's names for an issuer with a path: inserted before it (RFC 8414, section 5)."""
    return get_mcp_authorization_server(request, settings)


def get_openid_configuration_of_mcp(request: Request, settings: Settings) -> AuthorizationServer:
    """The same, appended to the path (OpenID Connect Discovery 1.0, section 4)."""
    return get_mcp_authorization_server(request, settings)


def get_openid_configuration(request: Request, settings: Settings) -> AuthorizationServer:
    """The same at OpenID's URL, which clients use where the issuer has a path, as with a stage."""
    return get_authorization_server(request, settings)
