"""The catalogue of model families for people (a table) and for Terraform (infra/apps/models.json)."""

import json
from collections.abc import Iterator
from typing import Any

from backend.adapters.bedrock.families.image import IMAGE_FAMILIES, ImageFamily
from backend.adapters.bedrock.families.regions import CHECKED, GEOGRAPHIES, KnownModel, list_regions
from backend.adapters.bedrock.families.restyle import RESTYLE_FAMILIES, RestyleFamily
from backend.adapters.bedrock.families.text import TEXT_FAMILIES, TextFamily, ToolChoice

Family = TextFamily | ImageFamily | RestyleFamily
FEW = 3
"""Regions that fit into a line of the table."""


def models_text() -> str:
    """What infra/apps/models.tf reads.

    {"text": [{"pattern": "^amazon...", "places": {"on_demand": [], "profiles": {"us": [...]}}, ...}], "image": [...]}
    """
    found = {
        "geographies": list(GEOGRAPHIES),
        "text": [_entry(family, known) for family in TEXT_FAMILIES for known in family.models],
        "image": [_entry(family, known) for family in IMAGE_FAMILIES for known in family.models],
        "restyle": [_entry(family, known) for family in RESTYLE_FAMILIES for known in family.models],
    }
    return json.dumps(found, indent=2) + "\n"


def models_table() -> str:
    """A line for each model: its id, its family, and where it is."""
    rows = [(_plain_pattern(known.pattern), family.name, _state(family, known)) for family, known in _all()]
    wide, narrow = (max(len(row[at]) for row in rows) for at in (0, 1))
    lines = [f"{model:<{wide}}  {family:<{narrow}}  {state}" for model, family, state in rows]
    head = [
        f"Compared with public sources on {CHECKED}. The first line that fits an id counts.",
        "Where: the regions that take the id itself; then the profiles, and in brackets from how many regions each is",
        "called. `dreamforge models --json` names them all.",
        "",
    ]
    return "\n".join([*head, *lines]) + "\n"


def _all() -> Iterator[tuple[Family, KnownModel]]:
    families: tuple[Family, ...] = (*TEXT_FAMILIES, *IMAGE_FAMILIES, *RESTYLE_FAMILIES)
    return ((family, known) for family in families for known in family.models)


def _entry(family: Family, known: KnownModel) -> dict[str, Any]:
    places = known.places and {
        "on_demand": list_regions(known.places.on_demand),
        "profiles": {name: list_regions(regions) for name, regions in known.places.profiles.items()},
    }
    return {
        "family": family.name,
        "pattern": f"^(?:{known.pattern})",
        "tools": not _lacks_tools(family),
        "places": places,
        "retired": known.end_of_life.isoformat() if known.retired and known.end_of_life else None,
        "replacement": known.replacement,
    }


def _lacks_tools(family: Family) -> bool:
    return isinstance(family, TextFamily) and family.tool_choice is ToolChoice.NO_TOOLS


def _plain_pattern(pattern: str) -> str:
    return pattern.replace("\\", "").removesuffix("$")


def _state(family: Family, known: KnownModel) -> str:
    if _lacks_tools(family):
        return "refused: cannot call tools, which briefs need"
    if known.retired:
        return f"gone since {known.end_of_life}: use {known.replacement}"
    ending = f"; until {known.end_of_life}" if known.end_of_life else ""
    return _where(known) + ending


def _where(known: KnownModel) -> str:
    if known.places is None:
        return "not known where"
    itself = list_regions(known.places.on_demand)
    named = ", ".join(itself) if len(itself) <= FEW else f"{len(itself)} regions"
    profiles = [f"{name}. ({len(list_regions(each))})" for name, each in known.places.profiles.items() if each]
    return "; ".join(each for each in (named, " ".join(profiles)) if each)
