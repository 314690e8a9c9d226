"""What is allowed although nothing in the proof uses it, and why: everything else that is unused fails the proof."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.local.deploy_test.iam.policy import Statement


@dataclass(frozen=True, slots=True)
class Exemption:
    """`role` is the end of the role's name; `word` an action or a resource's end, empty for the whole statement."""

    role: str
    sid: str
    word: str
    reason: str

    def covers(self, statement: Statement, word: str) -> bool:
        role = statement.where.removeprefix("role ").partition(",")[0]
        return role.endswith(self.role) and statement.sid == self.sid and word.endswith(self.word)


_RELEASE = "a job that is given up after it stored its files, which takes a publishing step that fails five times"
_CONVERSE = "Text comes through ConverseStream; families that stream no tools, and a model in doubt, use Converse."
_KEPT = "a turn of a conversation whose transaction failed is looked up, to tell the caller whether it was stored"
EXEMPTIONS: tuple[Exemption, ...] = (
    Exemption("api", "Messages", "dynamodb:GetItem", _KEPT),
    Exemption("dead-letters", "Buckets", "", _RELEASE),
    Exemption("dead-letters", "Media", "", _RELEASE),
    *(
        Exemption(role, sid, "bedrock:InvokeModel", _CONVERSE)
        for role in ("api", "worker")
        for sid in ("TextModels", "TextModelsBehind")
    ),
)


def list_unexempted(unused: Sequence[tuple[Statement, str, str]]) -> list[str]:
    """What is unused and not exempted, in words."""
    return [
        f"{statement.name}: the {kind} {word} let nothing through"
        for statement, kind, word in unused
        if not any(each.covers(statement, word) for each in EXEMPTIONS)
    ]
