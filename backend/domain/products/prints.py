"""Prints: a picture and the text that is typeset on it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Protocol

from backend.domain.products.brief import Brief, Kind
from backend.domain.products.pdf import NotConvertible, pdf_of
from backend.domain.products.png import with_resolution
from backend.domain.shared.media import ART_ENDING, MediaStore, PreviewMaker, is_art, put_preview

log = logging.getLogger(__name__)

ALSO_PDF: frozenset[Kind] = frozenset({"card", "document"})


@dataclass(frozen=True, slots=True)
class Print:
    """A typeset picture, as PNG, and what its owner should know of it."""

    content: bytes
    warnings: tuple[str, ...] = ()


class Typesetter(Protocol):
    """Sets the title and the lines of a brief on a picture."""

    def typeset(self, art: bytes, brief: Brief) -> Print:
        """The print, which has the picture's size. The same picture and text give the same bytes.

        The warnings say what cannot be set: characters that no typeface has, a picture that cannot be read
        (the print is then the picture itself).
        """


@dataclass(frozen=True, slots=True)
class StoredPrint:
    keys: list[str]
    """The print, its PDF where the kind has one, its preview."""
    warnings: tuple[str, ...]


class PrintMaker:
    """Typesets prints and stores them."""

    def __init__(self, typesetter: Typesetter, media: MediaStore, previews: PreviewMaker) -> None:
        self._typesetter = typesetter
        self._media = media
        self._previews = previews

    def store(self, art: bytes, brief: Brief, base: str) -> StoredPrint:
        """Typesets a brief and stores what comes of it under `base` with the files' endings, each written once.

        A print that cannot be put into a PDF is stored without one.
        """
        made = self._typesetter.typeset(art, brief)
        content = self._media.put(f"{base}.png", with_resolution(made.content))
        keys = [f"{base}.png"]
        if brief.kind in ALSO_PDF and (document := _as_pdf(content, brief.title)) is not None:
            self._media.put(f"{base}.pdf", document)
            keys.append(f"{base}.pdf")
        keys += put_preview(self._media, self._previews, f"{base}.png", content)
        return StoredPrint(keys, made.warnings)

    def store_again(self, brief: Brief, keys: Sequence[str], version: int) -> StoredPrint | None:
        """The print of a changed text on the same art; None for a product that has no art, or whose art is gone.

        Every change has files of its own, so that what others see never changes under its name.
        """
        art_key = find_art(keys)
        art = self._media.get(art_key) if art_key is not None else None
        if art_key is None or art is None:
            return None
        made = self.store(art, brief, name_version(art_key.removesuffix(ART_ENDING), version))
        return StoredPrint([*made.keys, art_key], made.warnings)


def name_version(base: str, version: int) -> str:
    """How the names of a version's files begin. Two changes of one version race: each has names of its own, so that the
    loser can release what it made."""
    return f"{base}_v{version}_{token_hex(4)}"


def find_art(keys: Sequence[str]) -> str | None:
    """The key of the picture without text among a product's files."""
    return next(filter(is_art, keys), None)


def _as_pdf(png: bytes, title: str) -> bytes | None:
    try:
        return pdf_of(png, title=title)
    except NotConvertible:
        log.warning("picture cannot be put into a PDF", exc_info=True)
        return None
