"""Counts what makes the texts hard to read, against the ceilings of scripts/language.json, which only go down.

    python scripts/check_language.py           exits 1 where a count is above its ceiling, or a ceiling is too high
    python scripts/check_language.py --lower   lowers the ceilings to the counts of today

Counted are turns of phrase that are not plain technical English, functions whose name is only a past participle (by
package), and names that more than one class of backend/ has. Each type in docs/glossary.md must be a class.
"""

import argparse
import ast
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
CEILINGS = "scripts/language.json"
PLACES = ("README.md", "CONTRIBUTING.md", "backend", "docs", "infra")
SUFFIXES = (".md", ".py", ".tf", ".hcl", ".tfvars", ".json", ".yml")
GENERATED = (
    "docs/openapi.json",
    "docs/openapi.released.json",
    "docs/postman_collection.json",
    "docs/trust.md",
)

TURNS = {
    "another's": "another user's",
    "anew": "again",
    "beside": "next to, with",
    "besides": "also, except",
    "come upon": "find",
    "for ever": "permanently",
    "goes on": "continues",
    "hang up": "close the connection",
    "hangs up": "closes the connection",
    "hung up": "closed the connection",
    "in other hands": "leased by another worker",
    "is told": "receives, is sent",
    "laid down": "written, defined",
    "left lying": "abandoned",
    "makes no sense": "is malformed",
    "mend": "fix",
    "of ours": "our",
    "one's": "the caller's, your",
    "shop window": "storefront",
    "stand in": "be in, replace",
    "stands in": "is in, replaces",
    "who calls": "the caller",
    "whoever": "the caller that, the process that",
}

IRREGULAR = frozenset(
    "begun bound bought broken brought built caught chosen come done drawn driven eaten fallen forgotten found frozen "
    "given gone grown heard held hidden kept known laid led left lent lost made meant met paid said seen sent shown "
    "sold spent spoken spun stolen stood sung sunk sworn taken thought thrown told torn understood unmet unseen unsent "
    "woken won worn written".split()
)
NO_PARTICIPLES = frozenset("bleed breed embed exceed feed heed need proceed red seed shed speed succeed".split())


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(description="Counts what makes the texts hard to read.")
    parser.add_argument("--lower", action="store_true", help="lower the ceilings to the counts of today")
    lower = parser.parse_args(arguments).lower
    file = root / CEILINGS
    counts, ceilings = count_all(root), json.loads(file.read_text())
    if lower:
        ceilings = {name: min(count, ceilings.get(name, 0)) for name, count in counts.items()}
        file.write_text(json.dumps(ceilings, indent=2, sort_keys=True) + "\n")
    problems = [*compare(counts, ceilings), *find_unknown_types(root)]
    print(*problems, sep="\n", end="\n" if problems else "")
    return 1 if problems else 0


def count_all(root: Path) -> dict[str, int]:
    """`{"turn: anew": 16, "participles: backend/api": 26, "class names used twice": 36}`"""
    trees = {file: ast.parse(file.read_text()) for file in sorted((root / "backend").rglob("*.py"))}
    counts = Counter({f"turn: {turn}": 0 for turn in TURNS})
    for file in _texts(root):
        text = file.read_text()
        counts.update({f"turn: {turn}": len(_pattern(turn).findall(text)) for turn in TURNS})
    for file, tree in trees.items():
        package = "/".join(file.relative_to(root).parts[:2]).removesuffix(".py")
        counts[f"participles: {package}"] += sum(map(is_participle, _functions(tree)))
    names = Counter(node.name for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    counts["class names used twice"] = sum(1 for count in names.values() if count > 1)
    return dict(counts)


def _texts(root: Path) -> Iterator[Path]:
    for place in PLACES:
        path = root / place
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            hidden = any(part.startswith(".") for part in file.relative_to(root).parts)
            if file.suffix in SUFFIXES and not hidden and str(file.relative_to(root)) not in GENERATED:
                yield file


def _pattern(turn: str) -> re.Pattern[str]:
    """Finds the turn in names, too, and where a line of a comment breaks it."""
    return re.compile(r"(?<![a-z])" + r"[\s_#*]+".join(map(re.escape, turn.split())) + r"(?![a-z])", re.IGNORECASE)


def _functions(tree: ast.Module) -> Iterator[str]:
    """The names of functions and methods; a property is an attribute, for which an adjective is a good name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not any(
            "property" in ast.unparse(decorator) for decorator in node.decorator_list
        ):
            yield node.name


def is_participle(name: str) -> bool:
    """`_told` -> True, `is_told` -> False"""
    word = name.strip("_")
    return word in IRREGULAR or (word.isalpha() and word.endswith("ed") and word not in NO_PARTICIPLES)


def compare(counts: Mapping[str, int], ceilings: Mapping[str, int]) -> Iterator[str]:
    for name in sorted(counts.keys() | ceilings.keys()):
        count, ceiling = counts.get(name, 0), ceilings.get(name, 0)
        if count > ceiling:
            rather = TURNS.get(name.removeprefix("turn: "))
            advice = f"write: {rather}" if rather else "give it a name of its own"
            advice = "use a verb phrase" if name.startswith("participles") else advice
            yield f"{name}: {count} times, allowed are {ceiling} ({advice})"
        elif count < ceiling:
            yield f"{name}: only {count} times now; lower the ceiling: python scripts/check_language.py --lower"


def find_unknown_types(root: Path) -> Iterator[str]:
    classes = {
        name
        for file in (root / "backend").rglob("*.py")
        for name in re.findall(r"^class (\w+)", file.read_text(), flags=re.MULTILINE)
    }
    for line in (root / "docs/glossary.md").read_text().splitlines():
        cells = line.split("|")
        if len(cells) == 5:
            for name in re.findall(r"`(\w+)`", cells[3]):
                if name not in classes:
                    yield f"docs/glossary.md: there is no class {name}"


if __name__ == "__main__":
    sys.exit(main())
