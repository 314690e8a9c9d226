"""Model identifiers, and the regions where a model can be called.

A model is called by its own id (on demand), through an inference profile (`us.` + id: a geography), or by an ARN.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeVar

CHECKED = date(2026, 11, 28)
"""When the facts of this catalogue were last compared with public sources."""
PREFERRED_REGION = "us-west-2"
"""Named first in messages: every image model that is active is there."""

US = frozenset({"ca-central-1", "ca-west-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2"})
US_FOUR = frozenset({"us-east-1", "us-east-2", "us-west-1", "us-west-2"})
US_THREE = frozenset({"us-east-1", "us-east-2", "us-west-2"})
EU_SIX = frozenset({"eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-3"})
EU = EU_SIX | {"eu-central-2", "eu-west-2"}
JP = frozenset({"ap-northeast-1", "ap-northeast-3"})
AU = frozenset({"ap-southeast-2", "ap-southeast-4"})
APAC = frozenset(
    {
        *("ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1", "ap-southeast-2"),
        *("ap-southeast-3", "ap-southeast-5", "ap-southeast-7"),
    }
)
GLOBAL = (
    US
    | EU
    | JP
    | AU
    | APAC
    | {"af-south-1", "ap-south-2", "ap-southeast-6", "il-central-1", "mx-central-1", "sa-east-1"}
)
GEOGRAPHIES = ("global", "us", "us-gov", "eu", "apac", "jp", "au", "ca", "sa", "in", "me", "af", "il", "mx")
"""What an inference profile's id may begin with, before a dot."""

_PROFILE = re.compile(rf"(?P<geography>{'|'.join(GEOGRAPHIES)})\.(?P<bare>.+)")
_ARN = re.compile(r"arn:[^:]+:bedrock:(?P<region>[^:]*):[^:]*:(?P<kind>[^/]+)/(?P<name>.+)")


@dataclass(frozen=True, slots=True)
class ModelName:
    """A model identifier taken apart."""

    full: str
    bare: str
    """The model's own id; an ARN that names no model (an application inference profile) keeps its last part."""
    geography: str | None = None
    arn_region: str | None = None
    """Of an ARN; an empty text where the ARN names no region."""


@dataclass(frozen=True, slots=True)
class Places:
    """Regions to call a model from."""

    on_demand: frozenset[str] = frozenset()
    """By its own id."""
    profiles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Geography of the inference profile -> regions that may call it."""

    @property
    def regions(self) -> frozenset[str]:
        return self.on_demand.union(*self.profiles.values())

    def serves(self, name: ModelName, region: str) -> bool:
        if name.geography is None:
            return region in self.on_demand
        return region in self.profiles.get(name.geography, frozenset())

    def identifiers(self, bare: str, region: str) -> list[str]:
        """The identifiers by which a region can call the model: the nearest geography first, `global` last."""
        near = [bare] if region in self.on_demand else []
        found = sorted(geography for geography, regions in self.profiles.items() if region in regions)
        return near + [f"{each}.{bare}" for each in sorted(found, key=lambda each: each == "global")]


@dataclass(frozen=True, slots=True)
class KnownModel:
    """The models whose own id a pattern fits, from its beginning."""

    pattern: str
    """Understood alike by Python and by Terraform (RE2): no look-around."""
    places: Places | None = None
    """None: not known, so nothing is checked."""
    end_of_life: date | None = None
    """The day from which Bedrock refuses it."""
    replacement: str | None = None
    """The model's own id to use instead."""

    @property
    def retired(self) -> bool:
        """Whether it was gone when this catalogue was checked: no clock decides whether a service starts."""
        return self.end_of_life is not None and self.end_of_life <= CHECKED


class FamilyT(Protocol):
    @property
    def models(self) -> tuple[KnownModel, ...]: ...


F = TypeVar("F", bound=FamilyT)


def find_known(model: str, families: Iterable[F]) -> tuple[F, KnownModel] | None:
    """The first entry whose pattern fits an id, an inference profile's id or an ARN."""
    bare = parse_model_name(model).bare
    known = ((family, each) for family in families for each in family.models if re.match(each.pattern, bare))
    return next(known, None)


def parse_model_name(model: str) -> ModelName:
    """`us.anthropic.claude-x` -> bare `anthropic.claude-x`, geography `us`; ids, profiles and ARNs are understood."""
    arn = _ARN.fullmatch(model)
    named = arn["name"] if arn else model
    profile = _PROFILE.fullmatch(named)
    return ModelName(
        full=model,
        bare=profile["bare"] if profile else named,
        geography=profile["geography"] if profile else None,
        arn_region=arn["region"] if arn else None,
    )


def list_regions(regions: Iterable[str]) -> list[str]:
    """In the order in which a message names them."""
    return sorted(regions, key=lambda each: (each != PREFERRED_REGION, each))
