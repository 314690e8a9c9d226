"""In front of moto's API Gateway: importing an OpenAPI 3.0 document is as strict as at AWS.

moto accepts model names that API Gateway refuses, answers 500 to a document without a description, with parameters of a
path, or with a reference to nothing, leaves a half-made API behind after an error, and reports no warnings.
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api-errors-warnings.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
What the second page calls unsupported, such as `example` and `additionalProperties`, the import ignores.
"""

import copy
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode

import yaml
from werkzeug.test import run_wsgi_app

from backend.local.serving import App

INVALID = "Invalid OpenAPI input."
MODELS = "#/components/schemas/"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
ANY = "x-amazon-apigateway-any-method"
LARGEST = 6 * 1024 * 1024
"""Bytes of a document."""

_SEGMENT = re.compile(r"[A-Za-z0-9._:,-]*|\{[A-Za-z0-9._:-]+\+?\}")
_MODEL = re.compile(r"[A-Za-z0-9]+")

Environ = dict[str, Any]
Document = dict[str, Any]


class ImportGuard:
    """The middleware: ImportRestApi and PutRestApi."""

    def __init__(self, app: App) -> None:
        self._app = app

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        if not _is_import(environ):
            return self._app(environ, start_response)
        body = environ["wsgi.input"].read(LARGEST + 1)
        document = _read(body) if len(body) <= LARGEST else None
        if document is None:
            return _refuse(start_response, INVALID)
        if "swagger" in document:
            return self._app(_with_body(environ, body), start_response)
        errors = find_errors(document)
        if errors:
            return _refuse(start_response, _join_problems("Errors found during import:", errors))
        warnings = find_warnings(document)
        query = parse_qs(environ.get("QUERY_STRING", ""))
        if warnings and query.pop("failonwarnings", ["false"])[0].lower() == "true":
            return _refuse(start_response, _join_problems("Warnings found during import:", warnings))
        forwarded = _with_body(environ, json.dumps(_prepare_for_moto(document)).encode())
        forwarded["QUERY_STRING"] = urlencode({**query, "failonwarnings": "false"}, doseq=True)
        return self._forward(forwarded, start_response, warnings)

    def _forward(self, environ: Environ, start_response: Any, warnings: list[str]) -> Iterable[bytes]:
        chunks, status, headers = run_wsgi_app(self._app, environ, buffered=True)
        answer = b"".join(chunks)
        if warnings and status.startswith("200"):
            answer = json.dumps({**json.loads(answer), "warnings": warnings}).encode()
            headers["Content-Length"] = str(len(answer))
        start_response(status, headers.to_wsgi_list())
        return [answer]


def find_errors(document: Document) -> list[str]:
    """What API Gateway refuses to import, in its words where they are known."""
    # imported here: it takes 0.3 s, and most laptops import no document
    from openapi_spec_validator import validate
    from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

    complete = copy.deepcopy(document)
    for name in _missing_models(document):
        complete.setdefault("components", {}).setdefault("schemas", {})[name] = {}
    try:
        validate(complete)
    except (OpenAPIValidationError, LookupError, TypeError, ValueError):
        return [INVALID]
    if not str(document["openapi"]).startswith("3.0."):
        return [INVALID]
    return [*_wrong_models(document), *_wrong_paths(document)]


def find_warnings(document: Document) -> list[str]:
    return [f"Reference to model '{name}' not found. Ignoring." for name in _missing_models(document)]


def _wrong_models(document: Document) -> Iterator[str]:
    for name in document.get("components", {}).get("schemas", {}):
        if not _MODEL.fullmatch(name):
            yield f"Unable to create model for '{name}': Model name must be alphanumeric: {name}"


def _wrong_paths(document: Document) -> Iterator[str]:
    for path in document["paths"]:
        if not all(_SEGMENT.fullmatch(segment) for segment in path.split("/")[1:]):
            yield (
                f"Unable to create resource at path '{path}': Resource's path part only allow a-zA-Z0-9._-: or a valid "
                "greedy path variable and curly braces at the beginning and the end."
            )


def _missing_models(document: Document) -> list[str]:
    """The names of models that are referred to and not there, each once, in order."""
    there = document.get("components", {}).get("schemas", {})
    named = (each.removeprefix(MODELS) for each in _references(document) if each.startswith(MODELS))
    return list(dict.fromkeys(name for name in named if name not in there))


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for each in node.values():
            yield from _references(each)
    elif isinstance(node, list):
        for each in node:
            yield from _references(each)


def _prepare_for_moto(document: Document) -> Document:
    """moto needs a description, and takes everything in a path for a method."""
    paths = {
        path: {("any" if key == ANY else key): each for key, each in item.items() if key in (*METHODS, ANY)}
        for path, item in document["paths"].items()
    }
    return {**document, "info": {"description": "", **document["info"]}, "paths": paths}


def _is_import(environ: Environ) -> bool:
    path, method = environ["PATH_INFO"].strip("/").split("/"), environ["REQUEST_METHOD"]
    if path == ["restapis"] and method == "POST":
        return "mode=import" in environ.get("QUERY_STRING", "")
    return len(path) == 2 and path[0] == "restapis" and method == "PUT"


def _read(body: bytes) -> Document | None:
    """The document, as JSON or YAML; None for what is no OpenAPI document."""
    reading: tuple[Callable[[bytes], Any], ...] = (json.loads, yaml.safe_load)
    for read in reading:
        try:
            document = read(body)
        except (ValueError, yaml.YAMLError):
            continue
        return document if isinstance(document, dict) and ({"openapi", "swagger"} & document.keys()) else None
    return None


def _with_body(environ: Environ, body: bytes) -> Environ:
    return {**environ, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}


def _join_problems(title: str, problems: list[str]) -> str:
    return INVALID if problems == [INVALID] else "\n\t".join([title, *problems])


def _refuse(start_response: Any, message: str) -> Iterable[bytes]:
    body = json.dumps({"message": message}).encode()
    start_response(
        "400 Bad Request",
        [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
            ("x-amzn-ErrorType", "BadRequestException"),
        ],
    )
    return [body]
