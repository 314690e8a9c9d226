"""The shell commands of a document, and in which of three groups each is.

A command with ☁ in the comment behind it needs an AWS account. One that builds or deploys (make, terraform, ...) is run
by `make cloud`, or as it stands by anyone who follows the document. Every other one an emulator can answer.
"""

import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

ACCOUNT_MARK = "☁"
DEPLOYING = frozenset({"make", "terraform", "cp", "cd", "git", "dreamforge", "./test_api.sh", "docker"})
ANSWERED = frozenset({"aws", "curl", "jq", "terraform", "echo", "date"})
"""Programs that a command for an emulator may call; `terraform output` only reads."""

_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`(aws [a-z0-9-]+ [a-z0-9-]+[^`]*)`")
_ASSIGNMENT = re.compile(r"^\w+=")
_PROGRAM = re.compile(r"(?:^|[|;&(])\s*([./\w-]+)")


class Group(Enum):
    ACCOUNT = "needs an account"
    DEPLOYING = "builds or deploys"
    EMULATOR = "an emulator answers"


@dataclass(frozen=True, slots=True)
class Command:
    text: str
    """Without its comment, on one line."""
    comment: str

    @property
    def programs(self) -> set[str]:
        """ "token=$(curl -s ... | jq -r .x)" -> {"curl", "jq"}"""
        return set(_PROGRAM.findall(_ASSIGNMENT.sub("", _without_quoted(self.text))))

    @property
    def group(self) -> Group:
        if ACCOUNT_MARK in self.comment:
            return Group.ACCOUNT
        if not _ASSIGNMENT.match(self.text) and self.text.split()[0] in DEPLOYING:
            return Group.DEPLOYING
        unknown = self.programs - ANSWERED
        if unknown:
            raise ValueError(f"{self.text}: nothing is known of {', '.join(sorted(unknown))}")
        return Group.EMULATOR


def read_blocks(path: Path) -> list[list[Command]]:
    """The commands of each block of shell code, and, each by itself, the `aws` commands within the text."""
    text = path.read_text()
    prose = _BLOCK.sub("", text).splitlines()
    blocks = [_commands(block) for block in _BLOCK.findall(text)]
    inline = [[Command(found, line)] for line in prose for found in _INLINE.findall(line)]
    return [*blocks, *inline]


def _commands(block: str) -> list[Command]:
    lines = block.replace("\\\n", " ").splitlines()
    split = [_split_comment(line.strip()) for line in lines]
    return [Command(re.sub(r"\s+", " ", text), comment) for text, comment in split if text]


def _split_comment(line: str) -> tuple[str, str]:
    """ "ls 'a # b'  # why" -> ("ls 'a # b'", "# why")"""
    quote = ""
    for at, letter in enumerate(line):
        if letter in "'\"" and quote in ("", letter):
            quote = "" if quote else letter
        if letter == "#" and not quote and (at == 0 or line[at - 1].isspace()):
            return line[:at].strip(), line[at:]
    return line, ""


def _without_quoted(text: str) -> str:
    """Without what is in single quotes: JSON and queries look like commands."""
    return re.sub(r"'[^']*'", "''", text)
