"""What the models are told."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from backend.domain.chat.prompts import question_text
from backend.domain.conversations.models import Passage
from backend.domain.products.prompts import brief_tool, idea_text, image_prompt, repair_text
from tests.makers import BRIEF, brief


@given(st.text(max_size=200))
def test_an_idea_cannot_leave_its_tags(idea: str) -> None:
    """Whatever a caller writes, the tags around it are the only ones."""
    told = idea_text(idea, None, None)
    assert re.findall(r"<[^>]*>", told) == ["<idea>", "</idea>"]


def test_an_idea_keeps_its_words() -> None:
    """Nothing but markup is escaped."""
    assert idea_text("Tom & Ana <3", None, None) == "<idea>Tom &amp; Ana &lt;3</idea>"


def test_wishes_stand_outside_of_the_idea() -> None:
    """Kind and language each have a line of their own after the idea."""
    assert idea_text("Un faro", "card", "es") == "<idea>Un faro</idea>\nKind: card\nLanguage: es"


@given(st.text(max_size=100), st.text(max_size=100), st.text(max_size=100))
def test_a_question_and_its_passages_cannot_leave_their_tags(question: str, title: str, text: str) -> None:
    """A passage is text from somebody else: it cannot end its tag, nor can a title end its attribute."""
    told = question_text(question, [Passage(source="s", title=title, text=text, score=1)])
    outside = re.sub(r"\"[^\"]*\"|'[^']*'", "", told.split(">")[0])
    assert outside == "<passage source= title="
    assert re.findall(r"</?(?:passage|question)>", told) == ["</passage>", "<question>", "</question>"]


def test_the_facts_of_a_picture_come_first() -> None:
    """A model that cuts a long prompt still gets title, style, palette and keywords."""
    told = image_prompt(brief(design_prompt="D" * 1500, title='The "red" fox'))
    assert told.index("Palette: #FCD116, #003893, #CE1126") < 512
    assert told.startswith("Art for a poster about \"The 'red' fox\", without any lettering. Keep the lower 27 % plain")
    assert told.endswith("D" * 1500)


def test_a_repair_names_what_is_wrong() -> None:
    """Each problem stands on a line of its own."""
    assert repair_text(["palette.0: wrong", "title: missing"]).endswith("corrected:\npalette.0: wrong\ntitle: missing")


def test_the_tool_takes_a_brief() -> None:
    """The schema of the tool is one that a validator knows, and a brief fits it."""
    schema = dict(brief_tool().schema)
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(BRIEF)


@pytest.mark.parametrize("missing", sorted(BRIEF))
def test_the_tool_asks_for_every_field(missing: str) -> None:
    """A brief without one of its fields does not fit the schema."""
    short: dict[str, Any] = {name: value for name, value in BRIEF.items() if name != missing}
    assert not Draft202012Validator(dict(brief_tool().schema)).is_valid(short)


def test_the_tool_keeps_the_field_named_title() -> None:
    """pydantic's titles of schemas are dropped, the property of that name is not."""
    schema = brief_tool().schema
    assert "title" in schema["properties"]
    assert "title" not in schema
    assert "title" not in schema["properties"]["mood"]
