"""From an idea to a brief: what a shop needs to sell it and an image model to draw it."""

from backend.local.designer import motif_index, palettes, places, selection, titling
from backend.local.designer.concept import Composition, Language, Palette
from backend.local.designer.dissection.nature import is_foreign
from backend.local.designer.idea_analysis import IdeaAnalysis, read
from backend.local.designer.language import choose as choose_language
from backend.local.designer.language import detect
from backend.local.designer.lexicon.models import KINDS
from backend.local.designer.lexicon.stopwords import FUNCTION_WORDS, NEVER_MOTIFS
from backend.local.designer.lexicon.tables import INSTEAD, PRODUCTS, SENTENCES, STYLES, TECHNIQUES
from backend.local.designer.subject import sentence_case
from backend.local.designer.text import clean_lines, fold, join, seed, shorten, slug
from backend.local.designer.variation import SETTLED

KIND_NAMES = {
    "poster": ("póster", "pôster", "poster"),
    "photo": ("foto", "foto", "photo"),
    "card": ("tarjeta", "cartão", "card"),
    "document": ("documento", "documento", "document"),
}
CARD_OCCASIONS = frozenset({"wedding", "baby"})
MOST_KEYWORDS, LEAST_KEYWORDS, KEYWORD_LENGTH = 12, 3, 40
DESCRIPTION_LENGTH, PROMPT_LENGTH, IDEA_LENGTH, LONGEST_IDEA = 600, 900, 240, 4000


def write(idea: str, kind: str | None, language: str | None) -> dict[str, object]:
    """The brief of an idea, as `backend.local.designer.brief` promises it."""
    text = clean_lines(idea)[:LONGEST_IDEA]
    spoken = choose_language(text, language or ("en" if is_foreign(text) else None))
    reading = read(text, spoken)
    product = _product(reading, kind)
    composition = selection.composition(reading)
    style = selection.style(reading, composition)
    palette = palettes.choose(reading, composition, style)
    title = titling.title(reading)
    keywords = _keywords(reading, style, PRODUCTS[product].kind)
    return {
        "title": title,
        "description": _description(reading, title, composition, palette, product),
        "kind": PRODUCTS[product].kind,
        "style": _style_name(reading, style),
        "mood": palettes.theme_of(reading).mood[spoken],
        "palette": [palette.ground, palette.ink, palette.first, palette.second, palette.third],
        "keywords": keywords,
        "tags": _tags(keywords, reading, PRODUCTS[product].kind),
        "language": spoken,
        "price_cents": PRODUCTS[product].price_cents,
        "design_prompt": _design_prompt(reading, composition, style),
        "lines": _lines(reading, PRODUCTS[product].kind),
    }


def _style_name(reading: IdeaAnalysis, style: str) -> str:
    """The style that is drawn; one that was asked for and cannot be drawn is named after it."""
    drawn = STYLES[style].name[reading.language]
    if reading.technique is None:
        return drawn
    technique = TECHNIQUES[reading.technique].name[reading.language]
    return INSTEAD[reading.language].format(style=drawn, technique=technique)


def _lines(reading: IdeaAnalysis, kind: str) -> list[dict[str, str]]:
    """What the print says apart from its title; a tagline of our own only where the idea states nothing."""
    wording = reading.wording
    if (
        kind == "photo"
        or wording.informative
        or wording.foreign
        or reading.subject.quote
        or detect(reading.text) != reading.language
    ):
        return [{"role": line.role, "text": line.text} for line in wording.lines]
    taglines = palettes.theme_of(reading).taglines[reading.language]
    return [{"role": "tagline", "text": _pick(taglines, reading, "tagline")}]


def _product(reading: IdeaAnalysis, kind: str | None) -> str:
    """What is sold: as asked for, unless a kind is given that it does not belong to."""
    if kind in KINDS:
        return reading.product if PRODUCTS[reading.product].kind == kind else str(kind)
    if not reading.asked_kind and reading.occasion in CARD_OCCASIONS:
        return "invitation"
    return reading.product


def _pick(options: tuple[str, ...], reading: IdeaAnalysis, salt: str) -> str:
    return options[seed(salt, fold(reading.text)) % len(options)]


