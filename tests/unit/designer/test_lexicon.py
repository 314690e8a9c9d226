"""The vocabulary's files, and what happens when one of them is edited wrongly."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from backend.local.designer.lexicon import loading, tables
from backend.local.designer.lexicon.models import Occasion

WEDDING = """
[wedding]
words = \"\"\"
boda
wedding  save-the-date
\"\"\"
noun = { es = "Boda", pt = "Casamento", en = "Wedding" }
motifs = ["ring"]
theme = "wedding"
"""


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(loading, "FOLDER", tmp_path)
    return tmp_path / "occasions.toml"


def test_words_of_a_text_are_split(read: Path) -> None:
    read.write_text(WEDDING)
    assert loading.read_file("occasions", dict[str, Occasion])["wedding"].words == ("boda", "wedding", "save-the-date")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('theme = "wedding"', 'theme = "wedding"\ncolour = "red"'),
        ('theme = "wedding"', ""),
        ('theme = "wedding"', 'theme = ["wedding"]'),
        ('es = "Boda"', 'de = "Hochzeit"'),
    ],
)
def test_a_wrong_entry_is_refused(read: Path, right: str, wrong: str) -> None:
    """A key that is unknown or missing, a value of another type, a language that the designer does not speak."""
    read.write_text(WEDDING.replace(right, wrong))
    with pytest.raises(ValidationError):
        loading.read_file("occasions", dict[str, Occasion])


def test_everything_refers_to_something() -> None:
    """Themes, palettes, compositions' styles and things are named by keys that exist."""
    assert {occasion.theme for occasion in tables.OCCASIONS.values()} <= set(tables.THEMES)
    assert set(tables.SENTENCES.for_things) <= {*tables.THEMES, "other", "together"}
    assert set(tables.OF_COMPOSITION.values()) <= set(tables.STYLES)
    themes = (*tables.THEMES.values(), tables.COUNTRY, tables.PLAIN)
    palettes = {palette for theme in themes for palette in theme.palettes}
    palettes |= {palette for style in tables.STYLES.values() for palette in style.palettes}
    assert palettes <= set(tables.SWATCHES)
