"""All operations, one line each. Read this first."""

from backend.api.answers import Job
from backend.api.handlers import auth, chat, docs, echoes, forge, jobs, listings, products, status, uploads
from backend.api.mock_handler import mock_operations
from backend.api.router import Operation, operation

OPERATIONS: tuple[Operation, ...] = (
    operation("GET", "/", status.get_root, summary="Welcome", tag="service", public=True),
    operation("GET", "/ping", status.ping, summary="Answer at once", tag="service", public=True),
    operation("GET", "/health", status.get_health, summary="Check the dependencies", tag="service", public=True, errors=(503,)),
    operation("GET", "/docs", docs.get_docs, summary="Show the docs page", tag="service", public=True, media_type="text/html"),
    operation("GET", "/status", status.get_status, summary="Check service and token", tag="service", tool=True, errors=(404, 503)),
    operation("GET", "/me", status.get_me, summary="Show who I am", tag="service", tool=True, errors=(503,)),
    operation("GET", "/openapi.json", docs.get_openapi, summary="Get the OpenAPI document", tag="service"),
    operation("POST", "/auth/login", auth.login, summary="Sign in", tag="auth", public=True, errors=(401, 409, 429, 503)),
    operation("POST", "/auth/refresh", auth.refresh, summary="Renew the tokens", tag="auth", public=True, errors=(401, 409, 429, 503)),
    operation("POST", "/interpret", forge.interpret, summary="Turn an idea into a brief", tag="forge", tool=True, errors=(502, 503, 504)),
    operation("POST", "/design", forge.design, summary="Draw a brief", tag="forge", tool=True, generation=True, errors=(429, 502, 503, 504)),
    operation("POST", "/create", forge.create, job=Job, summary="Turn an idea into a listed product", tag="forge", status=201, tool=True, generation=True, idempotent=True, errors=(403, 409, 429, 502, 503, 504)),
    operation("POST", "/generate", forge.generate, summary="Make a picture", tag="forge", status=202, tool=True, generation=True, idempotent=True, errors=(404, 409, 429, 503)),
    operation("GET", "/products", products.list_products, summary="List an owner's products", tag="products", tool=True, errors=(400, 403, 503)),
    operation("GET", "/products/{product_id}", products.get_product, summary="Get a product", tag="products", tool=True, errors=(503,)),
    operation("PATCH", "/products/{product_id}", products.update_product, summary="Change a product", tag="products", tool=True, errors=(403, 409, 503)),
    operation("DELETE", "/products/{product_id}", products.delete_product, summary="Delete a product", tag="products", status=204, tool=True, errors=(409, 503)),
    operation("POST", "/upload", uploads.upload, summary="Upload a file", tag="uploads", status=201, idempotent=True, errors=(409, 503)),
    operation("POST", "/uploads", uploads.invite_upload, summary="Open a way for a larger file", tag="uploads", status=201, idempotent=True, errors=(409, 503)),
    operation("GET", "/jobs", jobs.list_jobs, summary="List my jobs", tag="jobs", tool=True, errors=(400, 503)),
    operation("GET", "/jobs/{job_id}", jobs.get_job, summary="Follow a job", tag="jobs", tool=True, errors=(503,)),
    operation("GET", "/listings", listings.list_listings, summary="Look into the shop window", tag="listings", tool=True, errors=(400, 403, 503)),
    operation("GET", "/listings/{listing_id}", listings.get_listing, summary="Get a listing", tag="listings", tool=True, errors=(503,)),
    operation("PATCH", "/listings/{listing_id}", listings.update_listing, summary="Change a listing", tag="listings", tool=True, errors=(409, 503)),
    operation("POST", "/chat", chat.chat, summary="Ask about products and catalogue", tag="chat", tool=True, events=chat.EVENTS, errors=(404, 502, 503, 504)),
    operation("GET", "/history", chat.list_history, summary="Look back at what was said", tag="chat", errors=(400, 503)),
    operation("GET", "/conversations", chat.list_conversations, summary="List my conversations", tag="chat", errors=(400, 503)),
    operation("GET", "/conversations/{conversation_id}", chat.get_conversation, summary="Read a conversation", tag="chat", errors=(400, 503)),
    operation("DELETE", "/conversations/{conversation_id}", chat.delete_conversation, summary="Delete a conversation", tag="chat", status=204, errors=(503,)),
    operation("POST", "/echoes/init-upload", echoes.init_echo_upload, summary="Begin an echo", tag="echoes", status=201, idempotent=True, errors=(409, 503)),
    operation("POST", "/echoes", echoes.save_echo, summary="Save an echo", tag="echoes", status=201, idempotent=True, errors=(404, 409, 503)),
    operation("GET", "/echoes", echoes.list_echoes, summary="List my echoes", tag="echoes", tool=True, errors=(400, 503)),
    operation("GET", "/echoes/random", echoes.get_random_echo, summary="Come upon an echo", tag="echoes", tool=True, errors=(404, 503)),
    operation("GET", "/echoes/{echo_id}", echoes.get_echo, summary="Get an echo", tag="echoes", tool=True, errors=(503,)),
    operation("DELETE", "/echoes/{echo_id}", echoes.delete_echo, summary="Delete an echo", tag="echoes", status=204, tool=True, errors=(503,)),
    *mock_operations(),
)  # fmt: skip
