"""One line of mock_config.json -> one GET operation over a dataset in S3.

Adding a dataset takes a JSON file, its JSON Schema and a line of the config; no code. The schema's scalar properties
become equality filters, and the schema itself stands in the OpenAPI document.
"""

import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from backend.forge.datasets import Datasets
from backend.framework.page import Limit
from backend.framework.routing.operation import Operation, RouteError, Tool, operation

CONFIG = Path(__file__).with_name("mock_config.json")
SCHEMAS = Path(__file__).parents[2] / "mock_data" / "schemas"
_SCALARS = {"string": str, "integer": int, "number": float, "boolean": bool}
MAX_INTEGER = 2**53 - 1
"""Above it JSON's numbers are not exact everywhere."""

Offset = Annotated[int, Field(ge=0, le=1_000_000, description="How many items to pass over.")]


def mock_operations(config: Path = CONFIG, schemas: Path = SCHEMAS) -> Iterator[Operation]:
    """The operations of a config. `RouteError` for a line whose schema is missing or has a field named like ours."""
    for path, line in json.loads(config.read_text()).items():
        file = schemas / f"{line['dataset']}.schema.json"
        if not file.exists():
            raise RouteError(f"{path}: there is no {file.name} for the dataset {line['dataset']}")
        schema = json.loads(file.read_text())
        yield operation(
            "GET",
            path,
            _handler(line["key"], _filters(path, schema)),
            name=f"list_{line['dataset']}",
            summary=line["summary"],
            description=f"{schema['description']} Every field that holds one value is a filter.",
            tag=line["tag"],
            tool=Tool(defaults={"limit": 10}),
            errors=(503,),
            extra={"item_schema": schema, "item_name": schema["title"]},
        )


def _filters(path: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Name -> annotation of the equality filter for each scalar property."""
    filters = {}
    for name, rule in schema["properties"].items():
        if rule.get("type") not in _SCALARS:
            continue
        if name in ("limit", "offset"):
            raise RouteError(f"{path}: a field may not be named {name}, which pages the list")
        kind: Any = Literal[tuple(rule["enum"])] if "enum" in rule else _SCALARS[rule["type"]]
        if kind is int:
            kind = Annotated[int, Field(ge=-MAX_INTEGER, le=MAX_INTEGER)]
        filters[name] = Annotated[kind | None, Field(description=f"Only items with this {name}.")]
    return filters


def _handler(key: str, filters: Mapping[str, Any]) -> Callable[..., dict[str, Any]]:
    def handler(datasets: Datasets, limit: int, offset: int, **wanted: Any) -> dict[str, Any]:
        asked = {name: value for name, value in wanted.items() if value is not None}
        rows = [row for row in datasets.rows(key) if all(row.get(name) == value for name, value in asked.items())]
        page = rows[offset : offset + limit]
        return {"items": page, "count": len(page), "total": len(rows)}

    keyword = inspect.Parameter.KEYWORD_ONLY
    handler.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter("datasets", keyword, annotation=Datasets),
            inspect.Parameter("limit", keyword, annotation=Limit, default=20),
            inspect.Parameter("offset", keyword, annotation=Offset, default=0),
            *(inspect.Parameter(name, keyword, annotation=kind, default=None) for name, kind in filters.items()),
        ],
        return_annotation=dict,
    )
    return handler
