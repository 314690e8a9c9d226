"""One line of mock_config.json -> one GET operation over a dataset in S3.

Adding a dataset takes a JSON file, its JSON Schema and a line of the config; no code. The schema's scalar properties
become equality filters, and the schema itself is in the OpenAPI document.
"""

import inspect
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from backend.api.dataset_schema import read_filters, read_schema
from backend.domain.catalogue.datasets import Datasets
from backend.framework.page import Limit
from backend.framework.routing.operation import Operation, RouteError, Tool, operation

CONFIG = Path(__file__).with_name("mock_config.json")
SCHEMAS = Path(__file__).parents[2] / "mock_data" / "schemas"
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,34}")
_KEYS = ("dataset", "key", "summary", "tag")

Offset = Annotated[int, Field(ge=0, le=1_000_000, description="How many items to skip.")]


def mock_operations(config: Path = CONFIG, schemas: Path = SCHEMAS) -> Iterator[Operation]:
    """The operations of a config. `RouteError` names the file, and the line or field, of what cannot be served."""
    for path, line in json.loads(config.read_text()).items():
        if missing := [key for key in _KEYS if not isinstance(line.get(key), str)]:
            raise RouteError(f"{config.name}: {path} has no {', '.join(missing)}")
        if not _NAME.fullmatch(line["dataset"]):
            raise RouteError(f"{config.name}: {path}: a dataset's name is small letters, digits, - and _")
        file = schemas / f"{line['dataset']}.schema.json"
        schema = read_schema(file)
        about = f" Each item: {schema['description']}" if "description" in schema else ""
        yield operation(
            "GET",
            path,
            _handler(line["key"], read_filters(file, schema)),
            name=f"list_{line['dataset'].replace('-', '_')}",
            summary=line["summary"],
            description=f"{line['summary']}.{about} A field as an argument lists the items that have this value.",
            tag=line["tag"],
            tool=Tool(defaults={"limit": 10}),
            extra={"item_schema": schema, "item_name": schema["title"]},
        )


def _handler(key: str, filters: Mapping[str, Any]) -> Callable[..., dict[str, Any]]:
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
            inspect.Parameter("offset", keyword, annotation=Offset, default=0),
            *(
                inspect.Parameter(argument, keyword, annotation=_filter(name, filters[name]), default=None)
                for argument, name in fields.items()
            ),
        ],
        return_annotation=dict,
    )
    return handler


def _filter(name: str, kind: Any) -> Any:
    return Annotated[kind | None, Field(alias=name)]
