"""The whole of DreamForge on one machine: cloud, models and gateway around the very handler that AWS runs."""

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from backend.api.lambda_function import LambdaHandler
from backend.api.routes import select_operations
from backend.bootstrap.config import Settings
from backend.bootstrap.services import Services
from backend.domain.shared.budget import GATEWAY_SECONDS
from backend.local import datasets
from backend.local.bedrock import BedrockStandIn, Pace
from backend.local.closing import Closing
from backend.local.cloud import Cloud
from backend.local.console.front import ConsoleFront, ConsoleParts
from backend.local.console.recorder import Recorder
from backend.local.console.records import Role
from backend.local.console.traced_handler import TracedHandler
from backend.local.demo import DEFAULT_REGION
from backend.local.gateway import Gateway, GatewayResponses, PoolKeys, PublicPath
from backend.local.kie import KieStandIn
from backend.local.poller import Poller
from backend.local.provisioning import Queue
from backend.local.region import ModelPlan, plan_models
from backend.local.shared_environment import HIDDEN, EnvironmentPage
from backend.local.startup import resume_collection, share_models
from backend.local.studio import Studio
from backend.worker.lambda_function import WorkerHandler, fail_job, run_job

TEXT_MODEL = "anthropic.claude-sonnet-4-6"
IMAGE_MODEL = "stability.sd3-5-large-v1:0"
"""Draws from words and from pictures, so that everything can be tried."""
WARM_UP = {"warmup": True}
"""The event that makes a function ready without a request."""


class Laptop(Closing):
    """Everything running, until `close`. While it runs, this process's environment names its endpoints."""

    def __init__(
        self,
        cloud: Cloud,
        bedrock: BedrockStandIn,
        kie: KieStandIn,
        gateway: Gateway,
        services: Services,
        environment: Mapping[str, str],
        console: ConsoleFront,
        running: ExitStack,
    ) -> None:
        self.cloud = cloud
        self.bedrock = bedrock
        self.kie = kie
        self.gateway = gateway
        self.services = services
        self.environment = environment
        self.console = console
        self._running = running

    @classmethod
    def start(
        cls,
        *,
        port: int = 0,
        data: Path | None = None,
        settings: Mapping[str, str] | None = None,
        log_to: logging.Handler | None = None,
        pace: Pace | None = None,
        region: str = DEFAULT_REGION,
        image_region: str | None = None,
        seconds: float = GATEWAY_SECONDS,
    ) -> Self:
        """Starts cloud, models and gateway. `port` 0 takes a free one; `data` is a folder to keep things in.

        Pictures are made in `image_region`: by default in `region` if it has the image model, else in us-west-2.

        `settings` are environment variables of the service that differ from the laptop's own; `log_to` takes its log;
        `pace` makes the models slow; a request may take `seconds`, which a slow machine may need more of.
        """
        share_models()
        plan = plan_models(region, image_region, (TEXT_MODEL,), IMAGE_MODEL)
        with ExitStack() as starting:
            recorder = Recorder()
            cloud = starting.enter_context(Cloud.start(data, region, watch=partial(recorder.watch, "aws")))
            datasets.upload(cloud.client("s3"), cloud.buckets["assets"])
            bedrock = starting.enter_context(BedrockStandIn(pace=pace).serve(watch=partial(recorder.watch, "bedrock")))
            kie = starting.enter_context(KieStandIn().serve(watch=partial(recorder.watch, "kie")))
            sign_in = starting.enter_context(cloud.sign_in().serve())
            environment = {**_environment(cloud, bedrock, kie, plan), "COGNITO_DOMAIN": sign_in, **(settings or {})}
            starting.enter_context(in_environment(environment))
            services = Services(Settings.from_env())
            services.connect()  # every client finds its endpoint now, whatever the environment names later
            handler = LambdaHandler(services, log_to=log_to)
            pool = cloud.pool
            studio = partial(Studio, cloud=cloud.endpoint, client_id=pool.client_id, stage=environment["STAGE"])
            pollers: dict[str, Poller] = {}
            console = ConsoleFront(ConsoleParts(recorder, cloud, bedrock, kie, services, pollers))
            gateway = Gateway(
                TracedHandler(handler, recorder),
                pool=PoolKeys(issuer=pool.issuer, jwks_url=pool.jwks_url, client_id=pool.client_id),
                public=public_paths(openapi_public=services.settings.openapi_public),
                stage=environment["STAGE"],
                gateway_responses=GatewayResponses.dreamforge(environment.get("CORS_ALLOW_ORIGINS", "").split(",")),
                auth_bypass=services.settings.auth_bypass,
                region=cloud.region,
                timeout=seconds,
                function_timeout=seconds,
                front=lambda api: console.before(EnvironmentPage(studio(recorder.watch_api(api)), environment)),
            )
            recorder.on_start.append(partial(handler, WARM_UP, None))
            sqs = cloud.client("sqs")
            works: tuple[tuple[Queue, Role, Any], ...] = (
                (cloud.jobs_queue, "worker", run_job),
                (cloud.dead_letters, "dead_letters", fail_job),
            )
            for queue, role, take in works:
                worker = WorkerHandler(recorder.watch_job(role, take), services=services, log_to=log_to)
                recorder.on_start.append(worker.make_ready)
                look = partial(cloud.has_messages, queue)
                poller = Poller(sqs, queue.url, queue.arn, worker, has_messages=look).start()
                pollers["jobs" if role == "worker" else role] = starting.enter_context(poller)
            starting.enter_context(gateway.serve(port))
            cloud.allow_sign_in(gateway.url)
            console.url = gateway.url
            resume_collection()
            return cls(cloud, bedrock, kie, gateway, services, environment, console, starting.pop_all())

    @property
    def url(self) -> str:
        """Where the API is: `http://127.0.0.1:9000`."""
        return self.gateway.url

    def close(self) -> None:
        self._running.close()


def public_paths(*, openapi_public: bool) -> list[PublicPath]:
    """What the gateway lets through without looking at a token; the function looks again."""
    operations = select_operations(openapi_public=openapi_public)
    paths = dict.fromkeys(op.path for op in operations if op.public or op.tokens)
    return [*(PublicPath("ANY", path) for path in paths), PublicPath("OPTIONS", "*")]


def _environment(cloud: Cloud, bedrock: BedrockStandIn, kie: KieStandIn, plan: ModelPlan) -> dict[str, str]:
    return {
        **cloud.environment(),
        **plan.environment(),
        "AWS_ENDPOINT_URL_BEDROCK": bedrock.url,
        "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": bedrock.url,
        "KIE_BASE_URL": kie.url,
        "KIE_API_KEY": kie.key,
        "FETCH_ALLOWED_HOSTS": ",".join(urlsplit(each).netloc for each in (kie.url, cloud.endpoint)),
    }


@contextmanager
def in_environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Sets variables of this process and puts them back afterwards. AWS profiles of the user's own are out of sight."""
    before = {name: os.environ.get(name) for name in (*variables, *HIDDEN)}
    os.environ.update(variables)
    for name in HIDDEN:
        os.environ.pop(name, None)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
