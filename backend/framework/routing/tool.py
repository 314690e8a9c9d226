"""How agents get an operation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """What a tool is beyond what the signature says. A tool gives a part of what the operation gives."""

    name: str = ""
    """By default the name of the handler."""
    about: str = ""
    """When to use it, what it gives and what comes next; by default the operation's description."""
    keep: tuple[str, ...] = ()
    """Of the answer what an agent needs, as dotted names such as `items.product.title`; all when there are none."""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    """Arguments that are sent when the agent leaves them out."""
    hide: tuple[str, ...] = ()
    """Arguments that agents are not offered."""
    job: type[Any] | None = None
    """The model of the job that it begins or asks for; its end is waited for."""
    picture: bool = False
    """Shows the picture that was made, if it is small."""
    read_only: bool | None = None
    """Changes nothing; by default that is what GET does."""
    open_world: bool = False
    """Reaches beyond this service: to an address that the agent names."""
