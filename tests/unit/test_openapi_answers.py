"""backend/framework/openapi/responses.py and links.py: what the document says of answers."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from backend.api.document_texts import EXAMPLES
from tests.unit import described as documents
from tests.unit.described import bodies, closed, operations, schemas

MOCK_DATA = Path(__file__).parents[2] / "mock_data"


@pytest.fixture
def document() -> dict[str, Any]:
    return documents.full()


@pytest.fixture
def for_agents() -> dict[str, Any]:
    return documents.for_agents()


def test_every_error_has_the_one_shape(document: dict[str, Any]) -> None:
    """All error responses lead to the component ApiError, and show one."""
    validator = Draft4Validator(closed(document["components"]["schemas"]["ApiError"]))
    for response in document["components"]["responses"].values():
        content = response["content"]["application/json"]
        assert content["schema"] == {"$ref": "#/components/schemas/ApiError"}
        validator.validate(content["example"])
        assert "X-Request-Id" in response["headers"]


def headers_of(document: dict[str, Any], operation_id: str, status: str) -> set[str]:
    """The headers that an answer is declared to have; each leads to a component."""
    (described,) = [each for _, _, each in operations(document) if each["operationId"] == operation_id]
    response = described["responses"][status]
    if "$ref" in response:
        response = document["components"]["responses"][response["$ref"].rpartition("/")[2]]
    for header in response["headers"].values():
        assert header["$ref"].rpartition("/")[2] in document["components"]["headers"]
    return set(response["headers"])


QUOTA = {"RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"}


@pytest.mark.parametrize(
    ("operation_id", "status", "more"),
    [
        ("ping", "200", set()),
        ("getMe", "200", QUOTA),
        ("login", "200", QUOTA),
        ("upload", "201", QUOTA | {"Idempotent-Replayed"}),
        ("createProduct", "202", QUOTA | {"Idempotent-Replayed", "Location", "Preference-Applied"}),
        ("generate", "202", QUOTA | {"Idempotent-Replayed", "Location"}),
        ("getMe", "401", QUOTA | {"WWW-Authenticate"}),
        ("getMe", "429", QUOTA | {"Retry-After"}),
    ],
)
def test_headers_are_declared(document: dict[str, Any], operation_id: str, status: str, more: set[str]) -> None:
    """The request's id always, the rate limit where calls are counted, and what belongs to the status."""
    assert headers_of(document, operation_id, status) == {"X-Request-Id"} | more


def links_of(document: dict[str, Any], operation_id: str, status: str) -> dict[str, dict[str, str]]:
    (described,) = [each for _, _, each in operations(document) if each["operationId"] == operation_id]
    return {name: link["parameters"] for name, link in described["responses"][status].get("links", {}).items()}


def test_a_creation_leads_to_its_product_and_listing(document: dict[str, Any]) -> None:
    """What create gives is what get, change and delete take; the job of a 202 leads to the job."""
    product, listing = (f"$response.body#/ids/{noun}_id" for noun in ("product", "listing"))
    links = links_of(document, "createProduct", "201")
    assert links["getProduct"] == links["deleteProduct"] == {"product_id": product}
    assert links["getListing"] == links["updateListing"] == {"listing_id": listing}
    assert links["getConversation"] == {"conversation_id": "$response.body#/conversation_id"}
    assert links_of(document, "createProduct", "202") == {"getJob": {"job_id": "$response.body#/job_id"}}


def test_an_id_leads_on_whatever_its_field_is_called(document: dict[str, Any]) -> None:
    """generate calls the job's id task_id."""
    assert links_of(document, "generate", "202") == {"getJob": {"job_id": "$response.body#/task_id"}}


def test_a_required_query_parameter_is_led_to(document: dict[str, Any]) -> None:
    """The id of an echo that was begun goes into the query of the call that saves it."""
    assert links_of(document, "initEchoUpload", "201")["saveEcho"] == {"echo_id": "$response.body#/echo_id"}


def test_links_lead_to_operations_that_are_there(document: dict[str, Any], for_agents: dict[str, Any]) -> None:
    """In both profiles, and never to the operation itself."""
    for each in (document, for_agents):
        ids = {described["operationId"] for _, _, described in operations(each)}
        for _, _, described in operations(each):
            for response in described["responses"].values():
                assert set(response.get("links", {})) <= ids - {described["operationId"]}


def test_examples_fit_their_schema(document: dict[str, Any]) -> None:
    """An example that the service would refuse misleads, and so does one with a field that no answer has."""
    shown = [(name, schema, schema["example"]) for name, schema in schemas(document) if "example" in schema]
    shown += [(name, body["schema"], body["example"]) for name, body in bodies(document) if "example" in body]
    for name, schema, example in shown:
        whole = closed({**schema, "components": document["components"]})
        problems = [f"{each.json_path}: {each.message}" for each in Draft4Validator(whole).iter_errors(example)]
        assert problems == [], name


def test_every_body_and_answer_has_an_example(document: dict[str, Any]) -> None:
    """What a reader sees first; an answer's is in openapi_examples.json, a request's next to its model."""
    without = [name for name, body in bodies(document) if "$ref" in body["schema"] and "example" not in body]
    assert without == []


def test_examples_of_datasets_are_rows_of_them(document: dict[str, Any]) -> None:
    """They are taken from mock_data, so they cannot say what is not there."""
    for name in ("users", "orders", "catalog"):
        rows = json.loads((MOCK_DATA / f"{name}.json").read_bytes())
        answer = document["paths"][f"/{name}"]["get"]["responses"]["200"]["content"]["application/json"]
        assert all(row in rows for row in answer["example"]["items"]), name


def test_examples_name_components_that_there_are(document: dict[str, Any]) -> None:
    """No example is left over from a model that went away."""
    assert set(json.loads(EXAMPLES.read_bytes())) <= set(document["components"]["schemas"])
