#!/usr/bin/env bash
# `scripts/write_output.sh FILE COMMAND...` writes what the command prints into FILE. A command that fails, or is stopped,
# leaves the file as it was.
set -euo pipefail
file=$1
shift
trap 'rm -f "$file.new"' EXIT
"$@" > "$file.new"
mv "$file.new" "$file"
