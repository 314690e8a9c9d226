"""The offline designer: an idea becomes a brief, a question an answer, an image prompt something to draw.

No model and no network; the same input gives the same output on every machine. Importing the package reads nothing:
the vocabulary is loaded when it is first used.
"""

from collections.abc import Sequence

from backend.local.designer.concept import Concept, Language, Palette
from backend.local.designer.passages import QuotedPassage

__all__ = ["Concept", "Language", "Palette", "QuotedPassage", "answer", "brief", "concept"]


def brief(idea: str, kind: str | None = None, language: str | None = None) -> dict[str, object]:
    """What to make of an idea in Spanish, Portuguese or English; anything else becomes a decent brief too.

    Keys: title (1..80 characters), description (a few sentences, up to 600), kind (poster, photo, card, document),
    lines (up to eight of role and text, each as the customer wrote it; a tagline of our own only where the idea states
    nothing), style and mood (words in the idea's language, up to 60), palette (five `#RRGGBB`: ground, ink, accents),
    keywords
    (3..12, lower case), tags (3..12 slugs), language (es, pt, en), price_cents, design_prompt (up to 900, in English).
    `kind` and `language` are inferred when they are None or not among those.
    """
    from backend.local.designer.briefing import write

    return write(idea, kind, language)


def concept(prompt: str, seed: int | None = None) -> Concept:
    """What an image prompt asks to draw.

    Best understood in the service's form, one line, its end possibly cut off:
    `Art for a {kind} about "{title}", without any lettering. Keep the lower {n} % plain. Style: {style}.
    Mood: {mood}. Palette: {#hex, ...}. Keywords: {k1, ...}.
    Language: {xx}. {design_prompt}`. Its palette is kept: fewer than five colours are completed, an unreadable ink is
    replaced. Any other text is an idea. A seed gives another picture of the same prompt: composition, roles of the
    colours, and what the composition leaves to chance.
    """
    from backend.local.designer.prompt import concept as read_prompt

    return read_prompt(prompt, seed)


def answer(question: str, passages: Sequence[QuotedPassage]) -> str:
    """An answer in the question's language made of the passages' own sentences, cited like [1] (counting from 1).

    Says that it does not know when no passage speaks to the question; greetings and thanks are answered in kind.
    """
    from backend.local.designer.answering import reply

    return reply(question, passages)
