"""openapi-generator's clients in other languages: generated, and compiled where the compiler is on the machine.

Kotlin, Swift and C# are generated only: no package index that this project uses has their compilers.
"""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.consumers.consumer import JAVA, Consumer, Outcome
from tests.consumers.steps import count_files
from tests.consumers.tools import HERE, TOOLS, python_tools, python_version, run
from tests.consumers.world import World

LIBRARY_JAR = "site-packages/openapi_generator_cli/openapi-generator.jar"
"""The generator itself, which has inside what its Java clients need: Jackson."""


def java(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    """Without the upload: the library that its form needs is on Maven Central only."""
    options = ["--library", "native", "-p", "useJakartaEe=false,openApiNullable=false,annotationLibrary=none"]
    kept = "|".join(sorted(world.operations() - {"upload"}))
    said = _generate("java", world, folder, env, [*options, "--openapi-normalizer", f"FILTER=operationId:{kept}"])
    jar = next((TOOLS / "openapi_generator").glob(f"lib/python*/{LIBRARY_JAR}"))
    sources = [*folder.rglob("src/main/**/*.java"), *(HERE / "java").rglob("*.java")]
    listed = folder / "sources.txt"
    listed.write_text("\n".join(f'"{each}"' for each in sources))
    # the client that it generates for its form data uses names that Java deprecates
    said += run(["javac", "-proc:none", "-XDsuppressNotes", "-d", folder / "built", "-cp", jar, f"@{listed}"]).output
    return Outcome(f"{count_files(folder / 'built', '*.class', 'classes')}, compiled", said)


def go(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    said = _generate("go", world, folder, env)
    offline = {"GOTOOLCHAIN": "local", "GOPROXY": "off", "GOFLAGS": "-mod=mod", "GOCACHE": str(TOOLS / "go-cache")}
    said += run([python_tools("go") / "go", "build", "."], cwd=folder, env={**env, **offline}).output
    return Outcome(f"{count_files(folder, '*.go', 'files')}, compiled", said)


def rust(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
    """Not compiled: its crates are on crates.io only. rustfmt reads every file and fails at wrong syntax."""
    said = _generate("rust", world, folder, env)
    files = count_files(folder, "*.rs", "files")
    if shutil.which("rustfmt") is None:
        return Outcome(files, said)
    said += run(["rustfmt", "--edition", "2021", folder / "src/lib.rs"], env=env).output
    return Outcome(f"{files}, syntax read", said)


def generated_only(generator: str, pattern: str) -> Callable[[World, Path, Mapping[str, str]], Outcome]:
    def generate(world: World, folder: Path, env: Mapping[str, str]) -> Outcome:
        said = _generate(generator, world, folder, env)
        return Outcome(count_files(folder, pattern, "files"), said)

    return generate


def _generate(
    generator: str, world: World, folder: Path, env: Mapping[str, str], options: list[str] | None = None
) -> str:
    command = [python_tools("openapi_generator") / "openapi-generator-cli", "generate", "-g", generator]
    return run([*command, "-i", world.document, "-o", folder, *(options or ())], env=env).output


VERSION = python_version("openapi_generator", "openapi-generator-cli")
ROWS = tuple(
    Consumer(f"openapi-generator {name}", VERSION, consume, needs, slow=True, calls=False, gives=gives)
    for name, consume, needs, gives in (
        ("java", java, (JAVA, "javac"), "Java: `java.net.http`; compiled without the upload"),
        ("go", go, (JAVA,), "Go: the standard library; compiled"),
        ("csharp", generated_only("csharp", "*.cs"), (JAVA,), "C#; generated, not compiled"),
        ("kotlin", generated_only("kotlin", "*.kt"), (JAVA,), "Kotlin; generated, not compiled"),
        ("swift6", generated_only("swift6", "*.swift"), (JAVA,), "Swift; generated, not compiled"),
        ("rust", rust, (JAVA,), "Rust: reqwest; its syntax is checked, not compiled"),
    )
)
