"""What echoes need of others."""

from dataclasses import dataclass
from typing import Protocol

from backend.domain.echoes.models import Emotion, StoredEcho
from backend.domain.shared.slices import Slice


@dataclass(frozen=True, slots=True)
class PendingUpload:
    """An upload that a caller was let in for."""

    echo_id: str
    audio_key: str
    content_type: str
    size: int
    """The most bytes it may have."""
    filename: str


class Echoes(Protocol):
    """Echoes, each addressed by its owner and its id together."""

    def promise(self, upload: PendingUpload, owner_id: str) -> None:
        """Remembers for two days which upload an echo is waiting for."""

    def find_promise(self, echo_id: str, owner_id: str) -> PendingUpload:
        """`NotFound` for an id that was not given to this owner, or too long ago; `Conflict` for a used one."""

    def start_saving(self, echo: StoredEcho) -> None:
        """First phase of a save: writes the row and uses up the promised upload, so that an id is saved once.

        `Conflict` when it was saved, or deleted, meanwhile.
        """

    def restart_saving(self, echo: StoredEcho) -> None:
        """Takes over a save that stopped half way. `Conflict` when it was completed meanwhile."""

    def finish_saving(self, echo: StoredEcho) -> None:
        """Last phase of a save. `Conflict` when another request saved it, `NotFound` when it is gone."""

    def start_deleting(self, echo: StoredEcho) -> None:
        """First phase of a delete: nobody sees the echo from now on. `NotFound` when it is gone already."""

    def add_mood(self, echo: StoredEcho, mood: str) -> None:
        """Notes the mood, unless the echo was deleted meanwhile."""

    def find(self, echo_id: str, owner_id: str) -> StoredEcho | None:
        """The echo in whatever phase it is; None when there is none."""

    def get(self, echo_id: str, owner_id: str) -> StoredEcho:
        """`NotFound` when this owner has no such echo."""

    def page(
        self, owner_id: str, *, emotion: Emotion | None, limit: int, token: str | None, asked_by: str
    ) -> Slice[StoredEcho]:
        """An owner's echoes, the newest first: one Query, whatever the table holds."""

    def random(self, owner_id: str, *, emotion: Emotion | None) -> StoredEcho:
        """Any of an owner's echoes, `NotFound` when there is none."""

    def finish_deleting(self, echo: StoredEcho) -> None:
        """Last phase of a delete, and the end of a save whose audio cannot be found."""
