"""Outlines of countries."""

import gzip
import json

import pytest

from backend.adapters.typesetting.geometry import Box
from backend.local.designer import outlines

CODES = sorted(json.loads(gzip.decompress(outlines.DATA.read_bytes())))


def test_nearly_all_countries_have_an_outline() -> None:
    """Natural Earth draws 238 of the ISO codes; the rest (Vatican, overseas parts) are known to be missing."""
    assert len(CODES) == 238
    assert outlines.exists("CO")
    assert outlines.exists("co")
    assert not outlines.exists("VA")
    assert not outlines.exists(None)


@pytest.mark.parametrize("code", CODES)
def test_an_outline_fills_its_box(code: str) -> None:
    """Rings are closed shapes within the box; the box is as tight as whole numbers allow."""
    shape = outlines.outline(code)
    xs, ys = zip(*(point for ring in shape.rings for point in ring), strict=True)
    assert all(len(ring) >= 3 for ring in shape.rings)
    assert -2 <= min(xs) <= 40
    assert -2 <= min(ys) <= 40
    assert shape.width - 40 <= max(xs) <= shape.width + 2
    assert shape.height - 40 <= max(ys) <= shape.height + 2
    assert 0 < shape.share < 1


@pytest.mark.parametrize(
    ("code", "narrowest", "widest"),
    [
        ("FR", 0.85, 1.2),  # without Guiana
        ("US", 1.35, 1.8),  # the lower 48
        ("RU", 1.5, 2.4),  # joined across the antimeridian
        ("ES", 1.0, 1.5),  # without the Canaries
        ("PT", 0.4, 0.65),  # without the Azores
        ("CL", 0.1, 0.3),  # without Easter Island
        ("FJ", 1.0, 2.4),  # both main islands
        ("NZ", 0.5, 0.9),
    ],
)
def test_remote_parts_are_left_out(code: str, narrowest: float, widest: float) -> None:
    """The picture shows the country as people know it."""
    assert narrowest < outlines.outline(code).aspect < widest


@pytest.mark.parametrize("code", ["RU", "FJ"])
def test_the_antimeridian_leaves_no_cut(code: str) -> None:
    """The largest ring crosses the meridian of 180 degrees in one piece: most of the land is in it."""
    rings = [abs(outlines.area(ring)) for ring in outlines.outline(code).rings]
    assert rings[0] > 0.5 * sum(rings)


def test_an_unknown_code_is_a_key_error() -> None:
    """There is no outline to fall back on."""
    with pytest.raises(KeyError):
        outlines.outline("ZZ")


def test_an_outline_is_fitted_into_a_box() -> None:
    """It keeps its aspect and is centred."""
    shape, box = outlines.outline("BR"), Box(10, 20, 400, 200)
    place = shape.fit_into(box)
    assert box.contains(place)
    assert place.centre == pytest.approx(box.centre)
    assert place.width / place.height == pytest.approx(shape.aspect)
