# The parts of a run of tests: each is shown, timed and counted. Sourced by test.sh.

passed=0 failed=0 skipped=0 broken=() times=() omissions=()
output=$(mktemp)
trap 'rm -f "$output"' EXIT

# part NAME COMMAND...: runs it, shows it, and keeps its time and its counts.
part() {
    local name=$1 start=$SECONDS
    shift
    printf '\n== %s\n' "$name"
    "$@" 2>&1 | tee "$output"
    [ "${PIPESTATUS[0]}" -eq 0 ] || broken+=("$name")
    times+=("$(printf '%-30s %5d s' "$name" $((SECONDS - start)))")
    count
}

# The last lines of ctest ("2 tests failed out of 9") and of pytest ("1 failed, 8 passed in 3.21s").
count() {
    local failures total omitted words
    if read -r failures total < <(sed -nE 's/.* ([0-9]+) tests failed out of ([0-9]+)$/\1 \2/p' "$output"); then
        omitted=$(grep -cE '^\s*[0-9]+ - .* \(Skipped\)$' "$output")
        failed=$((failed + failures)) skipped=$((skipped + omitted)) passed=$((passed + total - failures - omitted))
    fi
    mapfile -t -O ${#omissions[@]} omissions < <(grep -E '^SKIPPED |^\s*[0-9]+ - .* \(Skipped\)$' "$output")
    words=$(grep -E '(passed|failed|skipped|errors?)\b.* in [0-9.]+s' "$output" | tail -n 1)
    passed=$((passed + $(number "$words" passed)))
    skipped=$((skipped + $(number "$words" skipped)))
    failed=$((failed + $(number "$words" failed) + $(number "$words" 'errors?')))
}
number() { grep -oE "[0-9]+ $2" <<<"$1" | grep -oE '[0-9]+' || echo 0; }

# What came of it all; its status is that of the run.
summary() {
    printf '\n== times\n'
    printf '%s\n' "${times[@]}" "$(printf '%-30s %5d s' all $SECONDS)"
    [ ${#broken[@]} -eq 0 ] || printf 'not right: %s\n' "${broken[@]}"
    [ ${#omissions[@]} -eq 0 ] || printf 'left out: %s\n' "${omissions[@]}"
    echo "$passed passed, $skipped skipped, $failed failed"
    [ ${#broken[@]} -eq 0 ]
}
