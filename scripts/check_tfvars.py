"""Finds what Terraform passes over in silence: `python scripts/check_tfvars.py [FILE ...]`.

Without files: infra/apps/terraform.tfvars with each of infra/apps/stages/*.tfvars. Ends 1 with a line for each finding:

- a variable that does not exist, or an attribute that the type of an object does not have: Terraform drops it;
- a variable that is set in two files of one stage: the later file replaces it as a whole.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hcl2.api import loads

APPS = Path(__file__).parents[1] / "infra/apps"
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\w.-]+|[^\s\w]')


@dataclass(frozen=True, slots=True)
class Type:
    """A type constraint: `object` with its attributes, a collection with its `element`, or a scalar."""

    kind: str
    attributes: Mapping[str, "Type"] = field(default_factory=dict)
    element: "Type | None" = None


@dataclass(frozen=True, slots=True)
class Variable:
    type: Type
    required: bool


def read_variables(folder: Path) -> dict[str, Variable]:
    """What a module or the root stack declares in its variables.tf, which is formatted as `terraform fmt` does.

    A variable of type `any` has the type of the module's variable that it is passed to.
    """
    text = (folder / "variables.tf").read_text()
    blocks = re.findall(r'^variable "(\w+)" \{\n(.*?)^\}', text, re.M | re.S)
    declared = {name: _read_variable(body) for name, body in blocks}
    untyped = {name for name, variable in declared.items() if variable.type.kind == "any"}
    passed = {name: kind for name, kind in _read_passed_types(folder) if name in untyped} if untyped else {}
    return {name: replace(each, type=passed.get(name, each.type)) for name, each in declared.items()}


def _read_passed_types(folder: Path) -> Iterator[tuple[str, Type]]:
    """(name, the module's type) of each variable that a module gets as it is: `waf = var.waf`."""
    for file in sorted(folder.glob("*.tf")):
        for body in re.findall(r'^module "\w+" \{\n(.*?)^\}', file.read_text(), re.M | re.S):
            module = folder / re.search(r'^  source += "(.+)"$', body, re.M)[1]  # type: ignore[index]
            declared = read_variables(module)
            for argument, name in re.findall(r"^  (\w+) += var\.(\w+)$", body, re.M):
                yield name, declared[argument].type


def _read_variable(body: str) -> Variable:
    _, constraint = re.split(r"^  type +=", body, maxsplit=1, flags=re.M)
    return Variable(parse_type(constraint), re.search(r"^  default +=", body, re.M) is None)


def parse_type(constraint: str) -> Type:
    """`object({rate = optional(number, 1)})` -> Type("object", {"rate": Type("number")}). What follows is not read."""
    return _take_type(TOKEN.findall(constraint))


def _take_type(tokens: list[str]) -> Type:
    kind = tokens.pop(0)
    if not tokens or tokens[0] != "(":
        return Type(kind)
    tokens.pop(0)
    if kind == "object":
        found = Type(kind, _take_attributes(tokens))
    else:
        inner = _take_type(tokens)
        found = inner if kind == "optional" else Type(kind, element=inner)
    _skip_to_end(tokens)
    return found


def _take_attributes(tokens: list[str]) -> dict[str, Type]:
    attributes = {}
    tokens.pop(0)  # {
    while tokens[0] != "}":
        name = tokens.pop(0)
        tokens.pop(0)  # =
        attributes[name] = _take_type(tokens)
        if tokens[0] == ",":
            tokens.pop(0)
    tokens.pop(0)
    return attributes


def _skip_to_end(tokens: list[str]) -> None:
    """Past the bracket that ends the type, over the default of an optional attribute."""
    depth = 0
    while (token := tokens.pop(0)) != ")" or depth:
        depth += (token in "({[") - (token in ")}]")


def read_values(text: str) -> dict[str, Any]:
    """The assignments of a .tfvars file, with names as they are declared."""
    values: dict[str, Any] = named(loads(text))
    return values


def named(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {unquoted(name): named(each) for name, each in value.items() if not name.startswith("__")}
    return [named(each) for each in value] if isinstance(value, list) else value


def unquoted(name: str) -> str:
    return name.strip('"')


def find_unknown(declared: Mapping[str, Variable], values: Mapping[str, Any]) -> list[str]:
    """`front`, `service.cors`: names that nothing has. Expressions are Terraform's to judge."""
    unknown = [name for name in values if name not in declared]
    for name in values.keys() & declared.keys():
        unknown += _unknown_attributes(name, declared[name].type, values[name])
    return sorted(unknown)


def _unknown_attributes(path: str, expected: Type, value: Any) -> Iterator[str]:
    if expected.kind == "object" and isinstance(value, Mapping):
        for name, each in value.items():
            if name in expected.attributes:
                yield from _unknown_attributes(f"{path}.{name}", expected.attributes[name], each)
            else:
                yield f"{path}.{name}"
    elif expected.element is not None and isinstance(value, Mapping | list):
        members = value.items() if isinstance(value, Mapping) else enumerate(value)
        for name, each in members:
            yield from _unknown_attributes(f"{path}.{name}", expected.element, each)


def find_faults(files: Iterable[Path], declared: Mapping[str, Variable]) -> list[str]:
    """What is wrong in the files that are given to Terraform together, in this order."""
    faults: list[str] = []
    first: dict[str, str] = {}
    for file in files:
        values = read_values(file.read_text())
        faults += [f"{file.name}: {name} does not exist; Terraform drops it" for name in find_unknown(declared, values)]
        faults += [f"{file.name}: {name} replaces all of {name} in {first[name]}" for name in values if name in first]
        first |= dict.fromkeys(values, file.name)
    return faults


def uncomment(example: str) -> str:
    """terraform.tfvars.example with every assignment that it shows as a comment; its prose stays a comment."""
    lines, depth = [], 0
    for line in example.splitlines():
        if line.startswith("# ") and (depth or re.match(r"# \w+ += ", line)):
            line = line.removeprefix("# ")
            depth += sum(line.count(each) for each in "{[") - sum(line.count(each) for each in "}]")
        lines.append(line)
    return "\n".join(lines) + "\n"


def main() -> None:
    shared = [file for file in [APPS / "terraform.tfvars"] if file.exists()]
    together = [[Path(name) for name in sys.argv[1:]]] if sys.argv[1:] else []
    together = together or [[*shared, stage] for stage in sorted(APPS.glob("stages/*.tfvars"))]
    declared = read_variables(APPS)
    faults = [fault for files in together for fault in find_faults(files, declared)]
    print("\n".join(dict.fromkeys(faults)) or "no faults")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
