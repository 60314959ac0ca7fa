"""`run.py KEYS < RECORDS`: see README.md."""

import base64
import hashlib
import json
import sys
from pathlib import Path

from verify import verify

keys = json.loads(Path(sys.argv[1]).read_text())
for record in sys.stdin.buffer.read().decode().split("\0"):
    typ, now, compact = record.split("\t")
    try:
        digest = hashlib.sha256(verify(compact, typ, now, keys)).digest()
        print(base64.urlsafe_b64encode(digest).decode().rstrip("="))
    except ValueError as refused:
        print(refused)
