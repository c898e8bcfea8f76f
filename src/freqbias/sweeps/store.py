"""Where a sweep keeps its rows: one SQLite file that other programs read as it is."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_type_hints

from freqbias.database import MAGIC, Database, is_damage
from freqbias.sweeps.table import COLUMNS, Row
from freqbias.theory.errors import InputError

__all__ = ["Store"]

_APPLICATION = 0x66725377  # tells a store from other programs' databases
_KINDS = {str: "TEXT", int: "INTEGER", float: "REAL", bool: "INTEGER"}
_NAMES = ", ".join(f'"{name}"' for name in COLUMNS)


def _column(name: str, hint: Any) -> str:
    if isinstance(hint, UnionType):
        return f'"{name}" {_KINDS[get_args(hint)[0]]}'
    return f'"{name}" {_KINDS[hint]} NOT NULL'


_COLUMNS = ", ".join(_column(name, hint) for name, hint in get_type_hints(Row).items())
_LOCK = "BEGIN IMMEDIATE"  # fails at once where nothing can be written
_MARK = f"PRAGMA application_id = {_APPLICATION}"
_TABLES = (
    f'CREATE TABLE IF NOT EXISTS eigenvalues ({_COLUMNS}, PRIMARY KEY (run, "index"))',
    "CREATE TABLE IF NOT EXISTS digests (run TEXT PRIMARY KEY, digest TEXT NOT NULL)",
)
_PROBES = (f"SELECT {_NAMES} FROM eigenvalues LIMIT 1", "SELECT run, digest FROM digests LIMIT 1")
_READ = f'SELECT {_NAMES} FROM eigenvalues WHERE run = ? ORDER BY "index"'
_WRITE = f"INSERT OR REPLACE INTO eigenvalues VALUES ({', '.join('?' * len(COLUMNS))})"


class Store:
    """Rows of sampled matrices by their key, each matrix written as a whole as soon as it is there.

    A damaged file is set aside under a name of its own, and what is in it and has the right digest
    is kept; a matrix whose digest is wrong is computed again.  Both are reported.

    :param report: called with one sentence whenever something was damaged.
    :raises InputError: if the file is of another kind, or cannot be written.
    """

    def __init__(self, path: Path, report: Callable[[str], None]) -> None:
        self.path = path
        self._report = report
        self._database = Database(path, (_LOCK, *_TABLES), _PROBES)
        self._carefully(self._open)

    def _open(self) -> None:
        header = _header(self.path)
        if not header:
            self._make()
        elif header.startswith(MAGIC) and header[68:] == _APPLICATION.to_bytes(4, "big"):
            self._database.prepare()
        else:
            raise InputError(f"store {str(self.path)!r} is a file of another kind than a sweep's")

    def _make(self) -> None:
        Database(self.path, (_LOCK, _MARK, *_TABLES), _PROBES).prepare()

    def _carefully(self, use: Callable[[], Any]) -> Any:
        """What ``use`` gives; on damage, what it gives with a new file."""
        try:
            try:
                return use()
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
                self._recover(error)
                return use()
        except (OSError, sqlite3.Error) as error:
            raise InputError(f"store {str(self.path)!r} cannot be used: {error}") from None

    def _recover(self, error: sqlite3.DatabaseError) -> None:
        aside = _free(self.path)
        self._database.set_aside(aside)
        self._make()
        kept = self._salvaged(aside)
        self._report(
            f"store {self.path} is damaged ({error}); it is now {aside.name}, and {kept} matrices "
            f"in it whose digests are right were kept"
        )

    def _salvaged(self, aside: Path) -> int:
        """How many matrices of a damaged file could still be read, and are in the new one now."""
        kept = 0
        with (
            suppress(sqlite3.DatabaseError),
            closing(sqlite3.connect(f"{aside.resolve().as_uri()}?mode=ro", uri=True)) as old,
        ):
            for (run,) in old.execute("SELECT run FROM digests"):
                with suppress(sqlite3.DatabaseError):
                    rows = _read(old, run)
                    if rows:
                        self._write(run, rows)
                        kept += 1
        return kept

    def get(self, run: str) -> tuple[Row, ...] | None:
        """The rows of a matrix, or None."""
        rows = self._carefully(lambda: self._read(run))
        if rows == ():
            self._report(
                f"rows in store {self.path} are not what was written; computing them again"
            )
        return rows or None

    def put(self, rows: Sequence[Row]) -> None:
        """Store the rows of one matrix, in place of those that are there."""
        self._carefully(lambda: self._write(rows[0].run, rows))

    def _read(self, run: str) -> tuple[Row, ...] | None:
        with self._database.session() as session:
            return _read(session, run)

    def _write(self, run: str, rows: Sequence[Row]) -> None:
        with self._database.session() as session:
            session.execute("DELETE FROM eigenvalues WHERE run = ?", (run,))
            session.executemany(_WRITE, [row.values for row in rows])
            session.execute("INSERT OR REPLACE INTO digests VALUES (?, ?)", (run, _digest(rows)))


def _read(session: sqlite3.Connection, run: str) -> tuple[Row, ...] | None:
    """The rows of a matrix; None if there are none, and () if they are not to be believed."""
    known = session.execute("SELECT digest FROM digests WHERE run = ?", (run,)).fetchone()
    if known is None:
        return None
    found = [Row(*values) for values in session.execute(_READ, (run,))]
    rows = tuple(replace(row, certified=bool(row.certified)) for row in found)
    return rows if _digest(rows) == known[0] else ()


def _digest(rows: Sequence[Row]) -> str:
    """Of the values as SQLite keeps them, which knows no -0.0; what was damaged may be anything."""
    values = [[v + 0.0 if isinstance(v, float) else v for v in row.values] for row in rows]
    return hashlib.sha256(json.dumps(values, default=str).encode()).hexdigest()


def _header(path: Path) -> bytes:
    """What begins a database, up to the number of the program that made it; empty for a new file."""
    if not path.exists():
        return b""
    with path.open("rb") as stream:
        return stream.read(72)


def _free(path: Path) -> Path:
    """A name beside the file that nothing has."""
    names = (path.with_name(f"{path.name}.damaged{n or ''}") for n in count())
    return next(name for name in names if not name.exists())
