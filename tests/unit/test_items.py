"""Python values and DynamoDB's items."""

from decimal import Decimal
from typing import Any

import pytest
from boto3.dynamodb.types import Binary, TypeDeserializer, TypeSerializer
from hypothesis import given
from hypothesis import strategies as st

from backend.adapters.dynamodb.items import decode, encode, encode_value

WHOLE = st.integers(min_value=-(10**38) + 1, max_value=10**38 - 1)
FLOATS = st.floats(min_value=-(2.0**53), max_value=2.0**53).filter(lambda x: x == 0 or abs(x) > 1e-100)
"""Those that DynamoDB can tell from integers, or that are equal to one."""
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
LEAVES = st.one_of(TEXT, st.booleans(), WHOLE, FLOATS, st.binary(max_size=20))
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=10)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=12
)
ITEMS = st.dictionaries(NAMES, VALUES, max_size=5)


def for_boto3(value: Any) -> Any:
    """The same value as boto3's serializer takes it, which knows no float."""
    match value:
        case bool():
            return value
        case float():
            return Decimal(str(value))
        case list():
            return [for_boto3(each) for each in value]
        case dict():
            return {name: for_boto3(each) for name, each in value.items()}
    return value


def from_boto3(value: Any) -> Any:
    """What boto3's deserializer gives, with its Decimals and Binaries as plain values."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case Binary():
            return bytes(value)
        case list():
            return [from_boto3(each) for each in value]
        case dict():
            return {name: from_boto3(each) for name, each in value.items()}
    return value


def numbers_as_decimals(value: Any) -> Any:
    """An item whose numbers are compared by value: DynamoDB does not tell 10 from 1E1."""
    match value:
        case {"N": str(number)}:
            return {"N": Decimal(number)}
        case list():
            return [numbers_as_decimals(each) for each in value]
        case dict():
            return {name: numbers_as_decimals(each) for name, each in value.items()}
    return value


@given(ITEMS)
def test_what_was_encoded_is_decoded_again(values: dict[str, Any]) -> None:
    """Nested values, unicode, integers up to 38 digits and floats come back as they were."""
    assert decode(encode(values)) == values


@given(VALUES)
def test_encodes_as_boto3_does(value: Any) -> None:
    """An encoded value is the one that boto3's TypeSerializer makes of it."""
    assert numbers_as_decimals(encode_value(value)) == numbers_as_decimals(TypeSerializer().serialize(for_boto3(value)))


@given(ITEMS)
def test_decodes_as_boto3_does(values: dict[str, Any]) -> None:
    """A decoded item is the one that boto3's TypeDeserializer makes of it."""
    item = encode(values)
    read = TypeDeserializer()
    assert decode(item) == from_boto3({name: read.deserialize(value) for name, value in item.items()})


@pytest.mark.parametrize("number", ["1E+3", "1e3", "1E3"])
def test_reads_numbers_with_an_exponent(number: str) -> None:
    """DynamoDB may write a large number with an exponent."""
    assert decode({"n": {"N": number}}) == {"n": 1000}


def test_leaves_none_out() -> None:
    """An absent value is absent from the item; in a list it keeps its place."""
    assert encode({"gone": None, "kept": [None]}) == {"kept": {"L": [{"NULL": True}]}}
    assert decode({"kept": {"L": [{"NULL": True}]}}) == {"kept": [None]}


def test_tells_true_from_one() -> None:
    """A bool is no number, though Python says it is."""
    assert encode({"yes": True, "one": 1}) == {"yes": {"BOOL": True}, "one": {"N": "1"}}


@pytest.mark.parametrize("value", [{1, 2}, object(), 1j])
def test_refuses_what_has_no_place_in_an_item(value: object) -> None:
    """A value of another type is refused by its name."""
    with pytest.raises(TypeError, match=type(value).__name__):
        encode({"value": value})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_refuses_numbers_that_are_none(value: float) -> None:
    """DynamoDB has no NaN and no infinity; sending one would look like a store that does not answer."""
    with pytest.raises((TypeError, ValueError)):
        encode({"value": value})


def test_refuses_types_that_are_never_written() -> None:
    """A set in an item is somebody else's doing."""
    with pytest.raises(TypeError, match="SS"):
        decode({"names": {"SS": ["a"]}})
