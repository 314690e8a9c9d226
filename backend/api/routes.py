"""All operations, one line each. Read this first.

The table is there at once; the module of a handler is imported at the first request for one of its operations.
"""

from copy import copy
from typing import TYPE_CHECKING

from backend.api.mock_handler import mock_operations
from backend.framework.errors import HttpNotFound
from backend.framework.lazy import LazyModule
from backend.framework.routing.operation import Operation, operation

if TYPE_CHECKING:
    from backend.api import answers, tools
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
        order_requests,
        print_files,
        products,
        service,
        status,
        uploads,
        variations,
    )
    from backend.domain.shared import errors
else:
    answers, tools, errors = map(
        LazyModule, ("backend.api.answers", "backend.api.tools", "backend.domain.shared.errors")
    )
    (
        auth,
        chat,
        discovery,
        docs,
        echoes,
        forge,
        jobs,
        listings,
        mcp,
        order_requests,
        print_files,
        products,
        service,
        status,
        uploads,
        variations,
    ) = (
        LazyModule(f"backend.api.handlers.{name}")
        for name in (
            "auth chat discovery docs echoes forge jobs listings mcp order_requests print_files products service status"
            " uploads variations"
        ).split()
    )

OPENAPI_PATH = "/openapi.json"
OPERATIONS: tuple[Operation, ...] = (
    operation("GET", "/", service.get_root, summary="Welcome", tag="service", public=True),
    operation("GET", "/ping", service.ping, summary="Ping", tag="service", public=True),
    operation("GET", "/health", status.get_health, summary="Check the dependencies", tag="service", public=True, also_answers={503: "A dependency does not respond."}),
    operation("GET", "/docs", docs.get_docs, summary="Show the docs page", tag="service", public=True, media_type="text/html", page_reads=docs.SENT_BACK),
    operation("GET", "/status", status.get_status, summary="Check the service and the token", tag="service"),
    operation("GET", "/me", status.get_me, summary="Get my profile", tag="service", tool=tools.GET_ME),
    operation("GET", OPENAPI_PATH, docs.get_openapi, summary="Get the OpenAPI document", tag="service"),
    operation("GET", "/.well-known/oauth-protected-resource", discovery.get_protected_resource, summary="OAuth protected resource metadata (RFC 9728)", tag="auth", public=True),
    operation("GET", "/.well-known/oauth-protected-resource/mcp", discovery.get_mcp_resource, summary="OAuth protected resource metadata of /mcp", tag="auth", public=True),
    operation("GET", "/.well-known/oauth-authorization-server", discovery.get_authorization_server, summary="OAuth authorization server metadata (RFC 8414)", tag="auth", public=True, raises=(HttpNotFound,)),
    operation("GET", "/.well-known/oauth-authorization-server/mcp", discovery.get_mcp_authorization_server, summary="OAuth authorization server metadata of /mcp", tag="auth", public=True, documented=False),
    operation("GET", "/.well-known/openid-configuration/mcp", discovery.get_mcp_openid_configuration, summary="OpenID Connect discovery document of /mcp", tag="auth", public=True, documented=False),
    operation("GET", "/mcp/.well-known/openid-configuration", discovery.get_openid_configuration_of_mcp, summary="OpenID Connect discovery document below /mcp", tag="auth", public=True, documented=False),
    operation("GET", "/.well-known/openid-configuration", discovery.get_openid_configuration, summary="OpenID Connect discovery document", tag="auth", public=True, raises=(HttpNotFound,)),
    operation("POST", "/mcp", mcp.mcp, summary="MCP endpoint", tag="service", tokens=True, documented=False),
    operation("POST", "/auth/login", auth.login, summary="Sign in", tag="auth", public=True, counted_by="username"),
    operation("POST", "/auth/refresh", auth.refresh, summary="Refresh the tokens", tag="auth", public=True, counted_by="refresh_token"),
    operation("POST", "/auth/logout", auth.logout, summary="Sign out", tag="auth", status=204),
    operation("POST", "/interpret", forge.interpret, summary="Turn an idea into a brief", tag="forge", tool=tools.INTERPRET),
    operation("POST", "/design", forge.design, summary="Draw a brief", tag="forge", tool=tools.DESIGN),
    operation("POST", "/create", forge.create, name="create_product", job=answers.Job, summary="Turn an idea into a listed product", tag="forge", status=201, tool=tools.CREATE, idempotent=True, raises=(errors.Forbidden, errors.NotFound, errors.ModelFailed, errors.ModelTimedOut)),
    operation("POST", "/generate", forge.generate, summary="Make a picture", tag="forge", status=202, tool=tools.GENERATE, idempotent=True, raises=(errors.NotFound,)),
    operation("GET", "/products", products.list_products, summary="List an owner's products", tag="products", tool=tools.LIST_PRODUCTS, raises=(errors.Forbidden,)),
    operation("GET", "/products/{product_id}", products.get_product, summary="Get a product", tag="products", tool=tools.GET_PRODUCT),
    operation("PATCH", "/products/{product_id}", products.update_product, summary="Update a product", tag="products", tool=tools.UPDATE_PRODUCT, raises=(errors.Forbidden, errors.Conflict)),
    operation("DELETE", "/products/{product_id}", products.delete_product, summary="Delete a product", tag="products", status=204, tool=tools.DELETE_PRODUCT, raises=(errors.Conflict,)),
    operation("GET", "/products/{product_id}/print", print_files.get_print, summary="Get a file for a print shop", tag="products", tool=tools.GET_PRINT, raises=(errors.Conflict,)),
    operation("POST", "/products/{product_id}/variations", variations.create_variations, summary="Make new art for a product", tag="products", status=202, tool=tools.CREATE_VARIATIONS, idempotent=True, raises=(errors.Invalid,)),
    operation("POST", "/products/{product_id}/art", variations.choose_art, summary="Choose a product's art", tag="products", tool=tools.CHOOSE_ART, raises=(errors.Invalid, errors.Conflict)),
    operation("POST", "/products/{product_id}/restore", products.restore_product, summary="Restore a product", tag="products", tool=tools.RESTORE_PRODUCT, raises=(errors.Conflict,)),
    operation("GET", "/products/{product_id}/mockup", print_files.get_mockup, summary="Get a picture of a print on a wall", tag="products", raises=(errors.Conflict,)),
    operation("POST", "/upload", uploads.upload, summary="Upload a file", tag="uploads", larger_files="For larger files see POST /uploads.", status=201, idempotent=True),
    operation("POST", "/uploads", uploads.invite_upload, summary="Create a presigned upload", tag="uploads", status=201, idempotent=True),
    operation("GET", "/jobs", jobs.list_jobs, summary="List my jobs", tag="jobs", tool=tools.LIST_JOBS),
    operation("GET", "/jobs/{job_id}", jobs.get_job, summary="Get a job", tag="jobs", tool=tools.GET_JOB),
    operation("GET", "/listings", listings.list_listings, summary="List the storefront", tag="listings", tool=tools.LIST_LISTINGS, raises=(errors.Forbidden,)),
    operation("GET", "/listings/{listing_id}", listings.get_listing, summary="Get a listing", tag="listings", tool=tools.GET_LISTING),
    operation("PATCH", "/listings/{listing_id}", listings.update_listing, summary="Update a listing", tag="listings", tool=tools.UPDATE_LISTING, raises=(errors.Conflict,)),
    operation("POST", "/listings/{listing_id}/requests", order_requests.send_order_request, summary="Send an order request", tag="requests", status=201, idempotent=True, raises=(errors.Forbidden,)),
    operation("GET", "/requests", order_requests.list_order_requests, summary="List my order requests", tag="requests", tool=tools.LIST_ORDER_REQUESTS),
    operation("PATCH", "/requests/{request_id}", order_requests.update_order_request, summary="Answer an order request", tag="requests", raises=(errors.Forbidden, errors.Conflict)),
    operation("POST", "/chat", chat.chat, summary="Ask about products and catalogue", tag="chat", tool=tools.CHAT, events=chat.EVENTS),
    operation("GET", "/history", chat.list_history, summary="List the messages of my conversations", tag="chat"),
    operation("GET", "/conversations", chat.list_conversations, summary="List my conversations", tag="chat"),
    operation("GET", "/conversations/{conversation_id}", chat.get_conversation, summary="Get a conversation", tag="chat"),
    operation("DELETE", "/conversations/{conversation_id}", chat.delete_conversation, summary="Delete a conversation", tag="chat", status=204),
    operation("POST", "/echoes/init-upload", echoes.init_echo_upload, summary="Create an echo upload", tag="echoes", status=201, idempotent=True),
    operation("POST", "/echoes", echoes.save_echo, summary="Save an echo", tag="echoes", status=201, idempotent=True),
    operation("GET", "/echoes", echoes.list_echoes, summary="List my echoes", tag="echoes", tool=tools.LIST_ECHOES),
    operation("GET", "/echoes/random", echoes.get_random_echo, summary="Get a random echo", tag="echoes", tool=tools.GET_RANDOM_ECHO, raises=(errors.NotFound,)),
    operation("GET", "/echoes/{echo_id}", echoes.get_echo, summary="Get an echo", tag="echoes", tool=tools.GET_ECHO),
    operation("DELETE", "/echoes/{echo_id}", echoes.delete_echo, summary="Delete an echo", tag="echoes", status=204, tool=tools.DELETE_ECHO),
    *mock_operations(),
)  # fmt: skip


def select_operations(*, openapi_public: bool) -> tuple[Operation, ...]:
    """The operations of a service; with `openapi_public` the one that answers its document needs no token."""
    if not openapi_public:
        return OPERATIONS
    return tuple(_without_sign_in(each) if each.path == OPENAPI_PATH else each for each in OPERATIONS)


def _without_sign_in(operation: Operation) -> Operation:
    opened = copy(operation)
    opened.public = True
    return opened
