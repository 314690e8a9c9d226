"""The users of the pool: who there is, in which groups; new ones, and tokens without a password."""

import secrets
import string
from typing import Any

from backend.local.cloud import Cloud
from backend.local.console.problems import ConsoleProblem
from backend.local.sign_in.codes import Grant

JSON = dict[str, Any]
SCOPES = ("openid", "email", "profile")


class PoolBrowser:
    def __init__(self, cognito: Any, cloud: Cloud) -> None:
        self._cognito = cognito
        self._cloud = cloud

    def describe(self) -> JSON:
        pool = self._cloud.pool.pool_id
        pages = self._cognito.get_paginator("list_users").paginate(UserPoolId=pool)
        users = [self._describe(user) for page in pages for user in page["Users"]]
        groups = [each["GroupName"] for each in self._cognito.list_groups(UserPoolId=pool)["Groups"]]
        return {"users": users, "groups": groups}

    def create(self, name: str, groups: list[str]) -> JSON:
        """A confirmed user with a password that is said once, here."""
        if not name.strip() or any(each.isspace() for each in name):
            raise ConsoleProblem("A user name has at least one character and no blanks.")
        known = self.describe()
        if any(user["username"] == name for user in known["users"]):
            raise ConsoleProblem(f"There is a user {name} already.", 409)
        unknown = sorted(set(groups) - set(known["groups"]))
        if unknown:
            raise ConsoleProblem(f"There is no group {', '.join(unknown)}. Groups: {', '.join(known['groups'])}.")
        password = make_password()
        self._cloud.ensure_user(name, password, f"{name}@example.com", tuple(groups))
        return {"username": name, "password": password}

    def issue_token(self, name: str) -> str:
        """An IdToken, good for as long as any other of this pool."""
        pool = self._cloud.moto_pool()
        if not any(user["username"] == name for user in self.describe()["users"]):
            raise ConsoleProblem(f"There is no user {name}.", 404)
        return str(pool.issue(Grant(self._cloud.pool.client_id, "", name, SCOPES))["id_token"])

    def _describe(self, user: Any) -> JSON:
        pool, name = self._cloud.pool.pool_id, user["Username"]
        groups = self._cognito.admin_list_groups_for_user(UserPoolId=pool, Username=name)["Groups"]
        attributes = {each["Name"]: each["Value"] for each in user["Attributes"]}
        return {
            "username": name,
            "user_id": attributes.get("sub"),
            "email": attributes.get("email"),
            "status": user["UserStatus"],
            "groups": [each["GroupName"] for each in groups],
        }


def make_password() -> str:
    """One that the pool's rules take."""
    letters = "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(16))
    return f"Aa1-{letters}"
