"""`python -m tests.consumers.collection`: writes docs/postman_collection.json and docs/postman_environment.json.

openapi-to-postmanv2 makes the collection of docs/openapi.json; here it gets what the document cannot say: an order in
which each request succeeds, which ids an answer gives to later requests, a check of each status, and a sign-in.
"""

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from backend.local.demo import DEMO_PASSWORD
from tests.consumers.tools import HERE, ROOT, node_tools, run

DOCUMENT = ROOT / "docs" / "openapi.json"
COLLECTION = ROOT / "docs" / "postman_collection.json"
ENVIRONMENT = ROOT / "docs" / "postman_environment.json"
NODE = HERE / "postman"
DIGEST = "openapi_sha256"
"""The collection's variable with the digest of the document that it was made of."""
OPTIONS = {
    "folderStrategy": "Tags",
    "requestParametersResolution": "Example",
    "exampleParametersResolution": "Example",
    "includeAuthInfoInExample": False,
    "disableOptionalParameters": True,
    "alwaysInheritAuthentication": True,
}
FOLDERS = ("auth", "service", "forge", "jobs", "products", "listings")
"""The first folders, in this order: sign in, create, and use what was created. The others follow as they come."""
LAST = ("deleteProduct", "restoreProduct", "logout")
CLEAN_UP = "clean up"
JSON = "application/json"
GIVES = {
    "login": {"id_token": "id_token", "refresh_token": "refresh_token"},
    "refresh": {"id_token": "id_token", "refresh_token": "refresh_token"},
    "createProduct": {
        "product_id": "ids.product_id",
        "listing_id": "ids.listing_id",
        "art_key": 'design.media.find((each) => each.role === "art").key',
    },
    "generate": {"job_id": "task_id"},
    "chat": {"conversation_id": "conversation_id"},
    "initEchoUpload": {"echo_id": "echo_id"},
}
"""What an answer gives to later requests: name of the variable, and where it is in the answer."""
BODIES = {
    "login": {"username": "{{username}}", "password": "{{password}}"},
    "refresh": {"refresh_token": "{{refresh_token}}"},
    "logout": {"refresh_token": "{{refresh_token}}"},
    "chooseArt": {"art_key": "{{art_key}}"},
    "initEchoUpload": {"filename": "rain.webm", "content_type": "audio/webm", "size": 8},
}
"""Bodies that are not the document's examples."""
ALONE = {"sendOrderRequest": 403, "updateOrderRequest": 404}
"""What one user alone cannot do, and its status: nobody orders from themselves."""
HEADERS = {"Idempotency-Key": "{{$guid}}"}
QUERIES = {"listProducts": {"owner": "me"}, "saveEcho": {"echo_id": "{{echo_id}}"}}
SIGN_IN = (NODE / "sign_in.js").read_text()
SEND_RECORDING = (NODE / "send_recording.js").read_text()
PICTURE = "docs/posters/colombia.jpg"


def make_collection(text: str) -> dict[str, Any]:
    """The collection of a document, given as its text. Needs npm."""
    source = _folder() / "openapi.json"
    source.write_text(text)
    made = _convert(source)
    document = json.loads(text)
    requests = {(item["request"]["method"].lower(), _path(item)): item for item in _items(made)}
    folders: dict[str, list[dict[str, Any]]] = {name: [] for name in (*FOLDERS, *document_tags(document))}
    folders[CLEAN_UP] = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            item = _finish(requests.pop((method, path)), operation)
            folders[CLEAN_UP if operation["operationId"] in LAST else operation["tags"][0]].append(item)
    assert not requests, f"not in the document: {sorted(requests)}"
    return {
        "info": {
            "name": document["info"]["title"],
            "description": document["info"]["description"],
            "version": document["info"]["version"],
            "schema": made["info"]["schema"],
        },
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{id_token}}", "type": "string"}]},
        "event": [_event("prerequest", SIGN_IN)],
        "variable": [{"key": DIGEST, "value": hashlib.sha256(text.encode()).hexdigest()}],
        "item": [{"name": name, "item": items} for name, items in folders.items() if items],
    }


def make_environment(base_url: str, username: str, password: str) -> dict[str, Any]:
    """What the collection needs to know: where the service is, and as whom it signs in."""
    values = {"baseUrl": base_url, "username": username, "password": password}
    return {
        "name": "DreamForge on this machine",
        "values": [
            {"key": key, "value": value, "type": "secret" if key == "password" else "default", "enabled": True}
            for key, value in values.items()
        ],
        "_postman_variable_scope": "environment",
    }


def as_text(made: Mapping[str, Any]) -> str:
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def document_tags(document: Mapping[str, Any]) -> list[str]:
    return [tag["name"] for tag in document["tags"]]


