"""Reads the vocabulary's TOML files into types."""

import tomllib
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, TypeAdapter

FOLDER = Path(__file__).parent

T = TypeVar("T")


def _split(value: Any) -> Any:
    return value.split() if isinstance(value, str) else value


def _split_phrases(value: Any) -> Any:
    return tuple(" ".join(phrase.split()) for phrase in value.split(",")) if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_split)]
"""A text in the file, its words here, in their order."""
WordSet = Annotated[frozenset[str], BeforeValidator(_split)]
PhraseList = Annotated[tuple[str, ...], BeforeValidator(_split_phrases)]
"""A text in the file with commas between phrases of any number of words."""
PhraseSet = Annotated[frozenset[str], BeforeValidator(_split_phrases)]


class Entry(BaseModel):
    """A table of a file. A key that is missing or unknown is an error, so that no typing error goes unnoticed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def read_file(name: str, kind: type[T]) -> T:
    """`read_file("occasions", dict[str, Occasion])`: lexicon/occasions.toml; ValidationError where it does not fit."""
    return TypeAdapter(kind).validate_python(tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")))
