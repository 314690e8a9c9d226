#!/usr/bin/env bash
# Prepares a release; pyproject.toml has the version, the other places get it from here.
#
#   scripts/release.sh 0.2.0         writes the version, the changelog's section and the documents; prints the notes
#   scripts/release.sh 0.2.0 --tag   commits that, too, and tags it v0.2.0
#   scripts/release.sh --check       ends 1 when a place has another version than pyproject.toml
#
# The tree must be clean, the version newer, and the changelog's [Unreleased] section not empty. Nothing is pushed.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-.venv/bin/python}

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

version_of() { sed -n "s/^$1 *= *\"\(.*\)\"\$/\1/p" "$2"; }

check_versions() {
    local wanted code document
    wanted=$(version_of version pyproject.toml)
    code=$(version_of __version__ backend/__init__.py)
    document=$("$python" -c 'import json; print(json.load(open("docs/openapi.json"))["info"]["version"])')
    [ "$code" = "$wanted" ] || fail "backend/__init__.py has version $code, pyproject.toml has $wanted."
    [ "$document" = "$wanted" ] || fail "docs/openapi.json has version $document, pyproject.toml has $wanted."
}

# The lines of the [Unreleased] section, without empty ones around them.
unreleased() { awk '/^## /{inside = /\[Unreleased\]/; next} inside' CHANGELOG.md | sed '/./,$!d' | tac | sed '/./,$!d' | tac; }

is_newer() { [ "$1" != "$2" ] && [ "$(printf '%s\n' "$1" "$2" | sort -V | tail -n 1)" = "$1" ]; }

write_version() {
    sed -i.before "s/^version = \".*\"\$/version = \"$1\"/" pyproject.toml
    sed -i.before "s/^__version__ = \".*\"\$/__version__ = \"$1\"/" backend/__init__.py
    sed -i.before "s/^## \[Unreleased\]\$/&\n\n## [$1] - $(date -u +%F)/" CHANGELOG.md
    rm pyproject.toml.before backend/__init__.py.before CHANGELOG.md.before
    scripts/write_output.sh docs/openapi.json "$python" -m backend.local openapi
    "$python" scripts/check_openapi.py --release
}

version=${1:-}
if [ "$version" = --check ]; then
    check_versions
    exit
fi
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "Name the version: scripts/release.sh 0.2.0 [--tag]"
[[ ${2:-} =~ ^(--tag)?$ ]] || fail "Unknown option ${2:-}. There is --tag."
[ -z "$(git status --porcelain)" ] || fail "The tree is not clean. Commit or stash first."
current=$(version_of version pyproject.toml)
is_newer "$version" "$current" || fail "$version is not newer than $current."
if git rev-parse --quiet --verify "refs/tags/v$version" > /dev/null; then fail "The tag v$version exists."; fi
notes=$(unreleased)
[ -n "$notes" ] || fail "CHANGELOG.md has nothing under [Unreleased]."
"$python" scripts/check_openapi.py

write_version "$version"
check_versions
printf '%s\n' "$notes"
if [ "${2:-}" = --tag ]; then
    git commit --quiet --all --message "Release $version"
    # verbatim: the headings of the notes begin with #
    git tag --annotate --cleanup=verbatim --message "DreamForge $version"$'\n\n'"$notes" "v$version"
fi
