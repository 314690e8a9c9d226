"""The caller."""

ID, ACCESS = "id", "access"
"""The uses of a token."""


class Caller:
    """The caller, from claims that were verified."""

    __slots__ = ("email", "groups", "user_id", "username")

    def __init__(
        self, user_id: str, username: str, email: str | None = None, groups: frozenset[str] = frozenset()
    ) -> None:
        self.user_id = user_id
        """Cognito's `sub`: the owner id of everything the caller makes."""
        self.username = username
        self.email = email
        self.groups = groups

    def __repr__(self) -> str:
        return f"Caller({self.user_id!r}, {self.username!r})"

    @property
    def is_admin(self) -> bool:
        return "admin" in self.groups

    def may_act_for(self, owner_id: str) -> bool:
        return self.is_admin or owner_id == self.user_id


def bare_token(authorization: str) -> str:
    """`Bearer abc` -> `abc`, `abc` -> `abc`"""
    value = authorization.strip()
    scheme, _, rest = value.partition(" ")
    return rest.strip() if scheme.lower() == "bearer" else value
