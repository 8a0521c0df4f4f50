#!/usr/bin/env bash
# Two nodes, one address, a real network: election, failover, split brain, healing and an orderly stop, each step checked.
#
#   ./demo.sh           shows it, cleans up and ends by itself; exit code 1 if a step was wrong
#   ./demo.sh --keep    shows it and leaves the pair running
#   ./demo.sh --end     ends a pair that was left running
set -euo pipefail
cd "$(dirname "$0")"
source tests/dependencies.sh

build=${HOLDFAST_BUILD:-$PWD/build}
holdfastd=$build/daemon/app/holdfastd holdfast=$build/daemon/cli/holdfast
run=/run/holdfast-demo
address=10.77.0.10
declare -A host=([lb1]=10.77.0.1 [lb2]=10.77.0.2 [client]=10.77.0.100 [gateway]=10.77.0.254)
declare -A pid=()

# --- What is seen -----------------------------------------------------------------------------------------------------

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\e[1m' green=$'\e[32m' red=$'\e[31m' dim=$'\e[2m' plain=$'\e[0m'; else bold='' green='' red='' dim='' plain=''; fi
number=0
step() { number=$((number + 1)); printf '\n%s%d  %s%s\n' "$bold" "$number" "$*" "$plain"; }
good() { printf '   %s✓%s %s\n' "$green" "$plain" "$*"; }
show() { sed "s/..*/     $dim&$plain/"; }
wrong() {
    printf '   %s✗ %s%s\n' "$red" "$*" "$plain"
    tail -n 20 "$run"/*.log 2>/dev/null | show
    exit 1
}

# await SECONDS TEXT COMMAND...: the command succeeds within the time, or the demo ends.
await() {
    local bound=$1 text=$2 start=$EPOCHREALTIME
    shift 2
    until "$@" 2>/dev/null; do
        [ "$(since "$start")" -lt $((bound * 1000)) ] || wrong "not within $bound s: $text"
        sleep 0.05
    done
    good "$text ($(seconds "$(since "$start")"))"
}
since() { echo $(((${EPOCHREALTIME/./} - ${1/./}) / 1000)); } # milliseconds
seconds() { printf '%d.%03d s' $(($1 / 1000)) $(($1 % 1000)); }

# --- The network ------------------------------------------------------------------------------------------------------

in_host() { ip netns exec "holdfast-$1" "${@:2}"; }

make_lan() {
    ip netns add holdfast-switch
    ip -n holdfast-switch link add br0 type bridge stp_state 0 forward_delay 0 mcast_snooping 0
    ip -n holdfast-switch link set br0 up
    local name
    for name in "${!host[@]}"; do
        ip netns add "holdfast-$name"
        ip -n holdfast-switch link add name "$name" type veth peer name eth0 netns "holdfast-$name"
        ip -n holdfast-switch link set dev "$name" master br0 up
        ip -n "holdfast-$name" link set lo up
        ip -n "holdfast-$name" link set eth0 up
        ip -n "holdfast-$name" address add "${host[$name]}/24" dev eth0
    done
}

drop_vrrp() {
    in_host switch nft -f - <<'RULES'
table bridge demo {
    chain forward {
        type filter hook forward priority 0; policy accept;
        ip protocol 112 drop
    }
}
RULES
}

clean_up() {
    local name process
    jobs -pr | xargs -r kill
    wait
    for name in "${!host[@]}" switch; do
        [ -e "/run/netns/holdfast-$name" ] || continue
        for process in $(ip netns pids "holdfast-$name"); do kill -KILL "$process" 2>/dev/null || true; done
        ip netns delete "holdfast-$name"
    done
    rm -rf "$run"
}

# --- The nodes and the client -----------------------------------------------------------------------------------------

start() {
    mkdir -p "$run/$1"
    ip netns exec "holdfast-$1" "$holdfastd" -c "conf/demo/$1.toml" >>"$run/$1.log" 2>&1 </dev/null &
    pid[$1]=$!
}
holds() { ip -n "holdfast-$1" address show dev eth0 | grep -qF " $address/"; }
only() { holds "$1" && ! holds "$2"; }
both() { holds lb1 && holds lb2; }
ask() { "$holdfast" --socket "$run/$1/control.sock" "${@:2}"; }
metrics() { in_host "$1" curl -sf --max-time 2 "http://${host[$1]}:10112/metrics"; }
is_split() { metrics "$1" | grep -q '^holdfast_split_brain{.*} 1$'; }
is_not_split() { metrics "$1" | grep -q '^holdfast_split_brain{.*} 0$'; }
is_backup() { metrics "$1" | grep -q '^holdfast_vrrp_state{.*state="backup".*} 1$'; }

# The client asks the address for an answer each millisecond; client_ends leaves its longest silence in $silence (ms).
client_begins() {
    (cd tests/netns && exec ip netns exec holdfast-client /usr/bin/python3 -m lab.probe "$address") >"$run/client" &
    pid[client]=$!
    await 5 "the client gets answers" test -s "$run/client"
}
client_ends() {
    sleep 0.5
    kill -TERM "${pid[client]}"
    wait "${pid[client]}"
    silence=$(sed -n 's/.*"outage_seconds": \([0-9]*\)\.\([0-9]\{3\}\).*/\1\2/p' "$run/client")
    silence=$((10#$silence))
    [ "$silence" -le "$1" ] || wrong "the client went $(seconds "$silence") without an answer; at most $(seconds "$1") was promised"
    good "the client went $(seconds "$silence") without an answer"
}

# --- The demonstration ------------------------------------------------------------------------------------------------

prepare() {
    install_packages "${build_packages[@]}" "${lab_packages[@]}"
    [ -f "$build/CMakeCache.txt" ] || cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DHOLDFAST_TESTS=OFF >/dev/null
    cmake --build "$build" --target holdfastd holdfast >"$build/demo.log" || { tail -n 40 "$build/demo.log"; exit 1; }
}

election() {
    step "Election: lb1 (priority 200) and lb2 (priority 100) start on one LAN"
    make_lan
    start lb1
    start lb2
    await 15 "lb1 is master and alone holds $address" only lb1 lb2
    await 5 "lb2 is backup" is_backup lb2
    ask lb1 status | show
}

failover() {
    step "Failover: lb1's daemon is killed (kill -9)"
    client_begins
    { kill -KILL "${pid[lb1]}" && wait "${pid[lb1]}" || true; } 2>/dev/null
    await 6 "lb2 alone holds $address" only lb2 lb1
    client_ends 4000
    start lb1
    await 15 "lb1 is started again and takes its place" only lb1 lb2
}

split_brain() {
    step "Split brain: the switch drops protocol 112 between the nodes"
    await 15 "lb2 is backup, and nothing is wrong" eval 'is_backup lb2 && is_not_split lb1 && is_not_split lb2'
    drop_vrrp
    await 6 "lb2 hears no adverts: both nodes hold $address" both
    await 6 "lb1 reports the split" is_split lb1
    await 6 "lb2 reports the split" is_split lb2
    local name
    for name in lb1 lb2; do
        echo "   $name says:"
        ask "$name" explain web | show
    done
    echo "   and its metrics:"
    metrics lb2 | grep -E '^holdfast_(split_brain|detector_verdict|detector_severity|owners_visible)\{' | show
}

healing() {
    step "Healing: the switch forwards protocol 112 again"
    in_host switch nft flush ruleset
    await 5 "lb1 alone holds $address" only lb1 lb2
    await 20 "lb1 reports no split any more" is_not_split lb1
    await 20 "lb2 reports no split any more" is_not_split lb2
}

orderly_stop() {
    step "Orderly stop: lb1 is told to end (TERM)"
    client_begins
    kill -TERM "${pid[lb1]}"
    wait "${pid[lb1]}" || wrong "lb1 ended with $?"
    await 3 "lb2 alone holds $address" only lb2 lb1
    client_ends 50
    ask lb2 events | tail -n 5 | show
}

leave_running() {
    start lb1
    await 15 "lb1 is started again and takes its place" only lb1 lb2
    disown -a
    cat <<TEXT

The pair is left running. From its LAN (ip netns exec holdfast-client curl URL):
  http://${host[lb1]}:10112/metrics    http://${host[lb2]}:10112/metrics    also /healthz and /api/v1/status
$holdfast --socket $run/lb1/control.sock status
./demo.sh --end    ends it.
TEXT
}

case ${1:-} in
    "" | --keep) ;;
    --end) clean_up; exit 0 ;;
    *) sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
[ "$(id -u)" = 0 ] || { echo "error: namespaces need root" >&2; exit 1; }
prepare
clean_up
trap clean_up EXIT
trap 'exit 1' INT TERM
mkdir -p "$run"
printf '%s\n' "${bold}Holdfast: two nodes, one address, a real network$plain"
begun=$EPOCHREALTIME
election
failover
split_brain
healing
orderly_stop
if [ "${1:-}" = --keep ]; then
    trap - EXIT
    leave_running
fi
printf '\n%sAll steps went as promised, in %s.%s\n' "$bold" "$(seconds "$(since "$begun")")" "$plain"
