"""A tool as its caller describes it, in meanings that a request can be compared with."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from jsonschema import Draft202012Validator

from backend.local.bedrock.agent.schema_merge import branches
from backend.local.bedrock.agent.vocabulary import (
    ACTIONS,
    HARMLESS,
    READING,
    meaning,
    meanings,
    name_meanings,
)
from backend.local.bedrock.wire import JSON

_ID = re.compile(r"(?:^|_)(?:id|key|token|uuid|cursor|sku)$|[a-z](?:Id|Key|Token)$")


@dataclass(frozen=True)
class ToolArgument:
    name: str
    schema: JSON
    """Without references and choices."""
    required: bool

    @cached_property
    def speaks_of(self) -> frozenset[str]:
        return frozenset(name_meanings(self.name))

    @cached_property
    def description(self) -> str:
        return str(self.schema.get("description", ""))

    @property
    def is_id(self) -> bool:
        return bool(_ID.search(self.name))

    @cached_property
    def kind(self) -> str:
        named = self.schema.get("type", "string")
        kinds = [named] if isinstance(named, str) else [each for each in named if each != "null"]
        return str(kinds[0]) if kinds else "null"

    @property
    def options(self) -> list[Any]:
        return [self.schema["const"]] if "const" in self.schema else self.schema.get("enum", [])


class ToolProfile:
    def __init__(self, name: str, description: str, schema: JSON) -> None:
        self.name = name
        self.description = description
        self.schema = schema
        self.validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        self.named = name_meanings(name)
        first, _, rest = re.sub(r"^The main tool:\s*", "", description).partition(". ")
        self.first = frozenset(meanings(first))
        self.rest = frozenset(meanings(rest))

    @cached_property
    def arguments(self) -> list[ToolArgument]:
        root = next(branches(self.schema, self.schema), self.schema)
        required = root.get("required", [])
        return [
            ToolArgument(
                name, next(branches(part if isinstance(part, Mapping) else {}, self.schema), {}), name in required
            )
            for name, part in root.get("properties", {}).items()
        ]

    @cached_property
    def asks_for(self) -> frozenset[str]:
        """What its arguments speak of: names, and the options of enumerations."""
        names = [each for argument in self.arguments if not argument.is_id for each in argument.speaks_of]
        return self.options_named.union(names)

    @cached_property
    def options_named(self) -> frozenset[str]:
        options = [
            meaning(each) for arg in self.arguments for each in arg.options if isinstance(each, str) and len(each) > 2
        ]
        return frozenset(options)

    @cached_property
    def action(self) -> str | None:
        """The concept of the verb in its name."""
        return next((each for each in self.named if each in ACTIONS), None)

    @property
    def changes(self) -> bool:
        return self.action is not None and self.action not in READING | HARMLESS

    def mentions(self, key: str) -> bool:
        return key in self.named or key in self.first or key in self.rest or key in self.asks_for

    def hints(self, argument: ToolArgument, option: str) -> frozenset[str]:
        """What the descriptions say of an option: `status=active publishes it, draft takes it back` -> publish."""
        clauses = re.split(r"[.;,()]+\s*", f"{argument.description}. {self.description}")
        told = [clause for clause in clauses if re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", clause)]
        return frozenset(key for clause in told for key in meanings(clause)) - READING - {meaning(option)}


def profiles_of(config: JSON) -> list[ToolProfile]:
    """The tools of a `toolConfig`, whose schemas have been checked."""
    specs = [part["toolSpec"] for part in config.get("tools", []) if "toolSpec" in part]
    return [
        _profile(spec["name"], spec.get("description", ""), json.dumps(spec["inputSchema"]["json"])) for spec in specs
    ]


@lru_cache(maxsize=512)
def _profile(name: str, description: str, schema: str) -> ToolProfile:
    return ToolProfile(name, description, json.loads(schema))
