"""What a print states occurs in the idea."""

import pytest

from backend.domain.products.brief import PrintLine, Role
from backend.domain.products.facts import find_invented

IDEA = "Boda de Ana y Luís, 14 de febrero a las 7pm, Cartagena. दिवाली की शुभकामनाएँ. 新年快乐 2026. Tel. +57 300-555 01"


@pytest.mark.parametrize(
    ("role", "text", "invented"),
    [
        ("date", "14 de febrero", None),
        ("date", "14 DE FEBRERO", None),
        ("names", "Ana & Luis", None),
        ("phone", "+57 300 555 01", None),
        ("quote", "दिवाली की शुभकामनाएँ", None),
        ("detail", "快乐", None),
        ("date", "15 de febrero", "15"),
        ("time", "7 pm", None),
        ("time", "17 pm", "17"),
        ("place", "Cartagena de Indias", "indias"),
        ("detail", "दिवा", "दिवा"),
        ("detail", "202", "202"),
        ("detail", "龙", "龙"),
        ("tagline", "Para siempre", None),
    ],
)
def test_each_word_of_a_fact_is_the_customers(role: Role, text: str, invented: str | None) -> None:
    """Case, accents and punctuation are free; half a word, another number and another word are not."""
    found = [word for _, word in find_invented([PrintLine(role=role, text=text)], IDEA)]
    assert found == ([] if invented is None else [invented])
