"""An idea cut at its punctuation.

`Boda, 14 de feb. a las 7` -> `Boda`, `14 de feb. a las 7`
"""

import re
from collections.abc import Iterator

from backend.local.designer.dissection.idea_text import IdeaText
from backend.local.designer.dissection.piece import Segment

SEPARATOR = re.compile(
    r"\n|[;|•·●▪✓✔]|[.!?…。！？]+(?=[\s\"'”»)]|$|[^\x00-\x7f])|,(?!\d)|(?<!\d),(?=\d)|[，、،]|\s[-–—~]+\s|^[-–—*]\s|[()\[\]]|:(?=\s|$|\D)|：|\s[/+]\s|/{2,}(?!\w)",
    re.MULTILINE,
)
ABBREVIATED = re.compile(
    r"(?<!\w)(?:st|dr|dra|mr|mrs|ms|sr|sra|srta|d|dna|av|avda|no|nro|num|tel|telf|prof|profa|jr|vs|ft|rd|apt|mt|min|max|aprox|ing|lic|arq|op|fig|vol|est|тел|ул|godz|ul|str|tlf|cap|ed|approx|etc|c|p|a|s|m|sw|av|[a-zα-ω])$"
)
SENTENCE_END = re.compile(r"[.!?…。！？;\n]")


def cut_segments(source: IdeaText) -> Iterator[Segment]:
    start, sentence = 0, 0
    for match in SEPARATOR.finditer(source.text):
        inside = any(atom.start < match.end() and match.start() < atom.end for atom in source.atoms)
        ordinal = source.foreign and match.start() and source.text[match.start() - 1].isdigit()  # `60. Geburtstag`
        if inside or (match.group() == "." and (ordinal or ABBREVIATED.search(source.plain[start : match.start()]))):
            continue
        end = match.end() if match.group()[0] in "!?" else match.start()
        if source.text[start:end].strip():
            yield Segment(start, end, match.group().strip() or "\n" if match.group() != "\n" else "\n", sentence)
        start = match.end()
        sentence += SENTENCE_END.search(match.group()) is not None
    if source.text[start:].strip():
        yield Segment(start, len(source.text), "", sentence)
