"""Light stemming: enough that a plural, a diminutive or the other gender finds the same noun, and no more."""

from collections.abc import Iterator
from functools import lru_cache

from backend.local.designer.concept import Language

PLURALS: dict[Language, tuple[tuple[str, str], ...]] = {
    "es": (("ces", "z"), ("iones", "ion")),
    "pt": (("oes", "ao"), ("aes", "ao"), ("ais", "al"), ("eis", "el"), ("ois", "ol"), ("ns", "m")),
    "en": (("ies", "y"), ("ves", "f")),
}
IRREGULAR: dict[Language, dict[str, str]] = {
    "es": {"pececito": "pez", "pececitos": "pez", "lucecitas": "luz", "cafecito": "cafe"},
    "pt": {"maos": "mao", "irmaos": "irmao", "orgaos": "orgao", "limoes": "limao"},
    "en": {
        "mice": "mouse",
        "geese": "goose",
        "children": "child",
        "people": "person",
        "women": "woman",
        "men": "man",
        "feet": "foot",
        "teeth": "tooth",
        "knives": "knife",
        "oxen": "ox",
        "waves": "wave",
        "olives": "olive",
        "gloves": "glove",
        "doves": "dove",
        "cloves": "clove",
        "caves": "cave",
    },
}
SMALL: dict[Language, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "es": (
        ("ecito", ("", "e", "o")),
        ("ecita", ("", "e", "a")),
        ("cito", ("", "o")),
        ("cita", ("", "a")),
        ("ito", ("o", "a", "")),
        ("ita", ("a", "o", "")),
    ),
    "pt": (
        ("zinho", ("",)),
        ("zinha", ("",)),
        ("inho", ("o", "a", "e", "")),
        ("inha", ("a", "o", "e", "")),
    ),
    "en": (),
}


@lru_cache(maxsize=65536)
def key(word: str, language: Language) -> str:
    """The form under which a folded word is kept and sought: `flores`, `flor` -> `flor`; `cherries` -> `cherry`."""
    word = IRREGULAR[language].get(word, word)
    for ending, replacement in PLURALS[language]:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)] + replacement
    if word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if word.endswith("e") and len(word) > 3:
        word = word[:-1]
    return word


def variants(word: str, language: Language) -> Iterator[str]:
    """Keys worth trying for a word, the likeliest first: itself, without its diminutive, the other gender."""
    yield key(word, language)
    single = word[:-1] if word.endswith("s") else word
    for ending, replacements in SMALL[language]:
        if single.endswith(ending) and len(single) > len(ending) + 2:
            root = single[: -len(ending)]
            yield from (key(root + replacement, language) for replacement in replacements)
    if language != "en" and len(single) > 3 and single[-1] in "ao" and not single.endswith("ndo"):
        yield key(single[:-1] + ("o" if single[-1] == "a" else "a"), language)
