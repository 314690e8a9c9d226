"""What the offline designer has printed of an idea."""

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.domain.products.brief import Brief
from backend.domain.products.facts import find_invented
from backend.local.designer import brief
from backend.local.designer.phrasing import flatten
from backend.local.designer.text import words

IDEAS: list[dict[str, Any]] = [
    row for rows in tomllib.loads((Path(__file__).parent / "ideas.toml").read_text("utf-8")).values() for row in rows
]
TOKEN = re.compile(r"[^\W_]+|[€$£%&#@]")


def read(idea: str) -> Brief:
    """The brief of an idea, which fits its schema, prints nothing twice and invents nothing."""
    made = Brief.model_validate(brief(idea))
    assert list(find_invented(made.lines, idea)) == []
    texts = [flatten(line.text) for line in made.lines]
    assert len(set(texts)) == len(texts)
    return made


def printed(made: Brief) -> str:
    return " ".join(TOKEN.findall(flatten(" | ".join([made.title, *(line.text for line in made.lines)]))))


@pytest.mark.parametrize("row", IDEAS, ids=[row["idea"].split("\n")[0][:40] for row in IDEAS])
def test_every_fact_is_printed_as_the_customer_wrote_it(row: dict[str, Any]) -> None:
    """Dates, times, places, names, prices and what else an idea states; no request in the title, no misread picture."""
    made = read(row["idea"])
    said = printed(made)
    assert [fact for fact in row["facts"] if " ".join(TOKEN.findall(flatten(fact))) not in said] == []
    assert {word.fold for word in words(made.title)} & {flatten(word) for word in row.get("untitled", [])} == set()
    pictures = re.search(r"Pictures: ([^.]+)", made.design_prompt)
    shown = {name.strip().replace(" ", "-") for name in pictures.group(1).split(";")} if pictures else set()
    assert shown & set(row.get("unseen", [])) == set()


ROLES = {
    "Boda Ana y Luis, 14 de febrero, Cartagena": [("date", "14 de febrero"), ("place", "Cartagena")],
    "lost dog poster, his name is Rex, brown with a white ear, call 555 010 2233": [
        ("names", "Rex"), ("phone", "Call 555 010 2233"), ("detail", "Brown with a white ear"),
    ],
    "poster that says less but better - Dieter Rams": [("byline", "Dieter Rams")],
    "concierto de Los Sauces, 3 de mayo, 8pm, Teatro Lux, $20": [
        ("date", "3 de mayo"), ("time", "8pm"), ("place", "Teatro Lux"), ("price", "$20"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("idea", ROLES)
def test_lines_are_in_reading_order(idea: str) -> None:
    """Each with its role, so that a layout knows where it belongs."""
    assert [(line.role, line.text) for line in read(idea).lines] == ROLES[idea]


def test_more_than_eight_facts_are_joined() -> None:
    """A long list fills the lines there are; none is left out."""
    dishes = [f"Dish {letter} ${price}" for price, letter in enumerate("ABCDEFGHIJKLMNOPQRST", 5)]
    made = read("menu for Joe's Diner\n" + "\n".join(dishes))
    assert len(made.lines) == 8
    assert all(dish in " ".join(line.text for line in made.lines) for dish in dishes)


def test_a_style_that_cannot_be_drawn_is_named_and_not_printed() -> None:
    """Watercolour steers the palette; the brief says what is drawn in its place."""
    made = read("a watercolour of a fox")
    assert "in place of watercolour" in made.style
    assert "watercolour" not in printed(made)


@pytest.mark.parametrize(("idea", "tagline"), [("un gato", True), ("ein Plakat für das Sommerfest im Park", False)])
def test_a_tagline_is_in_the_language_of_the_idea(idea: str, tagline: bool) -> None:
    """There is none for a language that the designer does not speak."""
    assert any(line.role == "tagline" for line in read(idea).lines) is tagline


def test_a_photo_has_no_words_that_nobody_asked_for() -> None:
    """Nobody asked for any."""
    made = read("foto de un lago al atardecer")
    assert (made.kind, made.lines) == ("photo", [])


def test_black_and_white_is_a_palette() -> None:
    """Every colour of it is grey."""
    made = read("poster of a whale in black and white")
    assert made.title == "Whale"
    assert all(len({colour[1:3], colour[3:5], colour[5:7]}) <= 2 for colour in made.palette)


def test_no_composition_is_most_of_them() -> None:
    """One large picture, or a mosaic of them, for fewer than 35 of 100 ideas."""
    used = Counter(
        match.group()
        for row in IDEAS
        if (match := re.match("Composition: [^.]+", str(brief(row["idea"])["design_prompt"])))
    )
    large = sum(count for line, count in used.items() if "one large picture" in line or "a grid of" in line)
    assert large < 0.35 * sum(used.values())


PARTS = (
    'hazme un póster que diga "hola" con la frase de Ana y Luis , . ! : ; \n 3 de mayo 7pm $20 tel 300 123 4567 @ana.b'
    " called The Blue Door se llama Toby 小明 دبي दिवाली ZWNJ\u200cword & @ # 1/2 2026-05-03 (a) menu: sopa 4€"
    " for my dog Rex"
).split(" ")


@settings(derandomize=True, max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=25))
def test_any_mixture_of_facts_fits_the_schema_and_invents_nothing(parts: list[str]) -> None:
    """Names, numbers, quotations and punctuation in any order."""
    read(" ".join(parts))


@settings(derandomize=True, max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(min_size=1, max_size=300))
def test_any_text_fits_the_schema_and_invents_nothing(idea: str) -> None:
    """Whatever is typed."""
    read(idea)
