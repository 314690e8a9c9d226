#!/usr/bin/env bash
# Makes .venv from poetry.lock, with poetry of its own in .tools/poetry: nothing else on this machine is needed or touched.
#
#   scripts/setup.sh local,dev   installs the main group and the named ones; with local or container also imaging
#   scripts/setup.sh check       makes .venv where there is none, and again where it cannot be used any more
#   scripts/setup.sh lock        writes poetry.lock
#
# `VENV=.venv-3.13 PYTHON=python3.13 scripts/setup.sh local,dev` makes another environment, for another interpreter.
# Packages come from the index that pip is configured for. The environment works on when the folder is moved.
set -euo pipefail
cd -P "$(dirname "$0")/.."

venv=${VENV:-.venv}
poetry_wanted=2.5.1
mirror_plugin=0.6.5
unfinished=$venv/unfinished

say() {
    if [ -t 2 ] && [ -z "${NO_COLOR:-}" ]; then printf '\033[2m  %s\033[0m\n' "$*" >&2; else printf '  %s\n' "$*" >&2; fi
}

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

trap 'printf "\n" >&2; say "stopped; the next make begins the set-up again"; exit 130' INT
trap 'exit 143' TERM HUP

make_venv() {
    local said
    [ -n "$python" ] || python=$(scripts/find_python.sh) || exit 1
    said=$("$python" -m venv --clear "$1" 2>&1) && return
    fail "$said" "$python cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv"
}

# Why the environment has to be made again; nothing if it can be used.
stale_because() {
    local wanted found
    found=$("$venv/bin/python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2> /dev/null) ||
        { echo "its Python does not run any more" && return; }
    [ ! -e "$unfinished" ] || { echo "its set-up did not finish" && return; }
    if [ -n "${PYTHON:-}" ]; then
        wanted=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        [ "$found" = "$wanted" ] || echo "it has Python $found, and PYTHON=$PYTHON is $wanted"
    fi
}

prepare_venv() {
    local reason place
    if [ ! -e "$venv/pyvenv.cfg" ]; then make_venv "$venv" && return; fi
    reason=$(stale_because)
    if [ -n "$reason" ]; then
        say "$venv is made again: $reason"
        make_venv "$venv"
        return
    fi
    place=$(sed -n 's/^command = .* -m venv \(--[a-z-]* \)*//p' "$venv/pyvenv.cfg")
    if [ -n "$place" ] && [ "$place" != "$(cd -P "$venv" && pwd)" ]; then
        say "the folder was ${place%/*} when $venv was made; $venv is adapted"
        "$venv/bin/python" -m venv --without-pip "$venv" # pyvenv.cfg and bin/activate; packages stay
        "$venv/bin/python" scripts/make_relocatable.py
        touch -r poetry.lock "$venv/pyvenv.cfg" # older than the stamps of the Makefile
    fi
}

# The index, without the password that its URL may have, and what it says when it is asked.
ask_index() {
    "$python" - "$POETRY_PYPI_MIRROR_URL" << 'EOP'
import sys, urllib.error, urllib.parse, urllib.request
url = urllib.parse.urlsplit(sys.argv[1])
shown = url._replace(netloc=url.netloc.rpartition("@")[2]).geturl()
try:
    urllib.request.urlopen(shown, timeout=10)
except urllib.error.HTTPError:
    pass
except OSError as error:
    print(f"The package index {shown} does not answer: {getattr(error, 'reason', error)}.")
    print("Check the network and its proxy (HTTPS_PROXY), or name another index: export PIP_INDEX_URL=https://host/simple")
EOP
}

explain_failure() {
    local advice
    rm -f "$unfinished" # what is installed is whole: only a set-up that was stopped leaves halves
    advice=$(ask_index)
    [ -n "$advice" ] || { tail -n 15 "$1" >&2; advice="The whole output is in $1."; }
    fail "The packages could not be installed." "$advice"
}

prepare_poetry() {
    local home=.tools/poetry wanted="$poetry_wanted $mirror_plugin"
    if [ "$(cat "$home/versions" 2> /dev/null)" = "$wanted" ] && "$home/bin/python" -c '' 2> /dev/null; then return; fi
    say "poetry $poetry_wanted into .tools (once)"
    mkdir -p .tools
    make_venv "$home"
    "$home/bin/python" -m pip install --quiet --disable-pip-version-check --retries 2 \
        "poetry==$poetry_wanted" "poetry-plugin-pypi-mirror==$mirror_plugin" > .tools/setup.log 2>&1 ||
        explain_failure .tools/setup.log
    printf '%s' "$wanted" > "$home/versions"
}

# Counts in one line what poetry installs, where somebody watches.
show_progress() {
    if [ -t 2 ]; then
        awk '/^Package operations/ { all = $3 + $5 } /^  - (Installing|Updating|Downgrading)/ && !seen[$3]++ {
            printf "\r    %d of %d", ++done, all; fflush() } END { printf "\r\033[K" }' >&2
    else
        cat > /dev/null
    fi
}

install_packages() {
    local log=$venv/setup.log groups=main,$1
    say "packages of poetry.lock into $venv ($1)"
    # both run the code that makes pictures, which Lambda has from a layer
    if [[ ,$1, == *,local,* || ,$1, == *,container,* ]]; then groups+=,imaging; fi
    touch "$unfinished"
    # poetry installs into the environment that is active
    VIRTUAL_ENV=$PWD/$venv PATH=$PWD/$venv/bin:$PATH \
        .tools/poetry/bin/python -m poetry install --only "$groups" --no-root --no-ansi 2>&1 | tee "$log" | show_progress ||
        explain_failure "$log"
    "$venv/bin/python" scripts/make_relocatable.py
    rm "$unfinished"
}

# Every make begins with the check, which asks for an interpreter only where one is named or needed.
python=
if [ -n "${PYTHON:-}" ] || [ "${1:-local}" != check ]; then python=$(scripts/find_python.sh); fi
if [ "${1:-local}" = check ]; then prepare_venv && exit; fi

# An index that serves only the simple API has no JSON that poetry would ask for; the plugin reads the simple pages.
POETRY_PYPI_MIRROR_URL=${PIP_INDEX_URL:-$("$python" -m pip config get global.index-url 2> /dev/null ||
    "$python" -c 'from pip._internal.models.index import PyPI; print(PyPI.simple_url)')}
export POETRY_PYPI_MIRROR_URL POETRY_NO_INTERACTION=1

prepare_poetry
if [ "${1:-}" = lock ]; then exec .tools/poetry/bin/python -m poetry lock; fi
prepare_venv
install_packages "${1:-local}"
