#!/bin/sh
# An example of [fence] command: called when Holdfast takes this node out of service for one instance.
#
# The instance's addresses are gone already. What a script adds is making sure: stopping the service, turning a switch
# port off, telling a hypervisor. It runs alone, without a terminal, in "/", and is killed with all its children after
# [fence] timeout. Exit code 0 says that it is done; anything else is a failed step, and what [fence] escalate lists
# follows. Whatever it prints is kept, up to 4 KiB, and shown by `holdfast fence status`.
#
# Under systemd it is within the sandbox of holdfast-steward@.service; `systemctl edit holdfast-steward@.service` widens it.
#
# In the environment: HOLDFAST_INSTANCE, HOLDFAST_STATE, HOLDFAST_PREVIOUS_STATE, HOLDFAST_PRIORITY, HOLDFAST_VERDICT,
# HOLDFAST_REASON, HOLDFAST_ADDRESSES (separated by blanks).
# On standard input: the same and the evidence, as one JSON object:
#
#   {"schema_version": 1, "order": 1, "node": "lb1", "instance": "web", "interface": "eth0", "vrid": 51, "priority": 100,
#    "previous_state": "master", "verdict": "split_brain", "reason": "10.0.0.2 is master too", "addresses": ["192.0.2.10/24"],
#    "peers": [{"address": "10.0.0.2", "priority": 200}],
#    "evidence": [{"kind": "hello", "who": "lb2", "what": "is master", "count": 3, "trust": "T1", ...}]}
#
# The verdict is "operator" when it was ordered by hand: holdfast fence force INSTANCE.
#
# Install it so that nobody but root can change it: install -o root -g root -m 0755 fence-example.sh /etc/holdfast/fence.sh
set -eu

details=$(cat)
logger -t holdfast-fence "$HOLDFAST_INSTANCE is fenced: $HOLDFAST_VERDICT: $HOLDFAST_REASON" || true
printf '%s\n' "$details" | logger -t holdfast-fence || true

case $HOLDFAST_INSTANCE in
    # web) systemctl stop nginx ;;
    # database) systemctl kill --signal=KILL postgresql ;;
    *) echo "nothing more to do for $HOLDFAST_INSTANCE" ;;
esac
