"""Tells what docs/openapi.json breaks for clients of the last release, which docs/openapi.released.json describes.

    python scripts/check_openapi.py            exits 1 for a break that CHANGELOG.md does not declare
    python scripts/check_openapi.py --release  makes the document of today that of the release

A break is declared by a line of the changelog's [Unreleased] section that has `BREAKING` and names the operation's id:

    - BREAKING: `listProducts` gives `owner` no longer.

What clients send may only be taken more widely, what they get may only be promised more narrowly. A new operation, a
new optional field of a request and a new field of an answer break nobody; that is why answers are open.
"""

import argparse
import json
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
Schema = Mapping[str, Any]

_AT_LEAST = ("minimum", "minLength", "minItems", "minProperties")
_AT_MOST = ("maximum", "maxLength", "maxItems", "maxProperties")


@dataclass(frozen=True, slots=True)
class Break:
    operation: str
    what: str

    def __str__(self) -> str:
        return f"{self.operation}: {self.what}"


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(description="Finds changes of the API that break clients.")
    parser.add_argument("--release", action="store_true", help="keep the document of today as the release's")
    today, released = root / "docs/openapi.json", root / "docs/openapi.released.json"
    if parser.parse_args(arguments).release:
        shutil.copy(today, released)
        return 0
    breaks = list(breaks_between(json.loads(released.read_bytes()), json.loads(today.read_bytes())))
    declared = declarations((root / "CHANGELOG.md").read_text())
    undeclared = [each for each in breaks if not any(_names(line, each.operation) for line in declared)]
    for each in undeclared:
        print(f"breaks clients: {each}")
    if undeclared:
        print("Take it back, or declare it under [Unreleased] in CHANGELOG.md: - BREAKING: `<operation>` ...")
    return 1 if undeclared else 0


def declarations(changelog: str) -> list[str]:
    """The lines of the [Unreleased] section that declare a break."""
    _, _, unreleased = changelog.partition("## [Unreleased]")
    section = re.split(r"^## ", unreleased, maxsplit=1, flags=re.MULTILINE)[0]
    return [line for line in section.splitlines() if "BREAKING" in line]


def _names(line: str, operation: str) -> bool:
    return re.search(rf"\b{re.escape(operation)}\b", line) is not None


def breaks_between(before: Schema, after: Schema) -> Iterator[Break]:
    """What a client that was generated from `before` may meet at the service of `after`."""
    operations = _operations(after)
    for name, (address, old) in _operations(before).items():
        if name not in operations:
            yield Break(name, "is gone")
            continue
        new_address, new = operations[name]
        if new_address != address:
            yield Break(name, f"is at {new_address} instead of {address}")
        if old["security"] == [] != new["security"]:
            yield Break(name, "needs a token")
        for what in (*_of_input(before, after, old, new), *_of_answers(before, after, old, new)):
            yield Break(name, what)


def _operations(document: Schema) -> dict[str, tuple[str, Schema]]:
    """Operation id -> where it is, and what is said of it."""
    return {
        described["operationId"]: (f"{method.upper()} {path}", described)
        for path, methods in document["paths"].items()
        for method, described in methods.items()
    }


def _of_input(before: Schema, after: Schema, old: Schema, new: Schema) -> Iterator[str]:
    known, there = _parameters(old), _parameters(new)
    for name in known.keys() - there.keys():
        yield f"{name} is not taken any more"
    for name, parameter in there.items():
        if parameter["required"] and not known.get(name, {}).get("required"):
            yield f"{name} is required"
        if name in known:
            comparison = Comparison(before, after, sent=True)
            yield from comparison.of(name, known[name]["schema"], parameter["schema"])
            if known[name]["schema"].get("default") != parameter["schema"].get("default"):
                yield f"{name} has another default"
    was, now = (each.get("requestBody", {}).get("content", {}) for each in (old, new))
    if not was and now:
        yield "a body is required"
    yield from _of_content("body", was, now, Comparison(before, after, sent=True))


def _parameters(described: Schema) -> dict[str, Schema]:
    return {f"{each['in']} parameter {each['name']}": each for each in described.get("parameters", [])}


