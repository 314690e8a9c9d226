"""A request in its parts: `make a poster, publish it, tell me its address` -> three steps, each to be done or said."""

import re
from dataclasses import dataclass
from functools import cached_property

from backend.local.bedrock.agent.vocabulary import ACTIONS, WORD, meaning, meanings
from backend.local.designer.text import fold

_QUOTED = re.compile(r"[\"“«]([^\"”»]+)[\"”»]|(?<!\w)['‘]([^'’]+)['’](?!\w)")
_BREAK = re.compile(
    r"(?:\s*[,;:]\s+|\s*[.!?]+(?:\s+|$)|\s*\n+\s*"
    r"|\s+(?=(?:and|then|y|e|luego|despues|después|depois|entao|então)\s))",
    re.IGNORECASE,
)
_FILLERS = frozenset(
    "please por favor then and also now first finally next y luego despues entonces tambien ahora primero "
    "finalmente al final e depois entao tambem agora primeiro por fim me te could can you puedes podrias pode "
    "poderia quiero que quero i want to would like need necesito preciso if then there it's hola ola hello hi hey "
    "so ok okay".split()
)
_QUESTION = frozenset(
    "what which where how who when que cual cuales cuanto cuantos cuanta cuantas donde como quien quais qual quanto "
    "quantos quanta quantas onde quem what's where's is are do does hay ha tengo tenho existe existem".split()
)
_NEGATION = frozenset("not don't dont never no nao sin sem without".split())
_PRONOUNS = frozenset(
    "it its them this that these those lo la los las le les su sus eso esto este esta ese esa o os a as seu sua "
    "seus suas dele dela isso isto ele ela".split()
)
_SECOND_VERB = re.compile(r"(?:and|y|e)\s+(\w+)\s+", re.IGNORECASE)
_CLITIC = re.compile(r"\w{3,}(?:-(?:o|a|os|as|lo|la|lhe)|[aeiy](?:lo|la|los|las|le|les|selo|sela|melo|mela))$")


@dataclass(frozen=True)
class RequestStep:
    text: str
    action: str | None
    """The concept of its verb; None for a question, or where there is no verb that is known."""
    matter: str
    """What stands after the verb: `a poster of Medellín for 25 dollars`."""

    @cached_property
    def speaks_of(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(meanings(self.text)))

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(WORD.findall(self.text))

    @cached_property
    def refers_back(self) -> bool:
        """`publish it`, `publícalo`, `tell me its address`: to what was done before."""
        folded = [fold(word) for word in self.words]
        content = [word for word in meanings(self.matter) if word]
        return (
            any(map(_CLITIC.search, folded[:1]))
            or not content
            or bool(_PRONOUNS & {*folded[1:3]} and len(content) <= 2)
        )

    @cached_property
    def quotations(self) -> tuple[str, ...]:
        return tuple(a or b for a, b in _QUOTED.findall(self.text))


def split(request: str) -> list[RequestStep]:
    """The steps in order. What is not to be done (`but do not publish it`) is none."""
    parts = _join(_cut(request))
    steps = [read_step(part) for part in parts if not _is_refused(part)]
    return steps or [read_step(request)]


def read_step(text: str) -> RequestStep:
    found = list(WORD.finditer(text))
    while found and fold(found[0].group()) in _FILLERS:
        found.pop(0)
    if not found or meaning(found[0].group()) not in ACTIONS:
        return RequestStep(text.strip(), None, text[found[0].start() :].strip() if found else text.strip())
    after = text[found[0].end() :].strip()
    after = re.sub(r"^(?:me|us|nos|te)\s+", "", after, flags=re.IGNORECASE)
    while (second := _SECOND_VERB.match(after)) and meaning(second[1]) in ACTIONS:
        after = after[second.end() :]
    return RequestStep(text.strip(), meaning(found[0].group()), after.strip(" .!?¡¿"))


def _cut(request: str) -> list[str]:
    """Pieces between the places where a step may end, quotations kept whole."""
    hidden = _QUOTED.sub(lambda quoted: "\0" * len(quoted[0]), request)
    pieces, start = [], 0
    for found in _BREAK.finditer(hidden):
        pieces.append(request[start : found.end()])
        start = found.end()
    pieces.append(request[start:])
    return [piece for piece in pieces if piece.strip(" .,;:!?\n")]


def _join(pieces: list[str]) -> list[str]:
    """A piece that begins no step of its own belongs to the one before: `of cats, dogs and birds`."""
    joined: list[str] = []
    for piece in pieces:
        if joined and (not _begins_step(piece) or (len(joined) == 1 and _is_bare(joined[0]))):
            joined[-1] += piece
        else:
            joined.append(piece)
    return [piece.strip().strip(",;: ") for piece in joined]


def _begins_step(piece: str) -> bool:
    spoken = [fold(word) for word in WORD.findall(piece)]
    while spoken and spoken[0] in _FILLERS:
        spoken.pop(0)
    return bool(spoken) and (meaning(spoken[0]) in ACTIONS or spoken[0] in _QUESTION | _NEGATION | {"but"})


def _is_bare(piece: str) -> bool:
    """`Create`, of `create and publish a poster`: a verb alone, without a pronoun."""
    spoken = WORD.findall(piece)
    return len(spoken) == 1 and meaning(spoken[0]) in ACTIONS and not _CLITIC.search(fold(spoken[0]))


def _is_refused(piece: str) -> bool:
    folded = [fold(word) for word in WORD.findall(piece)]
    while folded and folded[0] in _FILLERS | {"but", "pero", "mas", "do"}:
        folded.pop(0)
    return bool(folded) and folded[0] in _NEGATION and any(meaning(word) in ACTIONS for word in folded[1:3])
