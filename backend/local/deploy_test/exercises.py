"""What test_api.sh does not come to, and AWS will one day: a model that is throttled, a message that comes twice, a job
that is given up, an upload that expired, tokens of each kind.
"""

import secrets
import struct
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from backend.local.bedrock import BedrockStandIn
from backend.local.bedrock.faults import BedrockFault
from backend.local.deploy_test.background_events import BackgroundEvents
from backend.local.deploy_test.calling import DeployedAnswer, DeployedCaller
from backend.local.deploy_test.discovery import DiscoveringClient
from backend.local.deploy_test.errors import ProofFailedError
from backend.local.deploy_test.pool_users import PoolUserTokens

JOB_SECONDS = 60.0
SIDE = 96  # pixels, of the picture that is uploaded


@dataclass(frozen=True, slots=True)
class Exercises:
    """`first_model` and `second_model`: the text model, and the one that is asked when it cannot answer."""

    caller: DeployedCaller
    seller: PoolUserTokens
    admin: PoolUserTokens
    bedrock: BedrockStandIn
    first_model: str
    second_model: str
    mcp_client: DiscoveringClient
    background: BackgroundEvents

    def all(self) -> Iterator[str]:
        """Each as it is done, by name. `ProofFailedError` says which did not go as it should."""
        for each in (
            self._previews,
            self._streamed_chat,
            self._fallback_model,
            self._fallback_in_a_job,
            self._either_token,
            self._discovered_sign_in,
            self._groups,
            self._refused_key,
            self._all_echoes,
            self._restyled_photograph,
            self._order_request,
            self._expired_upload,
            self._dead_letter,
        ):
            each()
            yield each.__name__.strip("_").replace("_", " ")

    def _previews(self) -> None:
        """The API and the worker have the layer that makes them: without it a product is made, and has none."""
        order = {"q": "a lighthouse in a storm"}
        made = self._post("/create", order)
        _expect("a create", made, 201)
        accepted = self._post("/create", order, {"Prefer": "respond-async"})
        _expect("a create as a job", accepted, 202)
        job = self._wait_for_state(accepted.json["job_id"], "success")
        for who, creation in (("API", made.json), ("worker", job["result"]["creation"])):
            if not any("preview_url" in each for each in creation["design"]["media"]):
                problem = f"a picture that the {who} made has no preview"
                raise ProofFailedError(problem, "Give the function the layer imaging in infra/apps/functions.tf.")

    def _streamed_chat(self) -> None:
        """A chat as events asks Bedrock for a stream, which is a right of its own."""
        answer = self._post("/chat", {"message": "Which posters are there?"}, {"Accept": "text/event-stream"})
        _expect("a streamed chat", answer, 200)
        if not answer.headers["content-type"].startswith("text/event-stream") or b"event:" not in answer.body:
            raise _wrong("a streamed chat", "events", answer)

    def _fallback_model(self) -> None:
        """The model that is asked while the first is throttled may be asked."""
        with self._without(BedrockFault(model=self.first_model, times=None, code="ThrottlingException")):
            answer = self._post("/chat", {"message": "Which posters are there?"})
        _expect("a chat while the first model is throttled", answer, 200)
        if answer.json["model"] != self.second_model:
            raise _wrong("a chat while the first model is throttled", f"an answer of {self.second_model}", answer)

    def _fallback_in_a_job(self) -> None:
        """The worker may do so too, and look for a picture that it drew before."""
        with self._without(BedrockFault(model=self.first_model, times=None, code="ThrottlingException")):
            order = {"q": "a lighthouse in a storm", "reuse": True}
            answer = self._post("/create", order, {"Prefer": "respond-async"})
            _expect("a create as a job", answer, 202)
            self._wait_for_state(answer.json["job_id"], "success")

    def _either_token(self) -> None:
        """A path of `paths.tokens` takes id and access tokens, and says to others where to sign in."""
        request = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
        for kind, token in (("IdToken", self.seller.id_token), ("access token", self.seller.access_token)):
            _expect(f"POST /mcp with the {kind}", self.caller.call("POST", "/mcp", request, token=token), 200)
        broken = self.caller.call("POST", "/mcp", request, token=self.seller.access_token[:-8] + "AAAAAAAA")
        _expect("POST /mcp with a broken token", broken, 401)
        if "resource_metadata=" not in broken.headers.get("www-authenticate", ""):
            raise _wrong("POST /mcp with a broken token", "a WWW-Authenticate that says where to sign in", broken)

    def _discovered_sign_in(self) -> None:
        """A client of /mcp that knows nothing else finds the way to sign in, and its token is for this endpoint."""
        self.mcp_client.sign_in()
        self.mcp_client.list_tools()

    def _groups(self) -> None:
        """An admin acts for others: the groups come through the gateway with the token."""
        answer = self.caller.call("GET", "/products?owner=somebody-else", token=self.admin.id_token)
        _expect("an admin reading another user's products", answer, 200)

    def _refused_key(self) -> None:
        """An Idempotency-Key whose request was refused is forgotten."""
        key = {"Idempotency-Key": secrets.token_hex(8)}
        for_another = self._post("/create", {"q": "a fox", "user_id": "somebody-else"}, key)
        _expect("a create for somebody else", for_another, 403)
        _expect("the same key again", self._post("/create", {"q": "a fox", "user_id": "another"}, key), 403)

    def _all_echoes(self) -> None:
        """Without a filter the table itself is asked, and no index."""
        _expect("GET /echoes", self.caller.call("GET", "/echoes", token=self.seller.id_token), 200)

    def _restyled_photograph(self) -> None:
        """The API may ask the tool that makes pictures from pictures, too, and not the worker alone."""
        uploaded = self.caller.call("POST", "/upload", token=self.seller.id_token, form=_picture())
        _expect("an upload", uploaded, 201)
        _expect(
            "a create from it", self._post("/create", {"q": "as a woodcut", "input_key": uploaded.json["key"]}), 201
        )

    def _order_request(self) -> None:
        """A user asks the seller of a listing for a print, and the seller finds it; test_api.sh has one user."""
        made = self._post("/create", {"q": "a lighthouse", "publish": True})
        _expect("a published create", made, 201)
        path = f"/listings/{made.json['ids']['listing_id']}/requests"
        sent = self.caller.call("POST", path, {"message": "One, please."}, token=self.admin.id_token)
        _expect("an order request", sent, 201)
        found = self.caller.call("GET", "/requests", token=self.seller.id_token)
        if sent.json["request_id"] not in [each["request_id"] for each in found.json["items"]]:
            raise _wrong("the seller's order requests", "the one that was sent", found)

    def _expired_upload(self) -> None:
        """A job comes a second time, and what it is to start from is gone: it ends, and is given back."""
        uploaded = self.caller.call("POST", "/upload", token=self.seller.id_token, form=_picture())
        _expect("an upload", uploaded, 201)
        with self._without(BedrockFault(operation="InvokeModel", times=None, code="ServiceUnavailableException")):
            answer = self._post("/generate", {"prompt": "as a woodcut", "input_key": uploaded.json["key"]})
            _expect("a picture from an upload", answer, 202)
            job_id = answer.json["task_id"]
            self._wait_for_attempt(job_id)
        self.background.expire(uploaded.json["key"])
        self.background.deliver_again(job_id)
        self._wait_for_state(job_id, "fail")

    def _dead_letter(self) -> None:
        """A job that nobody could do comes to the dead letters and is ended.

        Its picture is to be by KIE, which is not there; the key is read where Terraform says that it is kept.
        """
        answer = self._post("/generate", {"prompt": "a lighthouse", "provider": "kie"})
        _expect("a picture by KIE", answer, 202)
        job_id = answer.json["task_id"]
        self._wait_for_attempt(job_id)
        self.background.deliver_to_dead_letters(job_id)
        self._wait_for_state(job_id, "fail")

    def _post(self, path: str, body: Any, headers: dict[str, str] | None = None) -> DeployedAnswer:
        return self.caller.call("POST", path, body, token=self.seller.id_token, headers=headers)

    @contextmanager
    def _without(self, fault: BedrockFault) -> Iterator[None]:
        """While the models have this fault. Its model is a regular expression, in which a dot is itself here."""
        pattern = fault.model.replace(".", r"\.") if fault.model else None
        self.bedrock.faults.replace([fault.model_copy(update={"model": pattern}).model_dump()])
        try:
            yield
        finally:
            self.bedrock.faults.clear()

    def _wait_for_attempt(self, job_id: str) -> None:
        self._until(job_id, "a try", lambda job: job["progress"] > 0 and job["state"] == "waiting")

    def _wait_for_state(self, job_id: str, state: str) -> Any:
        return self._until(job_id, f"the state {state}", lambda job: job["state"] == state)

    def _until(self, job_id: str, what: str, reached: Callable[[Any], bool]) -> Any:
        """The job, once it is so."""
        deadline = time.monotonic() + JOB_SECONDS
        while True:
            answer = self.caller.call("GET", f"/jobs/{job_id}", token=self.seller.id_token)
            _expect(f"GET /jobs/{job_id}", answer, 200)
            if reached(answer.json):
                return answer.json
            if time.monotonic() > deadline or answer.json["state"] in ("success", "fail"):
                raise _wrong(f"the job {job_id}", f"{what} within {JOB_SECONDS:.0f} s", answer)
            time.sleep(0.2)


def _expect(what: str, answer: DeployedAnswer, status: int) -> None:
    if answer.status != status:
        raise _wrong(what, f"status {status}", answer)


def _wrong(what: str, expected: str, answer: DeployedAnswer) -> ProofFailedError:
    told = answer.body[:400].decode(errors="replace")
    return ProofFailedError(f"{what}: expected {expected}, came {answer.status} {told}", "See what is said above.")


def _picture() -> bytes:
    """A grey PNG."""
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + b"\x80" * SIDE for _ in range(SIDE))
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
