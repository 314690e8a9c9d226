"""The scenario with what openapi-generator's `python` generated."""

from collections.abc import Callable

import scenario
from dreamforge_client import (
    ApiClient,
    ApiError,
    ApiException,
    AuthApi,
    ChatApi,
    ChatRequest,
    Configuration,
    CreateRequest,
    ForgeApi,
    GenerateRequest,
    JobsApi,
    ListingsApi,
    Login,
    ProductsApi,
    ServiceApi,
    UploadsApi,
)


class Client:
    def __init__(self, url: str) -> None:
        # else urllib3 waits as long as Retry-After says and calls again by itself, so that nobody sees a 429
        self._configuration = Configuration(host=url, retries=0)
        self._client = ApiClient(self._configuration)

    def close(self) -> None:
        self._client.rest_client.pool_manager.clear()

    def sign_in(self, username: str, password: str) -> None:
        signed_in = AuthApi(self._client).login(Login(username=username, password=password))
        self._configuration.access_token = signed_in.id_token

    def create(self, idea: str, price_cents: int, key: str) -> str:
        body = CreateRequest(q=idea, price_cents=price_cents)
        return str(ForgeApi(self._client).create_product(body, idempotency_key=key).ids.product_id)

    def products(self, limit: int, token: str | None) -> scenario.Page:
        page = ProductsApi(self._client).list_products(owner="me", limit=limit, page_token=token)
        return scenario.Page([item.product.product_id for item in page.items], page.next_page_token)

    def upload(self, name: str, content: bytes) -> str:
        return str(UploadsApi(self._client).upload((name, content)).sha256)

    def generate(self, prompt: str) -> str:
        return str(ForgeApi(self._client).generate(GenerateRequest(prompt=prompt)).task_id)

    def job(self, job_id: str) -> scenario.Job:
        job = JobsApi(self._client).get_job(job_id)
        return scenario.Job(job.state, (job.result and job.result.result_urls) or [])

    def chat(self, message: str) -> tuple[str, list[str]]:
        answer = ChatApi(self._client).chat(ChatRequest(message=message))
        return answer.answer, [passage.source for passage in answer.context]

    def missing(self, product_id: str) -> scenario.Refusal:
        return expected(lambda: ProductsApi(self._client).get_product(product_id))

    def wrong_prices(self, lowest: int, highest: int) -> scenario.Refusal:
        window = ListingsApi(self._client)
        return expected(lambda: window.list_listings(min_price_cents=lowest, max_price_cents=highest))

    def refused_status(self) -> scenario.Refusal | None:
        return refused(lambda: ServiceApi(self._client).get_status())


def expected(call: Callable[[], object]) -> scenario.Refusal:
    refusal = refused(call)
    assert refusal is not None
    return refusal


def refused(call: Callable[[], object]) -> scenario.Refusal | None:
    try:
        call()
    except ApiException as raised:
        error = ApiError.from_json(raised.body or "")
        assert error is not None
        fields = [each.var_field for each in error.details or []]
        wait = int((raised.headers or {}).get("Retry-After", 0))
        return scenario.Refusal(raised.status or 0, error.error, fields, wait)
    return None


if __name__ == "__main__":
    scenario.run(Client)
