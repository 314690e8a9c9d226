"""What the letters and small words of a text tell: whether its capital letters mean names, its language, shouting.

`LOGO PARA MI CAFETERIA` -> not informed, shouted
"""

import re

from backend.local.designer.dissection.vocabulary import foreign_products
from backend.local.designer.lexicon.stopwords import FUNCTION_WORDS
from backend.local.designer.phrasing import flatten
from backend.local.designer.subject_extraction import PRODUCT_WORDS
from backend.local.designer.text import words

FOREIGN = frozenset(
    "les des du et pour avec dans chez au aux der die das und fur mit zum zur ein eine im von ist il gli della dello"
    " delle di alla nel het een voor op uhr och til og dla".split()
)
"""Small words of other languages in Latin letters that Spanish, Portuguese and English do not have."""
OTHERS = re.compile(r"[å-æìðøþýæœāăąćčďđēėęěğīįıłńňőřśşșšťțūůűųźżžơưß\u1ea0-\u1eff]")
"""Small letters that Spanish, Portuguese and English do not have."""
SHARED = frozenset(
    "la de a un una le en es me se di con per o e in an was no do i so to at os el que te du son".split()
)
"""Small words of our languages that others have, too."""


def is_informed(text: str) -> bool:
    """Whether capital letters tell anything: a text may be shouted, all in small letters, or Every Word Large."""
    letters = [word for word in words(text) if word.text[0].isalpha() and len(word.text) > 1]
    if not letters:
        return False
    large = sum(word.text[0].isupper() for word in letters)
    shouted = sum(word.text.isupper() for word in letters)
    return 0 < large <= max(3, 0.8 * len(letters)) and shouted <= max(2, 0.6 * len(letters))


def is_foreign(text: str) -> bool:
    """Whether a text is in none of the three languages: by its letters, or by its small words."""
    letters = [character for character in text if character.isalpha()]
    latin = sum(ord(character) < 0x250 or 0x1E00 <= ord(character) < 0x1F00 for character in letters)
    if letters and latin < 0.5 * len(letters):
        return True
    spoken = re.findall(r"[a-z]+", flatten(text))
    ours = frozenset().union(*FUNCTION_WORDS.values())
    foreign = sum(word in FOREIGN and word not in ours for word in spoken)
    familiar = max(sum(word in known - SHARED for word in spoken) for known in FUNCTION_WORDS.values())
    letters_of_others = sum(OTHERS.search(word.text.lower()) is not None for word in words(text))
    if letters_of_others > 1 and letters_of_others > familiar:
        return True
    products = sum(word in foreign_products() and word not in PRODUCT_WORDS for word in spoken)
    return 2 * foreign + 3 * products > 2 * familiar and foreign + products > 0


def is_shouted(text: str) -> bool:
    letters = [character for character in text if character.isalpha() and character.lower() != character.upper()]
    return len(letters) > 3 and sum(character.isupper() for character in letters) > 0.8 * len(letters)
