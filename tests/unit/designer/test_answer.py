"""Answers grounded in passages."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.local.designer import QuotedPassage, answer

HELP = {
    "es": (
        "Los pedidos se envían en 3 días hábiles. El envío a Colombia cuesta 8 USD.",
        "Los pósteres se imprimen en papel mate de 200 g. Los tamaños disponibles son A4, A3 y 50x70 cm.",
        "Se aceptan devoluciones durante 30 días desde la entrega.",
        "Aceptamos pago con tarjeta y PayPal.",
    ),
    "pt": (
        "Os pedidos são enviados em 3 dias úteis. O frete para o Brasil custa 9 USD.",
        "Os pôsteres são impressos em papel fosco de 200 g.",
        "Aceitamos devoluções em até 30 dias após a entrega.",
    ),
    "en": (
        "Orders ship within 3 business days. Shipping to Colombia costs 8 USD.",
        "Posters are printed on 200 g matte paper.",
        "Returns are accepted within 30 days of delivery.",
        "We accept cards and PayPal.",
    ),
}
SHOP = (
    QuotedPassage(
        "prd_1", "Jazz Festival", "Jazz Festival. poster. 19.00 USD. Live music all night long, in cut paper."
    ),
    QuotedPassage("prd_2", "Colombia", "Colombia. poster. 19.00 USD. La silueta de Colombia, llena de colinas y luz."),
    QuotedPassage("prd_3", "Café de Colombia", "Café de Colombia. card. 6.00 USD. Una taza de café entre montañas."),
    QuotedPassage("prd_4", "Gato astronauta", "Gato astronauta. poster. 24.00 USD. Um gato entre as estrelas."),
    QuotedPassage(
        "cat_9", "Canvas Tote", "Canvas Tote. bags. 18.50 USD. A sturdy cotton tote for markets. In stock: 40."
    ),
)
GROUNDED = (
    ("es", "¿En qué papel se imprimen los pósteres?", "Los pósteres se imprimen en papel mate de 200 g. [2]"),
    ("es", "¿Cuánto cuesta el envío a Colombia?", "El envío a Colombia cuesta 8 USD. [1]"),
    ("es", "¿Puedo devolver un póster?", "Se aceptan devoluciones durante 30 días desde la entrega. [3]"),
    ("es", "¿Qué tamaños hay?", "Los tamaños disponibles son A4, A3 y 50x70 cm. [2]"),
    ("pt", "Como posso devolver um pôster?", "Aceitamos devoluções em até 30 dias após a entrega. [3]"),
    ("pt", "Em que papel são impressos os pôsteres?", "Os pôsteres são impressos em papel fosco de 200 g. [2]"),
    ("en", "How long do I have to return a poster?", "Returns are accepted within 30 days of delivery. [3]"),
    ("en", "What paper are the posters printed on?", "Posters are printed on 200 g matte paper. [2]"),
    ("en", "How can I pay?", "We accept cards and PayPal. [4]"),
)
ABOUT_PRODUCTS = {
    "how much is the jazz poster?": "“Jazz Festival” costs 19.00 USD [1].",
    "¿cuánto cuesta el póster de jazz?": "«Jazz Festival» cuesta 19.00 USD [1].",
    "quanto custa o gato astronauta?": "«Gato astronauta» custa 24.00 USD [4].",
    "¿qué pósteres tengo de Colombia?": "He encontrado uno: Colombia (19.00 USD) [2].",
    "cheapest product?": "“Café de Colombia” costs 6.00 USD [3].",
    "is the tote in stock?": "In stock: 40. [5]",
    "tell me about the tote": "A sturdy cotton tote for markets. [5]",
}
UNKNOWN = {
    "¿Hacen camisetas con luces LED?": "No encuentro eso",
    "Vocês vendem tênis?": "Não encontro isso",
    "Do you sell shoes?": "I can’t find that",
}
TALK = {
    "hola": "¡Hola!",
    "Olá, tudo bem?": "Olá!",
    "good morning": "Hello!",
    "gracias!": "¡Con mucho gusto!",
    "obrigado": "De nada!",
    "thanks a lot!": "You are welcome!",
    "what can you do?": "I turn an idea",
    "¿qué puedes hacer?": "Convierto una idea",
    "o que você faz?": "Transformo uma ideia",
    "and the second one?": "I am not sure what you mean",
    "why?": "I am not sure what you mean",
    "Hazme una imagen de Colombia": "Con esa idea haría «Colombia»",
}


def help_pages(language: str) -> list[QuotedPassage]:
    """The help texts in one language as passages."""
    return [QuotedPassage("help", f"FAQ {i}", text) for i, text in enumerate(HELP[language])]


@pytest.mark.parametrize(("language", "question", "expected"), GROUNDED)
def test_an_answer_is_a_sentence_of_the_passages_with_its_number(language: str, question: str, expected: str) -> None:
    """Nothing is said that no passage says."""
    assert answer(question, help_pages(language)) == expected


@pytest.mark.parametrize(("question", "expected"), ABOUT_PRODUCTS.items())
def test_products_are_found_by_name_kind_and_price(question: str, expected: str) -> None:
    """A shop's passages answer what they cost and which there are."""
    assert answer(question, SHOP) == expected


def test_all_products_are_listed_when_asked_for() -> None:
    """Each with its price and number."""
    told = answer("¿qué productos tengo?", SHOP)
    assert told.startswith("He encontrado 5: Jazz Festival (19.00 USD) [1]; ")
    assert "[5]" in told


def test_a_thing_is_found_in_another_language() -> None:
    """Cats and gatos are one picture, so one finds the other."""
    assert answer("do you have anything with cats?", SHOP) == "Um gato entre as estrelas. [4]"


@pytest.mark.parametrize(("question", "beginning"), UNKNOWN.items())
def test_what_no_passage_says_is_not_made_up(question: str, beginning: str) -> None:
    """It says so in the question's language."""
    assert answer(question, [*help_pages("es"), *help_pages("pt"), *help_pages("en")]).startswith(beginning)


@pytest.mark.parametrize(("message", "beginning"), TALK.items())
def test_small_talk_is_answered_in_kind(message: str, beginning: str) -> None:
    """Greetings, thanks, wishes and vague follow-ups need no passages."""
    assert answer(message, SHOP).startswith(beginning)


def test_without_passages_it_says_that_there_is_nothing() -> None:
    """An empty shop is an honest answer."""
    assert answer("¿tienes pósteres de jazz?", []) == "Todavía no tengo productos ni textos que consultar sobre eso."


@settings(derandomize=True, max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(max_size=200),
    st.lists(st.builds(QuotedPassage, st.just("s"), st.text(max_size=20), st.text(max_size=80)), max_size=4),
)
def test_any_question_gets_an_answer(question: str, passages: list[QuotedPassage]) -> None:
    """Never an exception, never an empty answer."""
    assert answer(question, passages)
