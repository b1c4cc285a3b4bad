#!/bin/bash
# SPDX-License-Identifier: MIT
# A whole life of a download with busctl alone: with_busctl.sh URL DESTINATION ORIGINAL
set -u
url=$1 destination=$2 original=$3

fail() {
    echo "FAILED: $1." >&2
    exit 1
}

call() {
    busctl --user call org.example.Transfer /org/example/Transfer org.example.Transfer "$@"
}

# Reads the monitor's lines until one has $1.
wait_for() {
    while read -r -t 30 -u 3 line; do
        [[ $line == *$1* ]] && return
    done
    fail "busctl monitor did not show $1"
}

# $1: what the message must name; the rest: the call.
expect_refusal() {
    local culprit=$1 message
    shift
    message=$(call "$@" 2>&1) && fail "$1 was not refused"
    [[ $message == *$culprit* ]] || fail "the refusal of $1 does not name $culprit: $message"
}

exec 3< <(exec busctl --user monitor --match "type='signal',interface='org.example.Transfer'" 2>&1)
monitor=$!
trap 'kill "$monitor"' EXIT
wait_for Monitoring

expect_refusal sideways CreateJob 'ssa{sv}' sideways "a test" 0
expect_refusal 4711 GetJob t 4711

answer=$(call Submit 'ssa(ssa{sv})a{sv}' download "with busctl" 1 "$url" "$destination" 0 0) ||
    fail "Submit was refused"
id=$(cut -d' ' -f2 <<<"$answer")
wait_for JobTransferred
[[ ! -e $destination ]] || fail "the file was published before Complete"
[[ $(call Complete t "$id") == "uuas 1 0 0" ]] || fail "Complete did not publish one file"
wait_for JobRemoved
cmp "$destination" "$original" || fail "the published file is not the original"
