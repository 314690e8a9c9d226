"""The mock datasets: each is checked against its JSON Schema before it goes into S3.

`mock_data/<name>.json` is an array of rows, `mock_data/schemas/<name>.schema.json` describes one row, and a line of
`backend/api/mock_config.json` says under which path and S3 key the dataset is served.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, FormatChecker, SchemaError
    from jsonschema.exceptions import ValidationError

REPOSITORY = Path(__file__).parents[2]
FOLDER = REPOSITORY / "mock_data"
CONFIG = REPOSITORY / "backend" / "api" / "mock_config.json"
VALID = REPOSITORY / ".cache" / "valid-datasets"
"""Digests of what was found valid: to validate takes a tenth of a second at each start."""

Row = dict[str, object]


class DatasetError(ValueError):
    """A dataset, its schema or its line of configuration is wrong; the message names file, row, field and reason."""


class PutsObjects(Protocol):
    """The one call of boto3's S3 client that is needed here."""

    def put_object(self, *, Bucket: str, Key: str, Body: bytes, ContentType: str) -> object: ...


def names(config: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The datasets that mock_config.json serves, in its order."""
    return [dataset for _, dataset, _ in _entries(config)]


def load_dataset(name: str, folder: Path = FOLDER) -> list[Row]:
    """The rows of a dataset, every one of them true to its schema; else DatasetError about the first that is not."""
    from jsonschema.exceptions import best_match

    file = folder / f"{name}.json"
    validator = _validator(folder / "schemas" / f"{name}.schema.json")
    rows = _read(file)
    if not isinstance(rows, list):
        raise DatasetError(f"{file.name}: must be a JSON array of rows")
    for index, row in enumerate(rows):
        error = best_match(validator.iter_errors(row))
        if error is not None:
            raise DatasetError(f"{file.name}: row {index}: {_field(error)}: {error.message}")
    return rows


def upload(s3_client: PutsObjects, bucket: str, folder: Path = FOLDER, config: Path = CONFIG) -> int:
    """Put every dataset of mock_config.json under its key; nothing is put unless all are valid. How many were put."""
    entries = list(_entries(_read(config)))
    for _, dataset, _ in entries:
        _validate_once(dataset, folder)
    for _, dataset, key in entries:
        body = (folder / f"{dataset}.json").read_bytes()
        s3_client.put_object(Bucket=bucket, Key=key, Body=body, ContentType="application/json")
    return len(entries)


def _validate_once(name: str, folder: Path) -> None:
    """Validates a dataset unless these rows and this schema were found valid before, perhaps by another program."""
    mark = VALID / _digest(folder / f"{name}.json", folder / "schemas" / f"{name}.schema.json", Path(__file__))
    if mark.exists():
        return
    load_dataset(name, folder)
    with suppress(OSError):  # in a checkout that cannot be written it is validated each time
        VALID.mkdir(parents=True, exist_ok=True)
        mark.touch()


def _digest(*files: Path) -> str:
    """Of the contents; a file that is missing has none, and `validated` says so."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(hashlib.sha256(file.read_bytes() if file.exists() else b"").digest())
    return digest.hexdigest()


def _entries(config: object) -> Iterator[tuple[str, str, str]]:
    """`{"/users": {"dataset": "users", "key": "mock_data/users.json", ...}}` -> ("/users", "users", key)."""
    if not isinstance(config, Mapping):
        raise DatasetError("mock_config.json: must be a JSON object of paths")
    for path, entry in config.items():
        try:
            yield path, entry["dataset"], entry["key"]
        except (KeyError, TypeError) as error:
            raise DatasetError(f"mock_config.json: {path}: needs a dataset and a key") from error


def _read(file: Path) -> object:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise DatasetError(f"{file.name}: there is no such file in {file.parent.name}/") from error
    except ValueError as error:
        raise DatasetError(f"{file.name}: not JSON: {error}") from error


def _validator(file: Path) -> "Draft202012Validator":
    from jsonschema import Draft202012Validator, SchemaError

    schema = _read(file)
    if not isinstance(schema, dict):
        raise DatasetError(f"{file.name}: must be a JSON object")
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        raise DatasetError(f"{file.name}: {_field(error)}: {error.message}") from error
    return Draft202012Validator(schema, format_checker=_formats())


def _formats() -> "FormatChecker":
    """jsonschema leaves date-time unchecked unless another package is there, so it is checked here."""
    from jsonschema import FormatChecker

    checker = FormatChecker()
    checker.checks("date-time", raises=ValueError)(_is_date_time)
    return checker


def _is_date_time(value: object) -> bool:
    return not isinstance(value, str) or ("T" in value and datetime.fromisoformat(value).tzinfo is not None)


def _field(error: "ValidationError | SchemaError") -> str:
    """The path of the offending value (`items.0.quantity`); the message names a field that is missing or unknown."""
    return ".".join(str(part) for part in error.absolute_path) or "the row"
