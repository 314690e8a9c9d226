"""In front of the stand-ins: lets the deployed code do what the policies of its role let it do, and nothing else."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import parse_qsl

from backend.local.deploy_test.iam.access_log import AccessLog, Refusal
from backend.local.deploy_test.iam.denial import Answer, denial, unknown_caller
from backend.local.deploy_test.iam.facts import Facts
from backend.local.deploy_test.iam.matching import UnknownConditionError
from backend.local.deploy_test.iam.needs import UnknownRequestError, bedrock_needs_of, needs_of
from backend.local.deploy_test.iam.policy import AccessRequest, PolicyDecision, Statement, decide, decide_key
from backend.local.deploy_test.iam.sessions import Session, Sessions
from backend.local.moto_front import ACCESS_KEY, service_of
from backend.local.serving import App

Environ = dict[str, Any]
_SHOWN_BYTES = 300


class IamEnforcer:
    """Checks requests that are signed with a role's credentials; the account's owner passes unchecked."""

    def __init__(self, sessions: Sessions, facts: Facts, access_log: AccessLog) -> None:
        self._sessions = sessions
        self._facts = facts
        self._access_log = access_log

    def before_moto(self, app: App) -> App:
        return lambda environ, start: self._pass(environ, start, app, service_of(environ))

    def before_bedrock(self, app: App) -> App:
        return lambda environ, start: self._pass(environ, start, app, "bedrock")

    def check(self, session: Session, ask: AccessRequest) -> str | None:
        """Why a session may not, in AWS's words; None when it may. Either way it is in the access_log."""
        try:
            verdict = self._verdict(session, ask)
        except UnknownConditionError as error:
            verdict = PolicyDecision(allowed=False, why=f"the proof cannot judge {error}")
        if verdict.allowed:
            self._access_log.record_allowed(verdict.parts)
            return None
        self._access_log.record_refusal(Refusal(f"role {session.role}", ask.action, ask.resource, verdict.why))
        return (
            f"User: {session.principal.arn} is not authorized to perform: {ask.action} on resource: {ask.resource} "
            f"because {verdict.why}"
        )

    def _pass(self, environ: Environ, start_response: Any, app: App, service: str) -> Iterable[bytes]:
        access_key = _access_key(environ)
        if access_key is None or access_key == ACCESS_KEY:
            return app(environ, start_response)
        session = self._sessions.get(access_key)
        if session is None or not _carries_token(environ, session):
            return _send(unknown_caller(service), environ, start_response)
        body = b"" if _is_object_content(service, environ) else _body(environ)
        problem = self._problem(session, service, environ, body)
        if problem is not None:
            return _send(denial(service, problem), environ, start_response)
        return self._record_error(environ, start_response, app, service, session)

    def _problem(self, session: Session, service: str, environ: Environ, body: bytes) -> str | None:
        try:
            if service == "bedrock":
                asks = bedrock_needs_of(environ["PATH_INFO"], body, self._facts, _signed_region(environ))
            else:
                asks = needs_of(service, environ, body, self._facts)
        except UnknownRequestError as error:
            self._access_log.record_refusal(
                Refusal(f"role {session.role}", str(error), "-", "the proof does not know what it needs")
            )
            return f"The proof does not know which permission this needs: {error}"
        for ask in asks:
            problem = self.check(session, ask)
            if problem is not None:
                return problem
        return None

    def _verdict(self, session: Session, ask: AccessRequest) -> PolicyDecision:
        context = {
            "aws:SecureTransport": "true",  # plain HTTP within this machine stands for TLS
            "s3:TlsVersion": "1.3",
            "aws:RequestedRegion": self._facts.region,
            "aws:PrincipalAccount": self._facts.account,
            "aws:PrincipalArn": session.principal.role_arn,
            "aws:PrincipalType": "AssumedRole",
            **ask.context,
        }
        asked = AccessRequest(ask.action, ask.resource, context)
        if ask.action.startswith("kms:"):
            return decide_key(asked, session.principal, session.statements, self._facts.key_policy(ask.resource))
        return decide(asked, session.principal, session.statements, self._resource_policy(ask))

    def _resource_policy(self, ask: AccessRequest) -> Sequence[Statement]:
        service, name = ask.action.partition(":")[0], ask.resource.rpartition(":")[2]
        if service == "s3":
            return self._facts.bucket_policy(ask.resource.removeprefix("arn:aws:s3:::").partition("/")[0])
        return self._facts.queue_policy(name) if service == "sqs" else ()

    def _record_error(
        self, environ: Environ, start_response: Any, app: App, service: str, session: Session
    ) -> Iterable[bytes]:
        """The answer as it is; what is an error is written down, with the role that got it."""
        begun: list[tuple[str, list[tuple[str, str]]]] = []
        chunks = app(environ, lambda line, headers, _exc_info=None: begun.append((line, headers)))
        status, headers = begun[-1]
        if service == "s3" and status.startswith("404"):
            problem = self._may_not_know(session, environ)
            if problem is not None:
                return _send(denial(service, problem), environ, start_response)
        start_response(status, headers)
        if not status.startswith(("4", "5")):
            return chunks
        answer = b"".join(chunks)
        what = str(environ.get("HTTP_X_AMZ_TARGET") or f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
        told = answer[:_SHOWN_BYTES].decode(errors="replace")
        self._access_log.record_failure(f"role {session.role}: {service} {what}: {status[:3]} {told}")
        return [answer]

    def _may_not_know(self, session: Session, environ: Environ) -> str | None:
        """S3 tells that an object is missing only to those who may list its bucket; others are refused."""
        bucket = environ["PATH_INFO"].removeprefix("/").partition("/")[0]
        return self.check(session, AccessRequest("s3:ListBucket", f"arn:aws:s3:::{bucket}"))


def _access_key(environ: Environ) -> str | None:
    return _scope(environ)[0] or None


def _signed_region(environ: Environ) -> str:
    """Bedrock's endpoints are regional, and models are called in more regions than the cloud's own."""
    return _scope(environ)[2]


def _scope(environ: Environ) -> list[str]:
    """ "AWS4-HMAC-SHA256 Credential=ASIA.../20261128/us-west-2/..." -> ["ASIA...", "20261128", "us-west-2", ...]"""
    return str(environ.get("HTTP_AUTHORIZATION", "")).partition("Credential=")[2].split("/")


def _carries_token(environ: Environ, session: Session) -> bool:
    """Temporary keys are worth nothing without their session's token, in a header or in a presigned URL's query."""
    query = dict(parse_qsl(environ.get("QUERY_STRING", "")))
    return session.token in (environ.get("HTTP_X_AMZ_SECURITY_TOKEN"), query.get("X-Amz-Security-Token"))


def _is_object_content(service: str, environ: Environ) -> bool:
    return service == "s3" and environ["REQUEST_METHOD"] == "PUT"


def _body(environ: Environ) -> bytes:
    """All of it, which the application then reads once more."""
    body: bytes = environ["wsgi.input"].getvalue()
    return body


def _send(answer: Answer, environ: Environ, start_response: Any) -> list[bytes]:
    status, headers, body = answer
    start_response(status, headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
