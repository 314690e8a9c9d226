"""Conversations, their messages, and what an answer rests on."""

from typing import Annotated, Literal

from pydantic import Field

from backend.domain.shared.fields import ConversationId, MessageId, Timestamp
from backend.domain.shared.schemas import Answer, OmitNone

ConversationKind = Literal["chat", "idea"]


class Passage(Answer):
    """A piece of text that can support an answer."""

    source: str = Field(description="Where it is from, such as `product:prd_...` or `catalog:itm_0001`.")
    title: str = Field(description="Its title there.")
    text: str = Field(description="The passage itself.")
    score: float = Field(description="Relevance to the question; higher is better.")


class Message(Answer):
    message_id: MessageId
    conversation_id: ConversationId
    role: Literal["user", "assistant"] = Field(description="Who said it.")
    text: str = Field(description="What was said.")
    media_keys: OmitNone[list[str]] = Field(default=None, description="S3 keys of files that belong to it.")
    created_at: Timestamp


class Conversation(Answer):
    conversation_id: ConversationId
    owner_id: str
    title: str = Field(description="The first words of the first message.")
    created_at: Timestamp
    kind: OmitNone[ConversationKind] = Field(
        default=None, description="`idea`: what was asked of /create; `chat`: questions. Older ones do not say."
    )
    messages: OmitNone[Annotated[list[Message], Field(description="In chronological order.")]] = None
