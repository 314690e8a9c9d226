"""An operation: one declaration from which its route, its OpenAPI operation and its MCP tool follow."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any


class RouteError(ValueError):
    """An operation that cannot be registered. Raised while the application is put together, never while it serves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """How agents get an operation, beyond what its signature says. A tool gives a part of what the operation gives."""

    name: str = ""
    """By default the name of the handler."""
    about: str = ""
    """When to use it, what it gives and what comes next; by default the operation's description."""
    keep: tuple[str, ...] = ()
    """Of the answer what an agent needs, as dotted names such as `items.product.title`; all when there are none."""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    """Arguments that are sent when the agent leaves them out."""
    hide: tuple[str, ...] = ()
    """Arguments that agents are not offered."""
    job: type[Any] | None = None
    """The model of the job that it begins or asks for; its end is waited for."""
    picture: bool = False
    """Shows the picture that was made, if it is small."""
    read_only: bool | None = None
    """Changes nothing; by default that is what GET does."""
    open_world: bool = False
    """Reaches beyond this service: to an address that the agent names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing a caller can ask for. REST, OpenAPI and MCP all follow from it."""

    method: str
    path: str
    """A template such as `/products/{product_id}`."""
    handler: Callable[..., Any]
    operation_id: str
    summary: str
    description: str
    tag: str
    status: int = 200
    public: bool = False
    tokens: bool = False
    """Takes tokens that the gateway's own authorizer does not, so that the application verifies them."""
    tool: Tool | None = None
    """Agents get it by MCP as well."""
    documented: bool = True
    """Whether the OpenAPI documents have it."""
    idempotent: bool = False
    """Takes an `Idempotency-Key`."""
    job: type[Any] | None = None
    """The model of the 202 that it answers with when `Prefer: respond-async` is sent."""
    counted_by: str = ""
    """A field of the body that names who signs in; calls are limited by it as well as by address."""
    raises: tuple[type[Exception], ...] = ()
    """Errors that neither the other properties nor the signature imply, such as `Forbidden`."""
    also_answers: Mapping[int, str] = field(default_factory=dict)
    """Status -> when: errors that are told in the model of a good answer."""
    larger_files: str = ""
    """Where to send a file that is too large for its form."""
    media_type: str = "application/json"
    """What it answers with when all goes well."""
    events: str = ""
    """The server-sent events that it answers with instead where the caller accepts them; empty where there are none."""
    page_reads: frozenset[str] = frozenset()
    """Query parameters that are let through for the page that is answered with, and are none of the API's."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """What the signature does not show: `item_schema` and `item_name`, the schema of a page's items and its name."""


def operation(
    method: str, path: str, handler: Callable[..., Any], *, summary: str, tag: str, **facts: Any
) -> Operation:
    """An `Operation` whose id and description come from the handler's name and docstring.

    `operation("GET", "/products", list_products, ...)` has the id `listProducts`; with `tool=True` its tool is named
    `list_products`.
    """
    name = facts.pop("name", None) or getattr(handler, "__name__", "")
    if not name:
        raise RouteError(f"{method} {path}: {handler} has no name; give one as `name`")
    tool = facts.pop("tool", None)
    if tool:
        given = tool if isinstance(tool, Tool) else Tool()
        facts["tool"] = replace(given, name=given.name or name)
    head, *tail = name.split("_")
    description = facts.pop("description", None) or " ".join((handler.__doc__ or summary).split())
    return Operation(
        method=method,
        path=path,
        handler=handler,
        operation_id=head + "".join(word.title() for word in tail),
        summary=summary,
        description=description,
        tag=tag,
        **facts,
    )
