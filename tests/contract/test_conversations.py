"""Conversations and their messages."""

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from backend.adapters.dynamodb.conversations import DELETED_AT_ONCE, DynamoDBConversations
from backend.adapters.dynamodb.items import encode
from backend.adapters.dynamodb.tables import Tables
from backend.domain.conversations.models import Conversation, Message
from backend.domain.shared.errors import DreamForgeError, InvalidPageToken, NotFound
from backend.domain.shared.ids import new_id, new_ids
from backend.local import moto_state
from backend.local.cloud import Cloud
from tests.makers import NOW, Counting, cursors


@pytest.fixture
def conversations(tables: Tables, table_of: Mapping[str, str]) -> DynamoDBConversations:
    return DynamoDBConversations(tables, table_of["conversations"], table_of["messages"], cursors())


def begun(owner: str, title: str = "Hi") -> Conversation:
    return Conversation(conversation_id=new_id("conv"), owner_id=owner, title=title, created_at=NOW)


def said(conversation: Conversation, *texts: str) -> list[Message]:
    """Said in turns, the user first."""
    roles = ["user", "assistant"] * len(texts)
    return [
        Message.model_validate(
            {
                "message_id": id_,
                "conversation_id": conversation.conversation_id,
                "role": role,
                "text": text,
                "created_at": NOW,
            }
        )
        for id_, text, role in zip(new_ids("msg", len(texts)), texts, roles, strict=False)
    ]


def test_gets_what_was_added(conversations: DynamoDBConversations, owner: str) -> None:
    """A turn writes the conversation with both messages; they come back in the order they were said."""
    made = begun(owner)
    messages = said(made, "¿Qué tal?", "Bien 🦊")
    conversations.add(made, messages, owner)
    assert conversations.get(made.conversation_id, owner_id=owner) == made
    assert conversations.latest(made.conversation_id, limit=10) == messages


def test_a_turn_costs_one_write(conversations: DynamoDBConversations, counting: Counting, owner: str) -> None:
    """Conversation and messages are one transaction."""
    made = begun(owner)
    conversations.add(made, said(made, "a", "b"), owner)
    assert counting.calls == {"transact_write_items": 1}


def test_a_conversation_is_begun_once(conversations: DynamoDBConversations, owner: str) -> None:
    """A second beginning of the same conversation is refused, and its messages are not written."""
    made = begun(owner)
    first = said(made, "a", "b")
    conversations.add(made, first, owner)
    with suppress(Exception):
        conversations.add(made, said(made, "c", "d"), owner)
    assert conversations.latest(made.conversation_id, limit=10) == first


@pytest.mark.parametrize("owner_id", ["eve", ""])
def test_another_s_is_not_found(conversations: DynamoDBConversations, owner: str, owner_id: str) -> None:
    """That a conversation exists is its owner's business."""
    made = begun(owner)
    conversations.add(made, said(made, "a"), owner)
    with pytest.raises(NotFound):
        conversations.get(made.conversation_id, owner_id=owner_id)


def test_an_unknown_one_is_not_found(conversations: DynamoDBConversations, owner: str) -> None:
    """An id that nobody has."""
    with pytest.raises(NotFound):
        conversations.get(new_id("conv"), owner_id=owner)


def test_the_latest_are_in_order(conversations: DynamoDBConversations, owner: str) -> None:
    """Of a long conversation the last messages, the oldest of them first."""
    made = begun(owner)
    messages = said(made, *map(str, range(8)))
    conversations.add(made, messages, owner)
    assert conversations.latest(made.conversation_id, limit=3) == messages[-3:]


def test_messages_are_paged_in_order(conversations: DynamoDBConversations, owner: str) -> None:
    """Page after page, each message once, the first said first."""
    made = begun(owner)
    messages = said(made, *map(str, range(5)))
    conversations.add(made, messages, owner)
    found, token = [], None
    for _ in range(3):
        page = conversations.messages(made.conversation_id, limit=2, token=token, asked_by=owner)
        found += page.items
        token = page.next_page_token
    assert (found, token) == (messages, None)


