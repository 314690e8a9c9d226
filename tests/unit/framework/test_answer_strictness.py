"""A value that is not as declared is an error also where no test runner makes warnings errors."""

import subprocess
import sys

import pytest

PROGRAM = """
import warnings
from pydantic import BaseModel
from backend.framework.binding.answers import AnswerMismatch, compile_writer

class Number(BaseModel):
    value: int

write = compile_writer(Number, 200)
{before}
assert write(Number(value=1)).body == b'{{"value":1}}'
{between}
try:
    print(write(Number.model_construct(value="text")).body)
except AnswerMismatch:
    print("refused")
assert len([each for each in warnings.filters if each[0] == "error"]) <= 1
"""
IGNORE = "warnings.simplefilter('ignore')"


@pytest.mark.parametrize(
    ("before", "between"),
    [("", ""), (IGNORE, ""), ("", IGNORE), ("warnings.resetwarnings()", IGNORE), (IGNORE, IGNORE)],
)
def test_no_filter_of_others_lets_a_mismatch_out(before: str, between: str) -> None:
    """Warnings that are ignored, before the first answer or between two, change nothing."""
    program = PROGRAM.format(before=before, between=between)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("refused\n", "")
