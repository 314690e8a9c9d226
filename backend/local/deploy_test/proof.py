"""The proof, stage by stage: Terraform applied onto the laptop cloud, and what it deployed answering test_api.sh."""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from backend.local import show
from backend.local.demo import DEFAULT_REGION
from backend.local.deploy_test import checks, runtime_home, script
from backend.local.deploy_test.background_events import BackgroundEvents
from backend.local.deploy_test.calling import DeployedCaller
from backend.local.deploy_test.cloud import EmptyCloud
from backend.local.deploy_test.deployment import Deployment
from backend.local.deploy_test.discovery import DiscoveringClient
from backend.local.deploy_test.errors import ProofFailedError
from backend.local.deploy_test.evidence import evidence
from backend.local.deploy_test.exemptions import EXEMPTIONS, list_unexempted
from backend.local.deploy_test.exercises import Exercises
from backend.local.deploy_test.orphan_check import find_orphans
from backend.local.deploy_test.pool_users import PoolUser, PoolUsers
from backend.local.deploy_test.runtime_home import ROOT, RuntimeHome
from backend.local.deploy_test.stages import stage
from backend.local.deploy_test.terraform import Terraform
from backend.local.region import ModelPlan, plan_models

STAGE = "dev"
HOST = "dreamforge.localhost"
"""Every system takes *.localhost for itself; test_api.sh does not take it for `make serve`, which promises more."""
TEXT_MODELS = ("anthropic.claude-sonnet-4-6", "amazon.nova-2-lite-v1:0")
IMAGE_MODEL = "stability.sd3-5-large-v1:0"
RESTYLE_MODEL = "us.stability.stable-image-control-structure-v1:0"
"""Makes pictures from pictures, in the regions of the United States; by default pictures are made in one of them."""
CALLBACK = "https://shop.example/callback"
KIE_SECRET = "/dreamforge/dev/kie"  # noqa: S105 (the parameter's name)


def variables(zip_file: Path, layer: Path, machine: str, plan: ModelPlan) -> dict[str, Any]:
    """The root stack's variables: all of its optional parts that the service reads are there, so that all is proven."""
    return {
        "stage": STAGE,
        "region": plan.region,
        "emulated": True,
        "package": {"architecture": machine, "zip": str(zip_file), "imaging_layer": str(layer)},
        "service": {"cors_origins": ["https://shop.example"], "rate_limit_requests": 100_000},
        "models": {
            "text": plan.text_models[0],
            "text_fallbacks": list(plan.text_models[1:]),
            "image": plan.image_model,
            "restyle": RESTYLE_MODEL,
            "image_region": plan.image_region,
            "guardrail": "gr0000000001@1",
            "prices": {plan.text_models[0]: {"input": 3, "output": 15, "cached": 0.3}},
        },
        "kie": {"secret": f"ssm:{KIE_SECRET}", "base_url": "https://kie.invalid"},
        "sign_in": {"domain_prefix": "dreamforge-proof", "callback_urls": [CALLBACK]},
    }


