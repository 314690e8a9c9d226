"""All operations, one line each. Read this first."""

from backend.api.handlers import auth, chat, docs, forge, listings, products, status
from backend.api.mock_handler import mock_operations
from backend.api.router import Operation, operation

OPERATIONS: tuple[Operation, ...] = (
    operation("GET", "/", status.get_root, summary="Welcome", tag="service", public=True),
    operation("GET", "/ping", status.ping, summary="Answer at once", tag="service", public=True),
    operation("GET", "/health", status.get_health, summary="Check the dependencies", tag="service", public=True, errors=(503,)),
    operation("GET", "/docs", docs.get_docs, summary="Show the docs page", tag="service", public=True, media_type="text/html"),
    operation("GET", "/status", status.get_status, summary="Check service and token", tag="service", tool=True),
    operation("GET", "/me", status.get_me, summary="Show who I am", tag="service", tool=True, errors=(503,)),
    operation("GET", "/openapi.json", docs.get_openapi, summary="Get the OpenAPI document", tag="service"),
    operation("POST", "/auth/login", auth.login, summary="Sign in", tag="auth", public=True, errors=(401, 409, 429, 503)),
    operation("POST", "/auth/refresh", auth.refresh, summary="Renew the tokens", tag="auth", public=True, errors=(401, 409, 429, 503)),
    operation("POST", "/interpret", forge.interpret, summary="Turn an idea into a brief", tag="forge", tool=True, errors=(502, 503, 504)),
    operation("POST", "/design", forge.design, summary="Draw a brief", tag="forge", tool=True, generation=True, errors=(429, 502, 503, 504)),
    operation("POST", "/create", forge.create, summary="Turn an idea into a listed product", tag="forge", status=201, tool=True, generation=True, idempotent=True, errors=(403, 409, 429, 502, 503, 504)),
    operation("GET", "/products", products.list_products, summary="List an owner's products", tag="products", tool=True, errors=(400, 403, 503)),
    operation("GET", "/products/{product_id}", products.get_product, summary="Get a product", tag="products", tool=True, errors=(503,)),
    operation("PATCH", "/products/{product_id}", products.update_product, summary="Change a product", tag="products", tool=True, errors=(409, 503)),
    operation("DELETE", "/products/{product_id}", products.delete_product, summary="Delete a product", tag="products", status=204, tool=True, errors=(409, 503)),
    operation("GET", "/listings", listings.list_listings, summary="Look into the shop window", tag="listings", tool=True, errors=(400, 403, 503)),
    operation("GET", "/listings/{listing_id}", listings.get_listing, summary="Get a listing", tag="listings", tool=True, errors=(503,)),
    operation("PATCH", "/listings/{listing_id}", listings.update_listing, summary="Change a listing", tag="listings", tool=True, errors=(409, 503)),
    operation("POST", "/chat", chat.chat, summary="Ask about products and catalogue", tag="chat", tool=True, errors=(404, 502, 503, 504)),
    operation("GET", "/conversations", chat.list_conversations, summary="List my conversations", tag="chat", errors=(400, 503)),
    operation("GET", "/conversations/{conversation_id}", chat.get_conversation, summary="Read a conversation", tag="chat", errors=(400, 503)),
    operation("DELETE", "/conversations/{conversation_id}", chat.delete_conversation, summary="Delete a conversation", tag="chat", status=204, errors=(503,)),
    *mock_operations(),
)  # fmt: skip
