#!/bin/sh
# Is this server worth the address? It answers a query and may be written to; whether the other one is well does not matter,
# for it is asked when the other one is not.
set -eu

read_only=$(mariadb --no-defaults --user=holdfast-script --connect-timeout=1 --batch --skip-column-names \
    --execute='SELECT @@global.read_only')

case $read_only in
    0 | OFF) ;;
    *) echo "the server is read-only" && exit 1 ;;
esac
