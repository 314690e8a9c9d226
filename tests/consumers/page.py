"""`python -m tests.consumers.page`: writes the table of docs/clients.md from the rows that are run.

A service that somebody asks about is in it with the version that was tried, or was not tried.
"""

from tests.consumers.consumer import Consumer
from tests.consumers.consumers import ALL
from tests.consumers.snippets import PAGE

BEGIN, END = "<!-- consumers: made by tests/consumers/page.py -->", "<!-- end of consumers -->"


def render_table() -> str:
    """In the order of the run."""
    lines = ["| program | version tried | what it is | tried by |", "| --- | --- | --- | --- |", *map(_line, ALL)]
    return "\n".join(lines)


def rewrite(page: str) -> str:
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{render_table()}\n\n{END}{rest.partition(END)[2]}"


def _line(consumer: Consumer) -> str:
    run = "make consumers FULL=1" if consumer.slow else "make consumers"
    return f"| {consumer.name} | {consumer.version} | {consumer.gives} | `{run}` |"


if __name__ == "__main__":
    PAGE.write_text(rewrite(PAGE.read_text()))
