#!/usr/bin/env bash
# Looks for weaknesses in what ships, and writes down what that is.
#
#   scripts/audit.sh         all of it; a line for each check, ends 1 if any finds something
#   scripts/audit.sh sbom    only the bills of materials (CycloneDX): dist/dreamforge.cdx.json, the packages of the zip, and
#                            dist/imaging-layer.cdx.json, those of its layer
#
# The tools live in an environment of their own, so that their packages never meet those of the service.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

tools=.tools/audit
wanted="bandit==1.9.4 pip-audit==2.10.1 cyclonedx-bom==7.5.0"
failed=0

prepare() {
    if [ "$(cat "$tools/versions" 2> /dev/null)" = "$wanted" ] && "$tools/bin/python" -c '' 2> /dev/null; then return; fi
    printf '  %s into %s (once)\n' "$wanted" "$tools" >&2
    rm -rf "$tools"
    # shellcheck disable=SC2086 - one requirement a word
    .venv/bin/python -m venv "$tools" && "$tools/bin/python" -m pip install --quiet --disable-pip-version-check $wanted || {
        echo "  The audit tools could not be installed: is the package index reachable?" >&2
        exit 1
    }
    printf '%s' "$wanted" > "$tools/versions"
}

check() {
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then
        printf '  ✓ %s\n' "$name"
    else
        printf '  ✗ %s\n%s\n' "$name" "$output"
        failed=1
    fi
}

# What ships: asserts state what the type checker cannot see, jitter needs no secret randomness (B101, B311).
weaknesses() {
    "$tools/bin/python" -m bandit --quiet --recursive --skip B101,B311 \
        backend/adapters backend/api backend/bootstrap backend/container backend/domain backend/framework backend/worker
}

# bill_of_materials NAME GROUP...: dist/NAME.cdx.json has the packages that scripts/locked.py names.
bill_of_materials() {
    local name=$1 project status
    shift
    mkdir -p dist
    project=$(mktemp --suffix .toml) || return 1
    sed '/^\[tool\./,$d' pyproject.toml > "$project" # the tool takes a [tool.poetry] without a name for a mistake
    .venv/bin/python scripts/locked.py "$@" | "$tools/bin/python" -W ignore::UserWarning -m cyclonedx_py requirements --pyproject "$project" \
        --output-reproducible --output-file "dist/$name.cdx.json" -
    status=$?
    rm -f "$project"
    return $status
}

bills_of_materials() {
    bill_of_materials dreamforge main && bill_of_materials imaging-layer imaging --without main
}

# Known vulnerabilities of the locked packages. pip-audit calls a package that its database does not know clean, and so
# every package where the database cannot be reached: that is no clean bill, and is said.
vulnerabilities() {
    local listed output summary
    listed=$(mktemp) || exit 1
    .venv/bin/python scripts/locked.py main imaging container > "$listed"
    output=$("$tools/bin/python" -m pip_audit --timeout 5 --format json --progress-spinner off --disable-pip --require-hashes -r "$listed" 2>&1)
    rm -f "$listed"
    summary=$(sed -n '/^{/p' <<< "$output" | jq -r '
        (.dependencies | length) as $all | ([.dependencies[] | select(.skip_reason)] | length) as $skipped
        | [.dependencies[] | select(.vulns != null and .vulns != []) | "\(.name) \(.version): \([.vulns[].id] | join(", "))"] as $found
        | if $found != [] then "found " + ($found | join("; "))
          elif $skipped > 0 then "skipped \($skipped) of \($all)" else "clean \($all)" end' 2> /dev/null)
    case $summary in
        clean*) echo "  ✓ pip-audit: no known vulnerability in ${summary#clean } packages of poetry.lock" ;;
        found*) echo "  ✗ pip-audit: ${summary#found }" && failed=1 ;;
        skipped*) echo "  ○ pip-audit: NOT CHECKED, its database does not answer for ${summary#skipped } packages" ;;
        *) echo "  ○ pip-audit: NOT CHECKED, its database cannot be reached from here" ;;
    esac
}

prepare
if [ "${1:-}" = sbom ]; then
    bills_of_materials && printf '  %s\n' dist/dreamforge.cdx.json dist/imaging-layer.cdx.json
    exit
fi
check "bandit: weaknesses in backend/" weaknesses
vulnerabilities
check "bills of materials: dist/dreamforge.cdx.json, dist/imaging-layer.cdx.json" bills_of_materials
exit $failed
