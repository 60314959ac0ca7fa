"""State directories with as many items as asked for.

The first ones are real: recorded runs, proposed to a real gateway and folded by the desk. The rest are copies of their rows
under other ids, written straight into the desk's projection, with what a conversation says cut to its first words. No entry
of the log stands behind a copy, so it is listed, counted and found, and not opened.
"""

import json
import shutil
import socket
import sqlite3
from pathlib import Path

# Behind all real ones.
LATER_MS = 20 * 24 * 3_600_000
SAID = 200
ORDER = f"printf('%015d', CAST(substr(item.order_key, 1, 15) AS INTEGER) + {LATER_MS} + copy.n) || substr(item.order_key, 16, 3) || copy.esc"
ITEM = {
    "esc": "copy.esc",
    "order_key": ORDER,
    "json": f"json_set(item.json, '$.esc', copy.esc, '$.order', {ORDER})",
    "notified": "1",
    "halved": "1",
    "half_at": "NULL",
    "late_at": "NULL",
}
# So that there are rare, middling and common words, and no index over a million conversations is made.
WORDS = {
    "conversation": f"substr(words.conversation, 1, {SAID})",
    "ids": "words.ids || printf(' case%07d group%03d', copy.n, copy.n % 1000)",
}


def copied(home: Path, to: Path, count: int) -> Path:
    """`home` at another place, its inbox filled up to `count` items."""
    shutil.copytree(home, to)
    listen_elsewhere(to / "workspace.json")
    with sqlite3.connect(to / "projection.db") as database:
        database.execute("PRAGMA synchronous = OFF")
        run = database.execute
        run(
            """CREATE TEMP TABLE original AS SELECT row_number() OVER (ORDER BY order_key) - 1 AS place, esc, doc.id AS doc
               FROM item JOIN doc USING (esc) WHERE list = 'inbox'"""
        )
        (real,) = run("SELECT count(*) FROM original").fetchone()
        (last,) = run("SELECT max(id) FROM doc").fetchone()
        run("CREATE UNIQUE INDEX temp.original_place ON original (place)")
        run(
            f"""CREATE TEMP TABLE copy AS
                WITH RECURSIVE number (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n + 1 < {count - real})
                SELECT n, {last} + 1 + n AS id, original.esc AS of, doc, substr(original.esc, 1, 24) || printf('%012x', n) AS esc
                FROM number JOIN original ON place = n % {real}"""
        )
        for table, own, source in (
            ("item", ITEM, "copy JOIN item ON item.esc = copy.of"),
            ("doc", {"id": "copy.id", "esc": "copy.esc"}, "copy JOIN doc ON doc.id = copy.doc"),
            ("words", WORDS, "copy JOIN words ON words.rowid = copy.doc"),
        ):
            columns = [name for _, name, *_ in run(f"PRAGMA table_info({table})")]
            taken = [own.get(name, f"{table}.{name}") for name in columns]
            if table == "words":
                columns, taken = ["rowid", *columns], ["copy.id", *taken]
            run(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(taken)} FROM {source}")
        run("DELETE FROM tally")
        run("INSERT INTO tally (list, queue, n) SELECT list, queue, count(*) FROM item GROUP BY list, queue")
    database.close()
    return to


def listen_elsewhere(file: Path) -> None:
    """Both run at once, so each gateway gets an address of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    workspace = json.loads(file.read_text())
    place = next(part for part in (workspace, *workspace.values()) if isinstance(part, dict) and "listen" in part)
    place["listen"] = f"127.0.0.1:{port}"
    file.write_text(json.dumps(workspace))
