#!/usr/bin/env bash
# Prints the path of a Python interpreter; ends 1, and says why on standard error, if there is none.
#
#   scripts/find_python.sh        3.11 or newer; PYTHON names one, which is taken or refused, never passed over
#   scripts/find_python.sh 3.13   exactly that version, whatever PYTHON says
set -uo pipefail
shopt -s nullglob
version=${1:-}
installed=("${PYENV_ROOT:-$HOME/.pyenv}"/versions/"${version:-3}".*/bin/python
    "$HOME"/.local/share/uv/python/cpython-"${version:-3}".*/bin/python)

fits() {
    "$1" -c "import sys; v = '$version'; sys.exit('%d.%d' % sys.version_info[:2] != v if v else sys.version_info < (3, 11))" \
        2> /dev/null
}

if [ -z "$version" ] && [ -n "${PYTHON:-}" ]; then
    path=$(command -v "$PYTHON") && fits "$path" && echo "$path" && exit
    found=$("$PYTHON" --version 2> /dev/null) || found="not a Python that runs"
    echo "PYTHON=$PYTHON is $found; DreamForge needs Python 3.11 or newer. Name another one, or leave PYTHON out." >&2
    exit 1
fi
for candidate in ${version:+"python$version"} python3 ${version:-python3.13 python3.12 python3.11 python} ${installed[@]+"${installed[@]}"}; do
    path=$(command -v "$candidate" 2> /dev/null) && fits "$path" && echo "$path" && exit
done
[ -n "$version" ] ||
    echo "No Python 3.11 or newer was found. Install one, or name it: make demo PYTHON=/path/to/python3.13" >&2
exit 1
