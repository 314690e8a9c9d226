"""Faces: letters in the order in which they are read, in a face that has them."""

import pytest

from backend.adapters.typesetting import faces
from backend.adapters.typesetting.faces import face, find_missing, is_rtl, reorder, runs, settable

LATIN, HEBREW = "dm-sans-medium", "secular-one-regular"


def test_letters_run_from_right_to_left() -> None:
    """What is read first is at the right: Hebrew letters do not join, so the glyphs are those of the text reversed."""
    right = face(HEBREW).run("אבג", 0, 1, rtl=True)
    assert right.data == face(HEBREW).run("גבא", 0, 1).data
    assert right.data != face(HEBREW).run("אבג", 0, 1).data


@pytest.mark.parametrize(
    ("text", "rtl", "expected"),
    [
        ("שלום World", True, [LATIN, HEBREW]),
        ("World שלום", False, [LATIN, HEBREW]),
        ("World שלום", True, [HEBREW, LATIN]),
        ("A שלום B", False, [LATIN, HEBREW, LATIN]),
    ],
)
def test_runs_are_in_visual_order(text: str, rtl: bool, expected: list[str]) -> None:
    """By the direction of the paragraph, each after the other without a gap or an overlap."""
    found = runs(text, LATIN, 0, rtl)
    assert [run.face for run in found if run.data] == expected  # a space between directions is a run without ink
    ends = [run.x + run.advance for run in found]
    assert [run.x for run in found] == pytest.approx([0, *ends[:-1]])


def test_levels_are_reversed_from_the_highest() -> None:
    """Rule L2: numbers inside Hebrew keep their own order."""
    items = [("f", "a", 1), ("f", "1", 2), ("f", "2", 2), ("f", "b", 1)]
    assert [text for _, text, _ in reorder(items)] == ["b", "1", "2", "a"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("שלום World", True), ("2024 مهرجان", True), ("World שלום", False), ("24", False), ("", False)],
)
def test_a_paragraph_has_the_direction_of_its_first_letter(text: str, expected: bool) -> None:
    assert is_rtl(text) is expected


def test_a_word_is_in_one_face() -> None:
    """A letter that the wanted face lacks takes its whole word along, and no other."""
    assert not face(LATIN).covers("ắ")
    chosen = faces._choose_faces("Bắc Ninh", LATIN)
    assert chosen == ["noto-sans-semibold"] * 4 + [LATIN] * 4


def test_marks_over_letters_are_not_spaced() -> None:
    """Letterspacing is added once for each letter, with and without a vowel sign."""
    spaced, plain = (face("kanit-semibold").run("กี", spacing, 1).advance for spacing in (0.1, 0))
    assert spaced - plain == pytest.approx(0.1, abs=0.002)


def test_what_no_face_has_is_named_and_left_out() -> None:
    """Symbols one by one, a word with a missing letter whole; spaces and joiners are nothing to be drawn."""
    assert find_missing("Café ☕ აბ ☕", LATIN) == ["☕", "ა", "ბ"]
    assert settable("Café ☕ აბ sol", LATIN) == "Café sol"
    assert find_missing("क्\u200dष \ufe0f\t", LATIN) == []
