"""Steps that several consumers take: a program of Node, a script in a tool's environment, a count of files."""

from collections.abc import Mapping
from pathlib import Path

from tests.consumers.tools import HERE, Broken, node_tools, run


def run_node(command: list[object], env: Mapping[str, str]) -> str:
    folder = node_tools(env)
    bin_folder = folder / "node_modules/.bin"
    path = f"{bin_folder}:{env['PATH']}"
    return run([bin_folder / str(command[0]), *command[1:]], cwd=folder, env={**env, "PATH": path}).output


def run_script(tools: Path, script: Path, folder: Path, env: Mapping[str, str]) -> str:
    """Runs one of our scripts in the tool's environment; what Python warns of is an error."""
    return run([tools / "python", "-W", "error", script], cwd=folder, env={**env, "PYTHONPATH": str(folder)}).output


def typing_environment(env: Mapping[str, str], folder: Path) -> dict[str, str]:
    return {**env, "MYPYPATH": f"{folder}:{HERE / 'python'}", "MYPY_CACHE_DIR": str(folder / ".mypy_cache")}


def count_files(folder: Path, pattern: str, what: str) -> str:
    count = len(list(folder.rglob(pattern)))
    if not count:
        raise Broken(f"nothing was generated into {folder.name}")
    return f"{count} {what}"
