"""The title of a reading: its subject, an occasion's name, an emoji's label, or a number when all else is silent."""

from backend.local.designer import motif_index, places
from backend.local.designer.concept import Language
from backend.local.designer.idea_analysis import IdeaAnalysis
from backend.local.designer.lexicon.stopwords import FUNCTION_WORDS, NEVER_MOTIFS
from backend.local.designer.lexicon.tables import OCCASIONS
from backend.local.designer.subject import OCCASION_WORDS, sentence_case
from backend.local.designer.subject_extraction import PRODUCT_WORDS
from backend.local.designer.text import Word, seed, shorten

LONGEST = 80
UNTITLED: dict[Language, str] = {"es": "Composición", "pt": "Composição", "en": "Composition"}
OURS: dict[str, dict[Language, str]] = {
    "wedding": {"es": "Nuestra boda", "pt": "Nosso casamento", "en": "Our Wedding"},
    "baby": {"es": "Bienvenido, bebé", "pt": "Bem-vindo, bebê", "en": "Welcome, Little One"},
}
PARTIES = frozenset({"birthday", "graduation"})
BEFORE_NAMES = frozenset("for para de of do da dos das named llamado llamada".split())


def title(reading: IdeaAnalysis) -> str:
    """1..80 characters."""
    if reading.wording.informative:
        return shorten(reading.wording.title, LONGEST)
    found = _occasional(reading) or reading.subject.title or _from_motifs(reading) or _number_title(reading)
    return shorten(found, LONGEST)


def _occasional(reading: IdeaAnalysis) -> str:
    """`Aniversário do João`, `Cumpleaños de dinosaurios`, `Our Wedding`; nothing where the idea's own words do."""
    if reading.occasion is None or reading.subject.quote or reading.subject.names:
        return ""
    if reading.occasion in OURS and not _find_person(reading) and reading.product in {"invitation", "card"}:
        return OURS[reading.occasion][reading.language]
    if reading.occasion not in PARTIES:
        return ""
    return _whose(reading) or _party(reading)


def _find_person(reading: IdeaAnalysis) -> Word | None:
    """The word that is a person's name: a capital letter after `for` or `of`, not a place."""
    hidden = set(range(reading.place.first, reading.place.after)) if reading.place else set()
    for i, word in enumerate(reading.sentence):
        before = {w.fold for w in reading.sentence[max(0, i - 2) : i]}
        plain = (
            word.fold not in FUNCTION_WORDS[reading.language]
            and word.fold not in PRODUCT_WORDS
            and word.fold not in OCCASION_WORDS
        )
        capital = word.text[:1].isupper() and not word.text.isupper()
        if i and capital and plain and i not in hidden and before & BEFORE_NAMES:
            return word
    return None


def _whose(reading: IdeaAnalysis) -> str:
    """The occasion and the name of whose it is."""
    word = _find_person(reading)
    if word is None or reading.occasion is None:
        return ""
    noun = OCCASIONS[reading.occasion].noun[reading.language]
    if reading.language == "en":
        return f"{word.text.removesuffix(chr(39) + 's')}’s {noun}"
    return f"{noun} {_of(reading, word)} {word.text}"


def _of(reading: IdeaAnalysis, word: Word) -> str:
    """`de`, or Portuguese `do` and `da` as the idea's own article has it."""
    if reading.language == "es":
        return "de"
    at = reading.sentence.index(word)
    before = reading.sentence[at - 1].fold if at else ""
    return {"o": "do", "do": "do", "a": "da", "da": "da"}.get(before, "de")


def _party(reading: IdeaAnalysis) -> str:
    """The occasion and what it is about: `Cumpleaños de dinosaurios`, `Dinosaur Birthday`."""
    noun = OCCASIONS[str(reading.occasion)].noun[reading.language]
    own = set(OCCASIONS[str(reading.occasion)].motifs) | {
        "girl",
        "boy",
        "child",
        "baby",
        "party-popper",
        "man",
        "woman",
        "old-woman",
        "old-man",
    }
    hit = next((h for h in reading.hits if h.motif not in own and h.score > 6 and _may_be_theme(reading, h.at)), None)
    if hit is None:
        return noun if len(reading.subject.title.split()) > 4 or reading.subject.title == "" else ""
    spoken = " ".join(reading.sentence[i].text.lower() for i in hit.at if reading.sentence[i].fold not in NEVER_MOTIFS)
    if reading.language == "en":
        return f"{motif_singular(spoken).title()} {noun}"
    return f"{noun} de {spoken}"


def _may_be_theme(reading: IdeaAnalysis, at: tuple[int, ...]) -> bool:
    """Whether words can stand after the occasion: neither its own words nor a verb (`pescar`)."""
    spoken = [reading.sentence[i].fold for i in at]
    verb = reading.language != "en" and spoken[-1].endswith(("ar", "er", "ir")) and len(spoken[-1]) > 4
    return not verb and not any(word in OCCASION_WORDS for word in spoken)


def motif_singular(word: str) -> str:
    """`dinosaurs` -> `dinosaur`, `foxes` -> `fox`, `princess` as it is."""
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us")) else word


def _from_motifs(reading: IdeaAnalysis) -> str:
    """What an emoji shows: `🐙` -> Octopus, a flag's country."""
    for name in reading.motifs:
        if name.startswith("flag:"):
            return places.name(name[5:].upper(), reading.language)
        label = motif_index.label(name, reading.language)
        return label.title() if reading.language == "en" else sentence_case(label)
    return ""


def _number_title(reading: IdeaAnalysis) -> str:
    return f"{UNTITLED[reading.language]} {1 + seed(reading.text) % 99}"
