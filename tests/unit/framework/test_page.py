"""A page of a list: one generic model, whose subclasses name their component."""

import json
from typing import Any

from pydantic import BaseModel

from backend.framework.application import Application
from backend.framework.page import Limit, Page, PageToken
from backend.framework.request import Request
from backend.framework.routing.operation import operation


class Ship(BaseModel):
    name: str


class Fleet(Page[Ship]):
    harbour: str


def list_ships(limit: Limit = 20, page_token: PageToken | None = None) -> Fleet:
    ships = [Ship(name=name) for name in ("Ana", "Ben")]
    return Fleet.of(ships[:limit], "more" if limit < len(ships) else None, harbour="Vigo")


APP = Application([operation("GET", "/ships", list_ships, summary="List", tag="ships", public=True, tool=True)])


def page(**query: str) -> Any:
    return json.loads(APP(Request("GET", "/ships", query={name: [value] for name, value in query.items()})).body)


def test_a_page_with_more_after_it() -> None:
    shown = {"items": [{"name": "Ana"}], "count": 1, "has_more": True, "next_page_token": "more", "harbour": "Vigo"}
    assert page(limit="1") == shown


def test_the_last_page() -> None:
    """Its token is null."""
    last = page()
    assert (last["count"], last["has_more"], last["next_page_token"]) == (2, False, None)


def test_its_component() -> None:
    document = json.loads(APP.documents.openapi("full", "http://localhost"))
    component = document["components"]["schemas"]["Fleet"]
    assert component["required"] == ["items", "count", "has_more", "next_page_token", "harbour"]
    assert component["properties"]["items"]["items"] == {"$ref": "#/components/schemas/Ship"}
    assert component["properties"]["next_page_token"]["nullable"] is True
