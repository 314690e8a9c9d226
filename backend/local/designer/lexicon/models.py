"""What the vocabulary's files hold. Words are folded unless a comment in the file says otherwise."""

from typing import Literal, get_args

from backend.domain.products.brief import Role
from backend.local.designer.concept import Composition, Language, Scape
from backend.local.designer.lexicon.loading import Entry, PhraseList, PhraseSet, Words, WordSet

Kind = Literal["poster", "photo", "card", "document"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Phrases = dict[Language, tuple[str, ...]]


class Occasion(Entry):
    words: Words
    noun: dict[Language, str]
    motifs: tuple[str, ...]
    theme: str


class ProductWord(Entry):
    """A kind of product: the words that ask for it, its usual price and last sentences of its description."""

    kind: Kind
    price_cents: int
    words: Words
    closing: Phrases


class Style(Entry):
    """`words` ask for the style, `implied` words merely suggest it; `english` is for the image prompt."""

    words: Words
    name: dict[Language, str]
    compositions: tuple[Composition, ...]
    palettes: tuple[str, ...]
    english: str
    implied: Words = ()


class Theme(Entry):
    """Motifs of CLDR subgroups that begin like one of `subgroups` imply the theme."""

    palettes: tuple[str, ...]
    mood: dict[Language, str]
    taglines: Phrases
    setting: str
    words: Words = ()
    subgroups: tuple[str, ...] = ()


class Themes(Entry):
    country: Theme
    plain: Theme
    themes: dict[str, Theme]


class MotifGroup(Entry):
    """Words for a whole kind of things, and the motifs that show it together."""

    words: Phrases
    motifs: tuple[str, ...]


class Region(Entry):
    countries: Words
    motifs: Words


class Emblems(Entry):
    emblems: dict[str, Words]
    regions: dict[str, Region]


class PlaceNames(Entry):
    common: frozenset[str]
    not_places: frozenset[str]
    cities: dict[str, tuple[str, ...]]
    nicknames: dict[str, str]
    elsewhere: dict[str, WordSet]


class Demonyms(Entry):
    demonyms: dict[str, Words]


class Colours(Entry):
    noun_or_colour: WordSet
    named: tuple[tuple[str, str, str, str], ...]
    asked: dict[str, Words]


class Sentences(Entry):
    quotation: str
    lines: dict[Composition, str]
    settings: dict[Scape, str]
    for_things: dict[str, tuple[Composition, ...]]
    shown: dict[Composition, Phrases]
    coloured: Phrases
    detailed: dict[Language, str]
    conjunction: dict[Language, str]


class Eras(Entry):
    spoken_eras: dict[str, int]


class Scapes(Entry):
    scapes: dict[Scape, Words]
    light: dict[str, Words]


class Swatches(Entry):
    swatches: dict[str, tuple[str, str, str, str, str]]


class Products(Entry):
    commands: dict[Language, WordSet]
    products: dict[str, ProductWord]


class Technique(Entry):
    """A way of painting that is understood, but not drawn."""

    words: Words
    name: dict[Language, str]


class Styles(Entry):
    adjectives: WordSet
    plain_adjectives: WordSet
    of_composition: dict[Composition, str]
    instead: dict[Language, str]
    techniques: dict[str, Technique]
    styles: dict[str, Style]


class Answers(Entry):
    hello: dict[Language, str]
    welcome: dict[Language, str]
    abilities: dict[Language, str]
    make: dict[Language, str]
    unknown: dict[Language, str]
    vague: dict[Language, str]
    nothing: dict[Language, str]
    costs: dict[Language, str]
    found: dict[Language, tuple[str, str]]


class Talk(Entry):
    greetings: WordSet
    openers: WordSet
    thanks: WordSet
    around_thanks: WordSet
    capable: str
    making: str
    cheap: WordSet
    dear: WordSet
    price: WordSet
    list: WordSet
    goods: WordSet
    synonyms: tuple[Words, ...]
    asking: dict[Language, WordSet]
    answers: Answers

    @property
    def price_words(self) -> frozenset[str]:
        return self.cheap | self.dear | self.price


class MarkWords(Entry):
    """Words of dates, clock times, prices and before telephone numbers."""

    months: PhraseList
    short_months: PhraseList
    weekdays: PhraseList
    short_weekdays: PhraseList
    every: PhraseList
    relative: PhraseList
    hours: PhraseList
    parts_of_day: PhraseList
    noons: PhraseList
    currencies: PhraseList
    telephones: PhraseList


class KindWords(Entry):
    structured: PhraseSet
    headings: PhraseSet
    eventful: PhraseSet
    living: PhraseSet
    kin: PhraseSet
    business: PhraseSet
    venue: PhraseSet


class ArtWords(Entry):
    cues: PhraseList
    likes: PhraseList
    asides: PhraseList
    offered: PhraseSet


class StyleWords(Entry):
    free: PhraseSet
    sizes: PhraseSet
    techniques: PhraseSet
    style_glue: PhraseSet
    announce_pets: PhraseSet


class GivenNames(Entry):
    names: PhraseSet


class WordingWords(Entry):
    """What the parts of an idea are for: to ask, to name, to quote, to describe the picture, to state a fact."""

    openers: PhraseList
    unspaced_requests: PhraseList
    foreign_products: PhraseList
    foreign_links: PhraseList
    naming: PhraseList
    saying: PhraseList
    saying_needs_colon: PhraseSet
    byline: PhraseList
    meta: PhraseList
    dropped: PhraseList
    classified: PhraseList
    kept: PhraseList
    labels: dict[Role, PhraseList]
    kinds: KindWords
    art: ArtWords
    words: StyleWords
    given: GivenNames


class HomographWords(Entry):
    """Words that look like things: before which words they are verbs, where they are colours, or part of a phrase."""

    pronouns: dict[Language, WordSet]
    determiners: dict[Language, WordSet]
    verbs: dict[Language, WordSet]
    colours: WordSet
    colour_words: WordSet
    phrases: tuple[str, ...]
    objects: WordSet
