"""ImportRestApi and PutRestApi on the laptop's API Gateway: our document, and what AWS refuses."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from backend.local.documents import openapi_text
from backend.local.laptop import Laptop

DOCUMENT: dict[str, Any] = json.loads((Path(__file__).parents[2] / "docs/openapi.json").read_bytes())
GOOD = {"get": {"responses": {"200": {"description": "Done."}}}}
WITH_PARAMETER = {**GOOD, "parameters": [{"name": "c", "in": "path", "required": True, "schema": {"type": "string"}}]}
Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def gateway(laptop: Laptop) -> Any:
    return laptop.cloud.client("apigateway")


def import_document(gateway: Any, document: object, *, strict: bool = True) -> dict[str, Any]:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    made: dict[str, Any] = gateway.import_rest_api(failOnWarnings=strict, body=body)
    return made


def changed(change: Change) -> dict[str, Any]:
    document = copy.deepcopy(DOCUMENT)
    change(document)
    return document


def refer_to_nothing(document: dict[str, Any]) -> None:
    content = document["paths"]["/me"]["get"]["responses"]["200"]["content"]
    content["application/json"]["schema"] = {"$ref": "#/components/schemas/Nothing"}


@pytest.mark.parametrize("profile", ["full", "agent"])
def test_our_document_is_imported_without_a_warning(gateway: Any, profile: str) -> None:
    """Each path is a resource, and each operation a method of it."""
    document = json.loads(openapi_text(profile, "https://api.example.com"))
    made = import_document(gateway, document)
    assert made["name"] == document["info"]["title"]
    assert "warnings" not in made
    resources = gateway.get_resources(restApiId=made["id"], limit=500)["items"]
    methods = {(each["path"], method.lower()) for each in resources for method in each.get("resourceMethods", {})}
    assert methods == {(path, method) for path, item in document["paths"].items() for method in item}


def test_it_can_be_imported_over_another(gateway: Any) -> None:
    """PutRestApi with mode=overwrite, as a pipeline does."""
    made = import_document(
        gateway, {"openapi": "3.0.3", "info": {"title": "Old", "version": "1"}, "paths": {"/x": GOOD}}
    )
    gateway.put_rest_api(
        restApiId=made["id"], mode="overwrite", failOnWarnings=True, body=json.dumps(DOCUMENT).encode()
    )
    paths = {each["path"] for each in gateway.get_resources(restApiId=made["id"], limit=500)["items"]}
    assert "/x" not in paths
    assert "/products/{product_id}" in paths


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda document: document.pop("paths"), "Invalid OpenAPI input"),
        (lambda document: document.update(openapi="3.1.0"), "Invalid OpenAPI input"),
        (lambda document: document["info"].pop("title"), "Invalid OpenAPI input"),
        (
            lambda document: document["components"]["schemas"].update({"My-Model": {}}),
            "Model name must be alphanumeric",
        ),
        (lambda document: document["paths"].update({"/a b": GOOD}), "path part only allow"),
        (lambda document: document["paths"].update({"/a/b{c}": WITH_PARAMETER}), "path part only allow"),
    ],
)
def test_what_aws_refuses_is_refused(gateway: Any, change: Change, message: str) -> None:
    """With a 400, and nothing is left behind, whether warnings count or not."""
    before = len(gateway.get_rest_apis(limit=500)["items"])
    for strict in (True, False):
        with pytest.raises(ClientError) as refused:
            import_document(gateway, changed(change), strict=strict)
        assert refused.value.response["Error"]["Code"] == "BadRequestException"
        assert message in refused.value.response["Error"]["Message"]
    assert len(gateway.get_rest_apis(limit=500)["items"]) == before


@pytest.mark.parametrize("body", [b"{", b"- a list", b"{}", b"not: [closed", b"\xff"])
def test_what_is_no_document_is_refused(gateway: Any, body: bytes) -> None:
    """A 400 as at AWS, where moto alone answers 500 or makes an API of nothing."""
    with pytest.raises(ClientError, match="Invalid OpenAPI input"):
        import_document(gateway, body)


def test_a_missing_model_is_a_warning(gateway: Any) -> None:
    """It is in the answer, or with failOnWarnings an error."""
    made = import_document(gateway, changed(refer_to_nothing), strict=False)
    assert made["warnings"] == ["Reference to model 'Nothing' not found. Ignoring."]
    before = len(gateway.get_rest_apis(limit=500)["items"])
    with pytest.raises(ClientError, match="Reference to model 'Nothing' not found"):
        import_document(gateway, changed(refer_to_nothing))
    assert len(gateway.get_rest_apis(limit=500)["items"]) == before


def test_what_moto_cannot_read_is_prepared_for_it(gateway: Any) -> None:
    """A document without a description, with parameters of a path and a method for all, in YAML."""
    document = b"""
openapi: 3.0.3
info: {title: Small, version: "1"}
paths:
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    x-amazon-apigateway-any-method: {responses: {"200": {description: Done.}}}
    get: {responses: {"200": {description: Done.}}}
"""
    made = import_document(gateway, document)
    resources = gateway.get_resources(restApiId=made["id"], limit=500)["items"]
    assert {each["path"]: set(each.get("resourceMethods", {})) for each in resources}["/things/{id}"] == {"GET", "ANY"}