def test_conversations_are_paged_newest_first(
    conversations: DynamoDBConversations, counting: Counting, owner: str
) -> None:
    """An owner's own, and a page costs one Query."""
    made = [begun(owner, str(n)) for n in range(5)]
    for each in made:
        conversations.add(each, said(each, "a"), owner)
    counting.calls.clear()
    page = conversations.page(owner, limit=3, token=None, asked_by=owner)
    assert counting.calls == {"query": 1}
    rest = conversations.page(owner, limit=3, token=page.next_page_token, asked_by=owner)
    found = [each.conversation_id for each in page.items + rest.items]
    assert found == sorted((each.conversation_id for each in made), reverse=True)
    assert rest.next_page_token is None


@pytest.mark.parametrize("rows", [10, 5_000])
def test_a_page_of_history_costs_one_query_however_much_was_said(rows: int) -> None:
    """The first page and the next, with ten messages and with more than fill a megabyte, DynamoDB's own page."""
    with Cloud.start() as cloud:
        table = cloud.tables["messages"]
        for message_id in new_ids("msg", rows):
            message = {"message_id": message_id, "conversation_id": f"conv_{message_id[4:]}", "owner_id": "ana"}
            row = encode({**message, "role": "user", "text": "Hi", "created_at": NOW})
            moto_state.put_item(cloud.account, cloud.region, table, row)
        counting = Counting(cloud.client("dynamodb"))
        conversations = DynamoDBConversations(Tables(counting), cloud.tables["conversations"], table, cursors())
        costs, token = [], None
        for _ in range(2):
            page = conversations.history("ana", limit=4, token=token, asked_by="ana")
            token = page.next_page_token
            costs.append((len(page.items), dict(counting.calls)))
            counting.calls.clear()
    assert costs == [(4, {"query": 1})] * 2


def test_history_is_over_all_conversations(
    conversations: DynamoDBConversations, counting: Counting, owner: str
) -> None:
    """Everything an owner asked and was answered, newest first, nobody else's; a page costs one Query."""
    one, two, foreign = begun(owner), begun(owner), begun("eve")
    told: list[Message] = []
    for each in (one, two, one):
        messages = said(each, "a", "b")
        conversations.add(None if told and each is one else each, messages, owner)
        told += messages
        time.sleep(0.002)
    conversations.add(foreign, said(foreign, "x"), "eve")
    counting.calls.clear()
    first = conversations.history(owner, limit=4, token=None, asked_by=owner)
    assert counting.calls == {"query": 1}
    rest = conversations.history(owner, limit=4, token=first.next_page_token, asked_by=owner)
    assert first.items + rest.items == told[::-1]
    assert rest.next_page_token is None


def test_a_token_is_for_one_list(conversations: DynamoDBConversations, owner: str) -> None:
    """A token of another caller's, or of another conversation's messages, is refused."""
    made, other = begun(owner), begun(owner)
    for each in (made, other):
        conversations.add(each, said(each, "a", "b"), owner)
    token = conversations.messages(made.conversation_id, limit=1, token=None, asked_by=owner).next_page_token
    for asked in ((made.conversation_id, "eve"), (other.conversation_id, owner)):
        with pytest.raises(InvalidPageToken):
            conversations.messages(asked[0], limit=1, token=token, asked_by=asked[1])
    with pytest.raises(InvalidPageToken):
        conversations.page(owner, limit=1, token=token, asked_by=owner)


