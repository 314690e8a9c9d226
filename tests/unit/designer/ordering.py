"""How the service words an image prompt, for tests of reading it back."""

from collections.abc import Mapping
from typing import Any


def compose_prompt(brief: Mapping[str, Any]) -> str:
    """The service's one line for a brief."""
    title = str(brief["title"]).replace('"', "'")
    return (
        f'Art for a {brief["kind"]} about "{title}", without any lettering. '
        f"Style: {brief['style']}. Mood: {brief['mood']}. "
        f"Palette: {', '.join(brief['palette'])}. Keywords: {', '.join(brief['keywords'])}. "
        f"Language: {brief['language']}. {brief['design_prompt']}"
    )
