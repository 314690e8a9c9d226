"""The sentences of the OpenAPI document: what can be found by rules to be wrong or awkward."""

import re
from collections.abc import Iterator
from typing import Any

from tests.app.document import DOCUMENT, OPERATIONS

FILTER = re.compile(r"^Only items ")
IDENTIFIER = re.compile(r"`([a-z]+(?:_[a-z]+)+)`")
OPEN_VALUES = {"end_turn", "time_limit", "turn_not_kept", "turn_outcome_unknown"}
"""Values of fields that may have others: why an answer ends, and what an event of a stream reports."""


def walk(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for each in node.values():
            yield from walk(each)
    elif isinstance(node, list):
        for each in node:
            yield from walk(each)


def sentences() -> set[str]:
    """All descriptions and summaries, except those that are names of fields."""
    found = (node.get(key) for node in walk(DOCUMENT) for key in ("description", "summary"))
    return {each for each in found if isinstance(each, str)}


def known_names() -> set[str]:
    """Fields, parameters, and values that a field may have."""
    names = {parameter["name"] for each in OPERATIONS.values() for parameter in each.parameters}
    for node in walk(DOCUMENT["components"]["schemas"]):
        names |= set(node.get("properties", {})) | {str(value) for value in node.get("enum", ())}
    return names


def test_a_filter_is_described_as_one_only_where_there_are_items() -> None:
    """`profile` of /openapi.json is no filter, and one random echo is no list."""
    for name, operation in OPERATIONS.items():
        for parameter in operation.parameters:
            if FILTER.match(parameter["description"]):
                content = operation.described["responses"]["200"]["content"]["application/json"]
                page = DOCUMENT["components"]["schemas"][content["schema"]["$ref"].rpartition("/")[2]]
                assert "items" in page["properties"], (name, parameter["name"])


def test_names_in_sentences_are_names_of_the_document() -> None:
    """A field that was renamed is renamed in the sentences about it, too."""
    said = {name for sentence in sentences() for name in IDENTIFIER.findall(sentence)}
    assert said - known_names() - OPEN_VALUES == set()
    assert said >= OPEN_VALUES


def test_every_parameter_and_field_is_described() -> None:
    """By a sentence that begins and ends like one."""
    for name, operation in OPERATIONS.items():
        for parameter in operation.parameters:
            assert parameter["description"].endswith("."), (name, parameter["name"])
    for name, schema in DOCUMENT["components"]["schemas"].items():
        for field, described in schema.get("properties", {}).items():
            text = described.get("description")
            assert "$ref" in described or (text and text.endswith(".")), (name, field)


def test_articles_fit_what_follows() -> None:
    """Sentences that are put together say `an upload`, not `a upload`."""
    for sentence in sentences():
        wrong = re.search(r"\b[Aa] (?=[aeio]|u(?!ser|nique|nit|se))\w+", sentence)
        assert wrong is None, sentence
        assert not re.search(r"\b[Aa]n [bcdfgjklmnpqrstvwxyz]", sentence), sentence


def test_no_sentence_has_another_one_inside() -> None:
    """`Each item: A person ...` is two sentences in one."""
    for sentence in sentences():
        assert not re.search(r"\w: [A-Z][a-z]+ [a-z]", sentence.replace("ISO 8601", "")), sentence
