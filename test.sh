#!/usr/bin/env bash
# Every test, from a bare Debian 12: packages, build, units and tidiness, then real daemons in network namespaces, and the
# scenarios S01 to S52.
#
#   ./test.sh           under 20 minutes on two cores from nothing
#   ./test.sh --long    also every mode of each scenario, 200 hand-overs, ten quiet minutes, the unit tests under sanitizers,
#                       50 repetitions of each death of a master, and the benchmarks
set -uo pipefail
cd "$(dirname "$0")"
source tests/dependencies.sh

build=${HOLDFAST_BUILD:-$PWD/build}
long=
case ${1:-} in
    "") ;;
    --long) long=1 ;;
    *) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
[ "$(id -u)" = 0 ] || { echo "error: namespaces need root" >&2; exit 1; }

passed=0 failed=0 broken=() times=()
output=$(mktemp)
trap 'rm -f "$output"' EXIT

# part NAME COMMAND...: runs it, shows it, and keeps its time and its counts.
part() {
    local name=$1 start=$SECONDS
    shift
    printf '\n== %s\n' "$name"
    "$@" 2>&1 | tee "$output"
    [ "${PIPESTATUS[0]}" -eq 0 ] || broken+=("$name")
    times+=("$(printf '%-28s %4d s' "$name" $((SECONDS - start)))")
    count
}

# The last lines of ctest ("2 tests failed out of 9") and of pytest ("1 failed, 8 passed in 3.21s").
count() {
    local failures total words
    if read -r failures total < <(sed -nE 's/.* ([0-9]+) tests failed out of ([0-9]+)$/\1 \2/p' "$output"); then
        failed=$((failed + failures)) passed=$((passed + total - failures))
    fi
    words=$(grep -E '(passed|failed|errors?)\b.* in [0-9.]+s' "$output" | tail -n 1)
    passed=$((passed + $(number "$words" passed)))
    failed=$((failed + $(number "$words" failed) + $(number "$words" 'errors?')))
}
number() { grep -oE "[0-9]+ $2" <<<"$1" | grep -oE '[0-9]+' || echo 0; }

build_in() {
    cmake -S . -B "$1" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DHOLDFAST_TESTS=ON "${@:2}" >/dev/null &&
        cmake --build "$1" >"$1/build.log" || { tail -n 60 "$1/build.log"; return 1; }
}
pytest() { /usr/bin/python3 -m pytest -q --durations=5 tests/netns "$@"; }

export HOLDFAST_BUILD=$build
part packages install_packages "${build_packages[@]}" "${lab_packages[@]}" "${test_packages[@]}"
part build build_in "$build"
[ ${#broken[@]} -eq 0 ] || { echo "the build failed"; exit 1; }
part unit ctest --test-dir "$build" -j2 --output-on-failure --progress --no-tests=error -L unit
part tidy ctest --test-dir "$build" --output-on-failure --progress --no-tests=error -L tidy
part "namespaces, in parallel" pytest -n 5 -m "not serial" --ignore tests/netns/scenarios
part scenarios env HOLDFAST_LONG="$long" /usr/bin/python3 -m pytest -q -n 6 --durations=5 tests/netns/scenarios
part "namespaces, one by one" pytest -m serial --ignore tests/netns/scenarios
if [ -n "$long" ]; then
    part "build with sanitizers" build_in "$build-asan" -DHOLDFAST_SANITIZE=address,undefined
    part "unit with sanitizers" ctest --test-dir "$build-asan" -j2 --output-on-failure --progress -L unit
    part "packages for fuzzing" install_packages "${fuzz_packages[@]}"
    part fuzzing env HOLDFAST_FUZZ_BUILD="$build-fuzz" tests/fuzz/run.sh 60
    part "deaths of a master, 50 each" env HOLDFAST_RUNS=50 /usr/bin/python3 -m pytest -q tests/netns/test_guard.py
    for bench in takeover heal cost stop flood; do part "bench $bench" /usr/bin/python3 "tests/bench/$bench.py"; done
fi

printf '\n== times\n'
printf '%s\n' "${times[@]}" "$(printf '%-28s %4d s' all $SECONDS)"
[ ${#broken[@]} -eq 0 ] || printf 'not right: %s\n' "${broken[@]}"
echo "$passed passed, $failed failed"
[ ${#broken[@]} -eq 0 ]
