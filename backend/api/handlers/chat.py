"""Chat and its conversations."""

from contextlib import closing
from typing import Annotated

from pydantic import Field

from backend.domain.chat.chat import Chat, Question, StreamedReply
from backend.domain.conversations.models import Conversation, ConversationKind, Message, Passage
from backend.domain.conversations.ports import Conversations
from backend.domain.identity.caller import Caller
from backend.domain.shared.budget import Budget
from backend.domain.shared.fields import ConversationId, IntegralFloat, MessageId, Timestamp, text
from backend.domain.shared.meter import Meter
from backend.domain.shared.schemas import Answer, Input, Nullable, OmitNone, Omittable, example
from backend.domain.shared.usage import Usage
from backend.framework.events import event, prefers_events, stream_events
from backend.framework.page import Limit, Page, PageToken
from backend.framework.request import Request
from backend.framework.response import Response
from backend.framework.stream import Parts

EVENTS = (
    "The answer in parts, one JSON object for each event: `start` (conversation_id, message_id, context, "
    "model), any number of `delta` (text), then `end` (usage, stop_reason, request_id, kept: true) once the turn is "
    "stored, with the stop_reason `time_limit` where there was no time for more; or `error`, which has the members of "
    "ApiError. After `error` nothing of the turn is kept. If the answer was complete, the error is `turn_not_kept`, or "
    "`turn_outcome_unknown` if only reading the conversation can tell."
)
Share = Annotated[float, Field(ge=0, le=1)]


class ChatRequest(Input):
    model_config = example(message="¿Qué pósteres de café hay?")

    message: Annotated[str, *text(4000, "What you want to know.")]
    conversation_id: Omittable[ConversationId] = Field(default=None, description="Continues a conversation.")
    system: Omittable[Annotated[str, *text(4000)]] = Field(
        default=None, description="Additional instructions for the model."
    )
    temperature: Omittable[Share] = Field(default=None, description="Sampling temperature; 0 is the most predictable.")
    top_p: Omittable[Share] = Field(
        default=None, description="Nucleus sampling: the share of likely words that the model chooses from."
    )
    max_tokens: Omittable[Annotated[int, Field(ge=1, le=4096), IntegralFloat]] = Field(
        default=None, description="Tokens in the answer, at most; 1024 by default."
    )
    use_context: Omittable[bool] = Field(default=None, description="Whether passages are searched; true by default.")


class ChatAnswer(Answer):
    conversation_id: ConversationId
    message_id: MessageId
    answer: str = Field(
        description="In the language of the question, with the numbers of the cited passages in brackets."
    )
    context: list[Passage] = Field(description="The passages that support it, the best first.")
    model: str = Field(description="The text model that answered.")
    usage: Usage
    stop_reason: str = Field(
        description="Why it ends: `end_turn`, `max_tokens`, or `time_limit` if the time was over: the answer is then "
        "incomplete, and is stored."
    )
    request_id: str = Field(description="Names the request in the logs.")


class ConversationSummary(Answer):
    conversation_id: ConversationId
    title: str = Field(description="The first words of the first message.")
    created_at: Timestamp
    kind: OmitNone[ConversationKind] = Field(
        default=None, description="`idea`: what was asked of /create; `chat`: questions. Older ones do not say."
    )


class ConversationPage(Page[ConversationSummary]):
    pass


class HistoryPage(Page[Message]):
    pass


class ConversationDetail(Answer):
    conversation_id: ConversationId
    title: str = Field(description="The first words of the first message.")
    created_at: Timestamp
    messages: list[Message] = Field(description="In chronological order.")
    has_more: bool = Field(description="Whether there is another page.")
    next_page_token: Nullable[str] = Field(description="Send it as page_token for later messages; null at the end.")


def chat(
    body: ChatRequest, caller: Caller, chat: Chat, meter: Meter, request: Request
) -> Annotated[ChatAnswer | Response, ChatAnswer]:
    """Answers a question about your products and the catalogue, and remembers the conversation."""
    question = Question(
        text=body.message,
        conversation_id=body.conversation_id,
        system=body.system,
        temperature=body.temperature,
        top_p=body.top_p,
        max_tokens=body.max_tokens or 1024,
        use_context=body.use_context is not False,
    )
    if prefers_events(request.headers.get("accept", "")):
        begun = chat.stream(question, caller.user_id, meter=meter, budget=Budget(request.ends_at))
        return stream_events(_events(begun, request.request_id))
    reply = chat.turn(question, caller.user_id, meter=meter, budget=Budget(request.ends_at))
    return ChatAnswer(
        conversation_id=reply.conversation_id,
        message_id=reply.message_id,
        answer=reply.answer.text,
        context=reply.context,
        model=reply.answer.model,
        usage=reply.answer.usage,
        stop_reason=reply.answer.stop_reason,
        request_id=request.request_id,
    )


def _events(reply: StreamedReply, request_id: str) -> Parts:
    with closing(reply.pieces):
        yield event(
            "start",
            {
                "conversation_id": reply.conversation_id,
                "message_id": reply.message_id,
                "context": reply.context,
                "model": reply.model,
            },
        )
        for piece in reply.pieces:
            if isinstance(piece, str):
                yield event("delta", {"text": piece})
            else:
                told = {"usage": piece.usage, "stop_reason": piece.stop_reason, "request_id": request_id}
                yield event("end", {**told, "kept": True})


def list_conversations(
    caller: Caller, conversations: Conversations, limit: Limit = 20, page_token: PageToken | None = None
) -> ConversationPage:
    """Your conversations, the newest first."""
    page = conversations.page(caller.user_id, limit=limit, token=page_token, asked_by=caller.user_id)
    return ConversationPage.of(
        [ConversationSummary.model_validate(each.model_dump()) for each in page.items], page.next_page_token
    )


def list_history(
    caller: Caller, conversations: Conversations, limit: Limit = 20, page_token: PageToken | None = None
) -> HistoryPage:
    """What you asked and what was answered, over all conversations, the newest first."""
    page = conversations.history(caller.user_id, limit=limit, token=page_token, asked_by=caller.user_id)
    return HistoryPage.of(page.items, page.next_page_token)


def get_conversation(
    conversation_id: ConversationId,
    caller: Caller,
    conversations: Conversations,
    limit: Limit = 100,
    page_token: PageToken | None = None,
) -> ConversationDetail:
    """One of your conversations with its messages."""
    found: Conversation = conversations.get(conversation_id, owner_id=caller.user_id)
    page = conversations.messages(conversation_id, limit=limit, token=page_token, asked_by=caller.user_id)
    return ConversationDetail(
        conversation_id=conversation_id,
        title=found.title,
        created_at=found.created_at,
        messages=page.items,
        has_more=page.next_page_token is not None,
        next_page_token=page.next_page_token,
    )


def delete_conversation(conversation_id: ConversationId, caller: Caller, conversations: Conversations) -> None:
    """Deletes a conversation with its messages."""
    conversations.delete(conversation_id, owner_id=caller.user_id)