class Proof:
    """One run, in a folder of its own. `source` is the checkout whose infra/ is proven."""

    def __init__(
        self,
        program: str,
        folder: Path,
        source: Path = ROOT,
        *,
        region: str = DEFAULT_REGION,
        image_region: str | None = None,
    ) -> None:
        self._plan = plan_models(region, image_region, TEXT_MODELS, IMAGE_MODEL)
        self._program = program
        self._folder = folder
        self._source = source

    def run(self) -> None:
        home, machine, zip_file, layer = self._build()
        with stage("cloud", "moto and the Bedrock stand-in, with nothing in them") as telling:
            cloud = EmptyCloud(self._plan.region)
            telling.result = f"an empty account in {cloud.region}, pictures made in {self._plan.image_region}"
        with cloud:
            wanted = variables(zip_file, layer, machine, self._plan)
            terraform = Terraform(self._program, self._source, self._folder, wanted, cloud.owner_environment())
            self._lay_down(terraform)
            self._use(cloud, home, terraform.outputs())
            self._destroy(terraform, wanted, cloud)

    def _build(self) -> tuple[RuntimeHome, str, Path, Path]:
        """(runtime, machine, zip, layer)"""
        machine = runtime_home.machine()
        with stage("build", f"the zip and the layer for {machine}") as telling:
            _, version = runtime_home.find_python()
            command = [sys.executable, str(ROOT / "scripts/build_zip.py"), "--machine", machine, "--python", version]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 (our own arguments)
            if done.returncode != 0:
                raise ProofFailedError(f"the zip cannot be built:\n{done.stdout}{done.stderr}", "See make build.")
            zip_file, layer = (  # a build meanwhile does not change what is tested
                Path(shutil.copy(ROOT / "dist" / f"{name}-{machine}.zip", self._folder))
                for name in ("dreamforge", "imaging-layer")
            )
            sizes = ", ".join(f"{each.name} {each.stat().st_size / 1e6:.1f} MB" for each in (zip_file, layer))
            telling.result = f"{sizes}, for Python {version}"
        with stage("runtime", "what Lambda's runtime brings along") as telling:
            home = runtime_home.prepare()
            telling.result = f"Python {home.version} and AWS's runtime client"
        if home.version != runtime_home.WANTED:
            show.line(
                f"  [yellow]○[/] no Python {runtime_home.WANTED} here, as Lambda has it: {home.version} runs instead"
            )
        return home, machine, zip_file, layer

    def _lay_down(self, terraform: Terraform) -> None:
        with stage("init", "Terraform's provider") as telling:
            terraform.init(telling)
        with stage("validate", "infra/apps and its modules") as telling:
            terraform.validate(telling)
        with stage("apply", "the root stack") as telling:
            telling.result = f"{terraform.apply(telling)} resources"
        with stage("plan", "a second plan has nothing to do") as telling:
            drift = terraform.drift(telling)
            if drift:
                raise ProofFailedError(f"a second plan would change something:\n{drift}", "Fix it, or the emulator.")

    def _use(self, cloud: EmptyCloud, home: RuntimeHome, outputs: Mapping[str, Any]) -> None:
        cloud.client("ssm").put_parameter(Name=KIE_SECRET, Type="SecureString", Value="not-a-key-of-anybody")
        deployment = Deployment(cloud, home, self._folder)
        with stage("deployed", "API, functions and queues are read from the cloud") as telling:
            deployment.start()
            found = deployment.found
            telling.result = (
                f"{found.public} open and {found.guarded} guarded methods, {len(deployment.functions)} functions, "
                f"{len(deployment.mappings)} queues"
            )
        with deployment, evidence(cloud.access_log, deployment):
            _check_url(outputs["api_url"], found.api_id, found.stage, cloud.region)
            self._call(cloud, deployment, outputs)
        self._judge(cloud, deployment)

    def _call(self, cloud: EmptyCloud, deployment: Deployment, outputs: Mapping[str, Any]) -> None:
        caller = DeployedCaller(deployment.api.stage_url)
        with stage("variables", "each that the code reads is set, and none other"):
            environments = {each.spec.name: each.spec.environment for each in deployment.functions.values()}
            wrong = list(checks.wrong_variables(environments))
            _fail("the functions' variables are wrong", wrong, "Fix infra/apps/environment.tf.")
        with stage("doors", "each operation without a token") as telling:
            wrong = list(checks.wrong_doors(caller, openapi_public=_reads_true(environments, "OPENAPI_PUBLIC")))
            _fail("the gateway's doors are wrong", wrong, "Fix infra/apps/paths.json or modules/api.")
            telling.result = "open paths are open, all others answer 401"
            _fail_if_refused(cloud)  # a worker that may not read its queue would be waited for for minutes
        people = PoolUsers(cloud.client("cognito-idp"), outputs["user_pool_id"], outputs["client_id"])
        with stage("users", "a seller and an admin in the deployed pool"):
            seller, admin = people.make("seller-of-the-proof", "seller"), people.make("admin-of-the-proof", "admin")
        self._test_api(deployment, seller)
        with stage("beyond", "what test_api.sh does not come to") as telling:
            first, second = self._plan.text_models
            done = []
            with cloud.sign_in(outputs["user_pool_id"]).serve() as pages:
                places = {outputs["api_url"]: deployment.api.stage_url, outputs["sign_in_url"]: pages}
                exercises = Exercises(
                    caller,
                    people.tokens(seller),
                    people.tokens(admin),
                    cloud.bedrock,
                    first,
                    second,
                    DiscoveringClient(f"{outputs['api_url']}/mcp", CALLBACK, seller, places),
                    BackgroundEvents(cloud.client, outputs["jobs_queue_url"], outputs["buckets"]["uploads"]),
                )
                for name in exercises.all():
                    done.append(name)
                    telling(name)
            telling.result = ", ".join(done)

    def _test_api(self, deployment: Deployment, seller: PoolUser) -> None:
        port = urlsplit(deployment.api.url).port
        with stage("test_api", "./test_api.sh through gateway, queue and worker") as telling:
            url = f"http://{HOST}:{port}/{deployment.found.stage}"
            telling.result = "test_api.sh: " + script.run(ROOT / "test_api.sh", url, seller, telling)

    def _judge(self, cloud: EmptyCloud, deployment: Deployment) -> None:
        with stage("rights", "nothing was refused, nothing is allowed in vain") as telling:
            _fail_if_refused(cloud)
            unlogged = [each.problem for each in deployment.logs.values() if each.problem]
            _fail("what functions wrote did not reach their logs", unlogged, "Fix modules/lambda.")
            _fail(
                "allowed, but never used",
                list_unexempted(cloud.access_log.find_unused(deployment.statements)),
                "Take it away, or say why it is there in backend/local/deploy_test/exemptions.py.",
            )
            exempted = f", {len(EXEMPTIONS)} exempted" if EXEMPTIONS else ""
            statements = len(deployment.statements)
            telling.result = f"{cloud.access_log.asked} asked for, none refused; {statements} statements{exempted}"

    def _destroy(self, terraform: Terraform, wanted: Mapping[str, Any], cloud: EmptyCloud) -> None:
        with stage("unprotect", "protect_data = false") as telling:
            terraform.set({**wanted, "protect_data": False})
            terraform.apply(telling)
        with stage("destroy", "everything") as telling:
            telling.result = f"{terraform.destroy(telling)} resources"
            left = [*terraform.state(), *find_orphans(cloud.client)]
            _fail("left behind by terraform destroy", left, "Look which resource made it.")


def _check_url(api_url: str, api_id: str, stage_name: str, region: str) -> None:
    """The output that clients get must lead to what was deployed."""
    wanted = f"https://{api_id}.execute-api.{region}.amazonaws.com/{stage_name}"
    if api_url != wanted:
        raise ProofFailedError(f"the output api_url is {api_url}, but the API is at {wanted}", "Fix modules/api.")


def _fail_if_refused(cloud: EmptyCloud) -> None:
    refused = [f"{refusal} ({times} times)" for refusal, times in cloud.access_log.refusals]
    _fail("the deployed code was refused", refused, "Fix infra/apps/permissions.tf, or the code.")


def _reads_true(environments: Mapping[str, Mapping[str, str]], variable: str) -> bool:
    return {each[variable] for each in environments.values()} == {"true"}


def _fail(what: str, wrong: list[str], advice: str) -> None:
    if wrong:
        raise ProofFailedError(f"{what}:\n" + "\n".join(f"  - {each}" for each in wrong), advice)
