"""From an idea to a brief."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.adapters.typesetting.colour import contrast
from backend.local.designer import brief

TITLES = {
    "Hazme una imagen de Colombia": "Colombia",
    "cartel minimalista de montañas al amanecer": "Montañas al amanecer",
    "quiero un póster para el cumpleaños 7 de mi hija que ama los dinosaurios": "Cumpleaños 7",
    "wedding invitation with olive branches for Ana & Luis": "Ana & Luis",
    "cyberpunk cat coffee mug": "Cyberpunk Cat",
    "jazz festival 1960s": "Jazz Festival",
    "póster de IA generativa": "IA generativa",
    "caneca com um gato astronauta": "Gato astronauta",
    "pôster vintage do Rio de Janeiro": "Rio de Janeiro",
    "convite de aniversário com dinossauros para o João": "Aniversário do João",
    "taza para mi abuela que ama las rosas": "Abuela",
    "retro roller disco": "Roller Disco",
    "quadro com a frase viver devagar": "Viver devagar",
    'póster con la frase "menos es más"': "Menos es más",
    "make me a poster of Colombia": "Colombia",
    "hazme un afiche de un perro salchicha en bicicleta": "Perro salchicha en bicicleta",
    "a red fox in the snow": "Red Fox in the Snow",
    "faz um cartaz do samba": "Samba",
    "arepas, ceviche y tacos": "Arepas, ceviche y tacos",
    "yoga studio poster, calm colours": "Yoga Studio",
    "certificado de yoga": "Certificado de yoga",
    "São Paulo skyline": "São Paulo Skyline",
    "New York jazz club 1940s": "New York Jazz Club",
    "carros clásicos en La Habana": "Carros clásicos en La Habana",
    "Machu Picchu vintage travel poster": "Machu Picchu",
    "México lindo y querido": "México lindo y querido",
    "Lisboa ao pôr do sol": "Lisboa ao pôr do sol",
    "save the date for Emma and Noah, rustic": "Emma and Noah",
    "convite de casamento de Maria e João": "Maria e João",
    "IMAGEN DE UN GATO NEGRO": "Gato negro",
    "🐙": "Octopus",
    "Ana": "Ana",
    "東京の夜": "東京の夜",
    "Quisiera que por favor me ayudaras a crear un póster muy bonito sobre la historia de mi pueblo, donde hay un"
    " río": "Historia de mi pueblo",
    "I would like you to create for me a really beautiful image of an old fisherman mending his nets at the harbour"
    " while"
    " seagulls circle above": "Old Fisherman Mending His Nets",
}
KINDS = {
    "wedding invitation with olive branches": "card",
    "tarjeta de navidad con renos": "card",
    "convite de festa": "card",
    "postal de Cartagena": "card",
    "certificado de yoga": "document",
    "menu para restaurante mexicano": "document",
    "a guide to mushrooms": "document",
    "foto de un lago al atardecer": "photo",
    "cartel de jazz": "poster",
    "un gato": "poster",
}
BAD = ("<script>alert(1)</script>", "!!!", "\0", "\ud800 x", "a", "?", "<b>gato</b>", "&lt;b&gt;", "  ", "\u202egato")


def checked(idea: str, **given_arguments: Any) -> dict[str, Any]:
    """The brief of an idea, after checking what every brief promises."""
    made: dict[str, Any] = brief(idea, **given_arguments)
    assert 1 <= len(made["title"]) <= 80
    assert 1 <= len(made["description"]) <= 600
    assert made["kind"] in {"poster", "photo", "card", "document"}
    assert made["language"] in {"es", "pt", "en"}
    assert 1 <= len(made["style"]) <= 60
    assert 1 <= len(made["mood"]) <= 60
    assert len(made["palette"]) == 5
    assert all(re.fullmatch(r"#[0-9A-F]{6}", colour) for colour in made["palette"])
    assert contrast(made["palette"][0], made["palette"][1]) >= 4.5
    for key in ("keywords", "tags"):
        assert 3 <= len(made[key]) <= 12
        assert all(word and len(word) <= 40 and word == word.lower() for word in made[key])
        assert len(set(made[key])) == len(made[key])
    assert made["price_cents"] > 0
    assert made["price_cents"] % 100 == 0
    assert 1 <= len(made["design_prompt"]) <= 900
    texts = [made["title"], made["description"], made["design_prompt"], *made["keywords"], *made["tags"]]
    assert not any(re.search(r"[\x00-\x1f\x7f<>\ud800-\udfff]", text) for text in texts)
    return made


@pytest.mark.parametrize(("idea", "title"), TITLES.items())
def test_titles_read_like_titles(idea: str, title: str) -> None:
    """Commands, products and style words go; names, quotations and places stay whole."""
    assert checked(idea)["title"] == title


@pytest.mark.parametrize(("idea", "kind"), KINDS.items())
def test_the_kind_is_heard_in_the_idea(idea: str, kind: str) -> None:
    """What is asked for in words decides."""
    assert checked(idea)["kind"] == kind


@pytest.mark.parametrize("kind", ["poster", "photo", "card", "document"])
def test_a_kind_given_wins(kind: str) -> None:
    """The caller's kind is kept even where the idea speaks of another."""
    assert checked("postal de Cartagena", kind=kind)["kind"] == kind


