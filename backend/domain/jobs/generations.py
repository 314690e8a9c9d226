"""The job that makes a picture from a prompt, or from a picture and a prompt."""

import time
from collections.abc import Callable

from backend.domain.identity.caller import Caller
from backend.domain.jobs.job_service import JobRun
from backend.domain.jobs.models import GenerateJob, GenerateResult
from backend.domain.jobs.ports import PictureTask, PictureTasks
from backend.domain.jobs.requests import GenerateRequest
from backend.domain.shared.errors import ModelFailed, ModelUnavailable
from backend.domain.shared.image_model import ImageModel
from backend.domain.shared.media import MediaStore, PreviewMaker, put_paid, put_preview
from backend.domain.shared.seeds import derive_seed
from backend.domain.uploads.input_pictures import InputPictures, refuse_picture
from backend.domain.uploads.sniffing import sniff

RATIO, RESOLUTION = "1:1", "1K"
"""Where the request has none."""
SECONDS_FOR_A_FETCHER = 3600
"""How long the URL works that a provider fetches an input picture by."""
FIRST_WAIT, LONGEST_WAIT = 2.0, 15.0
"""Seconds between two looks at a task; the waits grow by half."""


class Generations:
    """Asks the provider, and keeps the picture in S3 before it ends the job."""

    def __init__(
        self,
        *,
        image: ImageModel,
        kie: Callable[[], PictureTasks],
        fetch: Callable[[str], bytes],
        media: MediaStore,
        previews: PreviewMaker,
        inputs: InputPictures,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """`fetch` gets a picture from an address of the caller's, if it is one that may be asked."""
        self._image = image
        self._kie = kie
        self._fetch = fetch
        self._media = media
        self._previews = previews
        self._inputs = inputs
        self._pause = pause

    def admit(self, wish: GenerateRequest, caller: Caller) -> None:
        """`NotFound` for a picture that is not the caller's, `Invalid` for what the provider cannot do.

        Both before a job is made of it.
        """
        if wish.input_key is not None:
            self._inputs.check_owner(wish.input_key, caller.user_id)
        if wish.provider == "kie":
            self._kie()
            if wish.seed is not None:
                raise refuse_picture("seed", "kie takes no seed; leave it out, or use the provider bedrock")
        elif (wish.resolution or RESOLUTION) not in self._image.resolutions:
            known = ", ".join(self._image.resolutions)
            raise refuse_picture("resolution", f"{self._image.model} supports only these resolutions: {known}")
        elif wish.from_picture and not self._image.restyles:
            given = "input_key" if wish.input_key is not None else "input_url"
            raise refuse_picture(given, f"{self._image.model} cannot start from a picture; use the provider kie")
        if wish.input_key is not None:
            self._inputs.check_picture(wish.input_key)

    def __call__(self, work: JobRun[GenerateJob]) -> None:
        result = work.job.result or self._make(work, work.job.order)
        # a picture that was generated is its owner's, as a product's is: no lifecycle rule takes it away
        self._media.keep(result.media_keys)
        work.finish(result)

    def _make(self, work: JobRun[GenerateJob], wish: GenerateRequest) -> GenerateResult:
        work.keep(step="generate", progress=20)
        content = self._by_kie(work, wish) if wish.provider == "kie" else self._by_bedrock(work, wish)
        key = self._key(work, content)
        put_paid(self._media, key, content)
        previews = put_preview(self._media, self._previews, key, content)
        seed = None if wish.provider == "kie" else self._seed(work)
        result = GenerateResult(media_keys=[key, *previews], seed=seed)
        work.keep(paid=True, step="keep", progress=90, result=result)
        return result

    def _seed(self, work: JobRun[GenerateJob]) -> int:
        return work.job.order.seed or derive_seed(work.id)

    def _key(self, work: JobRun[GenerateJob], content: bytes) -> str:
        found = sniff(content)
        if found is None or not found.content_type.startswith("image/"):
            raise ModelFailed("The provider's response is not a picture. Retry.")
        return f"assets/{work.job.owner_id}/generated/image_{work.id}.{found.extension}"

    def _by_bedrock(self, work: JobRun[GenerateJob], wish: GenerateRequest) -> bytes:
        """A picture that an earlier try kept is not paid for again; nor one that the store could not keep now."""
        kept = self._media.get(f"assets/{work.job.owner_id}/generated/image_{work.id}.png")
        if kept is not None:
            return kept
        with work.meter.step("generate"):
            if not wish.from_picture:
                return self._image.draw(
                    wish.prompt,
                    wish.aspect_ratio or RATIO,
                    meter=work.meter,
                    budget=work.budget,
                    resolution=wish.resolution or RESOLUTION,
                    seed=self._seed(work),
                )
            return self._image.restyle(
                self._input(wish),
                wish.prompt,
                wish.aspect_ratio or RATIO,
                meter=work.meter,
                budget=work.budget,
                resolution=wish.resolution or RESOLUTION,
                seed=self._seed(work),
            )

    def _input(self, wish: GenerateRequest) -> bytes:
        if wish.input_key is None:
            return self._fetch(wish.input_url or "")
        return self._inputs.read(wish.input_key)

    def _by_kie(self, work: JobRun[GenerateJob], wish: GenerateRequest) -> bytes:
        """The task's id is kept at once: the next attempt asks for that task and does not pay for a second one."""
        kie = self._kie()
        task_id = work.job.task_id
        if task_id is None:
            task_id = kie.create_task(
                wish.prompt,
                input_urls=self._input_urls(wish),
                aspect_ratio=wish.aspect_ratio or RATIO,
                resolution=wish.resolution or RESOLUTION,
                meter=work.meter,
                budget=work.budget,
            )
            work.keep(paid=True, task_id=task_id, progress=30)
        with work.meter.step("generate"):
            record = self._waited_for(kie, task_id, work)
        work.meter.image(kie.model)
        return kie.fetch_result(record.result_urls[0])

    def _input_urls(self, wish: GenerateRequest) -> tuple[str, ...]:
        if wish.input_key is not None:
            store = self._inputs.store_of(wish.input_key)
            return (store.show(wish.input_key, seconds=SECONDS_FOR_A_FETCHER).url,)
        return (wish.input_url,) if wish.input_url is not None else ()

    def _waited_for(self, kie: PictureTasks, task_id: str, work: JobRun[GenerateJob]) -> PictureTask:
        wait = FIRST_WAIT
        while True:
            record = kie.record(task_id, budget=work.budget)
            if record.state == "success":
                return record
            if record.state == "fail":
                raise record.failure()
            if not work.budget.allows(wait):
                raise ModelUnavailable("KIE has not finished yet. Retry in a moment.")
            self._pause(wait)
            wait = min(wait * 1.5, LONGEST_WAIT)
            work.keep(progress=min(80, work.job.progress + 5))
