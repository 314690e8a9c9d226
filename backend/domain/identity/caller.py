"""The caller."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caller:
    """The caller, from claims that were verified."""

    user_id: str
    """Cognito's `sub`: the owner id of everything the caller makes."""
    username: str
    email: str | None = None
    groups: frozenset[str] = frozenset()

    @property
    def is_admin(self) -> bool:
        return "admin" in self.groups

    def may_act_for(self, owner_id: str) -> bool:
        return self.is_admin or owner_id == self.user_id
