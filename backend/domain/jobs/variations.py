"""New art for the words of a product: the job that makes some, and the choice of one.

read the product ── for each piece: draw, typeset, keep it in the job ── end the job

The files of a job are orphans, which a lifecycle rule removes after some days. A choice copies the art: so the
files of a product are its own, and two choices at once have nothing in common that the loser could take away.
"""

import re
from collections.abc import Callable

from backend.domain.identity.caller import Caller
from backend.domain.jobs.job_service import JobRun
from backend.domain.jobs.models import GenerateJob, StoredJob, StoredVariation, VariationsJob, VariationsResult
from backend.domain.jobs.ports import Jobs
from backend.domain.jobs.requests import VariationsOrder
from backend.domain.products.models import RestyleSource, StoredProduct
from backend.domain.products.pipeline import DesignSpec, Forge
from backend.domain.products.prints import find_art
from backend.domain.products.races import MayAct
from backend.domain.products.shop import ArtChoice, ProductView, Shop, refuse_art
from backend.domain.shared.errors import NotFound
from backend.domain.shared.fields import LARGEST_SEED
from backend.domain.shared.media import is_art
from backend.domain.shared.seeds import derive_seed
from backend.domain.uploads.input_pictures import InputPictures

_WORK = re.compile(r"assets/[^/]+/generated/[a-z]+_([0-9A-Z]{26})[_.]")
"""The job whose work named a file."""


class Variations:
    def __init__(self, forge: Callable[[], Forge], shop: Shop, jobs: Jobs, inputs: InputPictures) -> None:
        """`forge` is asked for when pictures are made, and not before."""
        self._forge = forge
        self._shop = shop
        self._jobs = jobs
        self._inputs = inputs

    def order(self, product_id: str, count: int, seed: int | None, may_act: MayAct) -> tuple[VariationsOrder, str]:
        """What is to be made of a product as it is now, and its owner.

        `NotFound` for a product that may not be acted for, `Invalid` when the picture that it was made from is gone.
        """
        product = self._shop.find_own(product_id, may_act).product
        if product.source is not None:
            self._inputs.check_picture(product.source.input_key)
        brief = product.brief.model_copy(update={"title": product.title, "lines": product.lines})
        order = VariationsOrder(product_id=product_id, count=count, seed=seed, brief=brief, source=product.source)
        return order, product.owner_id

    def __call__(self, work: JobRun[VariationsJob]) -> None:
        order = work.job.order
        for number in range(len(work.job.made), order.count):
            work.keep(step="design", progress=5 + 90 * number // order.count)
            made = self._make(work, number)
            work.keep(paid=True, made=[*work.job.made, made])
        work.finish(VariationsResult(variations=work.job.made))

    def _make(self, work: JobRun[VariationsJob], number: int) -> StoredVariation:
        order = work.job.order
        # the seeds of a series follow each other, so that its members can be asked for one by one
        seed = derive_seed(work.id, number) if order.seed is None else (order.seed + number - 1) % LARGEST_SEED + 1
        sketch = DesignSpec(order.brief, work.job.owner_id, f"{work.id}_{number}", seed=seed, source=order.source)
        design = self._forge().design(sketch, meter=work.meter, budget=work.budget)
        return StoredVariation(seed=seed, media_keys=design.media_keys, warnings=design.warnings or [])

    def choose(self, product_id: str, art_key: str, caller: Caller) -> ProductView:
        """The product with other art: its words are typeset on it, no model is called.

        The art is of a job of variations of this product, a picture that the owner had generated, or the art that the
        product had at first. `NotFound` for any other key, `Invalid` for a file that is gone or no PNG.
        """
        product = self._shop.find_own(product_id, caller.may_act_for).product
        choice = self._find_choice(product, art_key)
        return self._shop.choose_art(product_id, choice, caller.may_act_for, is_admin=caller.is_admin)

    def _find_choice(self, product: StoredProduct, art_key: str) -> ArtChoice:
        first = product.first_art
        if first is not None and art_key == first.key:
            return ArtChoice(art_key, first.seed, first.source)
        if art_key == find_art(product.media_keys):
            return ArtChoice(art_key, product.seed, product.source)
        named = _WORK.match(art_key)
        job = self._jobs.find(f"job_{named[1]}") if named is not None else None
        is_own = job is not None and job.owner_id == product.owner_id
        choice = _find_made(job, product.product_id, art_key) if job is not None and is_own else None
        if choice is None:
            raise NotFound("art_key not found among the product's variations and your generated pictures.")
        if not art_key.endswith(".png"):
            raise refuse_art("is not a PNG; generate it with the provider bedrock")
        return choice


def _find_made(job: StoredJob, product_id: str, art_key: str) -> ArtChoice | None:
    """The art with this key, if the job made it and it may become the art of the product."""
    if isinstance(job, VariationsJob) and job.order.product_id == product_id and is_art(art_key):
        made = next((each for each in job.made if art_key in each.media_keys), None)
        return None if made is None else ArtChoice(art_key, made.seed, job.order.source)
    if isinstance(job, GenerateJob) and job.result is not None and art_key == job.result.media_keys[0]:
        order = job.order
        source = None if order.input_key is None else RestyleSource(input_key=order.input_key, prompt=order.prompt)
        return ArtChoice(art_key, job.result.seed, source)
    return None
