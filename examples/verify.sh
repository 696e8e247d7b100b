#!/bin/sh
# Checks a signoff journal that was never damaged with sha256sum and jq alone: sh verify.sh JOURNAL
n=0 prev=$(printf %064d 0)
fail() { echo "$1: DAMAGED at entry $n"; exit 1; }
while IFS= read -r line || { [ -n "$line" ] && n=$((n + 1)) && fail "$1"; }; do
    n=$((n + 1)) hash=$(printf %s "${line%,\"h\":*}" | sha256sum | cut -c1-64)
    [ "${line##*,\"h\":}" = "\"$hash\"}" ] || fail "$1"
    [ "$(printf %s "$line" | jq -r '"\(.v) \(.seq) \(.prev)"')" = "1 $n $prev" ] || fail "$1"
    prev=$hash
done < "$1"
echo "$1: chain intact, $n entries, head $prev"
