#!/usr/bin/env bash
# Fuzzes: each target for so many seconds, from the seeds in the tree, with AddressSanitizer and UndefinedBehaviorSanitizer.
#
#   tests/fuzz/run.sh [SECONDS=60] [TARGET...]
#
# Prints for each how often it ran, what it covered, and whether it crashed; what crashed it is kept in the folder that is
# named at the end. HOLDFAST_FUZZ_BUILD: the folder of the build; HOLDFAST_FUZZ_CORPUS: a corpus to begin with and to add
# to, a folder for each target.
set -uo pipefail
cd "$(dirname "$0")/../.."

seconds=${1:-60}
[ $# -gt 0 ] && shift
[[ $seconds =~ ^[0-9]+$ ]] || { sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2; }
build=${HOLDFAST_FUZZ_BUILD:-$PWD/build-fuzz}
corpora=${HOLDFAST_FUZZ_CORPUS:-$(mktemp -d -t holdfast-corpus.XXXXXX)}
crashes=$(mktemp -d -t holdfast-crashes.XXXXXX)

export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 ASAN_OPTIONS=detect_leaks=1
targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(ls tests/fuzz/seeds)

cmake --preset fuzz -B "$build" >/dev/null &&
    cmake --build "$build" --target "${targets[@]/#/fuzz_}" >"$build/fuzz.log" 2>&1 ||
    { tail -n 40 "$build/fuzz.log"; exit 1; }

# The last number after WORD in a log of libFuzzer.
last() { grep -oE "$1[:=] *[0-9]+" "$2" | tail -n 1 | grep -oE '[0-9]+$' || echo -; }

failed=0
printf '%-14s %12s %9s %7s %7s  %s\n' target executions exec/s cov ft result
for target in "${targets[@]}"; do
    corpus=$corpora/$target log=$crashes/$target.log dictionary=tests/fuzz/dictionaries/$target.dict
    mkdir -p "$corpus"
    options=(-max_total_time="$seconds" -max_len=4096 -timeout=20 -rss_limit_mb=2048 -print_final_stats=1
        -artifact_prefix="$crashes/$target-")
    [ -e "$dictionary" ] && options+=(-dict="$dictionary")
    result=ok
    "$build/tests/fuzz/fuzz_$target" "${options[@]}" "$corpus" "tests/fuzz/seeds/$target" >"$log" 2>&1 || result=CRASH
    executions=$(last 'stat::number_of_executed_units' "$log") rate=$(last 'stat::average_exec_per_sec' "$log")
    printf '%-14s %12s %9s %7s %7s  %s\n' "$target" "$executions" "$rate" "$(last cov "$log")" "$(last ft "$log")" "$result"
    [ $result = ok ] && rm "$log" || failed=1
done
rmdir "$crashes" 2>/dev/null || echo "what crashed, and the logs: $crashes"
[ -n "${HOLDFAST_FUZZ_CORPUS:-}" ] || rm -rf "$corpora"
exit $failed
