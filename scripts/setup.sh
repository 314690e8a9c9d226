#!/usr/bin/env bash
# Makes .venv from poetry.lock: `scripts/setup.sh local,dev` installs the main group and the named ones.
# `VENV=.venv-3.13 PYTHON=python3.13 scripts/setup.sh local,dev` makes another, for another interpreter.
# Brings its own poetry into .tools/poetry, so that nothing on this machine is needed or touched.
# Packages come from whatever index pip is configured for.
set -euo pipefail
cd "$(dirname "$0")/.."

groups=${1:-local}
venv=${VENV:-.venv}
poetry_wanted=2.5.1
mirror_plugin=0.6.5

say() { printf '\033[2m  %s\033[0m\n' "$*" >&2; }

find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11 python; do
        if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    echo "DreamForge needs Python 3.11 or newer; none was found. Install it, or name it: make PYTHON=/path/to/python3.13 ..." >&2
    exit 1
}

make_venv() {
    "$1" -m venv "$2" 2>/dev/null && return
    echo "Python cannot make a virtual environment here. On Debian and Ubuntu: apt-get install python3-venv" >&2
    exit 1
}

python=$(find_python)
poetry=.tools/poetry/bin/poetry
if [ ! -x "$poetry" ]; then
    say "poetry $poetry_wanted into .tools (once)"
    rm -rf .tools/poetry
    make_venv "$python" .tools/poetry
    .tools/poetry/bin/pip install --quiet --disable-pip-version-check \
        "poetry==$poetry_wanted" "poetry-plugin-pypi-mirror==$mirror_plugin"
fi

# An index that serves only the simple API has no JSON that poetry would ask for; the plugin reads the simple pages.
index=$("$python" -m pip config get global.index-url 2>/dev/null \
    || .tools/poetry/bin/python -c 'from pip._internal.models.index import PyPI; print(PyPI.simple_url)')
export POETRY_PYPI_MIRROR_URL="${PIP_INDEX_URL:-$index}"
export POETRY_NO_INTERACTION=1

if [ "$groups" = lock ]; then exec "$poetry" lock; fi

[ -x "$venv/bin/python" ] || make_venv "$python" "$venv"
say "packages of poetry.lock into $venv ($groups)"
# poetry installs into the environment that is active
VIRTUAL_ENV=$PWD/$venv PATH=$PWD/$venv/bin:$PATH "$poetry" install --only "main,$groups" --no-ansi | sed 's/^/    /' >&2

# poetry's own script names the interpreter in its first line, which no system reads when the path has a space in it
cat > "$venv/bin/dreamforge" <<'EOF'
#!/bin/sh
exec "$(dirname "$(readlink -f "$0")")/python" -m backend.local "$@"
EOF
