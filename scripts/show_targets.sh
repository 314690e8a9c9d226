#!/usr/bin/env bash
# `make help`: each target of a Makefile with the text behind its ##, as wide as the terminal (COLUMNS), words whole.
set -euo pipefail
bold='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then bold=$'\033[1m' plain=$'\033[0m'; fi
width=${COLUMNS:-$(tput cols 2> /dev/null || echo 100)}
awk -v width="$width" -v bold="$bold" -v plain="$plain" -F ':.*## ' '
    function flush_line() { print head line; head = sprintf("%*s", indent, ""); line = "" }
    /^[a-z-]+:.*## / {
        indent = width < 60 ? 4 : 21
        head = sprintf("  %smake %-" (width < 60 ? 0 : 14) "s%s", bold, $1, plain)
        if (width < 60) { print head; head = "    " }
        line = ""
        count = split($2, words, " ")
        for (at = 1; at <= count; at++) {
            if (line != "" && indent + length(line) + 1 + length(words[at]) > width) flush_line()
            line = line (line == "" ? "" : " ") words[at]
        }
        flush_line()
    }' "$1"
