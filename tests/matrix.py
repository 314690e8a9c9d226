"""What each family of models can do through the API: `python -m tests.matrix`.

A family works, or is refused in the configuration. Each works against the Bedrock stand-in, by the front door.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from backend.adapters.bedrock.families.checks import find_image_limit
from backend.bootstrap.config import ConfigurationError, Settings
from tests.conftest import Answer, Client, start_laptop
from tests.families import IMAGE_MODELS, TEXT_MODELS
from tests.files import mp3
from tests.makers import brief, png
from tests.time_limits import scaled
from tests.uploading import sent

WORKS = "works"
TEXT_OPERATIONS = ("brief", "chat", "stream", "mood")
IMAGE_OPERATIONS = ("picture", "restyle")
OPERATIONS = (*TEXT_OPERATIONS, *IMAGE_OPERATIONS)
REFUSED_BY_REQUEST = "422"
JOB_SECONDS = 120
UPLOAD_TYPE = "multipart/form-data; boundary=matrix"
UPLOAD = (
    b'--matrix\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
    + png(300, 200)
    + b"\r\n--matrix--\r\n"
)

Row = dict[str, str]
"""Operation -> `works`, `refused: ...`, or what went wrong."""


def build_matrix() -> dict[str, Row]:
    """The rows of all families."""
    texts = {name: ({"BEDROCK_TEXT_MODEL_ID": model}, TEXT_OPERATIONS) for name, (model, _) in TEXT_MODELS.items()}
    images = {
        name: ({"BEDROCK_IMAGE_MODEL_ID": model, "BEDROCK_IMAGE_REGION": region}, IMAGE_OPERATIONS)
        for name, (model, region) in IMAGE_MODELS.items()
    }
    return {name: try_family(*asked) for name, asked in {**texts, **images}.items()}


def try_family(settings: Mapping[str, str], operations: tuple[str, ...]) -> Row:
    """A family's row, on a laptop that is configured with it."""
    refusal = find_refusal(settings)
    if refusal is not None:
        return dict.fromkeys(operations, f"refused: {refusal}")
    with start(settings) as client:
        row = {operation: try_operation(client, operation) for operation in operations}
    if row.get("restyle") == REFUSED_BY_REQUEST and (limit := find_image_limit(settings["BEDROCK_IMAGE_MODEL_ID"])):
        row["restyle"] = f"refused: {limit}"  # the configuration knows it, logs it at start, and the doctor says it
    return row


def find_refusal(settings: Mapping[str, str]) -> str | None:
    """Why the service does not start with it inside Lambda."""
    needed = {
        **dict.fromkeys(("S3_BUCKET_UPLOADS", "S3_BUCKET_ASSETS"), "bucket"),
        **{each.name: "table" for each in Settings.variables().values() if each.name.startswith("DDB_TABLE_")},
        "SQS_QUEUE_JOBS": "https://sqs.us-west-2.amazonaws.com/1/jobs",
        "COGNITO_USER_POOL_ID": "us-west-2_Abc",
        "COGNITO_CLIENT_ID": "client",
        "AWS_LAMBDA_FUNCTION_NAME": "api",
        "AWS_REGION": "us-west-2",
    }
    try:
        Settings.from_env({**needed, **settings})
    except ConfigurationError as error:
        return str(error).partition(": ")[2].removesuffix(". See .env.example.")
    return None


@contextmanager
def start(settings: Mapping[str, str]) -> Iterator[Client]:
    with start_laptop({"RATE_LIMIT_REQUESTS": "1000000", **settings}) as laptop:
        yield Client(laptop)


def try_operation(client: Client, operation: str) -> str:
    answer = CALLS[operation](client)
    if answer.status in (200, 201):
        return WORKS
    return REFUSED_BY_REQUEST if answer.status == 422 else f"{answer.status} {answer.body.decode()[:200]}"


def _write_brief(client: Client) -> Answer:
    return client.post("/interpret", {"q": "a red fox in the snow"}, as_user="ana")


def _chat(client: Client) -> Answer:
    return client.post("/chat", {"message": "What is in the catalogue?", "temperature": 0.5}, as_user="ana")


def _stream(client: Client) -> Answer:
    accept = {"Accept": "text/event-stream"}
    answer = client.post("/chat", {"message": "What is in the catalogue?"}, as_user="ana", headers=accept)
    failed = b"event: error" in answer.body
    return Answer(502, answer.headers, answer.body) if failed else answer


def _detect_mood(client: Client) -> Answer:
    """Saving an echo does not fail for want of a mood, so the mood itself is looked at."""
    sound = mp3()
    asked = {"filename": "a.mp3", "content_type": "audio/mpeg", "size": len(sound)}
    begun = client.post("/echoes/init-upload", asked, as_user="ana").json
    sent(begun["url"], begun["fields"], sound)
    told = {"emotion": "joy", "timestamp": "2026-11-21T12:00:00Z", "transcript": "What a happy day this was!"}
    answer = client.post(f"/echoes?echo_id={begun['echo_id']}", told, as_user="ana")
    return answer if answer.json.get("detected_mood") else Answer(502, answer.headers, answer.body)


def _draw(client: Client) -> Answer:
    return client.post("/design", {"brief": brief().model_dump()}, as_user="ana")


def _restyle(client: Client) -> Answer:
    key = client.call("POST", "/upload", UPLOAD, as_user="ana", headers={"Content-Type": UPLOAD_TYPE}).json["key"]
    answer = client.post("/generate", {"prompt": "as a woodcut", "input_key": key}, as_user="ana")
    return answer if answer.status != 202 else _wait_for(client, answer.json["task_id"])


def _wait_for(client: Client, job_id: str) -> Answer:
    """The job when it has ended; a failed one as the error that it ended with."""
    deadline = time.monotonic() + scaled(JOB_SECONDS)
    while time.monotonic() < deadline:
        answer = client.get(f"/jobs/{job_id}", as_user="ana")
        if answer.json["state"] == "success":
            return answer
        if answer.json["state"] == "fail":
            return Answer(502, {}, json.dumps(answer.json["error"]).encode())
        time.sleep(0.1)
    return Answer(504, {}, b"the job did not end")


CALLS: Mapping[str, Callable[[Client], Answer]] = {
    "brief": _write_brief,
    "chat": _chat,
    "stream": _stream,
    "mood": _detect_mood,
    "picture": _draw,
    "restyle": _restyle,
}


def is_good(cell: str) -> bool:
    return cell == WORKS or cell.startswith("refused: ")


def format_matrix(rows: Mapping[str, Row]) -> str:
    """A line for each family, and below them why one is refused."""
    lines = [f"{'':16}" + "".join(f"{operation:10}" for operation in OPERATIONS)]
    reasons: dict[str, None] = {}
    for family, row in rows.items():
        cells = [row.get(operation, "") for operation in OPERATIONS]
        lines.append(f"{family:16}" + "".join(f"{cell.partition(':')[0][:9]:10}" for cell in cells))
        reasons |= {f"{family}: {cell}": None for cell in cells if cell not in ("", WORKS)}
    return "\n".join([*lines, "", *reasons])


def main() -> int:
    rows: dict[str, Any] = build_matrix()
    print(format_matrix(rows))  # noqa: T201 - this is what it is for
    return 0 if all(is_good(cell) for row in rows.values() for cell in row.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