def _convert(source: Path) -> dict[str, Any]:
    folder = node_tools(os.environ, NODE)
    options, target = _folder() / "options.json", _folder() / "converted.json"
    options.write_text(json.dumps(OPTIONS))
    run([folder / "node_modules/.bin/openapi2postmanv2", "-s", source, "-o", target, "-c", options])
    made: dict[str, Any] = json.loads(target.read_bytes())
    return made


def _folder() -> Path:
    folder = ROOT / "out" / "postman"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _items(node: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for each in node["item"]:
        if "request" in each:
            yield each
        else:
            yield from _items(each)


def _path(item: Mapping[str, Any]) -> str:
    """`["products", ":product_id"]` -> `/products/{product_id}`."""
    parts = item["request"]["url"]["path"]
    return "/" + "/".join(f"{{{part[1:]}}}" if part.startswith(":") else part for part in parts)


def _finish(item: dict[str, Any], operation: Mapping[str, Any]) -> dict[str, Any]:
    """Without random ids and without the answers that are the same everywhere; with variables, and checks."""
    name, request = operation["operationId"], item["request"]
    request = {key: request[key] for key in ("method", "description", "header", "url", "body") if request.get(key)}
    request["description"] = request.get("description", {}).get("content", "")
    if operation.get("security") == []:
        request["auth"] = {"type": "noauth"}
    for variable in request["url"].get("variable", ()):
        variable["value"] = f"{{{{{variable['key']}}}}}"
    request["header"] = [_finish_header(each) for each in request.get("header", ())]
    request["url"] = _finish_url(request["url"], QUERIES.get(name, {}))
    if request.get("body", {}).get("mode") == "raw":
        example = operation["requestBody"]["content"][JSON]["example"]
        request["body"]["raw"] = _indented(BODIES.get(name, example))
    for field in request.get("body", {}).get("formdata", ()):
        if field["type"] == "file":
            field["src"] = PICTURE
    status = min(operation["responses"])
    example = operation["responses"][status].get("content", {}).get(JSON, {}).get("example")
    answers = [each for each in item["response"] if each["code"] == int(status)]
    return {
        "name": item["name"],
        "event": [_event("test", _checks(name, ALONE.get(name, int(status))))],
        "request": request,
        "response": [_answer(answers[0], example)] if example else [],
    }


def _finish_header(header: Mapping[str, Any]) -> dict[str, Any]:
    """A new Idempotency-Key for each request; other optional headers are there to be filled in."""
    if header["key"] in ("Content-Type", "Accept"):
        return dict(header)
    value = HEADERS.get(header["key"])
    return {**header, "value": value or "", "disabled": value is None}


def _finish_url(url: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, Any]:
    """With the whole address as text, which Bruno reads; it has the parameters that are sent."""
    query = [dict(each) for each in url.get("query", ())]
    for parameter in query:
        # the converter makes values up, at random
        sent = values.get(parameter["key"])
        parameter |= {"value": sent or "", "disabled": sent is None}
    text = "&".join(f"{each['key']}={each['value']}" for each in query if not each["disabled"])
    raw = "/".join([*url["host"], *url["path"]]) + (f"?{text}" if text else "")
    return {"raw": raw, **url, "query": query}


def _answer(answer: Mapping[str, Any], example: object) -> dict[str, Any]:
    """The converter makes up what it does not take from the example, at random; here the example is the body."""
    kept = {key: answer[key] for key in ("name", "status", "code", "_postman_previewlanguage")}
    headers = [each for each in answer["header"] if each["value"]]
    return {**kept, "header": headers, "cookie": [], "body": _indented(example)}


def _indented(example: object) -> str:
    return json.dumps(example, ensure_ascii=False, indent=2)


def _checks(name: str, status: int) -> str:
    lines = [f'pm.test("{name} answers {status}", () => pm.response.to.have.status({status}));\n']
    for variable, place in GIVES.get(name, {}).items():
        lines.append(
            f'if (pm.response.code === {status}) pm.environment.set("{variable}", pm.response.json().{place});\n'
        )
    return "".join(lines) + (SEND_RECORDING if name == "initEchoUpload" else "")


def _event(kind: str, script: str) -> dict[str, Any]:
    return {"listen": kind, "script": {"type": "text/javascript", "exec": script.splitlines()}}


def main() -> None:
    COLLECTION.write_text(as_text(make_collection(DOCUMENT.read_text())))
    ENVIRONMENT.write_text(as_text(make_environment("http://127.0.0.1:9000", "demo", DEMO_PASSWORD)))
    sys.stdout.write(f"{COLLECTION.relative_to(ROOT)} and {ENVIRONMENT.relative_to(ROOT)} written\n")


if __name__ == "__main__":
    main()
