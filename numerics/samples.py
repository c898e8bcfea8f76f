"""Angles from a table of text, in chunks: bounded memory for any number of rows.  Needs pandas.

pandas is an extra (``pip install "freqbias[data]"``) and is imported when a table is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from freqbias.numerics.evaluate import Floats
from freqbias.theory.errors import InputError, nearest, shown

if TYPE_CHECKING:
    from pandas import DataFrame, Series

__all__ = ["Table", "Unit"]

_CHUNK = 2**18  # rows held at a time
_LOOK = 1000  # rows looked at first
_NAMES = 6  # columns named in a message


class Unit(Enum):
    """How angles are measured."""

    RADIANS = "radians"
    DEGREES = "degrees"
    HOURS = "hours"
    TURNS = "turns"

    @property
    def turn(self) -> float:
        """One turn in this unit.

        >>> Unit.HOURS.turn
        24.0
        """
        turns = {Unit.RADIANS: 2 * np.pi, Unit.DEGREES: 360.0, Unit.HOURS: 24.0}
        return turns.get(self, 1.0)

    def turns(self, angles: Floats) -> Floats:
        """Angles of this unit in turns, not reduced.

        >>> Unit.DEGREES.turns(np.array([90.0, -45.0]))
        array([ 0.25 , -0.125])
        """
        return np.asarray(angles, dtype=float) / self.turn


@dataclass(frozen=True)
class Table:
    """A CSV file and the names of its columns; without a header they are "1", "2", ...

    >>> from tempfile import NamedTemporaryFile
    >>> with NamedTemporaryFile("w", suffix=".csv") as file:
    ...     _ = file.write("place,angle\\nhere,0.5\\nthere,\\n")
    ...     file.flush()
    ...     table = Table.open(file.name)
    ...     table.numeric(), next(table.chunks(["angle"])).tolist()
    (['angle'], [[0.5], [nan]])
    """

    path: Path
    columns: tuple[str, ...]
    header: bool

    @classmethod
    def open(cls, path: str | Path) -> Table:
        """Look at the first lines.

        :raises InputError: if there is no such file, or it is not text, or has rows longer than its
            header, by which columns could not be told.
        """
        path = Path(path)
        for wrong, what in (
            (not path.exists(), "does not exist"),
            (path.is_dir(), "is a folder"),
        ):
            if wrong:
                raise InputError(f"file {str(path)!r} {what}")
        first = _parsed(path, nrows=1, header=None, dtype=str, keep_default_na=False).iloc[0]
        if any("\0" in str(name) for name in first):
            raise InputError(f"file {str(path)!r} is not text")
        header = not all(_is_number(str(name)) for name in first)
        rows = _parsed(path, nrows=_LOOK) if header else _parsed(path, nrows=_LOOK, header=None)
        if header and not _counts(rows.index):
            raise InputError(f"file {str(path)!r} has rows with more fields than its header")
        columns = (
            [str(name) for name in rows.columns] if header else map(str, range(1, first.size + 1))
        )
        return cls(path, tuple(columns), header)

    def numeric(self) -> list[str]:
        """The columns whose first rows are numbers."""
        for frame in self._frames(list(self.columns), _LOOK):
            return [name for name in self.columns if _is_numeric(frame[name])]
        return []

    def column(self, name: str) -> str:
        """The name, if it is a column.

        :raises InputError: if not; the nearest is suggested.
        """
        if name not in self.columns:
            raise nearest("column", name, self.columns)
        return name

    def only_numeric(self, besides: str | None = None) -> str:
        """The one column there is, or the one with numbers; ``besides`` does not count.

        :raises InputError: if there is none, or a choice.
        """
        found = [name for name in self.columns if name != besides]
        if len(found) != 1:
            found = [name for name in self.numeric() if name != besides]
        if len(found) == 1:
            return found[0]
        listed = ", ".join(found[:_NAMES]) + (", ..." if len(found) > _NAMES else "")
        what = f"{len(found)} numeric columns ({listed}), so one" if found else "no numeric column"
        tail = " must be chosen by --column" if found else ""
        raise InputError(f"file {str(self.path)!r} has {what}{tail}")

    def chunks(self, names: list[str], rows: int = _CHUNK) -> Iterator[Floats]:
        """The columns as float64 arrays of shape (at most ``rows``, columns); nan where empty.

        :raises InputError: naming the first entry that is not a number and its row.
        """
        before = 0
        for frame in self._frames(names, rows):
            yield np.column_stack([_numbers(frame[name], name, before) for name in names])
            before += len(frame)

    def _frames(self, names: list[str], rows: int) -> Iterator[DataFrame]:
        own: dict[str, Any] = {} if self.header else {"header": None, "names": self.columns}
        if not set(self.columns) <= set(names):  # else pandas is strict with rows that are too long
            own["usecols"] = list(dict.fromkeys(names))
        reader = _parsed(self.path, chunksize=rows, **own)
        while (frame := _guarded(self.path, lambda: next(reader, None))) is not None:
            yield frame


def _numbers(column: Series, name: str, before: int) -> Floats:
    if column.size and not _is_numeric(column):
        from pandas import to_numeric

        wrong = (to_numeric(column.astype(str), errors="coerce").isna() & column.notna()).to_numpy()
        row = int(np.argmax(wrong))
        raise InputError(
            f"column {name!r} contains {shown(str(column.iloc[row]))} in row {before + row + 1}, "
            f"which is not a number"
        )
    return np.asarray(column.to_numpy(), dtype=float)


def _is_numeric(column: Series) -> bool:
    return column.dtype.kind in "iuf"


def _counts(index: Any) -> bool:
    """Whether pandas has numbered the rows itself: else it took the first fields for names of rows."""
    from pandas import RangeIndex

    return isinstance(index, RangeIndex)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _parsed(path: Path, **options: Any) -> Any:
    try:
        import pandas
    except ImportError:
        raise InputError(
            'reading tables needs pandas, which is not installed: pip install "freqbias[data]"'
        ) from None
    return _guarded(path, lambda: pandas.read_csv(path, **options))


def _guarded(path: Path, read: Any) -> Any:
    """What ``read`` returns; what pandas raises becomes one sentence."""
    from pandas.errors import EmptyDataError, ParserError

    name = f"file {str(path)!r}"
    try:
        return read()
    except EmptyDataError:
        raise InputError(f"{name} is empty") from None
    except ParserError as error:
        reason = str(error).strip().removeprefix("Error tokenizing data. C error: ")
        raise InputError(f"{name} is no table: {reason}") from None
    except UnicodeError:
        raise InputError(f"{name} is not text in UTF-8") from None
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror or error}") from None
