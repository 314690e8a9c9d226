"""What conversations need of others."""

from typing import Protocol

from backend.domain.conversations.models import Conversation, Message
from backend.domain.shared.slices import Slice
from backend.domain.shared.unit_of_work import Write


class Conversations(Protocol):
    """Conversations and their messages."""

    def writes(self, conversation: Conversation | None, messages: list[Message], owner_id: str) -> list[Write]:
        """What a transaction has to write for a turn; `conversation` only when it is a new one."""

    def add(self, conversation: Conversation | None, messages: list[Message], owner_id: str) -> None:
        """Stores a turn. `NotFound` when the conversation was deleted meanwhile: no message is left without one."""

    def has(self, conversation_id: str, message_id: str) -> bool:
        """Whether that message is stored."""

    def get(self, conversation_id: str, *, owner_id: str) -> Conversation:
        """Without its messages. `NotFound` also when another user owns it."""

    def latest(self, conversation_id: str, *, limit: int) -> list[Message]:
        """The last messages, in the order they were said."""

    def messages(self, conversation_id: str, *, limit: int, token: str | None, asked_by: str) -> Slice[Message]:
        """A page of messages, in the order they were said."""

    def history(self, owner_id: str, *, limit: int, token: str | None, asked_by: str) -> Slice[Message]:
        """Everything an owner asked and was answered, the newest first: one Query a page, whatever the table holds."""

    def page(self, owner_id: str, *, limit: int, token: str | None, asked_by: str) -> Slice[Conversation]:
        """An owner's conversations, the newest first."""

    def delete(self, conversation_id: str, *, owner_id: str) -> None:
        """Deletes a conversation with its messages. `NotFound` when the owner has none of this id."""
