"""The tutorial of CONTRIBUTING.md works: its code is run as it stands there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from backend.api import routes
from backend.api.handlers import products
from backend.local.laptop import Laptop
from tests.app import test_openapi_document, test_products
from tests.conftest import Client
from tests.one_more import with_operation

PAGE = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text()


def code_for(file: str) -> str:
    (block,) = re.findall(rf"```python\n# {re.escape(file)}\n(.*?)```", PAGE, flags=re.DOTALL)
    return str(block)


def run_in(module: ModuleType, code: str) -> dict[str, Any]:
    """What the module would hold with the code added to it."""
    names = dict(vars(module))
    exec(code, names)
    return names


@dataclass(frozen=True, slots=True)
class Extended:
    """The service after the tutorial."""

    client: Client
    operation_id: str


@pytest.fixture(scope="module")
def extended(laptop: Laptop) -> Iterator[Extended]:
    handlers = SimpleNamespace(**run_in(products, code_for("backend/api/handlers/products.py")))
    declared = eval(code_for("backend/api/routes.py"), {**vars(routes), "products": handlers})
    with with_operation(laptop, declared) as client:
        yield Extended(client, declared.operation_id)


def test_the_test_of_the_tutorial_passes(extended: Extended, ana: str, ben: str) -> None:
    names = run_in(test_products, code_for("tests/app/test_products.py"))
    names["test_a_caption_has_title_and_hashtags"](extended.client, ana, ben)


def test_without_the_operation_it_fails(client: Client, ana: str, ben: str) -> None:
    names = run_in(test_products, code_for("tests/app/test_products.py"))
    with pytest.raises(AssertionError):
        names["test_a_caption_has_title_and_hashtags"](client, ana, ben)


def test_the_calls_of_the_tutorial_are_a_good_and_a_bad_one(extended: Extended, ana: str) -> None:
    calls = eval("{" + code_for("tests/app/test_openapi_document.py") + "}", vars(test_openapi_document))
    good, bad = calls[extended.operation_id]
    world = test_openapi_document.World(extended.client, ana, extended.client.create(ana))
    assert good(world).status == 200
    assert bad(world).status == 404


def test_files_and_commands_of_the_page_exist() -> None:
    root = Path(__file__).parents[2]
    targets = set(re.findall(r"^([a-z-]+):", (root / "Makefile").read_text(), flags=re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", PAGE, flags=re.MULTILINE)) <= targets
    files = re.findall(r"(?:backend|tests|docs|scripts)/[\w./]*\w", PAGE)
    assert [file for file in files if not (root / file).exists()] == []
