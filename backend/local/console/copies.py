"""A recorded request as a command or a program: curl, Python with the generated client, or a test of this project.

Secrets are never written: the token is a variable, and a password in a body is hidden.
"""

import json
import keyword
import re
import shlex
from collections.abc import Iterator, Mapping
from functools import cache
from pprint import pformat
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from backend.local.console.problems import ConsoleProblem
from backend.local.console.records import RecordedRequest
from backend.local.console.redaction import header, redact_json, redact_text
from backend.local.console.view import caller_of
from backend.local.documents import openapi_text

Form = Literal["curl", "python", "pytest"]
_NOT_COPIED = {
    "host", "content-length", "connection", "accept-encoding", "user-agent", "authorization", "cookie", "origin",
    "referer", "accept-language", "x-amzn-trace-id", "dnt", "priority",
}  # fmt: skip
_LINE = 110
JSON = dict[str, Any]


def write_copy(request: RecordedRequest, form: str, url: str) -> str:
    """`ConsoleProblem` where it cannot be said in that form, and why."""
    if request.method == "JOB":
        raise ConsoleProblem("A job without its request cannot be copied.")
    if not request.body.is_whole:
        raise ConsoleProblem("The body is too long to be kept, so this request cannot be copied.")
    writers = {"curl": _write_curl, "python": _write_python, "pytest": _write_pytest}
    if form not in writers:
        raise ConsoleProblem(f"There is no form {form!r}. Forms: {', '.join(writers)}.")
    return writers[form](request, url)


# ---- curl


def _write_curl(request: RecordedRequest, url: str) -> str:
    parts = [f"curl -sS -X {request.method} {shlex.quote(url + redact_text(request.target))}"]
    if header(request.headers, "authorization"):
        parts.append('-H "Authorization: Bearer $TOKEN"')
    parts += [f"-H {shlex.quote(f'{name}: {redact_text(value)}')}" for name, value in _kept_headers(request)]
    if request.body.content:
        parts.append(f"--data-binary {shlex.quote(_text_body(request))}")
    command = " \\\n  ".join(parts)
    return f"TOKEN=$(.venv/bin/dreamforge token)\n{command}" if "$TOKEN" in command else command


def _kept_headers(request: RecordedRequest) -> Iterator[tuple[str, str]]:
    for name, value in request.headers:
        lower = name.lower()
        if lower not in _NOT_COPIED and not lower.startswith("sec-") and (lower, value) != ("accept", "*/*"):
            yield name, value


def _text_body(request: RecordedRequest) -> str:
    """The body as text, secrets hidden; JSON on one line."""
    content = _json_body(request)
    if content is not None:
        return json.dumps(redact_json(content), ensure_ascii=False)
    try:
        return redact_text(request.body.content.decode())
    except UnicodeDecodeError:
        raise ConsoleProblem("The body is no text, so this request cannot be copied.") from None


def _json_body(request: RecordedRequest) -> Any:
    try:
        return json.loads(request.body.content)
    except ValueError:
        return None


# ---- Python with the client of openapi-python-client


def _write_python(request: RecordedRequest, url: str) -> str:
    found = _find_operation(request)
    operation, values = found
    tag, function = _snake(operation["tags"][0]), _snake(operation["operationId"])
    signed = bool(header(request.headers, "authorization"))
    client = "AuthenticatedClient" if signed else "Client"
    imports = [f"from dreamforge_client import {client}", f"from dreamforge_client.api.{tag} import {function}"]
    arguments = [f"{name}={value!r}" for name, value in values.items()]
    body = _json_body(request)
    schema = _body_schema(operation)
    if request.body.content:
        if body is None or schema is None:
            raise ConsoleProblem("The body is no JSON, so this request cannot be copied as Python. Copy it as curl.")
        imports.append(f"from dreamforge_client.models import {schema}")
        arguments.append(f"body={schema}.from_dict({_literal(redact_json(body), 8)})")
    token = ', token=os.environ["TOKEN"]' if signed else ""
    lines = [*(["import os", ""] if signed else []), *imports, "", ""]
    lines.append(f"with {client}(base_url={url!r}{token}) as client:")
    inner = "".join(f"        {each},\n" for each in ["client=client", *arguments])
    lines.append(f"    answer = {function}.sync_detailed(\n{inner}    )")
    lines.append("    print(answer.status_code, answer.parsed)")
    note = "# TOKEN=$(.venv/bin/dreamforge token); docs/clients.md says how the client is generated\n"
    return (note if signed else "# docs/clients.md says how the client is generated\n") + "\n".join(lines) + "\n"


