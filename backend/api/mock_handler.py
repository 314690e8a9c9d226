"""One line of mock_config.json -> one GET operation over a dataset in S3.

Adding a dataset takes a JSON file, its JSON Schema and a line of the config; no code. The schema's scalar properties
become equality filters, and the schema itself is in the OpenAPI document.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from backend.framework.lazy import Lazy
from backend.framework.routing.operation import Operation, RouteError, operation

CONFIG = Path(__file__).with_name("mock_config.json")
SCHEMAS = Path(__file__).parents[2] / "mock_data" / "schemas"
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_NAME = _LETTERS | frozenset("0123456789_-")
_LONGEST_NAME = 35
_KEYS = ("dataset", "key", "summary", "tag")


def mock_operations(config: Path = CONFIG, schemas: Path = SCHEMAS) -> Iterator[Operation]:
    """The operations of a config. `RouteError` names the file, and the line or field, of what cannot be served.

    A dataset's schema is read when its operation is first called or described.
    """
    for path, line in json.loads(config.read_text()).items():
        if missing := [key for key in _KEYS if not isinstance(line.get(key), str)]:
            raise RouteError(f"{config.name}: {path} has no {', '.join(missing)}")
        name = line["dataset"]
        if name[:1] not in _LETTERS or not _NAME.issuperset(name) or len(name) > _LONGEST_NAME:
            raise RouteError(f"{config.name}: {path}: a dataset's name is small letters, digits, - and _")
        yield _operation(path, line, schemas / f"{name}.schema.json")


def _operation(path: str, line: Mapping[str, str], file: Path) -> Operation:
    def read() -> dict[str, Any]:
        from backend.api.dataset_schema import read_schema

        return read_schema(file)

    schema = Lazy(read)
    return operation(
        "GET",
        path,
        Lazy(lambda: _handler(line["key"], file, schema.get())),
        name=f"list_{line['dataset'].replace('-', '_')}",
        summary=line["summary"],
        description=Lazy(lambda: _describe(line["summary"], schema.get())),
        tag=line["tag"],
        tool=Lazy(lambda: _tool(file, schema.get())),
        extra=Lazy(lambda: {"item_schema": schema.get(), "item_name": schema.get()["title"]}),
    )


def _describe(summary: str, schema: Mapping[str, Any]) -> str:
    said = schema.get("description", "")
    about = f" Each item is {said[0].lower()}{said[1:]}" if said else ""
    return f"{summary}.{about} An argument named like a field keeps only the items with that value."


def _tool(file: Path, schema: Mapping[str, Any]) -> Any:
    """Agents are not offered to look for an exact amount or moment: nobody asks for one, and the list of tools is read
    by each of them."""
    from backend.api.dataset_schema import read_filters
    from backend.framework.routing.tool import Tool

    def is_measured(name: str) -> bool:
        rule = schema["properties"][name]
        return rule.get("format") == "date-time" or any(kind in str(rule.get("type")) for kind in ("integer", "number"))

    return Tool(defaults={"limit": 10}, hide=tuple(filter(is_measured, read_filters(file, schema))))


def _handler(key: str, file: Path, schema: Mapping[str, Any]) -> Callable[..., dict[str, Any]]:
    import inspect
    from typing import Annotated

    from pydantic import Field

    from backend.api.dataset_schema import read_filters
    from backend.domain.catalogue.datasets import Datasets
    from backend.framework.page import Limit

    filters = read_filters(file, schema)
    offset = Annotated[int, Field(ge=0, le=1_000_000, description="How many items to skip.")]
    # fields have any name, so the arguments have names of their own, and the fields' as aliases
    fields = {f"field_{at}": name for at, name in enumerate(filters)}

    def handler(datasets: Datasets, limit: int, offset: int, **wanted: Any) -> dict[str, Any]:
        asked = {fields[argument]: value for argument, value in wanted.items() if value is not None}
        rows = [row for row in datasets.rows(key) if all(row.get(name) == value for name, value in asked.items())]
        page = rows[offset : offset + limit]
        return {"items": page, "count": len(page), "total": len(rows)}

    keyword = inspect.Parameter.KEYWORD_ONLY
    handler.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter("datasets", keyword, annotation=Datasets),
            inspect.Parameter("limit", keyword, annotation=Limit, default=20),
            inspect.Parameter("offset", keyword, annotation=offset, default=0),
            *(
                inspect.Parameter(
                    argument, keyword, annotation=Annotated[filters[name] | None, Field(alias=name)], default=None
                )
                for argument, name in fields.items()
            ),
        ],
        return_annotation=dict,
    )
    return handler
