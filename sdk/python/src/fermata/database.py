"""The registry's SQLite file: opened with pragmas read back, newer versions refused, storage errors told apart.

After an I/O error SQLite may call the next commit good although what came before it is gone. So the first one
ends this connection for good: a new process finds out what the file really holds, by the restart rule.

A fork copies a connection and all that the memory knows of what may run: the copy is refused everything.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import IO

if sys.platform != "win32":
    import fcntl

# Each makes the next version out of the one before; a new file takes them all.
_STEPS = ("registry.sql", "registry_2.sql")
VERSION = len(_STEPS)
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


class RegistryFull(RegistryError):
    """The disk is full: what was asked for did not happen, and can be asked for again."""


class RegistryBusy(RegistryError):
    """Another program holds it: what was asked for did not happen, and can be asked for again."""


class Database:
    """One connection, used by one thread at a time; every write is one transaction."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._process = os.getpid()
        self._lock = threading.RLock()
        self._broken = ""
        self._connection = open_database(path)
        try:
            self._present = _present(path)
        except BaseException:
            self._connection.close()
            raise

    def check_process(self) -> None:
        """Before any lock is taken: one that was held at the fork stays held in the child for ever."""
        if os.getpid() != self._process:
            raise RegistryError(
                f"{self._path} was opened by process {self._process}, this is process {os.getpid()}: "
                "open the source in the process that uses it, after the fork"
            )

    def close(self) -> None:
        self.check_process()
        with self._lock:
            self._connection.close()
            self._present.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        self.check_process()
        with self._lock, self._explained():
            yield self._connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is durable once the block is left, or nothing of it happened."""
        self.check_process()
        with self._lock, self._explained():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                # SQLite ends some transactions by itself, a full disk's among them.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def is_alone(self) -> bool:
        """Whether no other process has this registry open: then what was begun and not finished is nobody's.

        Asked inside a transaction, because to ask is to let go of the lock for an instant: of two that ask at
        once, each would find itself alone.
        """
        with self.writing():
            try:
                fcntl.flock(self._present, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            except BlockingIOError:
                return False
            finally:
                fcntl.flock(self._present, fcntl.LOCK_SH)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        if self._broken:
            raise RegistryError(self._broken)
        try:
            yield
        except sqlite3.OperationalError as wrong:
            code = wrong.sqlite_errorcode & 0xFF
            # The file that readers and writers share may be what finds no room: nothing was written yet.
            if code == sqlite3.SQLITE_FULL or wrong.sqlite_errorcode == sqlite3.SQLITE_IOERR_SHMSIZE:
                raise RegistryFull(f"the disk of {self._path} is full; make room and try again") from wrong
            if code == sqlite3.SQLITE_BUSY:
                raise RegistryBusy(f"{self._path} is held by another program ({wrong}); try again") from wrong
            raise self._break(wrong) from wrong
        except sqlite3.DatabaseError as wrong:
            if isinstance(wrong, sqlite3.IntegrityError):
                raise
            raise self._break(wrong) from wrong

    def _break(self, wrong: sqlite3.DatabaseError) -> RegistryError:
        self._broken = (
            f"{self._path} can not be relied on any more ({wrong}); nothing runs: "
            "check the disk, then start this process again"
        )
        return RegistryError(self._broken)


def _present(path: Path) -> IO[bytes]:
    """A lock that every process shares for as long as it has the registry open, however it ends."""
    if sys.platform == "win32":
        raise RegistryError("a source needs the file locks of Linux, macOS or another Unix")
    lock = os.fdopen(os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, 0o600), "r+b")
    fcntl.flock(lock, fcntl.LOCK_SH)
    return lock


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
        _settle(connection)
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
    for step in _STEPS[connection.execute("PRAGMA user_version").fetchone()[0] :]:
        script = files(__package__).joinpath(step).read_text(encoding="utf-8")
        for statement in _statements(script):
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version={VERSION}")
    connection.execute("COMMIT")


def _settle(connection: sqlite3.Connection) -> None:
    """Moves the WAL into the database with syncs of its own: nothing later rests on a write whose sync failed.

    Another process that reads, or a full disk, keeps it from that; then the WAL stays.
    """
    patience = connection.execute("PRAGMA busy_timeout").fetchone()[0]
    connection.execute("PRAGMA busy_timeout=100").fetchall()
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlite3.OperationalError as error:
        passing = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        if error.sqlite_errorcode & 0xFF not in passing:
            raise
    connection.execute(f"PRAGMA busy_timeout={patience}").fetchall()


def _statements(script: str) -> list[str]:
    lines = [line for line in script.splitlines() if not line.startswith("--")]
    return [statement for statement in "\n".join(lines).split(";") if statement.strip()]