@pytest.mark.parametrize("language", ["es", "pt", "en"])
def test_a_language_given_wins(language: str) -> None:
    """All texts come in the language asked for."""
    made = checked("Colombia", language=language)
    assert made["language"] == language
    mood = {"es": "cálido y orgulloso", "pt": "acolhedor e orgulhoso", "en": "warm and proud"}
    assert made["mood"] == mood[language]


@pytest.mark.parametrize("idea", BAD)
def test_bad_input_still_becomes_a_brief(idea: str) -> None:
    """Markup, control characters and lone surrogates leave nothing behind."""
    checked(idea)


def test_a_thousand_characters_become_a_short_title() -> None:
    """A long essay is condensed at a word's end."""
    title = checked(("una historia interminable de dragones y castillos en la niebla " * 20)[:1000])["title"]
    assert len(title.split()) <= 6


def test_a_country_has_its_own_colours() -> None:
    """Colombia's yellow, blue and red are its accents, toned for print."""
    yellow, blue, red = checked("Hazme una imagen de Colombia")["palette"][2:]
    assert int(yellow[1:3], 16) > 180 > int(yellow[5:7], 16)
    assert int(blue[5:7], 16) > int(blue[1:3], 16)
    assert int(red[1:3], 16) > int(red[5:7], 16)


def test_colours_asked_for_are_accents() -> None:
    """`rojo y azul` come first among the accents."""
    assert checked("un gato en rojo y azul")["palette"][2:4] == ["#C8342B", "#1F55A5"]


def test_keywords_are_the_ideas_own_words_in_its_language() -> None:
    """Accents are kept in keywords and dropped in tags."""
    made = checked("pão de queijo e café")
    assert "pão" in made["keywords"]
    assert "pao" in made["tags"]


def test_a_mug_costs_less_than_a_poster_and_a_sticker_least() -> None:
    """Prices follow the product."""
    sticker, mug, poster = (
        checked(idea)["price_cents"] for idea in ("sticker de gato", "taza de gato", "póster de gato")
    )
    assert sticker < mug < poster


@settings(derandomize=True, max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(min_size=1, max_size=200))
def test_any_text_becomes_a_brief(idea: str) -> None:
    """Whatever is typed, every promise is kept, and twice the same."""
    assert checked(idea) == brief(idea)


WORDS = (
    'hazme un póster de la con y sin gato montañas Colombia rojo años 60 boda Ana & Luis "hola" estilo neón 🐙 the of'
    " with cat jazz mug Rio de Janeiro uma caneca do São Paulo para o aniversário , . ! que <b> &amp; new york 1970s x"
).split(" ")


@settings(derandomize=True, max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=14))
def test_any_mixture_of_telling_words_becomes_a_brief(spoken: list[str]) -> None:
    """Commands, names, styles and markup in any order."""
    checked(" ".join(spoken))


def test_reading_is_an_activity_unless_words_follow() -> None:
    """A cat that reads is no quotation; `reading: ...` is one."""
    assert "Cat" in str(brief("a cat reading a book")["title"])
    assert brief("a sign reading: live slowly")["title"] == "Live slowly"


def test_a_view_at_night_is_dark() -> None:
    """A landscape at night has a dark ground, also where the place has colours of its own."""
    palette = brief("desierto de Atacama de noche")["palette"]
    assert isinstance(palette, list)
    assert int(palette[0][1:3], 16) < 0x40
