"""Finds what makes the texts hard to read: a problem a line, with its place and what to write instead.

Looked for are turns of phrase that are not plain technical English, functions whose name is only a past participle,
and names that more than one class of backend/ has. Each type in docs/glossary.md must be a class. The turns and
functions of a file that scripts/language.json names are left alone; it gives the reason for each.
"""

import ast
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXCEPTIONS = "scripts/language.json"
PLACES = "README.md CONTRIBUTING.md test_api.sh backend benchmarks docs examples infra scripts tests web".split()
SUFFIXES = (".md", ".py", ".tf", ".hcl", ".tfvars", ".json", ".yml", ".sh", ".js", ".ts", ".html", ".toml")
GENERATED = (
    "docs/openapi.json",
    "docs/openapi.released.json",
    "docs/postman_collection.json",
    "docs/trust.md",
    "scripts/mock_sources",
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

_BETWEEN = re.compile(r"[\s_#*\"]+")
"""What is between two words of a turn: also in names, and where a line of a comment or of a text breaks it."""
_TURN = re.compile(
    rf"(?<![a-z])(?:{'|'.join(turn.replace(' ', _BETWEEN.pattern) for turn in TURNS)})(?![a-z])", re.IGNORECASE
)

IRREGULAR = frozenset(
    "begun bound bought broken brought built caught chosen come done drawn driven eaten fallen forgotten found frozen "
    "given gone grown heard held hidden kept known laid led left lent lost made meant met paid said seen sent shown "
    "sold spent spoken spun stolen stood sung sunk sworn taken thought thrown told torn understood unmet unseen unsent "
    "woken won worn written".split()
)
NO_PARTICIPLES = frozenset("bleed breed embed exceed feed heed need proceed red seed shed speed succeed".split())


def main(root: Path = ROOT) -> int:
    problems = sorted({*find_turns(root), *find_participles(root)})
    exceptions: dict[str, str] = json.loads((root / EXCEPTIONS).read_text())
    found = [problem for problem in problems if problem.partition(":")[0] not in exceptions]
    found += [
        f"{EXCEPTIONS}: {file} needs no exception any more"
        for file in exceptions
        if not any(problem.startswith(f"{file}:") for problem in problems)
    ]
    found += [*find_repeated_classes(root), *find_unknown_types(root)]
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


def find_turns(root: Path) -> Iterator[str]:
    """`docs/deploy.md:12: "anew"; write: again`"""
    for file in _texts(root):
        text = file.read_text()
        for match in _TURN.finditer(text):
            place = _place(root, file, text.count("\n", 0, match.start()) + 1)
            turn = " ".join(_BETWEEN.split(match[0].lower()))
            yield f'{place}: "{turn}"; write: {TURNS[turn]}'


def find_participles(root: Path) -> Iterator[str]:
    """`backend/shop/orders.py:7: function _told; use a verb phrase`"""
    for file, tree in _trees(root):
        for node in _functions(tree):
            if is_participle(node.name):
                yield f"{_place(root, file, node.lineno)}: function {node.name}; use a verb phrase"


def find_repeated_classes(root: Path) -> Iterator[str]:
    """Each class name stands for one thing; private ones too, for a search finds them all."""
    places = defaultdict(list)
    for file, tree in _trees(root):
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(_place(root, file, node.lineno))
    for name, found in sorted(places.items()):
        if len(found) > 1:
            yield f"{', '.join(found)}: more than one class {name}; give each a name of its own"


def _place(root: Path, file: Path, line: int) -> str:
    return f"{file.relative_to(root)}:{line}"


def _trees(root: Path) -> Iterator[tuple[Path, ast.Module]]:
    for file in sorted((root / "backend").rglob("*.py")):
        yield file, ast.parse(file.read_text())


def _texts(root: Path) -> Iterator[Path]:
    for place in PLACES:
        path = root / place
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            name = file.relative_to(root)
            skipped = any(part.startswith(".") or part == "node_modules" for part in name.parts)
            if file.suffix in SUFFIXES and file.is_file() and not skipped and not str(name).startswith(GENERATED):
                yield file


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Functions and methods; a property is an attribute, for which an adjective is a good name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not any(
            "property" in ast.unparse(decorator) for decorator in node.decorator_list
        ):
            yield node


def is_participle(name: str) -> bool:
    """`_told` -> True, `is_told` -> False"""
    word = name.strip("_")
    return word in IRREGULAR or (word.isalpha() and word.endswith("ed") and word not in NO_PARTICIPLES)


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
