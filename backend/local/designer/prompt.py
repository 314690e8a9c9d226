"""Reading an image prompt back into what to draw.

    Art for a poster about "Gato", without any lettering. Keep the lower 27 % plain. Style: vintage.
    Mood: vivo. Palette: #F4E7CD, #2A2C33. Keywords: gato. Language: es. ...

Every field may be edited by its user or missing, and the end may be cut off. A prompt in any other form is an idea.
"""

import re
from dataclasses import dataclass, replace

from backend.local.designer import motif_index, palettes, places, selection, titling
from backend.local.designer.concept import Composition, Concept, Language, Palette, Scape
from backend.local.designer.idea_analysis import MOST_MOTIFS, IdeaAnalysis, read
from backend.local.designer.language import choose as choose_language
from backend.local.designer.lexicon.models import KINDS, Theme
from backend.local.designer.lexicon.tables import COMMON, COUNTRY, OCCASIONS, PLAIN, PRODUCTS, SENTENCES, STYLES, THEMES
from backend.local.designer.motif_index import FACE
from backend.local.designer.motif_selection import SCENERY, cast
from backend.local.designer.places import Place
from backend.local.designer.text import clean, fold, words
from backend.local.designer.text import seed as seed_of
from backend.local.designer.variation import vary

HEAD = re.compile(
    r"Art for an? (?P<kind>\w+) about \"(?P<title>[^\"]*)\"?(?:, without any lettering\.?)?\s*"
    r"(?:Keep the lower (?P<room>\d+) % plain\.\s*)?"
)
FIELDS = ("Style", "Mood", "Palette", "Keywords", "Language")
COUNTRY_SAID = re.compile(r"\bCountry: ([^.;]+)")
PICTURES = re.compile(r"\bPictures: ([^.]+)")
ERA = re.compile(r"\bEra: ((?:19|20)\d0s)")
OCCASION = re.compile(r"\bOccasion: ([a-z-]+)")
IDEA = re.compile(r"\bIdea: (.*)$", re.DOTALL)
OWN = "Composition: "
"""Begins the design prompts of our own briefs, which say all there is to say."""


@dataclass(frozen=True, slots=True)
class DrawingOrder:
    """The fields of a prompt, cleaned; empty where it has none."""

    kind: str
    title: str
    style: str
    mood: str
    palette: str
    keywords: str
    language: str
    design: str
    room: float
    """The share of the height that is to stay plain, below."""


def parse(prompt: str) -> DrawingOrder | None:
    """The fields of a prompt in the service's form; None for any other."""
    match = HEAD.match(prompt)
    if match is None:
        return None
    rest, found = prompt[match.end() :], dict.fromkeys(FIELDS, "")
    for field in FIELDS:
        if rest.startswith(f"{field}: "):
            value, rest = _value(rest[len(field) + 2 :], field)
            found[field] = value.strip()
    values = {field.lower(): value for field, value in found.items()}
    room = int(match["room"] or 0) / 100
    return DrawingOrder(kind=match["kind"], title=match["title"], design=rest, room=room, **values)


def _value(text: str, field: str) -> tuple[str, str]:
    """A field's value and what follows it: up to the next field that there is, else up to the sentence's end."""
    later = FIELDS[FIELDS.index(field) + 1 :]
    ends = [at for following in later if (at := text.find(f". {following}: ")) >= 0]
    end = min(ends) if ends else text.find(". ")
    return (text[:end], text[end + 2 :]) if end >= 0 else (text.removesuffix("."), "")


def concept(prompt: str, seed: int | None) -> Concept:
    """What to draw, as `backend.local.designer.concept` promises it."""
    text = clean(prompt)
    order = parse(text)
    drawn, style = _read_order(order) if order else _free(text[:1200])
    return drawn if seed is None else vary(drawn, style, seed)


def _free(text: str) -> tuple[Concept, str | None]:
    """A concept of an idea that nobody has made a brief of, and the style that it asks for."""
    reading = read(text, choose_language(text, None))
    composition = selection.composition(reading)
    style = selection.style(reading, composition)
    palette = palettes.choose(reading, composition, style)
    theme = palettes.theme_of(reading)
    kind = PRODUCTS[reading.product].kind
    return _assemble(reading, titling.title(reading), kind, composition, palette, theme), reading.style


def _read_order(order: DrawingOrder) -> tuple[Concept, str | None]:
    """A concept of a brief: its own fields first, then what its title, keywords and design say; and its style."""
    language = choose_language(f"{order.title} {order.keywords}", order.language)
    reading = _reading(order, language)
    style = style_named(order.style)
    composition = _composition(order, replace(reading, style=style))
    own_style = style or selection.style(reading, composition)
    base = palettes.choose(reading, composition, own_style)
    palette = palettes.complete(palettes.HEX.findall(order.palette), base)
    theme = _theme(order, reading)
    title = order.title or titling.title(reading)
    drawn = _assemble(reading, title, order.kind.lower(), composition, palette, theme)
    return replace(drawn, lettering=False, room=order.room), _style_asked_for(order, style)


def _style_asked_for(order: DrawingOrder, style: str | None) -> str | None:
    """A brief always names a style; where it quotes its idea, that says whether somebody wished for one."""
    idea = IDEA.search(order.design)
    return style if idea is None else read(idea.group(1), choose_language(idea.group(1), order.language)).style


