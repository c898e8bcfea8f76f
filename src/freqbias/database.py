"""SQLite files that are never believed when they are damaged: what the cache and sweeps share."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

__all__ = ["MAGIC", "Database", "is_damage"]

MAGIC = b"SQLite format 3\0"
_NOT_DAMAGE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_PERM,
}
_JOURNALS = ("-wal", "-shm", "-journal")


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file is at fault, and not that it is locked, full or cannot be opened."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF not in _NOT_DAMAGE


@dataclass(frozen=True)
class Database:
    """One SQLite file, opened for each use, so that what is written survives whoever wrote it.

    :param schema: statements that make what is not there.
    :param probes: queries that a sound file answers.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "d.sqlite"
    >>> database = Database(path, ("CREATE TABLE IF NOT EXISTS t (x)",), ("SELECT x FROM t",))
    >>> database.prepare()
    >>> with database.session() as session:
    ...     _ = session.execute("INSERT INTO t VALUES (1)")
    >>> with database.session() as session:
    ...     session.execute("SELECT x FROM t").fetchall()
    [(1,)]
    """

    path: Path
    schema: tuple[str, ...]
    probes: tuple[str, ...]

    def prepare(self) -> None:
        """Check the file, and make what is not there.

        It raises ``sqlite3.DatabaseError`` if it is not sound, see :func:`is_damage`.

        :raises OSError: if its folder cannot be made, or the file not be read.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.path.exists() and not MAGIC.startswith(self._head()):
            raise sqlite3.DatabaseError("it is not a database")
        with self.session() as session:
            (state,) = session.execute("PRAGMA quick_check(1)").fetchone()
            if state != "ok":
                raise sqlite3.DatabaseError(state)
            for statement in (*self.schema, *self.probes):
                session.execute(statement)

    def _head(self) -> bytes:
        with self.path.open("rb") as stream:
            head = stream.read(len(MAGIC))
        return head if len(head) in (0, len(MAGIC)) else b"?"

    @contextmanager
    def session(self) -> Iterator[sqlite3.Connection]:
        """A connection; what it writes is committed at the end as a whole, or not at all."""
        with closing(sqlite3.connect(self.path, timeout=30)) as connection, connection:
            yield connection

    def set_aside(self, aside: Path) -> None:
        """Move the file, with what belongs to it, to where it is in nobody's way."""
        for journal in _JOURNALS:
            with suppress(FileNotFoundError):
                Path(f"{self.path}{journal}").replace(f"{aside}{journal}")
        self.path.replace(aside)
