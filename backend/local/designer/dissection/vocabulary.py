"""Small words and phrases that separate, begin or end pieces; patterns are compiled when they are first needed."""

import re
from functools import cache

from backend.local.designer.lexicon.tables import ASKED, WORDING
from backend.local.designer.phrasing import compile_phrases

EDGES = frozenset(
    "y e and & o ou or el la los las lo un una uno unos unas the a an os as um uma uns umas de del da do das dos of en"
    " em in at on na nas al ao aos con com with para pra pro por for by to que es is are e son sera it its"
    " it's this esta"
    " este tambien tambem also so pues from as will be le mi my our nuestro nuestra nosso nossa meu minha i we we're"
    " i'm".split()
)
CONJUNCTIONS = frozenset("y e and".split())
"""What begins an item of a list and is none of it."""
ARTICLES = frozenset("el la los las the".split())
KEPT_FIRST = frozenset("in en em on por from to at".split())
KEPT = frozenset("no not nao never nunca jamas sin sem without solo only".split())
POSSESSIVES = frozenset(
    "mi my our mis meu minha meus minhas nuestro nuestra nuestros nuestras nosso nossa su her his their".split()
)


@cache
def kept_phrases() -> re.Pattern[str]:
    return compile_phrases(WORDING.kept)


@cache
def colours() -> frozenset[str]:
    return frozenset(word for spoken in ASKED.values() for word in spoken)


@cache
def foreign_products() -> frozenset[str]:
    return frozenset(WORDING.foreign_products)


@cache
def foreign_links() -> frozenset[str]:
    return frozenset(link.removesuffix("'") for link in WORDING.foreign_links)


@cache
def classified_words() -> re.Pattern[str]:
    return compile_phrases((*WORDING.words.announce_pets, *WORDING.classified))


@cache
def lost_pets() -> re.Pattern[str]:
    return compile_phrases(WORDING.words.announce_pets)


@cache
def eventful_words() -> re.Pattern[str]:
    return compile_phrases(WORDING.kinds.eventful)


@cache
def structured_words() -> re.Pattern[str]:
    return compile_phrases(WORDING.kinds.structured)


@cache
def dropped_words() -> re.Pattern[str]:
    return compile_phrases(WORDING.dropped)


@cache
def thanks() -> re.Pattern[str]:
    return re.compile(
        r"(?:(?:muchas|mil|muito|many) )?(?:gracias|obrigad[oa]|valeu|thanks)|thank you|merci|danke|grazie|bedankt|tack"
        r"|kiitos|dziekuje|tesekkurler|спасибо|дякую|благодаря|ευχαριστω|شكرا|תודה|धन्यवाद"
    )


@cache
def prohibitions() -> re.Pattern[str]:
    """The beginnings of notices: `no tocar`, `não alimente`, `do not touch`, `wet paint`."""
    return re.compile(
        r"(?:no\s+[a-z]+(?:ar|er|ir)(?:se)?|nao\s+[a-z]+|(?:please\s+)?do not\s+[a-z]+|don'?t\s+[a-z]+|never\s+[a-z]+"
        r"|prohibid[oa]|proibid[oa]|cuidado|atencion|atencao|caution|beware|no [a-z]+ing)(?!\w)"
    )
