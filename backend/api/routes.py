"""All operations, one line each. Read this first."""

from backend.api import tools
from backend.api.answers import Job
from backend.api.handlers import (
    auth,
    chat,
    discovery,
    docs,
    echoes,
    forge,
    jobs,
    listings,
    mcp,
    products,
    status,
    uploads,
)
from backend.api.mock_handler import mock_operations
from backend.domain.shared.errors import Conflict, Forbidden, ModelFailed, ModelTimedOut, NotFound
from backend.framework.errors import HttpNotFound
from backend.framework.routing.operation import Operation, operation

OPERATIONS: tuple[Operation, ...] = (
    operation("GET", "/", status.get_root, summary="Welcome", tag="service", public=True),
    operation("GET", "/ping", status.ping, summary="Answer at once", tag="service", public=True),
    operation("GET", "/health", status.get_health, summary="Check the dependencies", tag="service", public=True, also_answers={503: "A dependency does not answer."}),
    operation("GET", "/docs", docs.get_docs, summary="Show the docs page", tag="service", public=True, media_type="text/html", page_reads=docs.SENT_BACK),
    operation("GET", "/status", status.get_status, summary="Check service and token", tag="service"),
    operation("GET", "/me", status.get_me, summary="Show who I am", tag="service", tool=tools.GET_ME),
    operation("GET", "/openapi.json", docs.get_openapi, summary="Get the OpenAPI document", tag="service"),
    operation("GET", "/.well-known/oauth-protected-resource", discovery.get_protected_resource, summary="Tell MCP clients what this is", tag="auth", public=True),
    operation("GET", "/.well-known/oauth-protected-resource/mcp", discovery.get_mcp_resource, summary="Tell what /mcp is", tag="auth", public=True),
    operation("GET", "/.well-known/oauth-authorization-server", discovery.get_authorization_server, summary="Tell MCP clients where to sign in", tag="auth", public=True, raises=(HttpNotFound,)),
    operation("GET", "/.well-known/oauth-authorization-server/mcp", discovery.get_mcp_authorization_server, summary="Tell where to sign in for /mcp", tag="auth", public=True, documented=False),
    operation("GET", "/.well-known/openid-configuration", discovery.get_openid_configuration, summary="Tell the same as OpenID does", tag="auth", public=True, raises=(HttpNotFound,)),
    operation("POST", "/mcp", mcp.mcp, summary="Speak MCP", tag="service", tokens=True, documented=False),
    operation("POST", "/auth/login", auth.login, summary="Sign in", tag="auth", public=True, counted_by="username"),
    operation("POST", "/auth/refresh", auth.refresh, summary="Renew the tokens", tag="auth", public=True, counted_by="refresh_token"),
    operation("POST", "/auth/logout", auth.logout, summary="Sign out", tag="auth", status=204),
    operation("POST", "/interpret", forge.interpret, summary="Turn an idea into a brief", tag="forge", tool=tools.INTERPRET),
    operation("POST", "/design", forge.design, summary="Draw a brief", tag="forge", tool=tools.DESIGN),
    operation("POST", "/create", forge.create, name="create_product", job=Job, summary="Turn an idea into a listed product", tag="forge", status=201, tool=tools.CREATE, idempotent=True, raises=(Forbidden, ModelFailed, ModelTimedOut)),
    operation("POST", "/generate", forge.generate, summary="Make a picture", tag="forge", status=202, tool=tools.GENERATE, idempotent=True, raises=(NotFound,)),
    operation("GET", "/products", products.list_products, summary="List an owner's products", tag="products", tool=tools.LIST_PRODUCTS, raises=(Forbidden,)),
    operation("GET", "/products/{product_id}", products.get_product, summary="Get a product", tag="products", tool=tools.GET_PRODUCT),
    operation("PATCH", "/products/{product_id}", products.update_product, summary="Change a product", tag="products", tool=tools.UPDATE_PRODUCT, raises=(Forbidden, Conflict)),
    operation("DELETE", "/products/{product_id}", products.delete_product, summary="Delete a product", tag="products", status=204, tool=tools.DELETE_PRODUCT, raises=(Conflict,)),
    operation("POST", "/upload", uploads.upload, summary="Upload a file", tag="uploads", larger_files="Send a larger one through POST /uploads.", status=201, idempotent=True),
    operation("POST", "/uploads", uploads.invite_upload, summary="Open a way for a larger file", tag="uploads", status=201, idempotent=True),
    operation("GET", "/jobs", jobs.list_jobs, summary="List my jobs", tag="jobs", tool=tools.LIST_JOBS),
    operation("GET", "/jobs/{job_id}", jobs.get_job, summary="Follow a job", tag="jobs", tool=tools.GET_JOB),
    operation("GET", "/listings", listings.list_listings, summary="List the storefront", tag="listings", tool=tools.LIST_LISTINGS, raises=(Forbidden,)),
    operation("GET", "/listings/{listing_id}", listings.get_listing, summary="Get a listing", tag="listings", tool=tools.GET_LISTING),
    operation("PATCH", "/listings/{listing_id}", listings.update_listing, summary="Change a listing", tag="listings", tool=tools.UPDATE_LISTING, raises=(Conflict,)),
    operation("POST", "/chat", chat.chat, summary="Ask about products and catalogue", tag="chat", tool=tools.CHAT, events=chat.EVENTS),
    operation("GET", "/history", chat.list_history, summary="Look back at what was said", tag="chat"),
    operation("GET", "/conversations", chat.list_conversations, summary="List my conversations", tag="chat"),
    operation("GET", "/conversations/{conversation_id}", chat.get_conversation, summary="Read a conversation", tag="chat"),
    operation("DELETE", "/conversations/{conversation_id}", chat.delete_conversation, summary="Delete a conversation", tag="chat", status=204),
    operation("POST", "/echoes/init-upload", echoes.init_echo_upload, summary="Begin an echo", tag="echoes", status=201, idempotent=True),
    operation("POST", "/echoes", echoes.save_echo, summary="Save an echo", tag="echoes", status=201, idempotent=True),
    operation("GET", "/echoes", echoes.list_echoes, summary="List my echoes", tag="echoes", tool=tools.LIST_ECHOES),
    operation("GET", "/echoes/random", echoes.get_random_echo, summary="Get a random echo", tag="echoes", tool=tools.GET_RANDOM_ECHO, raises=(NotFound,)),
    operation("GET", "/echoes/{echo_id}", echoes.get_echo, summary="Get an echo", tag="echoes", tool=tools.GET_ECHO),
    operation("DELETE", "/echoes/{echo_id}", echoes.delete_echo, summary="Delete an echo", tag="echoes", status=204, tool=tools.DELETE_ECHO),
    *mock_operations(),
)  # fmt: skip
