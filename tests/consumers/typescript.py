"""Generators of clients in TypeScript: what they generate is compiled strictly, and runs the scenario."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tests.consumers import snippets
from tests.consumers.consumer import JAVA, NPM, Consumer, Outcome
from tests.consumers.steps import count_files, run_node
from tests.consumers.tools import HERE, node_tools, node_version, python_tools, python_version, run
from tests.consumers.world import World

AXIOS_ERRORS = "axios_errors.ts"


def typescript_fetch(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    tools = python_tools("openapi_generator")
    command = [tools / "openapi-generator-cli", "generate", "-g", "typescript-fetch", "-i", world.document]
    said = run([*command, "-o", folder / "client"], env=env).output
    return _typescript("typescript_fetch", folder, env, said)


def hey_api(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    said = run_node(["openapi-ts", "-i", world.document, "-o", folder / "client"], env)
    return _typescript("hey_api", folder, env, said)


def openapi_fetch(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    said = run_node(["openapi-typescript", world.document, "-o", folder / "client/schema.d.ts"], env)
    (folder / "example.mts").write_text(snippets.snippet("ts"))
    outcome = _typescript("openapi_fetch", folder, env, said)
    return replace(outcome, output=outcome.output + run_node(["node", folder / "built/example.mjs"], env))


def orval_axios(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    said = _orval(world, folder, env, {"client": "axios"})
    return _typescript("orval_axios", folder, env, said, AXIOS_ERRORS)


def orval_react_query(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    said = _orval(world, folder, env, {"client": "react-query", "httpClient": "axios"})
    return _typescript("orval_react_query", folder, env, said, AXIOS_ERRORS)


def orval_zod(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    return _typescript("orval_zod", folder, env, _orval(world, folder, env, {"client": "zod"}))


def swagger_typescript_api(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    command = ["swagger-typescript-api", "generate", "-p", world.document, "-o", folder / "client", "-n", "api.ts"]
    return _typescript("swagger_typescript_api", folder, env, run_node(command, env))


def rtk_query(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    settings = folder / "rtk.json"
    # the extension is TypeScript's rule for imports, with module resolution as Node's
    base = {"apiFile": "./rtk_base.js", "apiImport": "emptyApi", "outputFile": "./client/api.ts", "exportName": "api"}
    settings.write_text(json.dumps({"schemaFile": str(world.document), **base}))
    (folder / "client").mkdir()
    said = run_node(["rtk-query-codegen-openapi", settings], env)
    return _typescript("rtk_query", folder, env, said, "rtk_base.ts")


def openapi_zod_client(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    (folder / "client").mkdir()
    said = run_node(["openapi-zod-client", world.document, "-o", folder / "client/api.ts"], env)
    return _typescript("openapi_zod_client", folder, env, said, AXIOS_ERRORS)


def oazapfts(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    (folder / "client").mkdir()
    said = run_node(["oazapfts", world.document, folder / "client/api.ts"], env)
    return _typescript("oazapfts", folder, env, said)


def openapi_client_axios(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    shutil.copy(world.document, folder / "openapi.json")
    (folder / "client").mkdir()
    types = run_node(["typegen", world.document], env)
    (folder / "client/api.d.ts").write_text(types)
    return _typescript("openapi_client_axios", folder, env, "", AXIOS_ERRORS)


def _orval(world: World, folder: Path, env: Mapping[str, str], output: Mapping[str, str]) -> str:
    settings = folder / "orval.config.json"
    target = str(folder / "client/api.ts")
    # it says which zod to generate for
    versions = {"packageJson": str(HERE / "node/package.json")}
    settings.write_text(
        json.dumps({"api": {"input": str(world.document), "output": {"target": target, **versions, **output}}})
    )
    return run_node(["orval", "--config", settings], env)


def _typescript(name: str, folder: Path, env: Mapping[str, str], said: str, *helpers: str) -> Outcome:
    """Compiles the generated client strictly with the scenario, and runs that."""
    for file in ("scenario.ts", f"{name}.ts", "tsconfig.json", *helpers):
        shutil.copy(HERE / "node" / file, folder)
    (folder / "node_modules").symlink_to(node_tools(env) / "node_modules")
    said += run_node(["tsc", "-p", folder], env)
    said += run_node(["node", folder / "built" / f"{name}.js"], env)
    return Outcome(count_files(folder / "client", "*.ts", "modules"), said)


GENERATOR = python_version("openapi_generator", "openapi-generator-cli")
ORVAL = node_version("orval")
ROWS = (
    Consumer(
        "openapi-generator typescript-fetch",
        GENERATOR,
        typescript_fetch,
        (JAVA, NPM),
        gives="TypeScript: classes over `fetch`",
    ),
    Consumer(
        "@hey-api/openapi-ts",
        node_version("@hey-api/openapi-ts"),
        hey_api,
        (NPM,),
        gives="TypeScript: functions over `fetch`",
    ),
    Consumer(
        "openapi-typescript + openapi-fetch",
        node_version("openapi-typescript"),
        openapi_fetch,
        (NPM,),
        gives="TypeScript: types, and a client of 6 kB",
    ),
    Consumer("orval axios", ORVAL, orval_axios, (NPM,), slow=True, gives="TypeScript: functions over axios"),
    Consumer(
        "orval react-query", ORVAL, orval_react_query, (NPM,), slow=True, gives="TypeScript: hooks of React Query"
    ),
    Consumer("orval zod", ORVAL, orval_zod, (NPM,), slow=True, gives="TypeScript: zod schemas of requests and answers"),
    Consumer(
        "swagger-typescript-api",
        node_version("swagger-typescript-api"),
        swagger_typescript_api,
        (NPM,),
        slow=True,
        gives="TypeScript: a class over `fetch`",
    ),
    Consumer(
        "@rtk-query/codegen-openapi",
        node_version("@rtk-query/codegen-openapi"),
        rtk_query,
        (NPM,),
        slow=True,
        gives="TypeScript: endpoints of Redux Toolkit; a form is given as FormData",
    ),
    Consumer(
        "openapi-zod-client",
        node_version("openapi-zod-client"),
        openapi_zod_client,
        (NPM,),
        slow=True,
        gives="TypeScript: Zodios, which checks with zod",
    ),
    Consumer(
        "oazapfts",
        node_version("oazapfts"),
        oazapfts,
        (NPM,),
        slow=True,
        gives="TypeScript: functions over `fetch`, typed by status",
    ),
    Consumer(
        "openapi-client-axios",
        node_version("openapi-client-axios"),
        openapi_client_axios,
        (NPM,),
        slow=True,
        gives="TypeScript: axios, from the document when it runs",
    ),
)
