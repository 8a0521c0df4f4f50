#!/usr/bin/env bash
# Every test, from a bare Debian 12: packages, build, units and tidiness, then real daemons in network namespaces, and the
# scenarios S01 to S52.
#
#   ./test.sh           some 18 minutes on two cores from nothing, 11 of them without the build
#   ./test.sh --long    hours: also every mode of each scenario and the long rows of the matrix, 200 hand-overs and ten quiet
#                       minutes; then asan (with the coverage), tsan, valgrind, clang_tidy, release (hardened), fuzzing,
#                       deaths (of a master, 50 each) and benches
#   ./test.sh --ci      as without, and sanitized: the fuzzers' seeds by a build with ASan and UBSan, 5 minutes more
#   ./test.sh --only PART...    of those from asan on, or sanitized, these alone
set -uo pipefail
cd "$(dirname "$0")"
source tests/dependencies.sh
source tests/parts.sh

build=${HOLDFAST_BUILD:-$PWD/build}
usage() { sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 2; }

# build_in PRESET FOLDER [TARGET...]
build_in() {
    cmake --preset "$1" -B "$2" >/dev/null &&
        cmake --build "$2" ${3:+--target "${@:3}"} >"$2/build.log" || { tail -n 60 "$2/build.log"; return 1; }
}
# More at a time than there are cores: most tests wait.
ctest=(ctest -j3 --output-on-failure --progress --no-tests=error)
pytest=(/usr/bin/python3 -m pytest -q -rs --durations=5)

usual() {
    part unit "${ctest[@]}" --test-dir "$build" -L unit
    part tidy "${ctest[@]}" --test-dir "$build" -L tidy
    part "alerts, dashboards, templates" "${pytest[@]}" -n 2 tests/monitoring
    part "namespaces, in parallel" "${pytest[@]}" -n 7 -m "not serial" --ignore tests/netns/scenarios tests/netns
    part scenarios "${pytest[@]}" -n 8 tests/netns/scenarios
    part "namespaces, one by one" "${pytest[@]}" -m serial --ignore tests/netns/scenarios tests/netns
}

long='' parts=(usual)
case ${1:-} in
    "") ;;
    --long) source tests/long.sh; long=1 parts=(more_packages usual "${long_parts[@]}") ;;
    --ci) source tests/long.sh; parts=(usual sanitized) ;;
    --only) source tests/long.sh; parts=("${@:2}") ;;
    *) usage ;;
esac
for one in "${parts[@]:-none}"; do declare -F "$one" >/dev/null || usage; done
[ "$(id -u)" = 0 ] || { echo "error: namespaces need root" >&2; exit 1; }

export HOLDFAST_BUILD=$build HOLDFAST_LONG=$long
part packages install_packages "${build_packages[@]}" "${lab_packages[@]}" "${test_packages[@]}"
part build build_in dev "$build"
[ ${#broken[@]} -eq 0 ] || { echo "the build failed"; exit 1; }
for one in "${parts[@]}"; do "$one"; done
summary
