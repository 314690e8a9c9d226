"""The language of an idea."""

import pytest

from backend.local.designer.language import choose, detect

SPANISH = (
    "Hazme una imagen de Colombia",
    "cartel minimalista de montañas al amanecer",
    "taza para mi abuela que ama las rosas",
    "perros jugando poker",
    "viva la vida",
    "bosque encantado",
    "patrón de frutas tropicales",
    "¿cuánto cuesta el envío?",
    "olas",
    "Perú",
)
PORTUGUESE = (
    "caneca com um gato astronauta",
    "pôster vintage do Rio de Janeiro",
    "quadro com a frase viver devagar",
    "menina com guarda-chuva",
    "pão de queijo",
    "faz um cartaz do samba",
    "natal em família",
    "que pôsteres eu tenho do Brasil?",
)
ENGLISH = (
    "cyberpunk cat coffee mug",
    "jazz festival 1960s",
    "a quiet Sunday with books and tea",
    "northern lights",
    "make me a poster of Colombia",
    "São Paulo skyline",
    "how much is the jazz poster?",
    "robots",
)


@pytest.mark.parametrize(
    ("language", "idea"),
    [(language, idea) for language, ideas in (("es", SPANISH), ("pt", PORTUGUESE), ("en", ENGLISH)) for idea in ideas],
)
def test_ideas_are_heard_in_their_own_language(language: str, idea: str) -> None:
    """Short ideas are told apart by grammar, letters and vocabulary; foreign place names do not mislead."""
    assert detect(idea) == language


@pytest.mark.parametrize("text", ["", "🐙", "東京の夜", "!!!", "asdf qwerty"])
def test_what_speaks_for_no_language_is_english(text: str) -> None:
    """There is always a language."""
    assert detect(text) == "en"


@pytest.mark.parametrize(("asked", "heard"), [("es", "es"), ("pt-BR", "pt"), ("EN", "en"), ("fr", "en"), (None, "en")])
def test_the_language_asked_for_wins_if_it_is_supported(asked: str | None, heard: str) -> None:
    """A regional form counts; a language we do not have does not."""
    assert choose("a red fox", asked) == heard