def _reading(order: DrawingOrder, language: Language) -> IdeaAnalysis:
    """All that the order says, its title above its keywords above its design."""
    idea = IDEA.search(order.design)
    own = OWN in order.design
    reading = read(
        ". ".join(part for part in (order.title, order.keywords, idea.group(1) if idea else order.design) if part),
        language,
    )
    titled = read(order.title, language)
    place, moved = _place(order, titled, reading)
    setting = next((scape for scape, said in SENTENCES.settings.items() if f"Setting: {said}" in order.design), None)
    era, occasion = ERA.search(order.design), OCCASION.search(order.design)
    quote = SENTENCES.quotation in order.design or (idea is None and titled.subject.quote)
    known = occasion is not None and occasion.group(1) in OCCASIONS
    return replace(
        reading,
        subject=replace(reading.subject, title=order.title, quote=quote),
        place=place,
        scape=titled.scape or setting or (None if own else reading.scape),
        era=era.group(1) if era else titled.era or (None if own else reading.era),
        occasion=occasion.group(1) if occasion and known else titled.occasion or (None if own else reading.occasion),
        motifs=_motifs(order, titled, reading, quote, moved),
    )


def _place(order: DrawingOrder, titled: IdeaAnalysis, reading: IdeaAnalysis) -> tuple[Place | None, bool]:
    """The country meant, and whether the title has been changed to another than the design's."""
    match = COUNTRY_SAID.search(order.design)
    designed = places.find(words(match.group(1)), "en") if match else None
    own = OWN in order.design
    if titled.place and not (own and designed is None and _ambiguous(titled)):
        return titled.place, bool(designed and designed.iso != titled.place.iso)
    if designed:
        manner = reading.place.manner if reading.place and reading.place.iso == designed.iso else "country"
        return replace(designed, manner=manner), False
    return None if own else reading.place, False


def _ambiguous(titled: IdeaAnalysis) -> bool:
    """Whether the title's place may be a common word that the title's first letter made a name of."""
    place = titled.place
    return bool(place and all(word.fold in COMMON for word in titled.sentence[place.first : place.after]))


def _motifs(
    order: DrawingOrder, titled: IdeaAnalysis, reading: IdeaAnalysis, quote: bool, moved: bool
) -> tuple[str, ...]:
    """The design's pictures, after any that the title names and the design does not."""
    pictures = [] if moved else _pictures(order.design)
    if not pictures:
        return () if quote else titled.motifs if moved or OWN in order.design else reading.motifs
    if OWN in order.design and _is_own_title(order):
        return tuple(pictures)[:MOST_MOTIFS]
    sure = tuple(hit for hit in titled.hits if hit.score >= FACE * 0.9)
    named = [] if quote else [m for m in cast(titled.sentence, sure) if m not in SCENERY and m not in pictures]
    return tuple(dict.fromkeys([*named, *pictures]))[:MOST_MOTIFS]


def _is_own_title(order: DrawingOrder) -> bool:
    """Whether the title is of the idea's words, so that the design was written of the same: nobody has changed it."""
    idea = IDEA.search(order.design)
    return idea is not None and {word.fold for word in words(order.title)} <= {
        word.fold for word in words(idea.group(1))
    }


def _pictures(design: str) -> list[str]:
    match = PICTURES.search(design)
    named = [part.strip() for part in match.group(1).split(";")] if match else []
    return [name for name in (_picture(part) for part in named) if name]


def _picture(said: str) -> str | None:
    """`hot beverage` -> hot-beverage, `flag of Peru` -> flag:pe; None when cut off or unknown."""
    if said.startswith("flag of "):
        place = places.find(words(said[8:]), "en")
        return f"flag:{place.iso.lower()}" if place else None
    name = said.replace(" ", "-")
    return name if motif_index.exists(name) else None


def style_named(said: str) -> str | None:
    """Key of a style by its name in any language, else by the words that ask for it."""
    wanted = fold(said.split(", ", 1)[0])  # what is drawn; a technique asked for may follow
    for key, style in STYLES.items():
        if wanted in {fold(name) for name in style.name.values()}:
            return key
    spoken = {word.fold for word in words(said)}
    asked = next((key for key, style in STYLES.items() if spoken & set(style.words)), None)
    return asked or next((key for key, style in STYLES.items() if spoken & set(style.implied)), None)


def _composition(order: DrawingOrder, reading: IdeaAnalysis) -> Composition:
    """What the design says, unless the style has been changed to one that cannot carry it."""
    said = next((name for name, line in SENTENCES.lines.items() if line in order.design), None)
    if said and (reading.style is None or said in STYLES[reading.style].compositions):
        return said if said != "country" or reading.place else selection.composition(reading)
    return selection.composition(reading)


def _theme(order: DrawingOrder, reading: IdeaAnalysis) -> Theme:
    """The theme whose mood the order has, else the reading's."""
    moods = (theme for theme in (*THEMES.values(), COUNTRY, PLAIN) if theme.mood[reading.language] == order.mood)
    return next(moods, palettes.theme_of(reading))


def _assemble(
    reading: IdeaAnalysis, title: str, kind: str, composition: Composition, palette: Palette, theme: Theme
) -> Concept:
    salt = seed_of(title, composition, reading.language, fold(reading.text))
    taglines = theme.taglines[reading.language]
    scape: Scape | None = reading.scape or ("city" if composition == "landscape" and reading.place else None)
    return Concept(
        title=title,
        tagline="" if reading.subject.quote else taglines[salt % len(taglines)],
        kicker="",  # a poster does not name its own style
        language=reading.language,
        kind=kind if kind in KINDS else "poster",
        composition=composition,
        palette=palette,
        motifs=reading.motifs,
        seed=salt,
        scape=scape,
        country=reading.place.iso if reading.place else None,
        era=reading.era,
        quote=reading.subject.quote,
        occasion=reading.occasion,
    )
