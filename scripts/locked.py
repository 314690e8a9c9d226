"""What poetry.lock holds, as requirements for pip: `python scripts/locked.py main container > requirements.txt`.

Every line names one version and the hashes of its files, so `pip install --require-hashes` installs that or nothing.
Needs the standard library only: the container image is built with it.
"""

import argparse
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parents[1] / "poetry.lock"


def list_packages(groups: Collection[str], *, lock: Path = LOCK) -> set[str]:
    """The names of the groups' packages."""
    return {package["name"] for package in _select_packages(groups, lock)}


def requirements(groups: Collection[str], *, without: Collection[str] = (), lock: Path = LOCK) -> list[str]:
    """`name==version ; marker --hash=sha256:...` for each package of the groups. ValueError for a group without any."""
    return [_line(package, groups) for package in _select_packages(groups, lock) if package["name"] not in without]


def _select_packages(groups: Collection[str], lock: Path) -> list[Any]:
    packages = tomllib.loads(lock.read_text())["package"]
    known = {group for package in packages for group in package["groups"]}
    if unknown := set(groups) - known:
        raise ValueError(f"poetry.lock has no group {', '.join(sorted(unknown))}; it has {', '.join(sorted(known))}")
    return [each for each in packages if set(groups) & set(each["groups"])]


def _line(package: Mapping[str, Any], groups: Collection[str]) -> str:
    hashes = " ".join(f"--hash={file['hash']}" for file in package["files"])
    return f"{package['name']}=={package['version']}{_marker(package, groups)} {hashes}"


def _marker(package: Mapping[str, Any], groups: Collection[str]) -> str:
    """`markers` is one for all groups, or one for each group that has one; a group without one wants it anywhere."""
    markers = package.get("markers")
    if not markers:
        return ""
    if isinstance(markers, str):
        return f" ; {markers}"
    asked = {markers.get(group) for group in groups if group in package["groups"]}
    return "" if None in asked else " ; " + " or ".join(f"({each})" for each in sorted(asked))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Prints the packages of poetry.lock as requirements for pip.")
    parser.add_argument("groups", nargs="+", help="such as main, local or container")
    parser.add_argument("--without", nargs="+", default=[], help="groups whose packages are left out")
    asked = parser.parse_args()
    try:
        left_out = list_packages(asked.without) if asked.without else set()
        print("\n".join(requirements(asked.groups, without=left_out)))
    except ValueError as error:
        parser.error(str(error))
