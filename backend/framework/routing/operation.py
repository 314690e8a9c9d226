"""An operation: one declaration from which its route, its OpenAPI operation and its MCP tool follow.

What only some requests need may be given as a `Lazy`: the handler, and all that is defined next to it. So a table of
operations is there without the modules of its handlers.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from backend.framework.lazy import Lazy, get_value

if TYPE_CHECKING:
    from backend.framework.routing.tool import Tool

NOTHING: Mapping[Any, Any] = {}


class RouteError(ValueError):
    """An operation that cannot be registered. Raised while the application is put together, never while it serves."""


class Operation:
    """One thing a caller can ask for. REST, OpenAPI and MCP all follow from it.

    | property | |
    | --- | --- |
    | `method`, `path` | the path is a template such as `/products/{product_id}` |
    | `status`, `media_type` | what it answers with when all goes well |
    | `public` | needs no sign-in |
    | `tokens` | takes tokens that the gateway's own authorizer does not, so that the application verifies them |
    | `counted_by` | the field of the body that names who signs in; calls are limited by it as well as by address |
    | `idempotent` | takes an `Idempotency-Key` |
    | `documented` | is in the OpenAPI documents |
    | `also_answers` | status -> when: errors that are told in the model of a good answer |
    | `larger_files` | where to send a file that is too large for its form |

    The others may be given as `Lazy`, and have docstrings of their own.
    """

    __slots__ = (
        "_description",
        "_events",
        "_extra",
        "_handler",
        "_job",
        "_page_reads",
        "_raises",
        "_tool",
        "also_answers",
        "counted_by",
        "documented",
        "idempotent",
        "larger_files",
        "media_type",
        "method",
        "name",
        "operation_id",
        "path",
        "public",
        "status",
        "summary",
        "tag",
        "tokens",
    )

    def __init__(
        self,
        *,
        method: str,
        path: str,
        handler: Callable[..., Any] | Lazy,
        operation_id: str,
        summary: str,
        tag: str,
        name: str = "",
        description: str | Lazy = "",
        status: int = 200,
        public: bool = False,
        tokens: bool = False,
        tool: "Tool | Lazy | bool | None" = None,
        documented: bool = True,
        idempotent: bool = False,
        job: type[Any] | Lazy | None = None,
        counted_by: str = "",
        raises: tuple[Any, ...] = (),
        also_answers: Mapping[int, str] = NOTHING,
        larger_files: str = "",
        media_type: str = "application/json",
        events: str | Lazy = "",
        page_reads: frozenset[str] | Lazy = frozenset(),
        extra: Mapping[str, Any] | Lazy = NOTHING,
    ) -> None:
        self.method = method
        self.path = path
        self.operation_id = operation_id
        self.name = name or operation_id
        self.summary = summary
        self.tag = tag
        self.status = status
        self.public = public
        self.tokens = tokens
        self.documented = documented
        self.idempotent = idempotent
        self.counted_by = counted_by
        self.also_answers = also_answers
        self.larger_files = larger_files
        self.media_type = media_type
        self._handler = handler
        self._description = description
        self._tool = tool
        self._job = job
        self._raises = raises
        self._events = events
        self._page_reads = page_reads
        self._extra = extra

    @property
    def handler(self) -> Callable[..., Any]:
        """The function that is called."""
        handler: Callable[..., Any] = get_value(self._handler)
        return handler

    @property
    def description(self) -> str:
        """By default the handler's docstring."""
        given = get_value(self._description) or self.handler.__doc__ or self.summary
        return " ".join(given.split())

    @property
    def tool(self) -> "Tool | None":
        """How agents get it by MCP; None where they do not."""
        given = get_value(self._tool)
        if not given:
            return None
        from dataclasses import replace

        from backend.framework.routing.tool import Tool

        tool = given if isinstance(given, Tool) else Tool()
        return tool if tool.name else replace(tool, name=self.name)

    @property
    def job(self) -> type[Any] | None:
        """The model of the 202 that it answers with when `Prefer: respond-async` is sent."""
        job: type[Any] | None = get_value(self._job)
        return job

    @property
    def raises(self) -> tuple[type[Exception], ...]:
        """Errors that neither the other properties nor the signature imply, such as `Forbidden`."""
        return tuple(get_value(each) for each in self._raises)

    @property
    def events(self) -> str:
        """The server-sent events that it answers with instead where the caller accepts them; empty for none."""
        return str(get_value(self._events))

    @property
    def page_reads(self) -> frozenset[str]:
        """Query parameters that are let through for the page that is answered with, and are none of the API's."""
        names: frozenset[str] = get_value(self._page_reads)
        return names

    @property
    def extra(self) -> Mapping[str, Any]:
        """What the signature does not show: of a page's items, `item_schema` and its name, `item_name`."""
        extra: Mapping[str, Any] = get_value(self._extra)
        return extra


def operation(
    method: str, path: str, handler: Callable[..., Any] | Lazy, *, summary: str, tag: str, **properties: Any
) -> Operation:
    """An `Operation` whose id comes from the handler's name, or from `name`.

    `operation("GET", "/products", list_products, ...)` has the id `listProducts`; with `tool=True` its tool is named
    `list_products`.
    """
    name = properties.pop("name", None) or (handler.name if isinstance(handler, Lazy) else _name_of(handler))
    if not name:
        raise RouteError(f"{method} {path}: {handler} has no name; give one as `name`")
    head, *tail = name.split("_")
    return Operation(
        method=method,
        path=path,
        handler=handler,
        operation_id=head + "".join(word.title() for word in tail),
        name=name,
        summary=summary,
        tag=tag,
        **properties,
    )


def _name_of(handler: Callable[..., Any]) -> str:
    return getattr(handler, "__name__", "")
