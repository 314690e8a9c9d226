"""What the offline designer prints of 150 ideas: contact sheets, what is missing, and how good somebody finds it.

ideas.tsv has an idea a line: its language, the facts that its print must state, motifs that only a misreading would
show, and a score that a person gave its print (0: useless, 1: poor, 2: would hang or sell it, 3: gladly).
`python -m benchmarks prints` draws all of them, checks what can be checked, and writes docs/prints/ and the review in
docs/prints.md.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from itertools import combinations
from pathlib import Path

from PIL import Image

from backend.adapters.typesetting.art import Art
from backend.adapters.typesetting.composition import compose, draw
from backend.adapters.typesetting.page import PrintPage
from backend.domain.products.brief import Brief, Kind
from backend.domain.products.prompts import image_prompt
from backend.local import designer
from backend.local.bedrock.model_backend import OfflineBackend

IDEAS = Path(__file__).with_name("ideas.tsv")
DOCS = Path(__file__).parents[2] / "docs"
DOCUMENT = DOCS / "prints.md"
MARKS = re.compile(r"(?<=<!-- review begins -->\n).*(?=<!-- review ends -->)", re.DOTALL)
SIZES: dict[Kind, tuple[int, int]] = {
    "poster": (1024, 1280),
    "photo": (1024, 1024),
    "card": (1216, 832),
    "document": (832, 1216),
}
COLUMNS, ROWS, CELL, GAP = 10, 5, (200, 250), 10
"""Of a contact sheet; pixels."""
REQUESTS = frozenset(
    "poster póster pôster cartel cartaz letrero tarjeta cartão invitación convite invitation logo foto photo print"
    " quiero quero necesito hazme desenha make want plakat affiche".split()
)
"""What asks for a print, and begins no title."""


@dataclass(frozen=True, slots=True)
class Idea:
    language: str
    text: str
    facts: tuple[str, ...]
    misread: tuple[str, ...]
    score: int | None


@dataclass(frozen=True, slots=True)
class Review:
    """A print, drawn small, and what is wrong with it."""

    picture: bytes
    missing: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()
    misread: tuple[str, ...] = ()
    clipped: int = 0
    """Texts beyond the page or over another."""

    @property
    def problems(self) -> Iterator[str]:
        yield from (f"misses {each}" for each in self.missing)
        yield from (f"is titled {each}" for each in self.requests)
        yield from (f"shows {each}" for each in self.misread)
        yield from ["has texts clipped or over each other"] * bool(self.clipped)


def read_ideas() -> list[Idea]:
    def several(text: str) -> tuple[str, ...]:
        return tuple(filter(None, text.split(";")))

    with IDEAS.open(encoding="utf-8", newline="") as file:
        return [
            Idea(
                row["language"],
                row["idea"],
                several(row["facts"]),
                several(row["misread"]),
                int(row["score"]) if row["score"] else None,
            )
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


def review(idea: Idea) -> Review:
    brief = Brief.model_validate(designer.brief(idea.text))
    art = Art(OfflineBackend().picture(image_prompt(brief), *SIZES[brief.kind], None).png)
    page = compose(art, brief)
    if page is None:
        return Review(art.content, missing=idea.facts)
    said = _plain(" ".join(line.text for text in page.texts for line in text.block.lines))
    pictures = re.search(r"Pictures: ([^.]*)\.", brief.design_prompt)
    shown = pictures[1].split("; ") if pictures else []
    small = Image.open(BytesIO(draw(page, art)))
    small.thumbnail(CELL)
    written = BytesIO()
    small.convert("RGB").save(written, "PNG")
    return Review(
        written.getvalue(),
        missing=tuple(fact for fact in idea.facts if _plain(fact) not in said),
        requests=tuple(word for word in _plain(brief.title).split()[:1] if word in REQUESTS),
        misread=tuple(each for each in idea.misread if each.replace("-", " ") in shown),
        clipped=_count_clipped(page),
    )


def _plain(text: str) -> str:
    """For comparison: small letters, digits and currencies, without hyphens that only end a line."""
    composed = unicodedata.normalize("NFC", text.replace("\u00ad", "").casefold())
    kept = (
        each if each.isalnum() or unicodedata.category(each)[0] in "MS" or each in "%@&" else " " for each in composed
    )
    return " ".join("".join(kept).split())


def _count_clipped(page: PrintPage) -> int:
    boxes = [text.block.box for text in page.texts]
    outside = sum(box.x < 0 or box.y < 0 or box.right > page.width or box.bottom > page.height for box in boxes)
    over = sum(a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom for a, b in combinations(boxes, 2))
    return outside + over


def run() -> None:
    ideas = read_ideas()
    with ProcessPoolExecutor() as pool:
        reviews = list(pool.map(review, ideas))
    for number, (idea, found) in enumerate(zip(ideas, reviews, strict=True), 1):
        for problem in found.problems:
            print(f"{number:4} {idea.text[:70]!r} {problem}")
    sheets = list(_write_sheets(reviews))
    report = _report(ideas, reviews, sheets)
    print(report)
    if DOCUMENT.exists():
        DOCUMENT.write_text(MARKS.sub(lambda _: report, DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")


def _write_sheets(reviews: Sequence[Review]) -> Iterator[str]:
    folder = DOCS / "prints"
    folder.mkdir(exist_ok=True)
    across, down = CELL[0] + GAP, CELL[1] + GAP
    for first in range(0, len(reviews), COLUMNS * ROWS):
        shown = reviews[first : first + COLUMNS * ROWS]
        sheet = Image.new("RGB", (COLUMNS * across + GAP, ROWS * down + GAP), "#8a8a8a")
        for at, each in enumerate(shown):
            picture = Image.open(BytesIO(each.picture))
            left = GAP + at % COLUMNS * across + (CELL[0] - picture.width) // 2
            sheet.paste(picture, (left, GAP + at // COLUMNS * down + (CELL[1] - picture.height) // 2))
        name = f"sheet-{first // (COLUMNS * ROWS) + 1}.webp"
        sheet.save(folder / name, "WEBP", quality=82)
        yield name


def _report(ideas: Sequence[Idea], reviews: Sequence[Review], sheets: Sequence[str]) -> str:
    stated = sum(len(idea.facts) for idea in ideas)
    scores = [idea.score for idea in ideas if idea.score is not None]
    ours = [idea.score for idea in ideas if idea.score is not None and idea.language in ("es", "pt", "en")]
    lines = [
        "",
        "| of 120 ideas in es, pt, en and 30 in other languages | |",
        "| --- | --- |",
        f"| facts of the ideas that are not on the print | {sum(len(each.missing) for each in reviews)} of {stated} |",
        f"| titles with words that only ask | {sum(bool(each.requests) for each in reviews)} |",
        f"| motifs from a name or a homograph | {sum(bool(each.misread) for each in reviews)} |",
        f"| texts clipped or over another | {sum(each.clipped for each in reviews)} |",
    ]
    if scores:
        lines += [
            f"| would hang or sell it, 0 to 3, by eye | {sum(scores) / len(scores):.2f} on average, of {len(scores)} |",
            f"| the same, es, pt, en alone | {sum(ours) / len(ours):.2f} |",
            f"| prints with 3, 2, 1, 0 | {', '.join(str(scores.count(each)) for each in (3, 2, 1, 0))} |",
        ]
    pictures = [f"![Prints of the ideas, in their order](prints/{name})" for name in sheets]
    return "\n".join([*lines, "", *pictures, "", ""])
