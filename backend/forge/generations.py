"""The job that makes a picture from a prompt, or from a picture and a prompt."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from backend.forge.clients.bedrock_image import BedrockImage
from backend.forge.clients.media import MediaStore
from backend.forge.errors import Invalid, ModelFailed, ModelUnavailable
from backend.forge.jobs import Work

Provider = Literal["bedrock", "kie"]
SECONDS_FOR_A_FETCHER = 3600
"""How long the URL works that a provider fetches an input picture by."""
FIRST_WAIT, LONGEST_WAIT = 2.0, 15.0
"""Seconds between two looks at a task; the waits grow by half."""


class KieRecord(Protocol):
    @property
    def state(self) -> str: ...
    @property
    def result_urls(self) -> tuple[str, ...]: ...
    @property
    def fail_code(self) -> str | None: ...
    @property
    def fail_msg(self) -> str | None: ...


class Kie(Protocol):
    """What is asked of KIE; see `clients/kie.py`."""

    def create_task(self, prompt: str, *, input_urls: tuple[str, ...], aspect_ratio: str, resolution: str) -> str: ...
    def record(self, task_id: str) -> KieRecord: ...
    def fetch_result(self, url: str) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be generated."""

    prompt: str
    aspect_ratio: str = "1:1"
    resolution: str = "1K"
    provider: Provider = "bedrock"
    input_key: str | None = None
    """Key of an uploaded picture of the caller's own."""
    input_url: str | None = None

    def to_row(self) -> dict[str, Any]:
        names = ("prompt", "aspect_ratio", "resolution", "provider", "input_key", "input_url")
        return {name: getattr(self, name) for name in names if getattr(self, name) is not None}


class Generations:
    """Asks the provider, and keeps the picture in S3 before it ends the job."""

    def __init__(
        self,
        *,
        image: BedrockImage,
        kie: Callable[[], Kie],
        fetch: Callable[[str], bytes],
        media: MediaStore,
        uploads: MediaStore,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """`fetch` gets a picture from an address of the caller's, if it is one that may be asked."""
        self._image = image
        self._kie = kie
        self._fetch = fetch
        self._media = media
        self._uploads = uploads
        self._pause = pause

    def __call__(self, work: Work) -> None:
        wish = Wish(**work.job.order)
        key = f"assets/{work.job.owner_id}/generated/image_{work.id}.png"
        if not (work.resumed and self._media.exists(key)):
            work.keep(step="generate", progress=20)
            made = self._by_kie(work, wish) if wish.provider == "kie" else self._by_bedrock(work, wish)
            self._media.put(key, made)
        work.keep(step="keep", progress=90)
        # an owner's picture is kept until its owner removes it, as a product's is
        self._media.keep([key])
        work.finish({"media_keys": [key]})

    def _by_bedrock(self, work: Work, wish: Wish) -> bytes:
        with work.meter.step("generate"):
            if wish.input_key is None and wish.input_url is None:
                return self._image.draw(wish.prompt, wish.aspect_ratio, meter=work.meter, deadline=work.deadline)
            given = self._input(wish)
            return self._image.restyle(given, wish.prompt, wish.aspect_ratio, meter=work.meter, deadline=work.deadline)

    def _input(self, wish: Wish) -> bytes:
        if wish.input_key is None:
            assert wish.input_url is not None
            return self._fetch(wish.input_url)
        content = self._uploads.get(wish.input_key)
        if content is None:
            raise Invalid("There is no uploaded file of this key.")
        return content

    def _by_kie(self, work: Work, wish: Wish) -> bytes:
        """The task's id is kept at once: whoever takes the job up again asks for that task, and pays no second."""
        kie = self._kie()
        task_id = work.job.task_id
        if task_id is None:
            task_id = kie.create_task(
                wish.prompt,
                input_urls=self._input_urls(wish),
                aspect_ratio=wish.aspect_ratio,
                resolution=wish.resolution,
            )
            work.keep(task_id=task_id, progress=30)
        with work.meter.step("generate"):
            record = self._waited_for(kie, task_id, work)
        work.meter.image("kie")
        if not record.result_urls:
            raise ModelFailed("KIE says that it is done, and shows no picture.")
        return kie.fetch_result(record.result_urls[0])

    def _input_urls(self, wish: Wish) -> tuple[str, ...]:
        if wish.input_key is not None:
            return (self._uploads.show(wish.input_key, seconds=SECONDS_FOR_A_FETCHER).url,)
        return (wish.input_url,) if wish.input_url is not None else ()

    def _waited_for(self, kie: Kie, task_id: str, work: Work) -> KieRecord:
        wait = FIRST_WAIT
        while True:
            record = kie.record(task_id)
            if record.state == "success":
                return record
            if record.state == "fail":
                raise ModelFailed(f"KIE could not do it: {record.fail_msg or 'no reason given'} ({record.fail_code})")
            if time.monotonic() + wait > work.deadline:
                raise ModelUnavailable("KIE is not done yet.")
            self._pause(wait)
            wait = min(wait * 1.5, LONGEST_WAIT)
            work.keep(progress=min(80, work.job.progress + 5))
