"""Which passages fit a question."""

import pytest

from backend.domain.chat.retrieval import Document, Index, search, terms

SHELF = [
    Document("a", "Póster de café", "Una taza de café de Colombia sobre una mesa de madera."),
    Document("b", "Poster of a lighthouse", "A lighthouse on a cliff at night, with stars."),
    Document("c", "Cartaz do Rio", "A praia, o mar e as montanhas do Rio de Janeiro."),
    Document("d", "Tarjeta de cumpleaños", "Globos y una tarta, con café al lado."),
    Document("e", "Red fox", "A red fox in the snow, flat shapes."),
]


def found(question: str, *, limit: int = 5) -> list[str]:
    return [passage.source for passage in search(question, [Index(SHELF)], limit=limit)]


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("¿Qué pósteres de café hay?", "a"),
        ("Do you have a lighthouse?", "b"),
        ("Você tem um cartaz da praia?", "c"),
        ("feliz cumpleaños", "d"),
        ("foxes", "e"),
        ("MONTANHAS", "c"),
    ],
)
def test_finds_the_best_first_in_each_language(question: str, best: str) -> None:
    """A question in Spanish, English or Portuguese finds the text that was written in that language."""
    assert found(question)[0] == best


def test_a_title_weighs_more_than_a_text() -> None:
    """What a text is called says more of it than a word inside."""
    assert found("café") == ["a", "d"]


@pytest.mark.parametrize(
    "question", ["quantum chromodynamics", "", "?!", "🦊", "el la de y o", "what is the", "o que é"]
)
def test_abstains(question: str) -> None:
    """A question that shares no meaning with any text finds nothing, so an answer can say so."""
    assert found(question) == []


@pytest.mark.parametrize(("written", "asked"), [("café", "cafe"), ("cafe", "café"), ("niño", "NIÑO"), ("ação", "acao")])
def test_accents_and_case_make_no_difference(written: str, asked: str) -> None:
    """People leave accents out when they type."""
    assert terms(written) == terms(asked)


@pytest.mark.parametrize("composed", ["café", "cafe\u0301"])
def test_both_ways_to_write_an_accent_are_one(composed: str) -> None:
    """One letter, or a letter and a combining mark."""
    assert terms(composed) == terms("cafe")


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("póster", "pósteres"),
        ("flor", "flores"),
        ("gato", "gatos"),
        ("canción", "canciones"),
        ("camión", "camiones"),
        ("lighthouse", "lighthouses"),
        ("box", "boxes"),
        ("berry", "berries"),
        ("city", "cities"),
        ("canção", "canções"),
        ("coração", "corações"),
        ("animal", "animais"),
        ("papel", "papéis"),
    ],
)
def test_one_and_many_are_the_same_word(one: str, many: str) -> None:
    """The plural finds the singular, in the three languages."""
    assert terms(one) == terms(many)


def test_the_limit_holds() -> None:
    """No more passages than asked for, and the best of them."""
    assert found("café", limit=1) == ["a"]


def test_equal_texts_keep_their_order() -> None:
    """The same question finds the same passages in the same order, whatever the hash seed."""
    twins = Index([Document(name, "Fox", text) for name, text in zip("abc", ("red", "tan", "wet"), strict=True)])
    assert [passage.source for passage in search("fox", [twins], limit=3)] == ["a", "b", "c"]


def test_the_same_text_is_found_once() -> None:
    """Five products of one idea leave room for others."""
    shelf = Index([Document(str(n), "Fox", "red") for n in range(5)] + [Document("x", "A wolf and a fox", "grey")])
    assert [passage.source for passage in search("fox", [shelf], limit=3)] == ["0", "x"]


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    """A word that most texts hold tells little."""
    shelf = Index([Document(str(n), "Poster", "poster of the sea") for n in range(9)] + [Document("x", "Fox", "fox")])
    assert search("sea fox", [shelf], limit=1)[0].source == "x"


def test_a_short_text_is_more_about_its_word_than_a_long_one() -> None:
    """By Okapi BM25 with k1 = 1.5 and b = 0.75, of a text that is as long as half of the mean, and one of 1.5 times."""
    index = Index([Document("long", "", "sea sand rock"), Document("short", "", "sea")])
    assert [passage.source for passage in search("sea", [index], limit=2)] == ["short", "long"]
    assert index.saturate("sea", 0) == pytest.approx(2.5 / (1 + 1.5 * (0.25 + 0.75 * 1.5)))
    assert index.saturate("sea", 1) == pytest.approx(2.5 / (1 + 1.5 * (0.25 + 0.75 * 0.5)))


def test_an_empty_shelf_has_nothing() -> None:
    """An owner without products is no error."""
    assert search("café", [Index([])], limit=5) == []


def test_a_passage_brings_its_text() -> None:
    """What is found comes with title, text and a score above zero."""
    (passage,) = search("lighthouse", [Index(SHELF)], limit=1)
    assert (passage.title, passage.text) == (SHELF[1].title, SHELF[1].text)
    assert passage.score > 0


def test_a_word_that_one_text_has_is_telling() -> None:
    """A term is judged over all indexes together: the only text of an index may win by a word that no other has."""
    mine = Index([Document("mine", "Quokkaphone", "A poster.")])
    shelf = Index([Document(str(n), "Poster", f"A poster, printed, number {n}.") for n in range(20)])
    found = search("is there a printed quokkaphone poster", [mine, shelf], limit=3)
    assert found[0].source == "mine"
    assert len(found) == 3
