"""Words and patterns that tell what the parts of an idea are; patterns are compiled when they are first needed."""

import re
from functools import cache

from backend.local.designer.dissection.vocabulary import POSSESSIVES, colours
from backend.local.designer.lexicon.tables import ADJECTIVES, OCCASIONS, STYLES, WORDING
from backend.local.designer.phrasing import alternate, compile_phrases
from backend.local.designer.subject_extraction import PRODUCT_PHRASES

COUPLES = frozenset({"wedding", "anniversary", "valentine"})
DECADE = re.compile(r"(?<!\w)(?:(?:19|20)\d0'?s|'?\d0'?s|(?:anos|decada de(?: los)?)\s+(?:19)?\d0)(?!\w)")


@cache
def style_words() -> frozenset[str]:
    styles = {word for style in STYLES.values() for word in style.words}
    return frozenset(WORDING.words.techniques | WORDING.words.sizes | ADJECTIVES | colours() | styles)


def is_style_word(word: str) -> bool:
    return word in style_words() or word.removesuffix("s") in style_words()


@cache
def picture_words() -> re.Pattern[str]:
    return re.compile(
        r"(?<!\w)(?:fotos?|imagen(?:es)?|dibujos?|pictures?|photos?|images?|drawings?|imagem|imagens|desenhos?|fondo|fundo|background|letras|colou?rs?|colores|cores|estilo|style|font|tipografia)(?!\w)"
    )


@cache
def business_nouns() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?P<noun>{alternate(WORDING.kinds.business)}|[^\W\d_]{{3,}})\s+(?=\w)")


@cache
def kin_phrases() -> re.Pattern[str]:
    own = alternate(sorted(POSSESSIVES))
    return re.compile(
        rf"(?<!\w)(?P<own>(?:{own})\s+)?(?:(?:querid[oa]|beautiful|lovely|little|dear|best|linda|pequen[oa])\s+)?(?:{alternate(WORDING.kinds.kin)}),?\s+(?=\w)"
    )


@cache
def product_phrases() -> re.Pattern[str]:
    return compile_phrases(PRODUCT_PHRASES)


@cache
def party_words() -> re.Pattern[str]:
    return compile_phrases(
        word.replace("-", " ") for key in ("birthday", "graduation", "baby") for word in OCCASIONS[key].words
    )


@cache
def whose_phrases() -> re.Pattern[str]:
    """Whose it is, where no name says so: `cumpleaños 7 | de mi hija`."""
    return re.compile(
        rf"\s+(?:de|of|for|para|pra|do|da)\s+(?:{alternate(POSSESSIVES)})\s+(?:{alternate(WORDING.kinds.kin)})$"
        rf"|\s+(?:for|para|pra)\s+(?:{alternate(POSSESSIVES)})\s+[a-z]+(?:\s+[a-z]+)?$"
    )


@cache
def occasion_words() -> re.Pattern[str]:
    return compile_phrases(word.replace("-", " ") for key in COUPLES for word in OCCASIONS[key].words)


@cache
def after_name(informed: bool) -> re.Pattern[str]:
    """Where a name ends and the sentence continues."""
    if informed:
        return re.compile(
            r"\s+(?:y|e|and|who|que|which|for|para|pra|con|with|com|is|es|é|tiene|has|tem|was|era|on|el|at|en|em|in|no|na)\s+(?P<rest>(?=[a-z0-9áéíóúñãõç]))"
        )
    return re.compile(
        r"\s+(?:y es|and is|e e|who|que|which|for|para|pra|is|es|tiene|has|tem|was|era|y tiene"
        r"|and has|e tem|y|e|and(?=\s+(?:we|it|he|she|is|has|i)\b))\s+(?P<rest>(?=\w))"
    )


@cache
def style_tail() -> re.Pattern[str]:
    style = alternate(sorted(style_words()))
    glue = alternate(
        sorted(
            WORDING.words.style_glue
            | {
                "y",
                "e",
                "and",
                "un",
                "una",
                "a",
                "an",
                "um",
                "uma",
                "the",
                "en",
                "in",
                "em",
                "con",
                "with",
                "com",
                "de",
                "of",
            }
        )
    )
    return re.compile(
        rf"\s+(?:(?:en|in|em|con|with|com|de|a)\s+)?(?:(?:un|una|a|an|um|uma|the)\s+)?(?:(?:estilo|style|colores?|colou?rs?|cores|tonos?|tons|tones?)\s+.*|(?:{style})\s+(?:style|colou?rs?|tones?|look|vibes?|aesthetic))$"
        rf"|\s+(?:en|in|em)\s+(?:(?:{style}|{glue})\s+)*(?:{style})$"
    )
