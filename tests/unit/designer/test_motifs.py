"""The collection of pictures and flags."""

import re
from xml.etree import ElementTree

import pytest

from backend.local.designer import motifs

WITH_REFERENCES = next(name for name in motifs.names() if "url(#" in motifs.draw(name, 0, 0, 32))
COLOUR = re.compile(r'"(#[0-9a-fA-F]{3,6})"')


def drawn(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{text}</svg>')


def test_thousands_of_pictures_by_name() -> None:
    """The whole collection is there, flags by their country's code."""
    assert len(motifs.names()) > 3100
    assert all(map(motifs.exists, ("cat", "hot-beverage", "flag:co", "flag:CO")))


def test_unknown_names_are_said_to_be_unknown() -> None:
    """`exists` says no and `draw` raises KeyError."""
    assert not motifs.exists("no-such-picture")
    assert not motifs.exists("flag:xq")
    with pytest.raises(KeyError):
        motifs.draw("no-such-picture", 0, 0, 10)


def test_every_picture_is_well_formed() -> None:
    """Each picture and silhouette parses as XML."""
    for name in motifs.names()[::97]:
        drawn(motifs.draw(name, 5, 5, 32, rotate=10) + motifs.silhouette(name, 5, 5, 32, "#123456", grow=2))


def test_two_copies_share_no_ids() -> None:
    """Clip paths of one copy do not catch the other's."""
    first, second = (motifs.draw(WITH_REFERENCES, x, 0, 32) for x in (0, 50))
    ids = re.compile(r'id="([^"]+)"')
    assert ids.findall(first)
    assert not set(ids.findall(first)) & set(ids.findall(second))
    assert set(re.findall(r"url\(#([^)]+)\)", first)) <= set(ids.findall(first))


def test_a_ramp_replaces_every_colour() -> None:
    """Recoloured, a picture has only the ramp's colours and their middles, dark ones for dark ones."""
    found = set(COLOUR.findall(motifs.draw("cat", 0, 0, 32, ("#000000", "#ffffff"))))
    assert found <= {"#000000", "#ffffff", "#808080", "#7f7f7f"}
    assert len(found) > 1


def test_without_a_ramp_the_colours_stay() -> None:
    """A picture keeps its own colours."""
    assert "#ff8257" not in motifs.draw("cat", 0, 0, 32, ("#000000",)).lower()
    assert set(COLOUR.findall(motifs.draw("cat", 0, 0, 32))) == set(COLOUR.findall(motifs.draw("cat", 9, 9, 64)))


def test_a_silhouette_has_one_colour() -> None:
    """Every colour of a silhouette is the one asked for."""
    assert set(COLOUR.findall(motifs.silhouette("cat", 0, 0, 32, "#123456"))) == {"#123456"}


def test_flag_colours_come_largest_first() -> None:
    """Colombia: yellow, the upper half, before blue and red."""
    yellow, *others = motifs.flag_colours("co")
    assert yellow == "#FFE800"
    assert len(others) == 2


@pytest.mark.parametrize("name", ["child", "child-dark", "woman-teacher-medium", "man-cook"])
def test_people_keep_their_skin(name: str) -> None:
    """In any colours of a print; hair and clothes take those."""
    body = motifs.draw(name, 0, 0, 100)
    printed = motifs.draw(name, 0, 0, 100, ["#003300", "#00aa00", "#ccffcc"])
    skin = {each.lower() for each in motifs.COLOUR.findall(body)} & motifs.SKIN
    assert skin
    assert {each.lower() for each in motifs.COLOUR.findall(printed)} & motifs.SKIN == skin
    assert printed != body
