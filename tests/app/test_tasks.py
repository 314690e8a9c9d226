"""docs/agents.md shows ten requests as an agent carries them out."""

import pytest

from tests.consumers import tasks


@pytest.mark.long
def test_the_tasks_in_the_page_are_carried_out_so() -> None:
    """Call by call and word by word; else: python -m tests.consumers.tasks."""
    assert tasks.transcript() == tasks.shown()
