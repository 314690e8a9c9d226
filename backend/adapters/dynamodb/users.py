"""Profiles: what DreamForge knows of a caller apart from the token."""

from typing import Any

from backend.adapters.dynamodb.tables import Tables
from backend.domain.identity.ports import Users


class DynamoDBUsers(Users):
    def __init__(self, tables: Tables, table: str) -> None:
        self._tables = tables
        self._table = table

    def note_visit(self, user_id: str, *, username: str, email: str | None, at: str) -> dict[str, Any]:
        sets = "SET username = :username, last_seen_at = :at, created_at = if_not_exists(created_at, :at)"
        if email is None:
            return self._tables.update(self._table, {"user_id": user_id}, sets, username=username, at=at)
        return self._tables.update(
            self._table, {"user_id": user_id}, sets + ", email = :email", username=username, at=at, email=email
        )
