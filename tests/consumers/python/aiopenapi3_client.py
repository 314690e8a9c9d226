"""The scenario with aiopenapi3, which reads the document when it runs and makes pydantic models of its schemas."""

import json
import os
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx2
import scenario
from aiopenapi3 import OpenAPI
from aiopenapi3.errors import HTTPClientError


class Client:
    def __init__(self, url: str) -> None:
        document = json.loads(Path(os.environ["DOCUMENT"]).read_bytes())
        document["servers"] = [{"url": url}]
        self._api = OpenAPI.loads(f"{url}/openapi.json", json.dumps(document), session_factory=_connect)

    def close(self) -> None:
        """It has a connection for each call."""

    def sign_in(self, username: str, password: str) -> None:
        tokens = self._call("login", data={"username": username, "password": password})
        self._api.authenticate(cognito=tokens.id_token)

    def create(self, idea: str, price_cents: int, key: str) -> str:
        body = {"q": idea, "price_cents": price_cents}
        made = self._call("createProduct", data=body, parameters={"Idempotency-Key": key})
        return str(made.ids.product_id)

    def products(self, limit: int, token: str | None) -> scenario.Page:
        more = {} if token is None else {"page_token": token}
        page = self._call("listProducts", parameters={"owner": "me", "limit": limit, **more})
        return scenario.Page([item.product.product_id for item in page.items], page.next_page_token)

    def upload(self, name: str, content: bytes) -> str:
        return str(self._call("upload", data=[("file", (name, BytesIO(content), "image/png"))]).sha256)

    def generate(self, prompt: str) -> str:
        return str(self._call("generate", data={"prompt": prompt}).task_id)

    def job(self, job_id: str) -> scenario.Job:
        job = self._call("getJob", parameters={"job_id": job_id})
        return scenario.Job(job.state, [] if job.result is None else job.result.result_urls)

    def chat(self, message: str) -> tuple[str, list[str]]:
        answer = self._call("chat", data={"message": message})
        return answer.answer, [passage.source for passage in answer.context]

    def missing(self, product_id: str) -> scenario.Refusal:
        return _refusal(self._refused("getProduct", parameters={"product_id": product_id}))

    def wrong_prices(self, lowest: int, highest: int) -> scenario.Refusal:
        prices = {"min_price_cents": lowest, "max_price_cents": highest}
        return _refusal(self._refused("listListings", parameters=prices))

    def refused_status(self) -> scenario.Refusal | None:
        refused = self._refused("getStatus")
        return None if refused is None else _refusal(refused)

    def _refused(self, operation: str, **sent: Any) -> HTTPClientError | None:
        try:
            self._call(operation, **sent)
        except HTTPClientError as refused:
            return refused
        return None

    def _call(self, operation: str, **sent: Any) -> Any:
        return getattr(self._api._, operation)(**sent)


def _connect(**options: Any) -> httpx2.Client:
    return httpx2.Client(**options, timeout=60)


def _refusal(refused: HTTPClientError | None) -> scenario.Refusal:
    assert refused is not None, "it was not refused"
    fields = [detail.field for detail in refused.data.details or ()]
    wait = int(refused.headers.get("Retry-After", 0))
    return scenario.Refusal(refused.status_code, refused.data.error, fields, wait)


if __name__ == "__main__":
    scenario.run(Client)
