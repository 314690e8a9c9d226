"""Shapes and data of the small API, the same for every framework."""

from pydantic import BaseModel, ConfigDict, Field


class Ping(BaseModel):
    status: str


class Status(BaseModel):
    status: str
    user: str


class ChatInput(BaseModel):
    model_config = ConfigDict(extra="forbid")

    message: str = Field(min_length=1, max_length=4000)
    conversation_id: str | None = None


class ChatOutput(BaseModel):
    conversation_id: str
    reply: str


class Item(BaseModel):
    item_id: str
    title: str
    description: str
    price_cents: int
    currency: str
    tags: list[str]
    created_at: str


class Items(BaseModel):
    items: list[Item]
    next_page_token: str | None = None


ITEMS = [
    Item(
        item_id=f"itm_{number:020}",
        title="Colombia en flor",
        description="Un póster de la cordillera y sus orquídeas, para quien la echa de menos. " * 2,
        price_cents=2500 + number,
        currency="USD",
        tags=["colombia", "viajes", "poster"],
        created_at="2026-11-29T12:00:00Z",
    )
    for number in range(20)
]


def chat_output(sent: ChatInput) -> ChatOutput:
    return ChatOutput(conversation_id=sent.conversation_id or "cnv_1", reply=f"You asked: {sent.message}")
