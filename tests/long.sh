# The parts that take hours, each a function; sourced by test.sh. Every build has a folder of its own beside the usual one.

long_parts=(asan tsan valgrind clang_tidy release fuzzing deaths benches)

export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1
# civetweb writes the time of a request by localtime(), in several threads; nobody reads it.
export TSAN_OPTIONS="second_deadlock_stack=1:suppressions=$PWD/tests/tsan.supp"
# The shadow of ThreadSanitizer has its place, which a kernel that shuffles by more bits may give to something else.
[ "$(cat /proc/sys/vm/mmap_rnd_bits)" -gt 28 ] && unshuffled=(setarch -R) || unshuffled=()

# in_build FOLDER COMMAND...: with this build as the one that is tested, by the tests of every day: it is slow enough.
in_build() { HOLDFAST_LONG='' HOLDFAST_BUILD=$1 "${@:2}"; }

# What only tests with HOLDFAST_LONG use.
more_packages() { part "long: packages" install_packages "${long_packages[@]}"; }

# Of one build and one run: what the sanitizers say, and which lines were run.
asan() {
    local folder=$build-asan
    # Who looks for leaks stops its own threads to do so, which real-time threads on two cores make a matter of seconds.
    local lab=(in_build "$folder" env ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0:verify_asan_link_order=0" "${pytest[@]}" -n 4)
    part "asan: build" build_in asan "$folder"
    find "$folder" -name '*.gcda' -delete
    part "asan: unit" env SEEDS=500 HOLDFAST_SEEDS=10 tests/units.sh "$folder"
    part "asan: namespaces" "${lab[@]}" -m "not serial" --ignore tests/netns/scenarios tests/netns
    part "asan: scenarios" "${lab[@]}" tests/netns/scenarios
    part "asan: coverage" tests/coverage.py "$folder"
}

# What CI has time for: every parser, and what the node and the judge make of any bytes.
sanitized() {
    local folder=$build-sanitized
    part "sanitized: build" build_in sanitized "$folder" fuzz_replay
    part "sanitized: seeds of the fuzzers" "${ctest[@]}" --test-dir "$folder" -R '^fuzz\.'
}

# What has threads; the other namespace tests add none to these.
tsan() {
    local folder=$build-tsan threaded=(sensor guard metrics app io probes post)
    local tests=(tests/netns/test_{addresses,blindness,checks,election,fence,http,notify,operator,reload,split,start}.py)
    part "tsan: build" build_in tsan "$folder" holdfastd holdfast "${threaded[@]/%/_test}"
    part "tsan: unit" "${unshuffled[@]}" tests/units.sh "$folder" "${threaded[@]}"
    part "tsan: namespaces" in_build "$folder" "${unshuffled[@]}" "${pytest[@]}" -n 3 -m "not serial" "${tests[@]}"
}

# Not the runner and what starts it: tests/valgrind.sh says why.
valgrind() {
    local folder=$build-debug
    local parsers=(net vrrp hello detector import engine) impure=(io guard app sensor metrics config cli post probes)
    part "valgrind: packages" install_packages valgrind
    part "valgrind: build" build_in debug "$folder" holdfastd holdfast "${parsers[@]/%/_test}" "${impure[@]/%/_test}"
    part "valgrind: unit" env HOLDFAST_SEEDS=1 tests/valgrind.sh "$folder" "${parsers[@]}" "${impure[@]}"
    part "valgrind: an engine" in_build "$folder" env HOLDFAST_LONG=1 "${pytest[@]}" tests/netns/test_memcheck.py
}

clang_tidy() {
    part "clang-tidy: packages" install_packages "${tidy_packages[@]}"
    part "clang-tidy" tests/tidy/clang_tidy.sh "$build"
}

# What is shipped is hardened, too.
release() {
    local folder=$build-release
    part "release: build" build_in release "$folder" holdfastd holdfast
    part "release: hardening" /usr/bin/python3 tests/tidy/hardening.py "$folder/daemon/app/holdfastd" "$folder/daemon/cli/holdfast"
}

fuzzing() {
    part "fuzzing: packages" install_packages "${fuzz_packages[@]}"
    part fuzzing env HOLDFAST_FUZZ_BUILD="$build-fuzz" tests/fuzz/run.sh 60
}

deaths() { part "deaths of a master, 50 each" env HOLDFAST_RUNS=50 "${pytest[@]}" tests/netns/test_guard.py; }

benches() {
    local bench
    for bench in takeover heal cost stop handover verdict reload start paint flood web junk soak; do
        part "bench $bench" env MINUTES=30 /usr/bin/python3 "tests/bench/$bench.py"
    done
}
