"""A model backend that costs no time: one brief, one answer, one small picture."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from backend.local.bedrock import Picture, PromptPassage
from tests.app.models import BRIEF
from tests.makers import png

ANSWER = "There are three posters of coffee [1]."


class QuickMind:
    def brief(self, idea: str, kind: str | None, language: str | None) -> Mapping[str, Any]:
        return {**BRIEF, "kind": kind or BRIEF["kind"], "language": language or BRIEF["language"]}

    def answer(self, question: str, passages: Sequence[PromptPassage]) -> str:
        return ANSWER

    def picture(self, prompt: str, width: int, height: int, seed: int | None) -> Picture:
        return Picture(_drawn(width, height), seed or 7)

    def restyle(self, source: bytes, prompt: str, width: int, height: int, seed: int | None) -> Picture:
        return self.picture(prompt, width, height, seed)


@lru_cache
def _drawn(width: int, height: int) -> bytes:
    return png(width, height)
