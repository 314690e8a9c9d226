"""The offline designer, which stands for the models on a laptop: a brief, and posters as SVG, PNG and all of it."""

import time
from collections.abc import Mapping

from backend.domain.products.brief import Brief
from backend.domain.products.prompts import image_prompt
from backend.local import designer
from backend.local.designer import poster, render
from benchmarks.measure import Timing
from benchmarks.table import show

IDEAS = (
    "Hazme una imagen de Colombia",
    "a red fox in the snow",
    "um farol à beira-mar ao pôr do sol",
    "neon city at night",
    "botanical poster of a monstera",
    "tarjeta de cumpleaños con globos",
    "minimal type: silence",
    "jazz festival",
)
WIDTH, HEIGHT = 1024, 1280


def run() -> None:
    began = time.perf_counter()
    _all_steps(IDEAS[0])
    first = time.perf_counter() - began
    for idea in IDEAS:
        poster.svg(_concept(designer.brief(idea)), WIDTH, HEIGHT)  # reads the motifs and fonts it needs
    briefs, drawings, pictures = zip(*(_all_steps(idea) for _ in range(2) for idea in IDEAS), strict=True)
    whole = [sum(each) for each in zip(briefs, drawings, pictures, strict=True)]
    rows = [("first brief and poster of a process", f"{first * 1e3:.0f}", "", "")]
    for name, seconds in (
        ("brief", briefs),
        ("poster as SVG", drawings),
        ("SVG to PNG", pictures),
        ("all three", whole),
    ):
        each = Timing.of(seconds)
        rows.append((name, f"{each.median * 1e3:.1f}", f"{max(seconds) * 1e3:.1f}", f"{each.spread:.0%}"))
    show(f"The offline designer, {len(IDEAS)} ideas, {WIDTH} x {HEIGHT}", ("", "median ms", "worst ms", "noise"), rows)


def _all_steps(idea: str) -> tuple[float, float, float]:
    """Seconds that brief, drawing and picture took."""
    times = [time.perf_counter()]
    told = designer.brief(idea)
    times.append(time.perf_counter())
    svg = poster.svg(_concept(told), WIDTH, HEIGHT)
    times.append(time.perf_counter())
    render.png(svg, WIDTH, HEIGHT)
    times.append(time.perf_counter())
    return times[1] - times[0], times[2] - times[1], times[3] - times[2]


def _concept(told: Mapping[str, object]) -> designer.Concept:
    """By way of the prompt that the service sends to an image model."""
    return designer.concept(image_prompt(Brief.model_validate(told)))


if __name__ == "__main__":
    run()
