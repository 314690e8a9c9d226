"""Boots connexion's mock of the document and calls each operation that reads: its examples keep to its schemas."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from connexion import AsyncApp
from connexion.mock import MockResolver

TOKENS = {"x-bearerInfoFunc": "connexion_mock.take_any_token"}


def take_any_token(token: str) -> dict[str, str]:
    return {"sub": token}


def main() -> None:
    document = json.loads(Path(os.environ["DOCUMENT"]).read_bytes())
    # who verifies a token is connexion's own configuration; of two types of content it does not choose one
    document["components"]["securitySchemes"]["cognito"] |= TOKENS
    app = AsyncApp("mock", specification_dir=".")
    app.add_api(document, resolver=MockResolver(mock_all=True), strict_validation=True, validate_responses=True)
    called = 0
    with app.test_client(headers={"Authorization": "Bearer anything"}) as client:
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                if method != "get" or len(_contents(operation, document)) > 1:
                    continue
                query = {"owner": "me"} if operation["operationId"] == "listProducts" else {}
                answer = client.request(method, _filled(path, operation), params=query)
                assert answer.status_code == 200, (path, answer.status_code, answer.text)
                assert answer.json(), path
                called += 1
        refused = client.post("/create", json={"q": ""})
        assert refused.status_code == 400, refused.text
    sys.stdout.write(f"{called} operations answered by the mock\n")


def _contents(operation: dict[str, Any], document: dict[str, Any]) -> set[str]:
    """The types of all its answers: connexion's mock answers where there is one."""
    types: set[str] = set()
    for answer in operation["responses"].values():
        referred = answer.get("$ref", "").rpartition("/")[2]
        types |= (document["components"]["responses"][referred] if referred else answer).get("content", {}).keys()
    return types


def _filled(path: str, operation: dict[str, Any]) -> str:
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            prefix = parameter["schema"]["pattern"].removeprefix("^").partition("[")[0]
            path = path.replace(f"{{{parameter['name']}}}", prefix + "0" * 26)
    return path


if __name__ == "__main__":
    main()
