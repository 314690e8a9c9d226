"""Reading an image prompt back into something to draw."""

from collections import Counter
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.adapters.typesetting.colour import contrast
from backend.local.designer import brief, concept
from backend.local.designer.concept import Composition
from backend.local.designer.lexicon.tables import CURATED, EMBLEMS, GROUPS, NAMES, OCCASIONS
from backend.local.designer.motif_index import exists
from tests.unit.designer.ordering import compose_prompt

SHOWN: dict[str, tuple[str, str]] = {
    "Hazme una imagen de Colombia": ("country", "hot-beverage"),
    "make me a poster of Japan": ("country", "cherry-blossom"),
    "pôster vintage do Rio de Janeiro": ("country", "parrot"),
    "Machu Picchu vintage travel poster": ("country", "llama"),
    "hazme un póster de chile": ("country", "grapes"),
    "cartel minimalista de montañas al amanecer": ("landscape", "sunrise-over-mountains"),
    "tiburón ballena en el mar": ("landscape", "shark"),
    "olas": ("landscape", "water-wave"),
    "foto de un lago al atardecer": ("landscape", "sunset"),
    "lighthouse on a stormy coast": ("landscape", "sailboat"),
    "sunflower field in Tuscany": ("landscape", "sunflower"),
    "cyberpunk cat coffee mug": ("neon", "cat"),
    "robot playing piano": ("neon", "robot"),
    "poster of Tokyo at night, neon style": ("neon", "night-with-stars"),
    "wedding invitation with olive branches for Ana & Luis": ("botanical", "ring"),
    "botanical print of eucalyptus": ("botanical", "herb"),
    "lavanda": ("botanical", "hyacinth"),
    "un colibrí en un jardín de hibiscos": ("botanical", "bird"),
    "jazz festival 1960s": ("midcentury", "saxophone"),
    "faz um cartaz do samba": ("midcentury", "long-drum"),
    "festival de tango en Buenos Aires": ("midcentury", "woman-dancing"),
    "cine club años 50": ("midcentury", "clapper-board"),
    "póster de IA generativa": ("flow", "robot"),
    "abstract mathematics fractal": ("flow", "abacus"),
    "galaxia en espiral": ("flow", "milky-way"),
    "taza para mi abuela que ama las rosas": ("hero", "old-woman"),
    "a red fox in the snow": ("hero", "fox"),
    "mujer astronauta": ("hero", "woman-astronaut"),
    "🐙": ("midcentury", "octopus"),
    "uma capivara tomando banho": ("hero", "beaver"),
    "arepas, ceviche y tacos": ("tiles", "flatbread"),
    "patrón de frutas tropicales": ("tiles", "pineapple"),
    "pattern of cats and yarn": ("tiles", "cat"),
    "convite de aniversário com dinossauros para o João": ("hero", "t-rex"),
    "quiero un póster para el cumpleaños 7 de mi hija que ama los dinosaurios": ("midcentury", "t-rex"),
    "minimalist coffee": ("minimal", "hot-beverage"),
    "yoga studio poster, calm colours": ("minimal", "person-in-lotus-position"),
}
GATO = 'Art for a poster about "Gato", without any lettering. '
NOUNS = {
    "es": "gato:cat IA:robot olas:water-wave vino:wine-glass casa:house abuela:old-woman café:hot-beverage"
    " ballena:whale"
    " tigre:tiger fútbol:soccer-ball bici:bicycle libro:books luna:crescent-moon gatitos:cat florecita:blossom"
    " faro:sailboat"
    " sirena:woman-merpeople calavera:skull búho:owl médica:woman-health-worker rey:prince vinilo:optical-disk",
    "pt": "gato:cat ondas:water-wave vinho:wine-glass avó:old-woman avô:old-man café:hot-beverage baleia:whale"
    " futebol:soccer-ball"
    " livro:books lua:crescent-moon passarinho:bird cachorrinho:dog violão:guitar sereia:woman-merpeople"
    " abacaxi:pineapple",
    "en": "cat:cat AI:robot waves:water-wave wine:wine-glass grandma:old-woman coffee:hot-beverage"
    " football:american-football"
    " bike:bicycle moon:crescent-moon kittens:cat wolves:wolf cherries:cherries mice:mouse lighthouse:sailboat"
    " axolotl:lizard",
}
PHRASES = {
    "montaña rusa": "roller-coaster",
    "flor de cerezo": "cherry-blossom",
    "gato negro": "black-cat",
    "hot dog": "hot-dog",
    "guinea pig": "hamster",
    "pastel de nata": "custard",
    "northern lights": "milky-way",
    "black woman astronaut": "woman-astronaut-dark",
    "bandera de Colombia": "flag:co",
    "roast turkey": "turkey",
}


