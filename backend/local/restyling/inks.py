"""Colours of treatments: those of the prompt, or a set that the seed chooses."""

import re
from dataclasses import dataclass
from random import Random

from backend.adapters.typesetting import colour

_HEX = re.compile(r"#[0-9a-fA-F]{6}\b")


@dataclass(frozen=True, slots=True)
class Inks:
    """Paper, a colour, and a dark ink."""

    paper: str
    middle: str
    dark: str


SETS = (
    Inks("#F6EEDD", "#E4572E", "#1D2A4D"),
    Inks("#F4F1E8", "#2A9D8F", "#16324F"),
    Inks("#FBF1E4", "#E9A23B", "#4A1D3F"),
    Inks("#EFF3EE", "#6FA287", "#1F3A34"),
    Inks("#FAEDEA", "#D9638A", "#2B2350"),
    Inks("#F3EFE6", "#C98A4B", "#33261D"),
)


def choose_inks(prompt: str, chance: Random) -> Inks:
    """Of the prompt's palette the lightest is the paper, the darkest the ink, the most vivid the colour between."""
    named = list(dict.fromkeys(_HEX.findall(prompt)))
    if len(named) < 3:
        return chance.choice(SETS)
    light, *rest, dark = sorted(named, key=colour.luminance, reverse=True)
    return Inks(light, max(rest, key=colour.saturation), colour.mix(dark, "#000000", 0.15))
