"""OPENAPI_PUBLIC: the OpenAPI document without a token, at the laptop's gateway and in the container; nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.local.laptop import Laptop
from tests import images
from tests.app.document import OPERATIONS, assert_error
from tests.conftest import SETTINGS, Client, start_laptop
from tests.programs import API, environment, running

GUARDED = [each for each in OPERATIONS.values() if not each.public and each.operation_id != "getOpenapi"]


@pytest.fixture(scope="module")
def open_laptop(laptop: Laptop) -> Iterator[Laptop]:
    assert laptop  # begun before: the settings of a laptop are in the environment of this process
    with start_laptop({**SETTINGS, "OPENAPI_PUBLIC": "true"}) as started:
        yield started


@pytest.fixture(scope="module", params=["gateway", "container"])
def front(
    request: pytest.FixtureRequest, open_laptop: Laptop, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Client]:
    """Calls the laptop's gateway, or the container image's program."""
    client = Client(open_laptop)
    if request.param == "gateway":
        yield client
        return
    tree: Path = images.lay_down(images.stages()["api-code"], tmp_path_factory.mktemp("image"))
    with running(API.cmd, tree, environment(open_laptop)) as program:
        client.url = program.url
        yield client


@pytest.mark.parametrize("query", ["", "?profile=agent"])
def test_the_document_needs_no_token(front: Client, query: str) -> None:
    """It says of itself that it needs none, and of the others that they do."""
    answer = front.get(f"/openapi.json{query}")
    assert answer.status == 200
    operations = {each["operationId"]: each for methods in answer.json["paths"].values() for each in methods.values()}
    assert operations["getOpenapi"]["security"] == []
    assert operations["getMe"]["security"] == [{"cognito": []}]


def test_a_bad_token_does_not_matter_there(front: Client) -> None:
    """As at every public operation."""
    assert front.get("/openapi.json", headers={"Authorization": "garbage"}).status == 200


def test_no_other_operation_is_opened(front: Client) -> None:
    """Each that needs a token is refused without one; so is a path below the document."""
    for operation in GUARDED:
        body: dict[str, str] | None = None if operation.body is None else {}
        assert_error(front.call(operation.method, operation.url, body), 401, "unauthorized")


def test_no_other_method_is_opened(front: Client) -> None:
    """The path takes GET; the others are refused."""
    assert front.call("POST", "/openapi.json", {}).status in (401, 405)
    assert front.call("DELETE", "/openapi.json").status in (401, 405)


def test_the_root_says_whether_it_is_open(front: Client, client: Client) -> None:
    """A page reads it before anybody signs in; by default the document is guarded."""
    assert front.get("/").json["openapi_public"] is True
    assert client.get("/").json["openapi_public"] is False
    assert_error(client.get("/openapi.json"), 401, "unauthorized")
