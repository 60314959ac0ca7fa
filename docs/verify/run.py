"""`run.py [KEYS] < RECORDS`: see README.md."""

import base64
import hashlib
import json
import sys
from pathlib import Path

from verify import signed, verify


def judged(record: str, keys: dict | None) -> str:
    one, other, last = record.split("\t")
    if keys is None:
        key, message, signature = map(bytes.fromhex, (one, other, last))
        return "valid" if signed(message, signature, key) else "invalid"
    try:
        digest = hashlib.sha256(verify(last, one, other, keys)).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")
    except ValueError as refused:
        return str(refused)


keys = json.loads(Path(sys.argv[1]).read_text()) if len(sys.argv) > 1 else None
for record in sys.stdin.buffer.read().decode().split("\0"):
    print(judged(record, keys))
