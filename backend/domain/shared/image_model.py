"""The port of image models."""

from typing import Protocol

from backend.domain.shared.budget import Budget
from backend.domain.shared.meter import Meter


class ImageModel(Protocol):
    """A model that draws pictures. A picture is paid for: no call whose outcome is unknown is repeated."""

    model: str
    """Its id, as the meter, the prices and the answers name it."""

    @property
    def resolutions(self) -> tuple[str, ...]:
        """Those it draws in: of `1K`, `2K` and `4K`."""

    @property
    def restyles(self) -> bool:
        """Whether it can start from a picture."""

    @property
    def restyle_model(self) -> str:
        """The id of the model that starts from a picture; `model`, unless another does that."""

    def draw(
        self,
        prompt: str,
        ratio: str,
        *,
        meter: Meter,
        budget: Budget,
        resolution: str = "1K",
        seed: int | None = None,
        avoid: str = "",
    ) -> bytes:
        """A PNG of the prompt in an aspect ratio such as `4:5`.

        The same seed, 1..LARGEST_SEED, draws the same again; without one the model chooses. `avoid` names what the
        picture must not show, where the model takes that.

        Raises `Invalid` for a resolution it does not draw in, `ContentRefused` when the model refuses the prompt,
        `ModelTimedOut` where nobody knows whether it drew, `ModelUnavailable` where it certainly did not, and
        `ModelFailed`.
        """

    def restyle(
        self,
        image: bytes,
        prompt: str,
        ratio: str,
        *,
        meter: Meter,
        budget: Budget,
        resolution: str = "1K",
        seed: int | None = None,
        avoid: str = "",
    ) -> bytes:
        """A PNG made from a picture and a prompt; some models keep the proportions of the picture, whatever the ratio.

        Raises what `draw` raises; `Invalid` also for a picture that the model does not take, and where `restyles` is
        false.
        """

    def check_usable(self) -> None:
        """Raises what the latest picture failed with if only the operator can correct it. No call: each is paid."""
