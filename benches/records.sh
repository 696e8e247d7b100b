#!/bin/sh
# The audit log beside its peers, on one store: benches/records.sh STORE [SIGNOFF]
#
# STORE is one that `make_store` makes, in memory (a tmpfs). Each line is wall time, user and system time, and the most
# memory. jq and mlr read the journals from one file; both are given the columns that ours has, and neither checks a hash.
set -eu
export SIGNOFF_LANG=zh # the language of that store's runs, so that titles stand as they were shown
store=${1:?a store, such as the one that the example make_store makes}
signoff=${2:-signoff}
work=$(mktemp -d "${TMPDIR:-/tmp}/records.XXXXXX")
trap 'rm -rf "$work"' EXIT

measure() { # NAME COMMAND...
    name=$1
    shift
    /usr/bin/time -f "$name|%e s|%U s|%S s|%M KB" -a -o "$work/times" "$@" || echo "$name|failed" >> "$work/times"
}

find "$store/runs" -type f | sort > "$work/files"
xargs cat < "$work/files" > "$work/all.jsonl"

cat > "$work/columns.jq" <<'JQ'
foreach inputs as $entry (null; if $entry.type == "run_started" then $entry.data else . end;
  . as $run | $entry | select(.type == "answered") |
  [$run.run, $run.site, $run.procedure.id, $run.procedure.version, $run.procedure.blob, $run.mode, $run.business_date,
   .data.step, .data.path, .data.item, .data.kind, .data.title, .data.shown_at, .at, .data.by, $run.operator.name,
   .data.role, $run.assurance, .data.value, .data.raw, .data.unit, .data.limits.min, .data.limits.max, .data.outcome,
   .data.window, .data.reason, null, null, null, null, .seq, .h] | @csv)
JQ
fields=seq,at,type,by,data.step,data.path,data.item,data.kind,data.title,data.shown_at,data.by,data.role,data.assurance
fields=$fields,data.value,data.raw,data.unit,data.limits.min,data.limits.max,data.outcome,data.window,data.deadline
fields=$fields,data.reason,data.evidence,h

measure "signoff export --format csv" "$signoff" --store "$store" export --format csv > "$work/ours.csv"
measure "signoff export --format jsonl" "$signoff" --store "$store" export --format jsonl > /dev/null
measure "signoff log" "$signoff" --store "$store" log > /dev/null
measure "signoff verify --chain" "$signoff" --store "$store" verify --chain > /dev/null
measure "signoff verify" "$signoff" --store "$store" verify > /dev/null
measure "sha256sum, two at a time" xargs -P2 -n500 sha256sum < "$work/files" > /dev/null
measure "jq, our 32 columns" jq -rn -f "$work/columns.jq" "$work/all.jsonl" > "$work/jq.csv"
measure "mlr, 24 columns of answers" mlr --ijsonl --ocsv filter '$type == "answered"' \
    then flatten then template -f "$fields" "$work/all.jsonl" > /dev/null

column -t -s '|' "$work/times"
# That jq was given the same work: every cell is the same, but for the order mark, the quotes and the ends of lines.
python3 - "$work/ours.csv" "$work/jq.csv" <<'PY'
import csv, itertools, sys
ours = csv.reader(open(sys.argv[1], encoding="utf-8-sig", newline=""))
next(ours)
theirs = csv.reader(open(sys.argv[2], encoding="utf-8", newline=""))
rows = differing = 0
for left, right in itertools.zip_longest(ours, theirs):
    rows, differing = rows + 1, differing + (left != right)
sys.exit(f"{differing} of {rows} rows differ from those of jq" if differing else print(f"{rows} rows, the same as those of jq"))
PY
