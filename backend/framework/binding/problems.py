"""How an answer names the fields that are wrong."""

from collections.abc import Sequence

from pydantic import ValidationError

from backend.framework.errors import HttpBadRequest, HttpUnprocessable

MAX_DETAILS = 20
MAX_NAME = 100
Problem = dict[str, str]


def problem(where: str, field: str, message: str) -> Problem:
    return {"in": where, "field": field, "message": message}


def shorten(name: str) -> str:
    """A field's name as the caller wrote it, but not at any length."""
    return name if len(name) <= MAX_NAME else name[:MAX_NAME] + "..."


def unprocessable(problems: Sequence[Problem]) -> HttpUnprocessable:
    shown = problems if len(problems) <= MAX_DETAILS else problems[:MAX_DETAILS]
    fields = ", ".join(dict.fromkeys([each["field"] for each in shown]))
    return HttpUnprocessable(f"Invalid fields: {fields}. Fix them and retry.", details=shown)


def body_error(error: ValidationError) -> HttpBadRequest | HttpUnprocessable:
    found = error.errors(include_url=False, include_input=False, include_context=False)
    if found[0]["type"] == "json_invalid":
        reason = found[0]["msg"].removeprefix("Invalid JSON: ")
        return HttpBadRequest(f"The body is not JSON that can be read: {reason}.")
    return unprocessable(
        [{"in": "body", "field": _name_field(each["loc"]), "message": each["msg"]} for each in found[:MAX_DETAILS]]
    )


def _name_field(location: tuple[int | str, ...]) -> str:
    """`("brief", "tags", 0)` -> `brief.tags.0`; the body itself has no location."""
    name = location[0] if len(location) == 1 else ".".join([str(each) for each in location])
    if isinstance(name, str):
        return shorten(name) if len(name) > MAX_NAME else name or "body"
    return str(name)
