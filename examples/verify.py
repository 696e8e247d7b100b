#!/usr/bin/env python3
"""Checks signoff journals with Python's standard library alone: python3 verify.py JOURNAL..."""
import hashlib, json, sys

NAMES, AFTER_CLOSE = "v seq prev at mono type by data h".split(), "signed note_added action_closed recovered".split()

def strict(pairs):
    return dict(pairs) if len(dict(pairs)) == len(pairs) else int("a name twice")  # int() raises ValueError, here and below

def check(path):
    seq, prev, good, bad, closed, recovered = 0, "0" * 64, 0, b"", False, 0
    for line in open(path, "rb"):
        try:
            entry = json.loads(line[:65537], object_pairs_hook=strict, parse_float=int, parse_constant=int)
            json.dumps(entry, ensure_ascii=False).encode()  # lone surrogates raise
            fence = {"from": good, "length": len(bad), "sha256": hashlib.sha256(bad).hexdigest(), "hex": bad[:4096].hex()}
            if (len(line) > 65536 or line[-73:] != b',"h":"%s"}\n' % hashlib.sha256(line[:-73]).hexdigest().encode()
                    or list(entry) != NAMES or repr([entry["v"], entry["seq"], entry["prev"]]) != repr([1, seq + 1, prev])
                    or (closed and entry["type"] not in AFTER_CLOSE)
                    or (entry["data"] != fence if entry["type"] == "recovered" else bad)):
                raise ValueError("no entry that may stand here")
            recovered, good, bad = recovered + bool(bad), good + len(bad) + len(line), b""
            seq, prev, closed = seq + 1, entry["h"], closed or entry["type"] == "run_closed"
        except (ValueError, RecursionError):
            bad += line
    state = f"DAMAGED at entry {seq + 1}, byte {good}" if bad else "chain intact"
    print(f"{path}: {state}, {'' if closed else 'not '}closed, {seq} entries, {recovered} recovered, head {prev}")
    return not bad and seq > 0

sys.exit(not all([check(path) for path in sys.argv[1:]]))
