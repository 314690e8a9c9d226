"""DynamoDB's answer to the write that counts a caller who is below every limit. Imports next to nothing."""

from collections.abc import Mapping
from typing import Any


class Counters:
    """A client of DynamoDB that knows only this write."""

    def update_item(self, *, Key: Mapping[str, Any], ExpressionAttributeNames: Mapping[str, str], **_: Any) -> Any:
        """The item with one slice of the window, in which this is the first call."""
        return {
            "Attributes": {**Key, "expires_at": {"N": "1795953600"}, ExpressionAttributeNames["#slice"]: {"N": "1"}}
        }
