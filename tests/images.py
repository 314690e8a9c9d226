"""What Dockerfile and docker-compose.yml say, read so that tests can do without Docker what Docker would do."""

import json
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
DOCKERFILE = ROOT / "Dockerfile"
COMPOSE = ROOT / "docker-compose.yml"


@dataclass(frozen=True)
class Copy:
    sources: tuple[str, ...]
    target: str
    stage: str | None
    """Where from; None for the folder that the image is built in."""


@dataclass
class Stage:
    """One FROM of the Dockerfile, with what it has from the stages that it begins with."""

    name: str
    base: str
    env: dict[str, str] = field(default_factory=dict)
    user: str = "root"
    cmd: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)
    workdir: str = "/"
    runs: list[str] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)


def instructions(text: str) -> list[tuple[str, str]]:
    """`FROM a\\n# b\\nRUN c \\\\\\n  d` -> [("FROM", "a"), ("RUN", "c   d")]"""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n", " ", "\n".join(lines))
    split = (line.strip().partition(" ") for line in joined.splitlines() if line.strip())
    return [(name.upper(), rest.strip()) for name, _, rest in split]


def stages(path: Path = DOCKERFILE) -> dict[str, Stage]:
    found: dict[str, Stage] = {}
    arguments: dict[str, str] = {}
    current: Stage | None = None
    for name, rest in instructions(path.read_text()):
        if name == "ARG":
            key, _, value = rest.partition("=")
            arguments[key] = value
        elif name == "FROM":
            base, _, stage = rest.partition(" AS ")
            base = re.sub(r"\$\{(\w+)\}", lambda match: arguments[match[1]], base)
            current = _begun(stage, base, found.get(base))
            found[stage] = current
        else:
            assert current is not None, f"{name} before FROM"
            _take(current, name, rest)
    return found


def _begun(name: str, base: str, parent: Stage | None) -> Stage:
    if parent is None:
        return Stage(name, base)
    return Stage(
        name, parent.base, dict(parent.env), parent.user, parent.cmd, parent.health, parent.workdir,
        list(parent.runs), list(parent.copies),
    )  # fmt: skip


def _take(stage: Stage, name: str, rest: str) -> None:
    if name == "ENV":
        stage.env |= dict(each.split("=", 1) for each in rest.split())
    elif name == "USER":
        stage.user = rest
    elif name == "CMD":
        stage.cmd = json.loads(rest)
    elif name == "HEALTHCHECK":
        stage.health = json.loads(rest[rest.index("[") :])
    elif name == "WORKDIR":
        stage.workdir = rest
    elif name == "RUN":
        stage.runs.append(rest)
    elif name == "COPY":
        *sources, target = [each for each in rest.split() if not each.startswith("--")]
        origin = re.search(r"--from=(\S+)", rest)
        stage.copies.append(Copy(tuple(sources), target, origin[1] if origin else None))
    else:
        assert name == "EXPOSE", f"tests/images.py does not know {name}"


def lay_down(stage: Stage, folder: Path) -> Path:
    """Our files that a stage copies, where it would have them; nothing else of the repository is there."""
    for copy in stage.copies:
        assert copy.stage is None
        for source in copy.sources:
            _copy(ROOT / source, folder / copy.target, into=copy.target.endswith("/"))
    return folder


def _copy(source: Path, target: Path, *, into: bool) -> None:
    target = target / source.name if into else target
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copyfile(source, target)


def services() -> dict[str, dict[str, Any]]:
    """The services of docker-compose.yml, commands and variables as a container would get them."""
    found: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE.read_text())["services"]
    for service in found.values():
        service["command"] = [part.replace("$$", "$") for part in service.get("command", [])]
    return found
