#!/usr/bin/env python3
"""Checks signoff journals with Python's standard library alone: python3 verify.py JOURNAL..."""
import datetime, hashlib, json, re, sys

NAMES, AFTER_CLOSE = "v seq prev at mono type by data h".split(), "signed note_added action_closed recovered".split()
TEXT = r'"(?:[^"\\\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]|\\.)*"'
LINE = re.compile(rf'{{"v":1,"seq":\d+,"prev":"\w+","at":"([-\d]{{10}}T[:\d]{{8}}\.\d{{3}}[-+]\d\d:\d\d)","mono":\d+,"type":{TEXT},'
                  rf'"by":{TEXT},"data":{{(?:{TEXT}|(?:0|-?[1-9]\d*)(?!\d)|true|false|null|[][{{}},:])*}},"h":"\w+"}}\n', re.ASCII)

def strict(pairs):
    return dict(pairs) if len(dict(pairs)) == len(pairs) else int("a name twice")  # int() raises ValueError, here and below

def number(digits):
    return int(digits) if -2**63 <= int(digits) < 2**64 else int("too large")

def check(path):
    seq, prev, good, bad, closed, recovered = 0, "0" * 64, 0, b"", False, 0
    for line in open(path, "rb"):
        try:
            shape = LINE.fullmatch(line[:65537].decode()) or int("no entry")
            entry = json.loads(shape[0], object_pairs_hook=strict, parse_int=number)
            json.dumps(entry, ensure_ascii=False).encode()  # lone surrogates raise
            fence = {"from": good, "length": len(bad), "sha256": hashlib.sha256(bad).hexdigest(), "hex": bad[:4096].hex()}
            if (len(line) > 65536 or line[-73:] != b',"h":"%s"}\n' % hashlib.sha256(line[:-73]).hexdigest().encode()
                    or [entry["seq"], entry["prev"]] != [seq + 1, prev] or list(entry) != NAMES
                    or not datetime.datetime.fromisoformat(shape[1]) or (closed and entry["type"] not in AFTER_CLOSE)
                    or (entry["data"] != fence if entry["type"] == "recovered" else bad)):
                raise ValueError("no entry that may stand here")
            recovered, good, bad = recovered + bool(bad), good + len(bad) + len(line), b""
            seq, prev, closed = seq + 1, entry["h"], closed or entry["type"] == "run_closed"
        except (ValueError, RecursionError):
            bad += line
    state = f"DAMAGED at entry {seq + 1}, byte {good}" if bad else "chain intact"
    print(f"{path}: {state}, {'' if closed else 'not '}closed, {seq} entries, {recovered} recovered, head {prev}")
    return not bad and seq > 0

sys.exit(not all([check(path) for path in sys.argv[1:]]) if sys.argv[1:] else __doc__)
