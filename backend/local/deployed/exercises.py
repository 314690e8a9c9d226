"""What test_api.sh does not come to, and AWS will one day: a model that is throttled, a job that is given up, tokens of
each kind, a secret that is read.
"""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

from backend.local.bedrock import BedrockStandIn
from backend.local.bedrock.faults import Fault
from backend.local.deployed.calling import Answer, Caller
from backend.local.deployed.people import Tokens
from backend.local.deployed.trouble import ProofFailedError

JOB_SECONDS = 60.0


class Exercises:
    """`send_dead` puts a message into the queue of dead letters, as SQS does after the last try."""

    def __init__(
        self,
        caller: Caller,
        seller: Tokens,
        admin: Tokens,
        bedrock: BedrockStandIn,
        models: tuple[str, str],
        send_dead: Callable[[str], None],
    ) -> None:
        """`models`: the first text model and the one that is asked when it cannot."""
        self._caller = caller
        self._seller = seller
        self._admin = admin
        self._bedrock = bedrock
        self._models = models
        self._send_dead = send_dead

    def all(self) -> Iterator[str]:
        """Each as it is done, by name. `ProofFailedError` says which did not go as it should."""
        for each in (
            self.streamed_chat,
            self.fallback_model,
            self.either_token,
            self.admin,
            self.dead_letter,
        ):
            each()
            yield each.__name__.replace("_", " ")

    def streamed_chat(self) -> None:
        """A chat as events asks Bedrock for a stream, which is a permission of its own."""
        answer = self._post("/chat", {"message": "Which posters are there?"}, Accept="text/event-stream")
        self._expect("a streamed chat", answer, 200)
        if not answer.headers["content-type"].startswith("text/event-stream") or b"event:" not in answer.body:
            raise _wrong("a streamed chat", "events", answer)

    def fallback_model(self) -> None:
        """The model that is asked when the first is throttled may be asked."""
        first, second = self._models
        self._bedrock.faults.replace(
            [Fault(model=first.replace(".", r"\."), times=None, code="ThrottlingException").model_dump()]
        )
        try:
            answer = self._post("/chat", {"message": "Which posters are there?"})
        finally:
            self._bedrock.faults.clear()
        self._expect("a chat while the first model is throttled", answer, 200)
        if answer.json["model"] != second:
            raise _wrong("a chat while the first model is throttled", f"an answer of {second}", answer)

    def either_token(self) -> None:
        """A path of `paths.tokens` takes id and access tokens, and says to others where to sign in."""
        request = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
        for kind, token in (("IdToken", self._seller.id_token), ("access token", self._seller.access_token)):
            answer = self._caller.call("POST", "/mcp", request, token=token)
            self._expect(f"POST /mcp with an {kind}", answer, 200)
        broken = self._caller.call("POST", "/mcp", request, token=self._seller.access_token[:-8] + "AAAAAAAA")
        self._expect("POST /mcp with a broken token", broken, 401)
        if "resource_metadata=" not in broken.headers.get("www-authenticate", ""):
            raise _wrong("POST /mcp with a broken token", "a WWW-Authenticate that says where to sign in", broken)

    def admin(self) -> None:
        """An admin acts for others: the groups come through the gateway with the token."""
        answer = self._caller.call("GET", "/products?owner=somebody-else", token=self._admin.id_token)
        self._expect("an admin looking at another's products", answer, 200)

    def dead_letter(self) -> None:
        """A job that is tried again and again and comes to the dead letters is ended, and its owner told.

        Its picture is to be by KIE, which is not there; the key is read where Terraform says that it is kept.
        """
        answer = self._post("/generate", {"prompt": "a lighthouse", "provider": "kie"})
        self._expect("a picture by KIE", answer, 202)
        job_id = answer.json["task_id"]
        self._until("a first try", job_id, lambda job: job["progress"] > 0 and job["state"] == "waiting")
        self._send_dead(json.dumps({"job_id": job_id}))
        job = self._until("an end", job_id, lambda job: job["state"] in ("success", "fail"))
        if job["state"] != "fail":
            raise ProofFailedError(f"a job among the dead letters: {job['state']}", "See the dead letters' log.")

    def _post(self, path: str, body: Any, **headers: str) -> Answer:
        return self._caller.call("POST", path, body, token=self._seller.id_token, headers=headers)

    def _expect(self, what: str, answer: Answer, status: int) -> None:
        if answer.status != status:
            raise _wrong(what, f"status {status}", answer)

    def _until(self, what: str, job_id: str, reached: Callable[[Any], bool]) -> Any:
        deadline = time.monotonic() + JOB_SECONDS
        while True:
            answer = self._caller.call("GET", f"/jobs/{job_id}", token=self._seller.id_token)
            self._expect(f"GET /jobs/{job_id}", answer, 200)
            if reached(answer.json):
                return answer.json
            if time.monotonic() > deadline:
                raise _wrong(f"the job {job_id}", f"{what} within {JOB_SECONDS:.0f} s", answer)
            time.sleep(0.3)


def _wrong(what: str, expected: str, answer: Answer) -> ProofFailedError:
    told = answer.body[:300].decode(errors="replace")
    return ProofFailedError(f"{what}: expected {expected}, came {answer.status} {told}", "See what is said above.")