def test_deletes_all_of_it(conversations: DynamoDBConversations, owner: str) -> None:
    """Conversation and messages are gone, however many; others stay. A second delete finds nothing."""
    made, other = begun(owner), begun(owner)
    for each, count in ((made, DELETED_AT_ONCE + 2), (other, 1)):
        conversations.add(each, said(each, *map(str, range(count))), owner)
    conversations.delete(made.conversation_id, owner_id=owner)
    with pytest.raises(NotFound):
        conversations.delete(made.conversation_id, owner_id=owner)
    assert conversations.latest(made.conversation_id, limit=10) == []
    with pytest.raises(NotFound):
        conversations.get(made.conversation_id, owner_id=owner)
    assert len(conversations.latest(other.conversation_id, limit=10)) == 1


def test_only_the_owner_deletes(conversations: DynamoDBConversations, owner: str) -> None:
    """Another user's delete finds nothing and removes nothing, also while the owner's is under way."""
    made = begun(owner)
    conversations.add(made, said(made, "a", "b"), owner)
    with pytest.raises(NotFound):
        conversations.delete(made.conversation_id, owner_id="eve")
    assert len(conversations.latest(made.conversation_id, limit=10)) == 2


@pytest.mark.parametrize("resume", ["delete", "get"])
@pytest.mark.parametrize("call", ["put_item", "batch_write_item", "delete_item"])
def test_a_delete_that_was_interrupted_is_completed(
    dynamodb: Any, table_of: Mapping[str, str], owner: str, call: str, resume: str
) -> None:
    """From the tombstone on nobody sees the conversation, and the next delete or read of its owner completes it."""

    def stop(number: int) -> None:
        raise KeyboardInterrupt

    names = (table_of["conversations"], table_of["messages"])
    halting = DynamoDBConversations(Tables(Counting(dynamodb, {call: stop})), *names, cursors())
    conversations = DynamoDBConversations(Tables(dynamodb), *names, cursors())
    made = begun(owner)
    conversations.add(made, said(made, "a", "b", "c"), owner)
    with pytest.raises(KeyboardInterrupt):
        halting.delete(made.conversation_id, owner_id=owner)
    if call == "put_item":  # nothing was begun
        assert conversations.get(made.conversation_id, owner_id=owner) == made
        return
    with pytest.raises(NotFound):
        conversations.add(None, said(made, "d", "e"), owner)
    assert conversations.page(owner, limit=5, token=None, asked_by=owner).items == []
    with pytest.raises(NotFound):
        conversations.get(made.conversation_id, owner_id="eve")
    with suppress(NotFound):
        getattr(conversations, resume)(made.conversation_id, owner_id=owner)
    assert conversations.history(owner, limit=5, token=None, asked_by=owner).items == []
    assert Tables(dynamodb).get(names[0], {"conversation_id": made.conversation_id}) is None


def test_a_delete_and_turns_at_the_same_time_leave_nothing(conversations: DynamoDBConversations, owner: str) -> None:
    """Turns that are stored while the conversation is being deleted leave no message behind, whichever comes first."""
    for _ in range(10):
        made = begun(owner)
        conversations.add(made, said(made, *map(str, range(30))), owner)

        def turn(made: Conversation = made) -> None:
            with suppress(NotFound):
                conversations.add(None, said(made, "more", "and more"), owner)

        with ThreadPoolExecutor(4) as pool:
            turns = [pool.submit(turn) for _ in range(3)]
            conversations.delete(made.conversation_id, owner_id=owner)
            for each in turns:
                each.result()
        assert conversations.latest(made.conversation_id, limit=10) == []
        assert conversations.history(owner, limit=5, token=None, asked_by=owner).items == []


def test_nothing_is_added_to_what_was_deleted(conversations: DynamoDBConversations, owner: str) -> None:
    """A turn whose conversation is deleted while the model thinks leaves no messages that nobody can find or delete."""
    made = begun(owner)
    conversations.add(made, said(made, "a", "b"), owner)
    conversations.delete(made.conversation_id, owner_id=owner)
    with suppress(DreamForgeError):
        conversations.add(None, said(made, "c", "d"), owner)
    assert conversations.latest(made.conversation_id, limit=10) == []
