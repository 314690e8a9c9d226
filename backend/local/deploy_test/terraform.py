"""Terraform on a copy of infra/: init, apply, plan, destroy, each told in one line that moves."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from backend.local.deploy_test.errors import ProofFailedError

PROVIDER = "registry.terraform.io/hashicorp/aws"
_DONE = re.compile(r"^(?P<what>.+): (?P<how>Creation|Modifications|Destruction|Read) complete")
_PLANNED = re.compile(r"^Plan: (?P<add>\d+) to add, (?P<change>\d+) to change, (?P<destroy>\d+) to destroy")
_LINKED = ("backend", "mock_data", ".venv", "dist")
"""What the root stack reaches by relative paths, as in a checkout."""
_NO_CHANGES, _CHANGES = 0, 2
_PLACES = ("/opt/*", "/usr/local/lib/*", "/usr/local/share/*/*", "/usr/share/*/*", "/var/lib/*")

Tell = Callable[[str], None]


def find_mirror(places: Sequence[str] = _PLACES, home: Path | None = None) -> Path | None:
    """A folder with the provider in a filesystem mirror's layout; None: the registry is to be asked."""
    candidates = [path for place in places for path in sorted(Path("/").glob(place.lstrip("/")))]
    candidates += sorted(((home or Path.home()) / ".terraform.d").glob("*"))
    return next((path for path in candidates if (path / PROVIDER).is_dir()), None)


class Terraform:
    """`folder` is one of our own to work in, `variables` are those of the root stack."""

    def __init__(
        self, program: str, source: Path, folder: Path, variables: Mapping[str, Any], environment: Mapping[str, str]
    ) -> None:
        self._program = program
        self._root = folder / "infra" / "apps"
        ignored = shutil.ignore_patterns(".terraform", "*.tfstate*", "*.tfplan", "*.auto.tfvars*", "terraform.tfvars")
        shutil.copytree(source / "infra", folder / "infra", ignore=ignored)
        for name in _LINKED:
            (folder / name).symlink_to(source / name)
        (self._root / "proof_override.tf").write_text('terraform {\n  backend "local" {}\n}\n')
        self.set(variables)
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "TF_IN_AUTOMATION": "true",
            "TF_INPUT": "false",
            "CHECKPOINT_DISABLE": "true",
            **_provider_source(folder),
            **environment,
        }

    def set(self, variables: Mapping[str, Any]) -> None:
        """From now on these are the stack's variables."""
        (self._root / "proof.auto.tfvars.json").write_text(json.dumps(variables, indent=2))

    def init(self, tell: Tell) -> None:
        self._run(["init"], tell)

    def validate(self, tell: Tell) -> None:
        self._run(["validate"], tell)

    def apply(self, tell: Tell) -> int:
        """How many resources were made or changed."""
        return self._run(["apply", "-auto-approve"], tell)

    def destroy(self, tell: Tell) -> int:
        """How many resources were removed."""
        return self._run(["destroy", "-auto-approve"], tell)

    def drift(self, tell: Tell) -> str:
        """What a second plan would change, in Terraform's words; empty for nothing."""
        lines: list[str] = []
        tell("planning")
        code = self._stream(["plan", "-detailed-exitcode"], lines.append)
        if code == _NO_CHANGES:
            return ""
        if code == _CHANGES:
            return "\n".join(lines)
        raise self._describe_failure("plan", lines)

    def outputs(self) -> dict[str, Any]:
        done = subprocess.run(  # noqa: S603 (our own arguments)
            [self._program, "output", "-json"],
            cwd=self._root,
            env=self._environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return {name: each["value"] for name, each in json.loads(done.stdout).items()}

    def state(self) -> list[str]:
        """Addresses of what Terraform still holds."""
        done = subprocess.run(  # noqa: S603 (our own arguments)
            [self._program, "state", "list"],
            cwd=self._root,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.split()

    def _run(self, arguments: Sequence[str], tell: Tell) -> int:
        lines: list[str] = []
        progress = _Progress(tell)

        def take(line: str) -> None:
            lines.append(line)
            progress.take(line)

        if self._stream(arguments, take) != 0:
            raise self._describe_failure(arguments[0], lines)
        return progress.done

    def _stream(self, arguments: Sequence[str], take: Tell) -> int:
        process = subprocess.Popen(  # noqa: S603 (our own arguments)
            [self._program, *arguments, "-no-color"],
            cwd=self._root,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert process.stdout is not None
        try:
            for line in process.stdout:
                take(line.rstrip("\n"))
            return process.wait()
        except BaseException:
            process.terminate()  # it puts down what it made before it goes
            process.wait()
            raise
        finally:
            process.stdout.close()

    def _describe_failure(self, what: str, lines: Sequence[str]) -> ProofFailedError:
        told = "\n".join(_from_first_error(lines))
        return ProofFailedError(f"terraform {what} failed:\n{told}", "Fix infra/ and run make cloud again.")


class _Progress:
    """ "12 of 97: module.tables.aws_dynamodb_table.this" """

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._all = 0
        self.done = 0

    def take(self, line: str) -> None:
        planned = _PLANNED.match(line)
        if planned:
            self._all = sum(map(int, planned.groups()))
        done = _DONE.match(line)
        if done and done["how"] != "Read":
            self.done += 1
        total = f" of {self._all}" if self._all else ""
        self._tell(
            f"{self.done}{total}  {done['what']}" if done else f"{self.done}{total}" if self._all else "starting"
        )


def _from_first_error(lines: Sequence[str]) -> Iterator[str]:
    """Everything from the first error on; all of it where none is marked."""
    marked = next((at for at, line in enumerate(lines) if "Error:" in line), 0)
    return iter(lines[max(0, marked - 1) :])


def _provider_source(folder: Path) -> dict[str, str]:
    """The environment that makes Terraform take the provider from a mirror of this machine, if there is one."""
    own = os.environ.get("TF_CLI_CONFIG_FILE", "")
    if Path(own).is_file():
        return {"TF_CLI_CONFIG_FILE": own}
    mirror = find_mirror()
    if mirror is None:
        return {name: os.environ[name] for name in ("HTTPS_PROXY", "HTTP_PROXY") if name in os.environ}
    config = folder / "terraform.rc"
    config.write_text(f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n}}\n')
    return {"TF_CLI_CONFIG_FILE": str(config)}
