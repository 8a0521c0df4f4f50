#!/usr/bin/env bash
# clang-tidy 19 over every source of a build, by .clang-tidy; any finding fails. A build that compiles several files at a
# time is looked through four times as fast.
#
#   tests/tidy/clang_tidy.sh BUILD [REGEX...]      # of paths; default: all
set -uo pipefail
cd "$(dirname "$0")/../.."
build=${1:?the folder of a build with its compile_commands.json}
# The files that are compiled at a time are included by one that has nothing else (suspicious-include); g++ and clang
# disagree about which of their own warnings exist, and about a deprecation in libstdc++.
run-clang-tidy-19 -quiet -j "$(nproc)" -p "$build" -config-file=.clang-tidy -checks=-bugprone-suspicious-include \
    -extra-arg=-Wno-unknown-warning-option -extra-arg=-Wno-deprecated-declarations "${@:2}" |
    grep -vE '^(\[ *[0-9]+/[0-9]+\]|clang-tidy-19 |[0-9]+ warnings? generated|$)'
exit "${PIPESTATUS[0]}"
