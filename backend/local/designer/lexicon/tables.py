"""The tables of the vocabulary; importing them takes some 50 ms. Each TOML file here says what its words are for."""

from backend.local.designer.concept import Language
from backend.local.designer.lexicon.loading import read_file
from backend.local.designer.lexicon.models import (
    Colours,
    Demonyms,
    Emblems,
    Eras,
    HomographWords,
    MarkWords,
    MotifGroup,
    Occasion,
    Phrases,
    PlaceNames,
    Products,
    Scapes,
    Sentences,
    Styles,
    Swatches,
    Talk,
    Themes,
    WordingWords,
)

_places = read_file("cities", PlaceNames)
CITIES, NICKNAMES, ELSEWHERE = _places.cities, _places.nicknames, _places.elsewhere
COMMON, NOT_PLACES = _places.common, _places.not_places
DEMONYMS = read_file("demonyms", Demonyms).demonyms

_emblems = read_file("emblems", Emblems)
EMBLEMS, REGIONS = _emblems.emblems, _emblems.regions

_motif_files = ("animals", "food", "nature", "people", "activities", "things", "ideas")
CURATED = {
    key: words for name in _motif_files for key, words in read_file(f"motifs/{name}", dict[str, Phrases]).items()
}
"""Motif -> everyday words that CLDR's labels lack. A subject without a picture takes the nearest one: a capybara is a
beaver, a lighthouse shines."""
GROUPS = read_file("groups", dict[str, MotifGroup])
NAMES = read_file("names", dict[str, dict[Language, str]])

_colours = read_file("colours", Colours)
ASKED, NAMED, NOUN_OR_COLOUR = _colours.asked, _colours.named, _colours.noun_or_colour
SWATCHES = read_file("swatches", Swatches).swatches

SENTENCES = read_file("compositions", Sentences)
SPOKEN_ERAS = read_file("eras", Eras).spoken_eras

_scapes = read_file("scapes", Scapes)
SCAPES, LIGHT = _scapes.scapes, _scapes.light

OCCASIONS = read_file("occasions", dict[str, Occasion])

_products = read_file("products", Products)
COMMANDS, PRODUCTS = _products.commands, _products.products

_styles = read_file("styles", Styles)
STYLES, OF_COMPOSITION = _styles.styles, _styles.of_composition
TECHNIQUES, INSTEAD = _styles.techniques, _styles.instead
ADJECTIVES, PLAIN_ADJECTIVES = _styles.adjectives, _styles.plain_adjectives

_themes = read_file("themes", Themes)
THEMES, COUNTRY, PLAIN = _themes.themes, _themes.country, _themes.plain

TALK = read_file("talk", Talk)

MARKS = read_file("marks", MarkWords)
WORDING = read_file("wording", WordingWords)
HOMOGRAPHS = read_file("homographs", HomographWords)
