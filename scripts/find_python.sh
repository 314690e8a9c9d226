#!/usr/bin/env bash
# `scripts/find_python.sh 3.13` prints the path of an interpreter of exactly that version; ends 1 if there is none.
set -uo pipefail
version=$1
for candidate in "python$version" python3 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$version".*/bin/python \
    "$HOME"/.local/share/uv/python/cpython-"$version".*/bin/python; do
    path=$(command -v "$candidate" 2>/dev/null) || continue
    if "$path" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$version')" 2>/dev/null; then
        echo "$path"
        exit 0
    fi
done
exit 1
