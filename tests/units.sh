#!/usr/bin/env bash
# The unit tests of a build, a process for each library: ctest starts one for each test, which is slow under a sanitizer.
#
#   tests/units.sh BUILD [LIBRARY...]      # default: all, the stories, the simulation and the seeds of the fuzzers
set -uo pipefail
cd "$(dirname "$0")/.."
build=$(realpath "${1:?the folder of a build}")
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

# one PROGRAM [ARGUMENT...]
one() {
    local start=$SECONDS log=$logs/$BASHPID
    if "$@" >"$log" 2>&1; then
        printf '%4d s  ok     %s\n' $((SECONDS - start)) "${*##*/}"
    else
        tail -n 60 "$log"
        printf '%4d s  WRONG  %s\n' $((SECONDS - start)) "${*##*/}"
        return 1
    fi
}

programs=()
for library in "${@:2}"; do programs+=("$build/tests/unit/${library}_test --gtest_brief=1"); done
if [ $# -eq 1 ]; then
    for program in "$build"/tests/{sim/sim,unit/*,stories/stories}_test; do programs+=("$program --gtest_brief=1"); done
    for target in tests/fuzz/seeds/*/; do
        programs+=("$build/tests/fuzz/fuzz_replay $(basename "$target") $target")
    done
fi
export -f one
export logs
printf '%s\n' "${programs[@]}" | xargs -P "$(nproc)" -I{} bash -c 'one {}'
