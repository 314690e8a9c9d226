"""Words that look like the name of a thing and are another part of speech, or another word."""

from backend.local.designer.concept import Language
from backend.local.designer.lexicon.tables import HOMOGRAPHS
from backend.local.designer.text import Word


def is_misread(sentence: tuple[Word, ...], i: int, language: Language) -> bool:
    """Whether the word at `i` names no thing here: `se llama`, `color café`, `made of`, `it can`."""
    word = sentence[i]
    before = sentence[i - 1].fold if i else ""
    after = sentence[i + 1].fold if i + 1 < len(sentence) else ""
    if before in HOMOGRAPHS.pronouns[language]:
        return True
    if word.fold in HOMOGRAPHS.colours and (before in HOMOGRAPHS.colour_words or after in HOMOGRAPHS.colour_words):
        return True
    if word.fold in HOMOGRAPHS.verbs[language]:
        return before not in HOMOGRAPHS.determiners[language] and (before != "" or after in HOMOGRAPHS.objects)
    return any(word.fold in other.split() and _is_within(sentence, i, other) for other in HOMOGRAPHS.phrases)


def _is_within(sentence: tuple[Word, ...], i: int, phrase: str) -> bool:
    parts = phrase.split()
    starts = (i - at for at, part in enumerate(parts) if part == sentence[i].fold)
    return any(start >= 0 and [w.fold for w in sentence[start : start + len(parts)]] == parts for start in starts)
