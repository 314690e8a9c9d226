"""Each family of models works in each operation, or is refused in the configuration: no cell of the table is a 502."""

import pytest

from backend.adapters.bedrock.families.checks import find_image_limit
from tests.families import GONE, IMAGE_MODELS, NO_TOOLS, TEXT_MODELS
from tests.matrix import (
    IMAGE_OPERATIONS,
    TEXT_OPERATIONS,
    WORKS,
    Row,
    format_matrix,
    is_good,
    try_family,
)


@pytest.mark.parametrize("family", TEXT_MODELS)
def test_a_text_family_works_or_is_refused(family: str) -> None:
    """Briefs, chat, streamed chat, moods."""
    row = try_family({"BEDROCK_TEXT_MODEL_ID": TEXT_MODELS[family][0]}, TEXT_OPERATIONS)
    if family in NO_TOOLS | GONE:
        assert all(cell.startswith("refused: BEDROCK_TEXT_MODEL_ID") for cell in row.values()), row
    else:
        assert set(row.values()) == {WORKS}, row


@pytest.mark.parametrize("family", IMAGE_MODELS)
def test_an_image_family_works_or_is_refused(family: str) -> None:
    """Pictures from words and from pictures."""
    model, region = IMAGE_MODELS[family]
    row = try_family({"BEDROCK_IMAGE_MODEL_ID": model, "BEDROCK_IMAGE_REGION": region}, IMAGE_OPERATIONS)
    if family in GONE:
        assert all(cell.startswith("refused: BEDROCK_IMAGE_MODEL_ID") for cell in row.values()), row
    else:
        words_only = f"refused: {find_image_limit(model)}"
        assert row == {"picture": WORKS, "restyle": words_only if family == "stable-image" else WORKS}


def test_a_cell_that_fails_is_no_good() -> None:
    """The command ends with 1, and shows the status."""
    rows: dict[str, Row] = {"some": {"brief": WORKS, "chat": '502 {"error": "model_failed"}'}}
    assert [is_good(cell) for cell in rows["some"].values()] == [True, False]
    assert "some: 502" in format_matrix(rows)
