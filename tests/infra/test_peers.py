"""Peers of the benchmarks are measured with the packages that the service has, where they have the same ones."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PINS = sorted((ROOT / "benchmarks/peers").glob("*.txt"))
COMPARED = ("pydantic", "pydantic-core", "boto3", "botocore")


@pytest.mark.parametrize("file", PINS, ids=lambda file: file.stem)
def test_peers_have_our_pydantic_and_boto3(file: Path) -> None:
    """Else a ratio would compare two versions of pydantic."""
    packages = tomllib.loads((ROOT / "poetry.lock").read_text())["package"]
    locked = {package["name"]: package["version"] for package in packages}
    pins = dict(line.lower().replace("_", "-").split("==") for line in file.read_text().splitlines())
    assert pins["pydantic"] == locked["pydantic"]
    assert {name: pins[name] for name in COMPARED if name in pins} == {n: locked[n] for n in COMPARED if n in pins}


def test_every_candidate_has_its_pins() -> None:
    from benchmarks.instructions import CANDIDATES

    assert {each.peer for each in CANDIDATES.values() if each.peer} == {file.stem for file in PINS}
