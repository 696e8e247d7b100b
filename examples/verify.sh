#!/bin/sh
# Checks signoff journals that were never damaged with sha256sum and jq alone: sh verify.sh JOURNAL...
export LC_ALL=C
fail() { echo "$file: DAMAGED at entry $n"; exit 1; }
[ $# -gt 0 ] || { echo "name a journal" >&2; exit 2; }
for file; do
    n=0 bytes=0 prev=$(printf %064d 0)
    [ -s "$file" ] || fail
    while IFS= read -r line || { [ -n "$line" ] && n=$((n + 1)) && fail; }; do
        n=$((n + 1)) bytes=$((bytes + ${#line} + 1)) hash=$(printf %s "${line%,\"h\":*}" | sha256sum | cut -c1-64)
        [ "${line##*,\"h\":}" = "\"$hash\"}" ] || fail
        [ "$(printf %s "$line" | jq -r '"\(.v) \(.seq) \(.prev)"')" = "1 $n $prev" ] || fail
        prev=$hash
    done < "$file"
    [ "$bytes" = "$(($(wc -c < "$file")))" ] || fail # what a shell cannot read, it passes over
    echo "$file: chain intact, $n entries, head $prev"
done
