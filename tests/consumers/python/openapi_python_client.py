"""The scenario with what openapi-python-client generated."""

from io import BytesIO
from typing import TypeVar

import scenario
from dreamforge_client import AuthenticatedClient
from dreamforge_client import Client as Anonymous
from dreamforge_client.api.auth import login
from dreamforge_client.api.chat import chat
from dreamforge_client.api.forge import create_product, generate
from dreamforge_client.api.jobs import get_job
from dreamforge_client.api.listings import list_listings
from dreamforge_client.api.products import get_product, list_products
from dreamforge_client.api.service import get_status
from dreamforge_client.api.uploads import upload
from dreamforge_client.models import (
    Accepted,
    ApiError,
    ChatAnswer,
    ChatRequest,
    CreateRequest,
    Creation,
    FileForm,
    GenerateRequest,
    Job,
    Login,
    ProductPage,
    SignedIn,
    Uploaded,
)
from dreamforge_client.types import UNSET, File, Response, Unset

T = TypeVar("T")


class Client:
    def __init__(self, url: str) -> None:
        self._url = url

    def close(self) -> None:
        self._client.get_httpx_client().close()

    def sign_in(self, username: str, password: str) -> None:
        with Anonymous(base_url=self._url) as anonymous:
            answer = login.sync(client=anonymous, body=Login(username=username, password=password))
        token = given(SignedIn, answer).id_token
        assert isinstance(token, str)
        self._client = AuthenticatedClient(base_url=self._url, token=token)

    def create(self, idea: str, price_cents: int, key: str) -> str:
        body = CreateRequest(q=idea, price_cents=price_cents)
        return str(
            given(Creation, create_product.sync(client=self._client, body=body, idempotency_key=key)).ids.product_id
        )

    def products(self, limit: int, token: str | None) -> scenario.Page:
        answer = list_products.sync(client=self._client, owner="me", limit=limit, page_token=token or UNSET)
        page = given(ProductPage, answer)
        return scenario.Page([item.product.product_id for item in page.items], page.next_page_token)

    def upload(self, name: str, content: bytes) -> str:
        form = FileForm(file=File(payload=BytesIO(content), file_name=name, mime_type="image/png"))
        return str(given(Uploaded, upload.sync(client=self._client, body=form)).sha256)

    def generate(self, prompt: str) -> str:
        return str(given(Accepted, generate.sync(client=self._client, body=GenerateRequest(prompt=prompt))).task_id)

    def job(self, job_id: str) -> scenario.Job:
        job = given(Job, get_job.sync(job_id, client=self._client))
        urls = (
            [] if isinstance(job.result, Unset) or isinstance(job.result.result_urls, Unset) else job.result.result_urls
        )
        return scenario.Job(job.state.value, urls)

    def chat(self, message: str) -> tuple[str, list[str]]:
        answer = given(ChatAnswer, chat.sync(client=self._client, body=ChatRequest(message=message)))
        return answer.answer, [passage.source for passage in answer.context]

    def missing(self, product_id: str) -> scenario.Refusal:
        return refusal(get_product.sync_detailed(product_id, client=self._client))

    def wrong_prices(self, lowest: int, highest: int) -> scenario.Refusal:
        answer = list_listings.sync_detailed(client=self._client, min_price_cents=lowest, max_price_cents=highest)
        return refusal(answer)

    def refused_status(self) -> scenario.Refusal | None:
        answer = get_status.sync_detailed(client=self._client)
        return None if answer.status_code == 200 else refusal(answer)


def given(kind: type[T], answer: object) -> T:
    """The answer, when it is the good one."""
    assert isinstance(answer, kind), answer
    return answer


def refusal(answer: Response[T]) -> scenario.Refusal:
    error = given(ApiError, answer.parsed)
    details = [] if isinstance(error.details, Unset) else error.details
    wait = int(answer.headers.get("Retry-After", 0))
    return scenario.Refusal(answer.status_code.value, error.error, [each.field for each in details], wait)


if __name__ == "__main__":
    scenario.run(Client)
