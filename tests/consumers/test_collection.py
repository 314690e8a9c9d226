"""The committed Postman collection and its environment are of the committed document."""

import hashlib
import json
from typing import Any

from backend.local.demo import DEMO_PASSWORD
from tests.consumers.collection import COLLECTION, DIGEST, DOCUMENT, ENVIRONMENT, as_text, make_environment

CREATE_TO_DELETE = ("login", "createProduct", "getProduct", "getListing", "deleteProduct", "logout")


def items() -> list[dict[str, Any]]:
    return [item for folder in json.loads(COLLECTION.read_bytes())["item"] for item in folder["item"]]


def checked(item: dict[str, Any]) -> str:
    """The operation whose status the request's test checks."""
    return str(item["event"][0]["script"]["exec"][0]).partition('"')[2].partition(" ")[0]


def test_the_collection_is_current() -> None:
    """`make openapi` writes both; `make consumers FULL=1` compares them text by text."""
    variables = {each["key"]: each["value"] for each in json.loads(COLLECTION.read_bytes())["variable"]}
    assert variables[DIGEST] == hashlib.sha256(DOCUMENT.read_bytes()).hexdigest(), "make postman"


def test_the_environment_signs_in_at_the_laptop() -> None:
    """As the demo user of `make serve`."""
    assert ENVIRONMENT.read_text() == as_text(make_environment("http://127.0.0.1:9000", "demo", DEMO_PASSWORD))


def test_each_operation_is_a_request_with_a_check() -> None:
    """None is missing, and none is there twice."""
    operations = [
        each["operationId"]
        for methods in json.loads(DOCUMENT.read_bytes())["paths"].values()
        for each in methods.values()
    ]
    assert sorted(map(checked, items())) == sorted(operations)


CLEANED_UP = {"deleteProduct", "restoreProduct", "logout"}


def test_the_requests_are_in_an_order_that_succeeds() -> None:
    """Create comes before what reads the product, and delete at the end."""
    order = [checked(item) for item in items()]
    places = [order.index(name) for name in CREATE_TO_DELETE if name not in CLEANED_UP]
    assert places == sorted(places)
    assert set(order[-3:]) == CLEANED_UP
    assert order.index("deleteProduct") < order.index("restoreProduct")


def test_nothing_secret_is_in_the_collection() -> None:
    """The password is the environment's; ids and tokens come from answers."""
    text = COLLECTION.read_text()
    assert DEMO_PASSWORD not in text
    requests = json.dumps([item["request"] for item in items()])
    assert "eyJ" not in requests
