"""Opening the registry's SQLite file: pragmas set and read back, schema made, newer versions refused."""

from __future__ import annotations

import sqlite3
from importlib.resources import files
from pathlib import Path

VERSION = 1
# `synchronous=FULL` is 2. Each is read back: SQLite answers a pragma it can not honour without an error.
_PRAGMAS: tuple[tuple[str, object, object], ...] = (
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("foreign_keys", "ON", 1),
    ("busy_timeout", 5000, 5000),
)


class RegistryError(Exception):
    """The registry can not be used; the text says what to do."""


class NewerRegistry(RegistryError):
    """Written by a newer version of this package."""


def open_database(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    try:
        for name, wanted, expected in _PRAGMAS:
            connection.execute(f"PRAGMA {name}={wanted}").fetchall()
            found = connection.execute(f"PRAGMA {name}").fetchone()[0]
            if found != expected:
                raise RegistryError(f"{path}: {name} is {found}, not {expected}; use a local file system")
        _make_schema(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _make_schema(connection: sqlite3.Connection, path: Path) -> None:
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found > VERSION:
        raise NewerRegistry(
            f"{path} has schema version {found}, this package knows {VERSION}; upgrade the fermata package"
        )
    if found == VERSION:
        return
    # Two processes may come here at once: the second one waits for the lock and then finds the schema.
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
        script = files(__package__).joinpath("registry.sql").read_text(encoding="utf-8")
        for statement in _statements(script):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version={VERSION}")
    connection.execute("COMMIT")


def _statements(script: str) -> list[str]:
    lines = [line for line in script.splitlines() if not line.startswith("--")]
    return [statement for statement in "\n".join(lines).split(";") if statement.strip()]