def made(idea: str) -> Any:
    """The concept of an idea's own brief."""
    return concept(compose_prompt(brief(idea)))


@pytest.mark.parametrize(("idea", "shown"), SHOWN.items())
def test_a_brief_gives_the_picture_it_promises(idea: str, shown: tuple[str, str]) -> None:
    """The composition and a motif survive the way through the service's prompt."""
    drawn = made(idea)
    assert drawn.composition == shown[0]
    assert shown[1] in drawn.motifs
    assert all(exists(motif) or motif.startswith("flag:") for motif in drawn.motifs)


def test_a_title_adds_nothing_that_its_idea_did_not_ask_for() -> None:
    """`Porto` at the beginning of a title is no door; a title that somebody changed says what it shows."""
    idea = "pôster do Porto com a ponte e barcos rabelos"
    assert "door" not in made(idea).motifs
    changed = {**brief(idea), "title": "A door in Porto"}
    assert "door" in concept(compose_prompt(changed)).motifs


@pytest.mark.parametrize("idea", SHOWN)
def test_a_prompt_cut_off_gives_the_same_picture(idea: str) -> None:
    """Models that take 512 characters still get title, palette and composition."""
    prompt = compose_prompt(brief(idea))
    whole, cut = concept(prompt), concept(prompt[:512])
    assert (cut.title, cut.palette, cut.composition) == (whole.title, whole.palette, whole.composition)


@pytest.mark.parametrize("idea", SHOWN)
def test_an_idea_without_a_brief_is_understood_alike(idea: str) -> None:
    """A free prompt gets the composition, motifs and palette that its brief would have."""
    free, briefed = concept(idea), made(idea)
    assert (free.composition, free.motifs, free.palette) == (briefed.composition, briefed.motifs, briefed.palette)


def test_varied_ideas_use_all_nine_compositions() -> None:
    """None of them takes more than three ideas in ten."""
    used = Counter(made(idea).composition for idea in SHOWN)
    assert set(used) == set(get_args(Composition))
    assert max(used.values()) <= 0.3 * len(SHOWN)


@pytest.mark.parametrize(
    ("language", "word", "motif"),
    [(language, *pair.split(":")) for language, pairs in NOUNS.items() for pair in pairs.split()],
)
def test_a_noun_finds_its_picture(language: str, word: str, motif: str) -> None:
    """Plurals, diminutives and everyday words find what they name, first."""
    assert concept(compose_prompt(brief(word, language=language))).motifs[0] == motif


@pytest.mark.parametrize(("phrase", "motif"), PHRASES.items())
def test_a_phrase_is_more_than_its_words(phrase: str, motif: str) -> None:
    """Two words that name one thing give one picture."""
    assert made(phrase).motifs[0] == motif


def test_the_vocabulary_names_only_pictures_that_exist() -> None:
    """Synonyms, emblems, occasions and crowds all point into the collection."""
    named = {*CURATED, *NAMES}
    named |= {motif for group in GROUPS.values() for motif in group.motifs}
    named |= {motif for motifs in EMBLEMS.values() for motif in motifs}
    named |= {motif for occasion in OCCASIONS.values() for motif in occasion.motifs}
    assert sorted(motif for motif in named if not exists(motif)) == []


@pytest.mark.parametrize(
    ("idea", "country"),
    [
        ("a poster of Turkey", "TR"),
        ("roast turkey dinner", None),
        ("salsa de chile verde", None),
        ("cartaz do peru", "PE"),
        ("man on the moon", None),
        ("café colombiano", "CO"),
        ("Dutch tulips", "NL"),
        ("nova iorque à noite", "US"),
        ("feliz navidad", None),
        ("guinea pig", None),
        ("Jordan desert", "JO"),
        ("Kyoto in autumn", "JP"),
    ],
)
def test_places_are_told_from_words_that_look_alike(idea: str, country: str | None) -> None:
    """A country needs its capital letter where the word has another meaning."""
    assert made(idea).country == country


