"""Pictures that a request names by their key, to start from."""

from collections.abc import Callable

from backend.domain.shared.errors import Invalid, NotFound
from backend.domain.shared.media import TYPES, MediaStore

PICTURES = tuple(f".{ending}" for ending, (_, kind) in TYPES.items() if kind == "image")
"""How the keys of pictures end."""


class InputPictures:
    """The caller's uploads, and what the service made for them."""

    def __init__(self, *, media: MediaStore, uploads: MediaStore, claim: Callable[[str], bool]) -> None:
        """`claim` pins what was uploaded for a key by a presigned form; whether there is anything."""
        self._media = media
        self._uploads = uploads
        self._claim = claim

    def check_owner(self, key: str, user_id: str) -> None:
        """`NotFound` for a picture of another user."""
        if not key.startswith((f"uploads/{user_id}/", f"assets/{user_id}/")):
            raise NotFound("input_key not found.")

    def check_picture(self, key: str) -> None:
        """`Invalid` for a key without a file, or whose file is no picture."""
        store = self.store_of(key)
        if not (store.exists(key) or (store is self._uploads and self._claim(key))):
            raise refuse_picture("input_key", "no file has this key")
        if not key.endswith(PICTURES):
            raise refuse_picture("input_key", "the file is not a picture")

    def read(self, key: str) -> bytes:
        content = self.store_of(key).get(key)
        if content is None:
            raise refuse_picture("input_key", "no file has this key")
        return content

    def store_of(self, key: str) -> MediaStore:
        return self._media if key.startswith("assets/") else self._uploads


def refuse_picture(field: str, reason: str) -> Invalid:
    problem = {"in": "body", "field": field, "message": reason}
    return Invalid(f"This picture cannot be generated: {reason}.", details=[problem])
