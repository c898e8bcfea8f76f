"""The evidence cache: one SQLite file, JSON rows with digests, damage detected and rebuilt."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from freqbias.database import Database, is_damage

__all__ = ["Cache", "default_path"]

_PROBE = "SELECT key, payload, digest FROM rows LIMIT 1"
_SCHEMA = "CREATE TABLE IF NOT EXISTS rows (key TEXT PRIMARY KEY, payload TEXT, digest TEXT)"


def default_path() -> Path:
    """``$FREQBIAS_CACHE/evidence.sqlite``, or the same in the user's cache folder."""
    folder = os.environ.get("FREQBIAS_CACHE")
    return (Path(folder) if folder else user_cache_path("freqbias")) / "evidence.sqlite"


class Cache:
    """A persistent mapping from keys to JSON values.

    Every row is committed as it is written, so a killed run resumes.  A file that is not a sound
    database is set aside and rebuilt; a row whose digest does not match is dropped; both are
    reported, and neither is ever believed.

    :param report: called with one sentence whenever something was damaged or cannot be written.

    >>> import tempfile
    >>> cache = Cache(Path(tempfile.mkdtemp()) / "c.sqlite", print)
    >>> cache.put("k", [1, 2]); cache.get("k"), cache.get("other")
    ([1, 2], None)
    """

    def __init__(self, path: Path, report: Callable[[str], None]) -> None:
        self._path = path
        self._database = Database(path, (_SCHEMA,), (_PROBE,))
        self._report = report
        self._usable = True
        try:
            self._database.prepare()
        except sqlite3.DatabaseError as error:
            self._recover(error)
        except OSError as error:
            self._give_up(error)

    def _recover(self, error: sqlite3.DatabaseError) -> None:
        """Set a damaged file aside; leave alone one that is locked or cannot be opened."""
        if is_damage(error):
            self._rebuild(error)
        else:
            self._give_up(error)

    def _rebuild(self, error: sqlite3.DatabaseError) -> None:
        self._report(f"the evidence cache {self._path} is damaged ({error}); rebuilding it")
        try:
            self._database.set_aside(self._path.with_suffix(".damaged"))
            self._database.prepare()
        except (OSError, sqlite3.DatabaseError) as again:
            self._give_up(again)

    def _give_up(self, error: Exception) -> None:
        self._usable = False
        self._report(f"the evidence cache {self._path} cannot be used ({error}); going on without")

    def get(self, key: str) -> Any:
        """The value stored under ``key``, or None."""
        if not self._usable:
            return None
        try:
            with self._database.session() as session:
                query = "SELECT payload, digest FROM rows WHERE key = ?"
                row = session.execute(query, (key,)).fetchone()
        except sqlite3.DatabaseError as error:
            self._recover(error)
            return None
        if row is None:
            return None
        if _digest(key, row[0]) != row[1]:
            self._report(f"a row of the evidence cache {self._path} is damaged; computing it again")
            return None
        return json.loads(row[0])

    def put(self, key: str, value: Any) -> None:
        """Store a JSON value; a failure to write is reported once and otherwise ignored."""
        if not self._usable:
            return
        payload = json.dumps(value)
        try:
            with self._database.session() as session:
                session.execute(
                    "INSERT OR REPLACE INTO rows VALUES (?, ?, ?)",
                    (key, payload, _digest(key, payload)),
                )
        except sqlite3.Error as error:
            self._give_up(error)


def _digest(key: str, payload: Any) -> str:
    return hashlib.sha256(f"{key}\0{payload}".encode()).hexdigest()
