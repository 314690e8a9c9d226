"""JSON as it is sent: without NaN and the infinities, which JSON does not know."""

import math
from typing import Any

from pydantic_core import to_json, to_jsonable_python


def write_json(value: Any) -> bytes:
    """ValueError for NaN and the infinities."""
    body = to_json(value, by_alias=True, inf_nan_mode="null")
    if b"null" in body:
        refuse_nan(to_jsonable_python(value, inf_nan_mode="constants"))
    return body


def refuse_nan(value: Any) -> None:
    """Looks into dicts and whatever becomes a list."""
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"JSON has no {value}")
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list | tuple | set | frozenset):
        return
    for each in value:
        refuse_nan(each)
