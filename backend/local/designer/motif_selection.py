"""From the motifs that words name to those that are shown: which first, which woman or man, in which skin."""

from backend.local.designer.lexicon.tables import GROUPS
from backend.local.designer.motif_index import ENOUGH, FACE, Hit, exists, motifs, with_tone
from backend.local.designer.text import Word, words

SCENERY = frozenset(
    "mountain snow-capped-mountain mount-fuji national-park water-wave sunrise sunrise-over-mountains sunset"
    " cityscape cityscape-at-dusk"
    " night-with-stars evergreen-tree deciduous-tree desert beach-with-umbrella cloud cloud-with-rain snowflake sun"
    " star full-moon crescent-moon"
    " milky-way bridge-at-night house-with-garden wind-face rainbow motorway desert-island musical-notes"
    " party-popper sky window"
    " cloud-with-lightning-and-rain umbrella-with-rain-drops fallen-leaf globe-showing-americas"
    " fork-and-knife-with-plate".split()
)
"""Pictures of where rather than of what; shown after the others."""
WOMEN = frozenset(
    "mujer mujeres chica chicas nina ninas senora dama ella mulher mulheres menina meninas moca garota woman women"
    " girl girls female lady she her hija filha".split()
)
MEN = frozenset(
    "hombre hombres chico senor caballero el homem homens menino rapaz man men guy male boy gentleman hijo"
    " filho".split()
)
TONES: dict[str, str] = {
    "claro": "light",
    "clara": "light",
    "palida": "light",
    "light": "light",
    "fair": "light",
    "pale": "light",
    "morena": "medium",
    "moreno": "medium",
    "tan": "medium",
    "medium": "medium",
    "brown": "medium-dark",
    "mulata": "medium-dark",
    "parda": "medium-dark",
    "oscura": "dark",
    "oscuro": "dark",
    "escura": "dark",
    "escuro": "dark",
    "dark": "dark",
    "negra": "dark",
    "black": "dark",
}
SKIN = frozenset("piel pele skin skinned tez".split())
PEOPLE_GROUP = 1
DOING = ("ing", "ando", "endo", "indo")


def cast(sentence: tuple[Word, ...], hits: tuple[Hit, ...], title: str = "") -> list[str]:
    """Names of motifs: sure ones first, then those in the title, scenery last."""
    titled = {word.fold for word in words(title)}

    def rank(hit: Hit) -> tuple[bool, bool, bool, int]:
        inside = spoken[hit.at[-1]] in titled
        return hit.score < FACE * 0.9, not inside, hit.motif in SCENERY, hit.at[0]

    spoken = [word.fold for word in sentence]
    kept = [hit for hit in hits if hit.score >= ENOUGH and not _mere_doing(hit, hits, spoken)]
    shown = [
        name
        for hit in sorted(kept, key=rank)
        for name in (GROUPS[hit.motif].motifs if hit.motif in GROUPS else (hit.motif,))
    ]
    names = _match_gender(list(dict.fromkeys(shown)), spoken)
    tone = _tone(spoken)
    return list(dict.fromkeys(with_tone(name, tone) for name in names))


def _mere_doing(hit: Hit, hits: tuple[Hit, ...], spoken: list[str]) -> bool:
    """Whether a person is only what a verb suggests while something else does it (`a dog surfing`)."""
    doing = spoken[hit.at[-1]].endswith(DOING) and hit.motif.startswith(("person-", "woman-", "man-"))
    if (WOMEN | MEN - {"el"}) & set(spoken):
        return False
    return doing and any(
        other is not hit and other.score >= FACE and not other.motif.startswith("person-") for other in hits
    )


def _match_gender(names: list[str], spoken: list[str]) -> list[str]:
    """The woman's or man's picture of a neutral person, when one is asked for in the same breath."""
    sex = "woman" if WOMEN & set(spoken) else "man" if MEN - {"el"} & set(spoken) else None
    if sex is None or not any(_neutral(name) for name in names):
        return names
    changed = [f"{sex}-{name.removeprefix('person-')}" if _neutral(name) else name for name in names]
    plain = {"woman", "man", "girl", "boy"}
    return [new if exists(new) else old for new, old in zip(changed, names, strict=True) if old not in plain]


def _neutral(name: str) -> bool:
    motif = motifs().get(name)
    return bool(
        motif
        and motif.group == PEOPLE_GROUP
        and not name.startswith(("woman", "man", "old", "girl", "boy"))
        and (exists(f"woman-{name.removeprefix('person-')}"))
    )


def _tone(spoken: list[str]) -> str | None:
    """The skin tone asked for: `piel oscura`, `dark skin`, `mujer negra`, `black woman`."""
    for i, word in enumerate(spoken):
        neighbours = set(spoken[max(0, i - 2) : i] + spoken[i + 1 : i + 2])
        people = SKIN | (
            WOMEN | MEN if word in {"negra", "negro", "black", "morena", "moreno", "mulata"} else frozenset()
        )
        if word in TONES and neighbours & (people - {"el", "ella", "her", "she"}):
            return TONES[word]
    return None
