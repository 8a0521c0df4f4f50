#!/usr/bin/env bash
# valgrind's memcheck over the unit tests of libraries.
#
#   tests/valgrind.sh BUILD LIBRARY...
set -uo pipefail
cd "$(dirname "$0")/.."
build=${1:?the folder of a build}
: "${2:?the libraries}"

# What is left at an end counts only when nothing points to it any more: libraries keep what they made.
memcheck=(valgrind --quiet --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite --show-leak-kinds=definite
    --num-callers=30 --fair-sched=yes --suppressions=tests/valgrind.supp)
# Debian 12's valgrind does not know pidfd_open, without which nobody starts a guard or a runner, or watches a process; it
# makes system calls of its own, which an engine has forgone; its threads take turns, so that no queue is ever full; and
# AFullHost measures memory.
left_out='EssentialsTest.LeaveNoAddressWithoutAGuard:EssentialsTest.AreThereForTheNextSuccessorToo:Command.*:LeftBehind.*:EscalationTest.*:WatchdogTest.*:FencingTest.*:GuardTest.*:TakeOver.*:Handoff.*:Guarded.*:WithTwoRunnersDead.*:StewardTest.Recollects*:StewardTest.Starts*:StewardTest.TellsThatDecisions*'
left_out+=':*.StartsAGuard:ChildTest.*:Engine.*:Guard.*:Logger.CountsWhatItDrops*:AFullHost.*'
left_out+=':AScript.*:Process.*:OnAHost.*:TwoHundred*:ScriptsOfMany.WaitForARunnerThatDoesNotListen'
log=$(mktemp)
trap 'rm -f "$log"' EXIT

bad=0
for library in "${@:2}"; do
    start=$SECONDS result=ok
    "${memcheck[@]}" "$build/tests/unit/${library}_test" --gtest_brief=1 --gtest_filter="-$left_out" >"$log" 2>&1 ||
        { result=WRONG bad=1; tail -n 60 "$log"; }
    printf '%-14s %4d s  %s\n' "${library}_test" $((SECONDS - start)) $result
done
exit $bad