def _description(reading: IdeaAnalysis, title: str, composition: Composition, palette: Palette, product: str) -> str:
    language = reading.language
    place = places.name(reading.place.iso, language) if reading.place else title
    # what a seed may change is not promised
    settled = composition in SETTLED
    shown = _pick(SENTENCES.shown[composition][language], reading, "shown").format(place=place) + " " if settled else ""
    colours = join(palettes.names(palette, language), SENTENCES.conjunction[language])
    coloured = _pick(SENTENCES.coloured[language], reading, "coloured").format(
        colours=colours, mood=palettes.theme_of(reading).mood[language]
    )
    closing = _pick(PRODUCTS[product].closing[language], reading, "closing")
    details = _details(reading) if settled else ""
    return shorten(f"{title}. {shown}{coloured}{details} {closing}", DESCRIPTION_LENGTH)


def _details(reading: IdeaAnalysis) -> str:
    """What the picture shows, as a short list; nothing when that is only one thing or none."""
    items = list(dict.fromkeys(_name_motif(m, reading) for m in reading.motifs[:4] if not m.startswith("flag:")))
    if len(items) < 2:
        return ""
    return " " + SENTENCES.detailed[reading.language].format(items=join(items, SENTENCES.conjunction[reading.language]))


def _name_motif(motif: str, reading: IdeaAnalysis) -> str:
    """A motif in the idea's own words (a capybara is drawn as a beaver, but not called one), else its label."""
    hit = next((hit for hit in reading.hits if hit.motif == motif), None)
    if hit is None:
        return motif_index.label(motif, reading.language)
    return " ".join(reading.sentence[i].text.lower() for i in hit.at)


def _keywords(reading: IdeaAnalysis, style: str, kind: str) -> list[str]:
    """What people would search for: the idea's own words, what is shown, place, style, mood and kind."""
    language = reading.language
    motifs = [_name_motif(m, reading) for m in reading.motifs[:4] if not m.startswith("flag:")]
    place = [places.name(reading.place.iso, language).lower()] if reading.place else []
    era = [reading.era] if reading.era else []
    mood = palettes.theme_of(reading).mood[language].split()[0]
    extra = [STYLES[style].name[language].lower(), mood, KIND_NAMES[kind][("es", "pt", "en").index(language)]]
    found = [
        word for word in (*_list_keywords(reading), *place, *motifs, *era, *extra) if 1 < len(word) <= KEYWORD_LENGTH
    ]
    return list(dict.fromkeys(found))[:MOST_KEYWORDS]


def _list_keywords(reading: IdeaAnalysis) -> list[str]:
    """The idea's telling words, a city's name as one."""
    place = reading.place
    city = reading.sentence[place.first : place.after] if place and place.manner == "city" else ()
    named = [" ".join(word.text.lower() for word in city)] if city else []
    rest = [w.text.lower() for w in reading.subject.core if w not in city and _telling(w.fold, reading.language)]
    return [*named, *rest][:6]


def _telling(word: str, language: Language) -> bool:
    return word not in FUNCTION_WORDS[language] and len(word) > 1 and (word not in NEVER_MOTIFS or len(word) > 4)


def _tags(keywords: list[str], reading: IdeaAnalysis, kind: str) -> list[str]:
    """Slugs of the keywords, the kind and the first motifs in English."""
    english = [motif_index.label(m, "en") for m in reading.motifs[:2] if not m.startswith("flag:")]
    slugs = [slug(word)[:KEYWORD_LENGTH] for word in (*keywords[:9], *english, kind, "wall-art", "design", "gift")]
    found = list(dict.fromkeys(s for s in slugs if s))
    return found[: max(LEAST_KEYWORDS, min(MOST_KEYWORDS, len(found) - 2))]


def _design_prompt(reading: IdeaAnalysis, composition: Composition, style: str) -> str:
    """English for an image model; `prompt.concept` reads the same sentences back."""
    place = f"Country: {places.name(reading.place.iso, 'en')}." if reading.place else ""
    theme = palettes.theme_of(reading)
    pictures = "; ".join(_picture(m) for m in reading.motifs)
    parts = (
        f"Composition: {SENTENCES.lines[composition]}.",
        f"Pictures: {pictures}." if pictures else "",
        place,
        f"Setting: {SENTENCES.settings[reading.scape]}." if reading.scape else "",
        f"Era: {reading.era}." if reading.era else "",
        f"Occasion: {reading.occasion}." if reading.occasion else "",
        SENTENCES.quotation if reading.subject.quote else "",
        f"{sentence_case(STYLES[style].english)}, {theme.setting}, {theme.mood['en']}.",
        f"Idea: {shorten(' '.join(reading.text.split()), IDEA_LENGTH)}",
    )
    return " ".join(part for part in parts if part)[:PROMPT_LENGTH]


def _picture(name: str) -> str:
    if name.startswith("flag:"):
        return f"flag of {places.name(name[5:].upper(), 'en')}"
    return name.replace("-", " ")
