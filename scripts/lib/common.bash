# What every script here begins with. Sourced, never run.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
# shellcheck disable=SC2034  # for those that source this
library=$root/scripts/lib run=$root/.run

say() { printf '%s\n' "$*"; }
warn() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
fail() {
    warn "$*"
    exit 1
}

# usage FIRST LAST: prints those comment lines of the running script and ends it.
usage() {
    sed -n "$1,$2p" "$0" | sed 's/^# \{0,1\}//' >&2
    exit 2
}

# supervised COMMAND...: runs it in a process group of its own and waits for it, so that a signal to this script is
# answered at once (bash runs no trap while a foreground command lasts) and can be passed on to everything below it.
supervised_group=''
supervised() {
    local status=0
    set -m
    "$@" </dev/null &
    supervised_group=$!
    set +m
    wait "$supervised_group" || status=$?
    supervised_group=''
    return "$status"
}

# end_supervised: ends what is being waited for. SIGINT first, as from a terminal: at that, SwiftPM also ends the tests
# that it started in other groups, and a stack that is coming up takes itself down again.
end_supervised() {
    local group=$supervised_group signal
    [ -n "$group" ] || return 0
    supervised_group=''
    for signal in INT TERM KILL; do
        kill "-$signal" -- "-$group" 2>/dev/null || return 0
        for _ in $(seq 300); do
            kill -0 -- "-$group" 2>/dev/null || return 0
            sleep 0.1
        done
    done
}

# ends_with FUNCTION: FUNCTION runs once, however the script ends: by itself, by an error, by Ctrl-C, by a signal.
ends_with() {
    # shellcheck disable=SC2064  # the name is meant to be filled in now
    trap "status=\$?; trap - EXIT; trap '' HUP INT TERM; end_supervised; $1; exit \$status" EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
}
