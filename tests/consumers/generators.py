"""Generators of clients in Python: what they generate is type-checked and runs the scenario."""

from collections.abc import Mapping
from pathlib import Path

from tests.consumers import snippets
from tests.consumers.consumer import JAVA, Consumer, Outcome
from tests.consumers.steps import count_files, run_script, typing_environment
from tests.consumers.tools import HERE, python_tools, python_version, run
from tests.consumers.world import OUT, World

PACKAGE = "dreamforge_client"


def openapi_python_client(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    tools, client = python_tools("openapi_python_client"), folder / PACKAGE
    settings = folder / "settings.yaml"
    settings.write_text("post_hooks: []\n")  # it would format the code with a ruff that is not there
    command = [tools / "openapi-python-client", "generate", "--path", world.document, "--output-path", client]
    said = run([*command, "--meta", "none", "--config", settings], env=env).output
    script = HERE / "python/openapi_python_client.py"
    example = folder / "example.py"
    example.write_text(snippets.snippet("python"))
    for checked in ([client, script], [example]):
        said += run([tools / "mypy", "--strict", *checked], cwd=folder, env=typing_environment(env, folder)).output
    for driven in (script, example):
        said += run_script(tools, driven, folder, env)
    return Outcome(count_files(client, "*.py", "modules"), said)


def openapi_generator_python(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    tools = python_tools("openapi_generator")
    command = [tools / "openapi-generator-cli", "generate", "-g", "python", "-i", world.document, "-o", folder]
    said = run([*command, "-p", f"packageName={PACKAGE}"], env=env).output
    # what it generates is checked by the rules that it brings along; it does not claim to be strict
    types = run([tools / "mypy", PACKAGE], cwd=folder, env=env).output
    script = HERE / "python/openapi_generator.py"
    strict = [tools / "mypy", "--strict", "--follow-imports=silent", "--config-file", "", script]
    types += run(strict, cwd=OUT, env=typing_environment(env, folder)).output
    return Outcome(
        count_files(folder / PACKAGE, "*.py", "modules"), said + types + run_script(tools, script, folder, env)
    )


def aiopenapi3(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    said = run_script(python_tools("aiopenapi3"), HERE / "python/aiopenapi3_client.py", folder, _with(world, env))
    return Outcome("models when it runs", said)


def clientele(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    tools = python_tools("clientele")
    (folder / "ruff.toml").write_text("")  # or it would be checked by the rules of this project
    with_ruff = {**env, "PATH": f"{tools}:{env['PATH']}", "NO_COLOR": "1"}  # it formats what it generates
    command = [tools / "clientele", "start-api", "--file", world.document, "--output", PACKAGE]
    said = run(command, cwd=folder, env=with_ruff).output
    said += run_script(tools, HERE / "python/clientele_client.py", folder, env)
    return Outcome(count_files(folder / PACKAGE, "*.py", "modules"), said)


def connexion(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    # not with -W error: its imports are of names that starlette and jsonschema will remove
    script = HERE / "python/connexion_mock.py"
    said = run([python_tools("connexion") / "python", script], cwd=folder, env=_with(world, env)).output
    return Outcome(said.splitlines()[-1], said)


def _with(world: World, env: Mapping[str, str]) -> dict[str, str]:
    return {**env, "DOCUMENT": str(world.document)}


PYTHON_CLIENT = python_version("openapi_python_client", "openapi-python-client")
GENERATOR = python_version("openapi_generator", "openapi-generator-cli")
ROWS = (
    Consumer(
        "openapi-python-client",
        PYTHON_CLIENT,
        openapi_python_client,
        gives="Python: httpx and attrs, synchronous and asynchronous",
    ),
    Consumer(
        "openapi-generator python", GENERATOR, openapi_generator_python, (JAVA,), gives="Python: urllib3 and pydantic"
    ),
    Consumer(
        "aiopenapi3",
        python_version("aiopenapi3", "aiopenapi3"),
        aiopenapi3,
        slow=True,
        gives="Python: a client made when it runs, with pydantic",
    ),
    Consumer(
        "clientele",
        python_version("clientele", "clientele"),
        clientele,
        slow=True,
        gives="Python: decorated functions; sends no files, and reads no answer in which every field is optional",
    ),
    Consumer(
        "connexion", python_version("connexion", "connexion"), connexion, slow=True, calls=False, gives="A mock server"
    ),
)
