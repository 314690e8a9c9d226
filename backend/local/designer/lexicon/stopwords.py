"""Words that carry grammar rather than meaning; the stand-in of Bedrock reads them, too, without the other tables."""

from backend.local.designer.concept import Language
from backend.local.designer.lexicon.loading import Entry, WordSet, read_file


class Stopwords(Entry):
    never_motifs: WordSet
    function_words: dict[Language, WordSet]


_stopwords = read_file("stopwords", Stopwords)
FUNCTION_WORDS, NEVER_MOTIFS = _stopwords.function_words, _stopwords.never_motifs
