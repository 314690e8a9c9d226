"""The scenario with what clientele generated, but for the calls that it cannot make.

It sends every body as JSON, so there is no upload; and it takes a schema in which every field is optional for one in
which every field is required, so it reads neither the answer of a sign-in nor a job's result.
"""

import os
from contextlib import closing
from typing import Any

import every_tool
import scenario
from clientele.api import APIClient
from clientele.api.exceptions import HTTPStatusError
from dreamforge_client import client as api
from dreamforge_client import schemas
from dreamforge_client.config import Config


class Client:
    def __init__(self, url: str) -> None:
        self._url = url
        self._connect({})

    def _connect(self, headers: dict[str, str]) -> None:
        self._client: APIClient = api.client
        self._client.configure(config=Config(base_url=self._url, headers=headers, timeout=60))

    def close(self) -> None:
        self._client.close()

    def sign_in(self, username: str, password: str) -> None:
        self._client.close()
        self._connect(every_tool.authorization(self._url))

    def create(self, idea: str, price_cents: int, key: str) -> str:
        body = schemas.CreateRequest(q=idea, price_cents=price_cents)
        return str(api.create_product(data=body, headers={"Idempotency-Key": key}).ids.product_id)

    def products(self, limit: int, token: str | None) -> scenario.Page:
        page = api.list_products(owner="me", limit=limit, page_token=token)
        return scenario.Page([item.product.product_id for item in page.items], page.next_page_token)

    def upload(self, name: str, content: bytes) -> str:
        # a part of the scenario's protocol that `main` does not run; docs/clients.md says so
        raise NotImplementedError("clientele sends no files")

    def generate(self, prompt: str) -> str:
        return str(api.generate(data=schemas.GenerateRequest(prompt=prompt)).task_id)

    def job(self, job_id: str) -> scenario.Job:
        # as the upload
        raise NotImplementedError("clientele reads no result of a job")

    def chat(self, message: str) -> tuple[str, list[str]]:
        answer = api.chat(data=schemas.ChatRequest(message=message))
        return answer.answer, [passage.source for passage in answer.context]

    def missing(self, product_id: str) -> scenario.Refusal:
        return _refusal(api.get_product, product_id=product_id)

    def wrong_prices(self, lowest: int, highest: int) -> scenario.Refusal:
        return _refusal(api.list_listings, min_price_cents=lowest, max_price_cents=highest)

    def refused_status(self) -> scenario.Refusal | None:
        return _refusal_or_none(api.get_status)


def _refusal(operation: Any, **sent: Any) -> scenario.Refusal:
    refused = _refusal_or_none(operation, **sent)
    assert refused is not None, "it was not refused"
    return refused


def _refusal_or_none(operation: Any, **sent: Any) -> scenario.Refusal | None:
    try:
        operation(**sent)
    except HTTPStatusError as refused:
        answer = refused.response
        error = schemas.ApiError.model_validate(answer.json())
        wait = int(answer.headers.get("retry-after", 0))
        return scenario.Refusal(answer.status_code, error.error, [each["field"] for each in error.details or ()], wait)
    return None


def main() -> None:
    with closing(Client(os.environ["API_URL"])) as client:
        client.sign_in(os.environ["API_USER"], os.environ["API_PASSWORD"])
        made = [scenario.create_twice(client, idea) for idea in ("Un café en la montaña", "A quiet harbour at dawn")]
        scenario.page_through(client, made)
        assert client.generate("A lighthouse in a storm, flat colours").startswith("job_")
        answer, sources = client.chat("¿Qué pósteres de café hay?")
        assert answer
        assert sources
        scenario.refusals(client)
    with closing(Client(os.environ["LIMITED_URL"])) as client:
        scenario.ask_too_often(client)


if __name__ == "__main__":
    main()
