#!/usr/bin/env bash
# Every check that reads the code without running it. Prints a line for each; ends 1 if any fails. The status 77 of a
# check means that it was skipped.
set -uo pipefail
cd "$(dirname "$0")/.."
failed=0
python=.venv/bin/python

check() {
    local name=$1 output status
    shift
    output=$("$@" 2>&1)
    status=$?
    if [ $status = 0 ]; then
        printf '  ✓ %s\n' "$name"
    elif [ $status = 77 ]; then
        printf '  - %s: %s\n' "$name" "$output"
    else
        printf '  ✗ %s\n%s\n' "$name" "$output"
        failed=1
    fi
}

document_is_current() { "$python" -m backend.local openapi | diff -u docs/openapi.json - ; }
models_are_current() { "$python" -m backend.local models --json | diff -u infra/apps/models.json - ; }
paths_are_current() { "$python" -m backend.local paths | diff -u infra/apps/paths.json - ; }

check "ruff: style" "$python" -m ruff check .
check "ruff: form" "$python" -m ruff format --check .
check "mypy: types" "$python" -m mypy
check "import-linter: who may import whom" "$python" -c "from importlinter.cli import lint_imports_command as run; run()"
check "poetry.lock fits pyproject.toml" .tools/poetry/bin/python -m poetry check --lock
check "docs/openapi.json is current (else: make openapi)" document_is_current
check "nothing breaks clients without saying so" "$python" scripts/check_openapi.py
check "infra/apps/paths.json is current (else: make openapi)" paths_are_current
check "infra/apps/models.json is current (else: make openapi)" models_are_current
check "mock data is what its generator makes" "$python" scripts/build_mock_data.py --check
check "one version everywhere" scripts/release.sh --check
check "docs/architecture.md draws what the code imports" "$python" scripts/draw_architecture.py
check "docs/decisions.md has numbers, dates and an index" "$python" scripts/check_decisions.py
check "plain words, function names, unique class names" "$python" scripts/check_language.py
check "biome: web/, its form and rules (else: make fmt)" scripts/lint_web.sh check
check "no keys or tokens" scripts/check_secrets.sh
exit $failed
