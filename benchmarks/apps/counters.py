"""DynamoDB's answer to the write that counts a caller who is below every limit. Imports next to nothing."""

from typing import Any


class Counters:
    """A client of DynamoDB that knows only this write."""

    def update_item(self, **request: Any) -> Any:
        """The item with one slice of the window, in which this is the first call."""
        slice_ = request["ExpressionAttributeNames"]["#slice"]
        return {"Attributes": {**request["Key"], "expires_at": {"N": "1795953600"}, slice_: {"N": "1"}}}