def _body_schema(operation: JSON) -> str | None:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    reference = content.get("schema", {}).get("$ref", "")
    return reference.rpartition("/")[2] or None


def _find_operation(request: RecordedRequest) -> tuple[JSON, dict[str, Any]]:
    """The operation of the OpenAPI document, and its parameters by the client's names."""
    target = urlsplit(request.target)
    for pattern, methods in _paths().items():
        match = pattern.fullmatch(target.path)
        operation = methods.get(request.method.lower())
        if match is None or operation is None:
            continue
        values: dict[str, Any] = {_snake(name): unquote(value) for name, value in match.groupdict().items()}
        given = dict(parse_qsl(target.query))
        for parameter in operation.get("parameters", ()):
            name = parameter["name"]
            if parameter["in"] == "query" and name in given:
                values[_snake(name)] = _read_typed(given[name], parameter.get("schema", {}))
        return operation, values
    raise ConsoleProblem("The document has no operation for this request, so no client has it. Copy it as curl.")


@cache
def _paths() -> Mapping[re.Pattern[str], Mapping[str, JSON]]:
    document = json.loads(openapi_text("full", "http://127.0.0.1:9000"))
    found: dict[re.Pattern[str], Mapping[str, JSON]] = {}
    for path, item in sorted(document["paths"].items(), key=lambda each: "{" in each[0]):
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(path))
        shared = item.get("parameters", [])
        found[re.compile(pattern)] = {
            method: {**operation, "parameters": [*shared, *operation.get("parameters", [])]}
            for method, operation in item.items()
            if isinstance(operation, dict)
        }
    return found


def _read_typed(text: str, schema: JSON) -> Any:
    kinds = {schema.get("type"), *(each.get("type") for each in schema.get("anyOf", ()))}
    if "integer" in kinds and text.lstrip("-").isdigit():
        return int(text)
    if "boolean" in kinds and text in ("true", "false"):
        return text == "true"
    return text


def _snake(name: str) -> str:
    """`createProduct` -> `create_product`, as openapi-python-client names it."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
    snake = re.sub(r"\W+", "_", snake)
    return f"{snake}_" if keyword.iskeyword(snake) else snake


# ---- a test of this project


def _write_pytest(request: RecordedRequest, _url: str) -> str:
    """With the fixtures of tests/conftest.py: put it into a file of tests/app."""
    caller = caller_of(request)
    target = redact_text(request.target)
    method = request.method.lower()
    body, headers = _json_body(request), dict(_kept_headers(request))
    for name in [each for each in headers if each.lower() in ("accept", "content-type")]:
        if body is not None or headers[name] == "*/*":
            del headers[name]
    arguments = [repr(target)]
    if method not in ("get", "delete") and body is not None:
        arguments.append(_literal(redact_json(body), 4))
    elif request.body.content:
        arguments.append(f"{_text_body(request)!r}.encode()")
    elif method == "post":
        arguments.append("None")
    if caller:
        arguments.append("as_user=ana")
    if headers:
        arguments.append(f"headers={redact_json(headers)!r}")
    if method not in ("get", "post", "patch", "delete") or (method in ("patch", "delete") and headers):
        arguments.insert(0, repr(request.method))
        method = "call"
    name = re.sub(r"\W+", "_", urlsplit(request.target).path).strip("_").lower()[:40] or "root"
    fixtures = "client: Client, ana: str" if caller else "client: Client"
    imports = "from tests.conftest import Client\n\n\n"
    whole = f"    answer = client.{method}({', '.join(arguments)})"
    if len(whole) > _LINE:
        whole = f"    answer = client.{method}(\n" + "".join(f"        {each},\n" for each in arguments) + "    )"
    told = f'    """{request.method} {urlsplit(target).path} answers {request.status}."""'
    check = f"    assert answer.status == {request.status}, answer.body"
    return f"{imports}def test_{request.method.lower()}_{name}({fixtures}) -> None:\n{told}\n{whole}\n{check}\n"


def _literal(value: Any, indent: int) -> str:
    text = pformat(value, width=_LINE - indent, sort_dicts=False)
    return text.replace("\n", "\n" + " " * indent)
