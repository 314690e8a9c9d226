"""The mood of a few sentences in Spanish, Portuguese or English, by the words in them."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

# Beginnings of words without accents: one entry serves genders, plurals and tenses, and the name a schema gives the
# mood (`happy`, `joyful`, `alegria`) as well as what people say when they are in it.
_BEGINNINGS = {
    "joy": "joy happ glad cheer delight laugh smil feli alegr risa riso sonri sorri divert fun",
    "sadness": "sad sorrow melanc lonel cried crying tears grief trist llor lagrim chor soledad solidao",
    "anger": "anger angry furi rage enoj rabi raiv irrit hate odio",
    "calm": "calm peace seren relax quiet tranq paz sosieg sosseg",
    "fear": "fear anxi afraid scar worr mied medo asust ansie nerv preocup",
    "love": "love loving affection tender romant amor quiero querid carin beso beij kiss hug abraz abrac",
    "nostalgia": "nostalg wistful longing remember memor recuerd lembr saudad abuel avo childhood infanc",
    "gratitude": "gratitud grateful thank gracias agradec obrigad",
    "hope": "hope optimis esper dream suen sonh futur",
    "excitement": "excit thrill energ emocion entusias animad amazing increib incriv",
    "surprise": "surpris astonish sorpre surpre inesperad unexpected suddenly",
    "neutral": "neutral",
}
_PATTERNS = {mood: re.compile(rf"(?:{starts.replace(' ', '|')})") for mood, starts in _BEGINNINGS.items()}
# What a text without any such word is taken for, the best first.
_PLAIN = ("neutral", "calm")


def moods(text: str) -> list[str]:
    """`"Qué alegría, mi abuela sonríe"` -> `["joy", "nostalgia", "neutral", "calm"]`: the most frequent first."""
    counted = Counter(mood for word in _words(text) if (mood := _mood(word)))
    return [mood for mood, _ in counted.most_common()] + list(_PLAIN)


def nearest(options: Sequence[str], text: str) -> str:
    """The option whose name is nearest the text's mood; the first if none is a mood at all."""
    named = {_mood(word): option for option in reversed(options) for word in _words(option)}
    return next((named[mood] for mood in moods(text) if mood in named), options[0])


def _mood(word: str) -> str | None:
    return next((mood for mood, pattern in _PATTERNS.items() if pattern.match(word)), None)


def _words(text: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return re.findall(r"\w+", plain)
