"""Which typefaces a print is set in: by the words of its style and mood, in any of the languages of briefs."""

import unicodedata
from dataclasses import dataclass
from zlib import crc32

from backend.adapters.typesetting.fitting import TypeStyle

SMALL = TypeStyle("dm-sans-medium", spacing=0.02, leading=1.95)
CAPITALS = TypeStyle("dm-sans-medium", spacing=0.16, upper=True, leading=1.95)
GROTESK = TypeStyle("space-grotesk-medium", spacing=0.02, leading=1.95)
GROTESK_CAPITALS = TypeStyle("space-grotesk-bold", spacing=0.12, upper=True, leading=1.95)
ITALIC = TypeStyle("cormorant-garamond-medium-italic", leading=1.75)
SOFT_ITALIC = TypeStyle("fraunces-regular-italic", leading=1.75)
SERIF = TypeStyle("cormorant-garamond-medium", spacing=0.01, leading=1.8)


@dataclass(frozen=True, slots=True)
class TypeSet:
    """The faces of a print; `large` corrects a title's size where a face looks larger or smaller than others."""

    title: TypeStyle
    tagline: TypeStyle = ITALIC
    strong: TypeStyle = CAPITALS
    """Dates, prices, names of places."""
    small: TypeStyle = SMALL
    large: float = 1.0


SETS = {
    "classic": TypeSet(TypeStyle("cormorant-garamond-semibold", leading=1.5), large=1.12),
    "display": TypeSet(TypeStyle("abril-fatface-regular", leading=1.5)),
    "soft": TypeSet(TypeStyle("fraunces-bold", leading=1.45), SOFT_ITALIC),
    "script": TypeSet(TypeStyle("great-vibes-regular", leading=1.9), strong=CAPITALS, small=SERIF, large=1.15),
    "condensed": TypeSet(TypeStyle("bebas-neue-regular", upper=True, spacing=0.02, leading=1.2), SMALL, large=1.25),
    "poster": TypeSet(
        TypeStyle("anton-regular", upper=True, spacing=0.01, leading=1.22), GROTESK, GROTESK_CAPITALS, GROTESK, 1.05
    ),
    "grotesk": TypeSet(
        TypeStyle("league-spartan-extrabold", spacing=-0.02, leading=1.35), GROTESK, GROTESK_CAPITALS, GROTESK
    ),
    "light": TypeSet(TypeStyle("josefin-sans-light", spacing=0.12, upper=True, leading=1.5), large=0.86),
    "retro": TypeSet(TypeStyle("righteous-regular", leading=1.5)),
    "deco": TypeSet(TypeStyle("josefin-sans-semibold", spacing=0.1, upper=True, leading=1.45), large=0.9),
    "neon": TypeSet(
        TypeStyle("audiowide-regular", spacing=0.02, leading=1.5), GROTESK, GROTESK_CAPITALS, GROTESK, 0.85
    ),
}

RULES = (
    # the beginnings of words that ask for sets, the most telling first
    ("neon synth cyber futur retrowave vaporwave", ("neon",)),
    ("wedding boda casament bodas nupc romant love amor engag baptis bautiz batiz", ("script", "classic", "display")),
    ("punk rock metal grunge brutal street graffit skate urban", ("poster", "condensed")),
    ("deco gatsby twenties", ("deco", "display")),
    ("mid-cent midcent seventies sixties setent sesent jazz groov", ("retro", "grotesk", "display")),
    ("minimal scandi nordic zen calm seren", ("light", "grotesk", "classic")),
    ("bauhaus swiss suiz geomet modern typogr tipogr flat plan generativ", ("grotesk", "condensed", "deco")),
    (
        "botan acuarel aquarel watercol floral delica eleg refin classic clasic vintag antig",
        ("classic", "display", "soft"),
    ),
    ("travel viaj viag poster cartel cartaz layer capas camad landsc paisa", ("deco", "condensed", "display")),
    ("pop playful alegr joy happy kids infan crian cute tiern child fun festiv party fiesta", ("soft", "retro")),
)
ANY = ("display", "soft", "condensed", "grotesk", "classic")


def choose_type_set(words: str, seed: int) -> TypeSet:
    """The type set of a brief's words; `seed` chooses among those that suit them alike."""
    said = _fold(words).split()
    for stems, names in RULES:
        if any(word.startswith(tuple(stems.split())) for word in said):
            return SETS[names[seed % len(names)]]
    return SETS[ANY[seed % len(ANY)]]


def seed_of(*parts: str | bytes) -> int:
    """A number that follows from texts and pictures: the same print is set alike each time."""
    return crc32(b"\0".join(part.encode() if isinstance(part, str) else part for part in parts))


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in decomposed if not unicodedata.combining(each))
