"""Conversations and their messages."""

from backend.adapters.dynamodb.cursors import Cursors
from backend.adapters.dynamodb.key_schemas import find_key_schema
from backend.adapters.dynamodb.tables import ConditionFailed, Tables, check_of, put_of
from backend.domain.conversations.models import Conversation, Message
from backend.domain.conversations.ports import Conversations
from backend.domain.shared.errors import NotFound
from backend.domain.shared.slices import Slice
from backend.domain.shared.unit_of_work import Write

DELETED_AT_ONCE = 25
"""Messages: the most that one BatchWriteItem takes."""
EXISTS = "attribute_exists(conversation_id) AND attribute_not_exists(deleting)"


class DynamoDBConversations(Conversations):
    def __init__(self, tables: Tables, conversations: str, messages: str, cursors: Cursors) -> None:
        self._tables = tables
        self._conversations = conversations
        self._messages = messages
        self._cursors = cursors
        self._by_owner = find_key_schema("conversations", "owner_id")
        self._in_conversation = find_key_schema("messages", "conversation_id")
        self._messages_by_owner = find_key_schema("messages", "owner_id")

    def writes(self, conversation: Conversation | None, messages: list[Message], owner_id: str) -> list[Write]:
        if conversation is not None:
            row = conversation.model_dump(mode="json", exclude={"messages"})
            begun = [put_of(self._conversations, row, condition="attribute_not_exists(conversation_id)")]
        else:
            key = {"conversation_id": messages[0].conversation_id}
            begun = [check_of(self._conversations, key, condition=EXISTS)]
        return begun + [put_of(self._messages, {**m.model_dump(mode="json"), "owner_id": owner_id}) for m in messages]

    def add(self, conversation: Conversation | None, messages: list[Message], owner_id: str) -> None:
        try:
            self._tables.transact(self.writes(conversation, messages, owner_id))
        except ConditionFailed:
            raise NotFound("Conversation not found.") from None

    def has(self, conversation_id: str, message_id: str) -> bool:
        key = {"conversation_id": conversation_id, "message_id": message_id}
        return self._tables.get(self._messages, key) is not None

    def get(self, conversation_id: str, *, owner_id: str) -> Conversation:
        """A delete that was interrupted is completed first."""
        row = self._tables.get(self._conversations, {"conversation_id": conversation_id})
        if row is not None and row.get("deleting_for") == owner_id:
            self._finish_deleting(conversation_id)
        if row is None or row.get("owner_id") != owner_id:
            raise NotFound("Conversation not found.")
        return Conversation.model_validate(row)

    def latest(self, conversation_id: str, *, limit: int) -> list[Message]:
        rows = self._tables.query(self._messages, self._in_conversation, conversation_id, limit=limit)
        return [Message.model_validate(row) for row in reversed(rows.items)]

    def messages(self, conversation_id: str, *, limit: int, token: str | None, asked_by: str) -> Slice[Message]:
        scope = ("messages", asked_by, conversation_id)
        start = self._cursors.open(token, *scope)
        rows = self._tables.page(
            self._messages, self._in_conversation, conversation_id, limit=limit, start=start, newest_first=False
        )
        return Slice([Message.model_validate(row) for row in rows.items], self._cursors.seal(rows.last, *scope))

    def history(self, owner_id: str, *, limit: int, token: str | None, asked_by: str) -> Slice[Message]:
        scope = ("history", asked_by, owner_id)
        start = self._cursors.open(token, *scope)
        rows = self._tables.page(self._messages, self._messages_by_owner, owner_id, limit=limit, start=start)
        return Slice([Message.model_validate(row) for row in rows.items], self._cursors.seal(rows.last, *scope))

    def page(self, owner_id: str, *, limit: int, token: str | None, asked_by: str) -> Slice[Conversation]:
        scope = ("conversations", asked_by, owner_id)
        start = self._cursors.open(token, *scope)
        rows = self._tables.page(self._conversations, self._by_owner, owner_id, limit=limit, start=start)
        found = [Conversation.model_validate(row) for row in rows.items]
        return Slice(found, self._cursors.seal(rows.last, *scope))

    def delete(self, conversation_id: str, *, owner_id: str) -> None:
        """A tombstone comes first: from then on no turn is stored and nobody reads the conversation, so no message can
        be added behind the back of the delete. A call that is interrupted is completed by the next `delete` or `get`.
        """
        tombstone = {"conversation_id": conversation_id, "deleting": True, "deleting_for": owner_id}
        mine = f"({EXISTS} AND owner_id = :owner) OR deleting_for = :owner"
        try:
            self._tables.put(self._conversations, tombstone, condition=mine, owner=owner_id)
        except ConditionFailed:
            raise NotFound("Conversation not found.") from None
        self._finish_deleting(conversation_id)

    def _finish_deleting(self, conversation_id: str) -> None:
        while True:
            rows = self._tables.query(self._messages, self._in_conversation, conversation_id, limit=DELETED_AT_ONCE)
            keys = [{"conversation_id": conversation_id, "message_id": row["message_id"]} for row in rows.items]
            self._tables.delete_many(self._messages, keys)
            if rows.last is None:
                break
        self._tables.delete(self._conversations, {"conversation_id": conversation_id})
