#!/bin/bash
# SPDX-License-Identifier: MIT
# A whole life of a download with gdbus alone: with_gdbus.sh URL DESTINATION ORIGINAL
set -u
url=$1 destination=$2 original=$3

fail() {
    echo "FAILED: $1." >&2
    exit 1
}

call() {
    local method=$1
    shift
    gdbus call --session --dest org.example.Transfer --object-path /org/example/Transfer \
        --method "org.example.Transfer.$method" "$@"
}

# Reads the monitor's lines until one has $1.
wait_for() {
    while read -r -t 30 -u 3 line; do
        [[ $line == *$1* ]] && return
    done
    fail "gdbus monitor did not show $1"
}

# $1: the error's name; the rest: the call.
expect_refusal() {
    local name=$1 message
    shift
    message=$(call "$@" 2>&1) && fail "$1 was not refused"
    [[ $message == *$name* ]] || fail "$1 was refused, but not with $name: $message"
}

exec 3< <(exec gdbus monitor --session --dest org.example.Transfer \
    --object-path /org/example/Transfer 2>&1)
monitor=$!
trap 'kill "$monitor"' EXIT
wait_for "is owned by"

expect_refusal org.freedesktop.DBus.Error.InvalidArgs CreateJob sideways "a test" '@a{sv} {}'
expect_refusal org.example.Transfer.Error.NoSuchJob GetJob 4711

answer=$(call Submit download "with gdbus" "[('$url', '$destination', @a{sv} {})]" '@a{sv} {}') ||
    fail "Submit was refused"
[[ $answer =~ ^\(uint64\ ([0-9]+),\ objectpath\ \'/org/example/Transfer/jobs/ ]] ||
    fail "Submit answered $answer"
id=${BASH_REMATCH[1]}
wait_for "JobTransferred (uint64 $id"
[[ ! -e $destination ]] || fail "the file was published before Complete"
[[ $(call Complete "$id") == "(uint32 1, uint32 0, @as [])" ]] ||
    fail "Complete did not publish one file"
wait_for "JobRemoved (uint64 $id"
cmp "$destination" "$original" || fail "the published file is not the original"