def test_fields_of_the_brief_reach_the_concept() -> None:
    """Era, occasion, quotation, language and kind are carried."""
    assert made("jazz festival 1960s").era == "1960s"
    assert made("cine club años 50").era == "1950s"
    assert made("wedding invitation for Ana & Luis").occasion == "wedding"
    assert made('póster con la frase "menos es más"').quote
    assert made("tarjeta de navidad con renos").kind == "card"
    assert made("caneca com um gato").language == "pt"


def test_an_edited_style_changes_the_composition() -> None:
    """The user's style beats what the design prompt said."""
    edited = {**brief("un gato"), "style": "neón futurista"}
    assert concept(compose_prompt(edited)).composition == "neon"


def test_an_edited_title_changes_the_picture() -> None:
    """What the new title names comes before the old motifs."""
    edited = {**brief("póster de un gato"), "title": "Perro"}
    drawn = concept(compose_prompt(edited))
    assert drawn.title == "Perro"
    assert drawn.motifs[0] == "dog"


def test_a_title_changed_to_another_country_moves_the_map() -> None:
    """Outline and emblems follow the title."""
    edited = {**brief("Hazme una imagen de Colombia"), "title": "México"}
    drawn = concept(compose_prompt(edited))
    assert (drawn.country, drawn.motifs[0]) == ("MX", "cactus")


def test_the_palette_given_is_kept() -> None:
    """Five colours come back as they were, in upper case."""
    edited = {**brief("un gato"), "palette": ["#ffffff", "#101010", "#ff0000", "#00ff00", "#0000ff"]}
    palette = concept(compose_prompt(edited)).palette
    assert palette.ground == "#FFFFFF"
    assert (palette.first, palette.second, palette.third) == ("#FF0000", "#00FF00", "#0000FF")


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4])
def test_a_short_palette_is_completed(count: int) -> None:
    """Colours given stay; the ink can be read."""
    colours = ["#222222", "#FAFAFA", "#CC3344", "#3355AA"][:count]
    palette = concept(GATO + f"Style: vintage. Palette: {', '.join(colours)}. Keywords: gato.").palette
    assert [palette.ground, palette.ink, palette.first, palette.second][:count] == colours
    assert contrast(palette.ground, palette.ink) >= 4.5


def test_an_ink_that_cannot_be_read_is_replaced() -> None:
    """White on cream is no ink."""
    palette = concept(GATO + "Palette: #FFF8E7, #FFFFFF, #CC3344, #3355AA, #228833.").palette
    assert contrast(palette.ground, palette.ink) >= 4.5


def test_a_design_by_another_model_is_understood() -> None:
    """A brief that we did not write has free words in every field."""
    drawn = concept(
        'Art for a poster about "Amanecer Andino", without any lettering. '
        "Style: Warm minimalist vector. Mood: calm. Palette: #F5E6D3, #2B2D42. "
        "Keywords: montañas, amanecer. Language: es. A serene sunrise above the Andes, flat colour layers."
    )
    assert (drawn.composition, drawn.scape, drawn.title) == ("landscape", "mountain", "Amanecer Andino")


def test_the_seed_does_not_depend_on_the_palette() -> None:
    """Recolouring a poster keeps its drawing."""
    first = brief("Hazme una imagen de Colombia")
    second = {**first, "palette": ["#FFFFFF", "#000000", "#AA0000", "#00AA00", "#0000AA"]}
    one, other = concept(compose_prompt(first)), concept(compose_prompt(second))
    assert replace(one, palette=other.palette) == other


@settings(derandomize=True, max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=300))
def test_any_prompt_becomes_a_concept(prompt: str) -> None:
    """Never an exception, always a title and a readable palette, twice the same."""
    drawn = concept(prompt)
    assert 1 <= len(drawn.title) <= 80
    assert contrast(drawn.palette.ground, drawn.palette.ink) >= 4.5
    assert drawn == concept(prompt)


@settings(derandomize=True, max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(min_size=1, max_size=80), st.integers(min_value=0, max_value=1200))
def test_any_brief_survives_its_prompt(idea: str, length: int) -> None:
    """However short the prompt is cut, it can be drawn."""
    prompt = compose_prompt(brief(idea))
    assert concept(prompt[:length]).title
    assert concept(prompt).title == str(brief(idea)["title"]).replace('"', "'")