def _of_answers(before: Schema, after: Schema, old: Schema, new: Schema) -> Iterator[str]:
    comparison = Comparison(before, after, sent=False)
    for status in sorted(old["responses"]):
        if status not in new["responses"]:
            if status < "400":  # an error that comes no more hurts nobody
                yield f"never answers {status} any more"
            continue
        was, now = (_resolved(d, each["responses"][status]) for d, each in ((before, old), (after, new)))
        for header in sorted(was.get("headers", {}).keys() - now.get("headers", {}).keys()):
            yield f"{status} has no {header}"
        yield from _of_content(status, was.get("content", {}), now.get("content", {}), comparison)
    for status in sorted(new["responses"].keys() - old["responses"].keys()):
        if status < "400":
            yield f"may answer {status}"


def _of_content(where: str, was: Schema, now: Schema, comparison: "Comparison") -> Iterator[str]:
    for media_type, content in was.items():
        if media_type not in now:
            yield f"{where} is not {media_type} any more"
        else:
            yield from comparison.of(where, content["schema"], now[media_type]["schema"])


def _resolved(document: Schema, node: Schema) -> Schema:
    while "$ref" in node:
        _, _, kind, name = node["$ref"].split("/")
        node = document["components"][kind][name]
    return node


class Comparison:
    """Two schemas of the same place. `sent` is what clients send; otherwise it is what they get."""

    def __init__(self, before: Schema, after: Schema, *, sent: bool) -> None:
        self._before = before
        self._after = after
        self._sent = sent
        self._seen: set[tuple[str, str]] = set()

    def of(self, where: str, was: Schema, now: Schema) -> Iterator[str]:
        """`where` names the place: `201.brief.title`."""
        both = (str(was.get("$ref")), str(now.get("$ref")))
        if "$ref" in was and both in self._seen:
            return  # a component that contains itself
        self._seen |= {both}
        was, now = _resolved(self._before, was), _resolved(self._after, now)
        for word in ("type", "format", "pattern"):
            if was.get(word) != now.get(word) and not (word != "type" and self._wider(word in was, word in now)):
                yield f"{where} has another {word}: {now.get(word)} instead of {was.get(word)}"
        yield from self._of_values(where, was, now)
        yield from self._of_properties(where, was, now)
        if "items" in was and "items" in now:
            yield from self.of(f"{where}[]", was["items"], now["items"])
        self._seen -= {both}

    def _wider(self, was: bool, now: bool) -> bool:
        """Whether a rule that went away, or came, leaves clients as they are."""
        return (was and not now) if self._sent else (now and not was)

    def _of_values(self, where: str, was: Schema, now: Schema) -> Iterator[str]:
        if "enum" in was or "enum" in now:
            lost, new = (
                sorted(set(map(str, one.get("enum", ()))) - set(map(str, other.get("enum", ()))))
                for one, other in ((was, now), (now, was))
            )
            if self._sent and "enum" in now and (lost or "enum" not in was):
                yield f"{where} takes only {now['enum']}"
            if not self._sent and (new or "enum" not in now):
                yield f"{where} may be {', '.join(new) or 'anything'}"
        if not self._sent and now.get("nullable") and not was.get("nullable"):
            yield f"{where} may be null"
        for word in (*_AT_LEAST, *_AT_MOST):
            if self._narrower(word, was.get(word), now.get(word)):
                yield f"{where} has another {word}: {now.get(word)} instead of {was.get(word)}"

    def _narrower(self, word: str, was: float | None, now: float | None) -> bool:
        """Whether a limit refuses what was taken; limits of answers promise nothing that a client relies on."""
        if not self._sent or now is None:
            return False
        return was is None or (now > was if word in _AT_LEAST else now < was)

    def _of_properties(self, where: str, was: Schema, now: Schema) -> Iterator[str]:
        old, new = was.get("properties", {}), now.get("properties", {})
        for name in sorted(old.keys() - new.keys()):
            yield f"{where}.{name} is gone"
        required, needed = set(was.get("required", ())), set(now.get("required", ()))
        changed = needed - required if self._sent else required - needed
        for name in sorted(changed & (new.keys() if self._sent else old.keys() & new.keys())):
            yield f"{where}.{name} is {'required' if self._sent else 'not always there'}"
        for name in sorted(old.keys() & new.keys()):
            yield from self.of(f"{where}.{name}", old[name], new[name])


if __name__ == "__main__":
    sys.exit(main())
