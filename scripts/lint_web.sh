#!/usr/bin/env bash
# Checks web/ and the console's pages: biome's format and rules, lines of 140 characters at most, and state in web/js/state.js alone.
#
#   scripts/lint_web.sh check [FOLDER]   ends 1 and says what is wrong; FOLDER is another checkout
#   scripts/lint_web.sh fix              brings web/ into form
#
# biome comes from npm into .tools/biome. Without npm the status is 77, which means skipped, or 1 when CI is set.
set -uo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
wanted=2.6.8
console=backend/local/console/static
biome=$root/.tools/biome/node_modules/.bin/biome

need_biome() {
    if ! command -v npm > /dev/null; then
        echo "npm is not on this machine, so web/ is not checked. Install Node.js 20 or newer."
        if [ -n "${CI:-}" ]; then exit 1; fi
        exit 77
    fi
    if [ "$("$biome" --version 2> /dev/null)" = "Version: $wanted" ]; then return; fi
    mkdir -p "$root/.tools/biome"
    npm install --prefix "$root/.tools/biome" --no-audit --no-fund --no-save --silent "@biomejs/biome@$wanted" ||
        { echo "biome $wanted cannot be installed from npm" && exit 1; }
}

no_long_lines() {
    local found
    found=$(find web $console -name '*.js' -o -name '*.css' -o -name '*.html' | sort |
        xargs -d '\n' awk 'length > 140 { print FILENAME ":" FNR ": " length " characters, allowed are 140" }')
    [ -z "$found" ] || { printf '%s\n' "$found" && return 1; }
}

# A variable, or a collection that grows, which lives as long as the page.
no_state_elsewhere() {
    ! find web/js -name '*.js' ! -path web/js/state.js -print0 | xargs -0 grep -nE \
        '^(export )?(let|var) |^(export )?const \w+ = (new (Weak)?(Map|Set)\(|\[\];)' |
        sed 's/$/   <- belongs into web\/js\/state.js/' | grep .
}

need_biome
cd "${2:-$root}" || exit 1
[ -d "$console" ] || console=''
case ${1:-} in
    check)
        failed=0
        "$biome" check --error-on-warnings --colors=off web $console || failed=1
        no_long_lines || failed=1
        no_state_elsewhere || failed=1
        exit $failed
        ;;
    fix) exec "$biome" check --write --error-on-warnings web $console ;;
    *) sed -n '4,5s/^# *//p' "$0" >&2 && exit 2 ;;
esac
