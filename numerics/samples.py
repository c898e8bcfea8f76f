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
_PACKED = (".zst", ".tar", ".tgz", ".tbz2", ".txz", ".7z", ".rar", ".lz4", ".br")  # not read


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

    Packed as .gz, .bz2, .xz or .zip it is read too, and so it is with semicolons or tabs.

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
    separator: str = ","

    @classmethod
    def open(cls, path: str | Path) -> Table:
        """Look at the first lines.

        :raises InputError: if there is no such file, or it is no table whose columns can be told.
        """
        path = _regular(Path(path))
        separator, first = _first_line(path)
        header = _is_header(path, first)
        own: dict[str, Any] = {} if header else {"header": None}
        rows = _parsed(path, nrows=_LOOK, sep=separator, **own)
        if header and not _counts(rows.index):
            raise InputError(f"file {str(path)!r} has rows with more fields than its header")
        columns = [str(n).strip() for n in (rows.columns if header else range(1, len(first) + 1))]
        if twice := [name for i, name in enumerate(columns) if name in columns[:i]]:
            raise InputError(f"file {str(path)!r} has more than one column {shown(twice[0])}")
        return cls(path, tuple(columns), header, separator)

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
        places = sorted({self.columns.index(name) for name in names})
        if len(places) < len(self.columns):  # else pandas is strict with rows that are too long
            own["usecols"] = places
        reader = _parsed(self.path, chunksize=rows, sep=self.separator, **own)
        while (frame := _guarded(self.path, lambda: next(reader, None))) is not None:
            frame.columns = [self.columns[place] for place in places]
            yield frame


def _numbers(column: Series, name: str, before: int) -> Floats:
    if column.size and not _is_numeric(column):
        from pandas import to_numeric

        values = to_numeric(column.astype(str), errors="coerce").astype(float)
        wrong = (values.isna() & column.notna()).to_numpy()
        if not wrong.any():  # integers of more than 64 bits
            return np.asarray(values.to_numpy())
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


def _regular(path: Path) -> Path:
    packed = [suffix for suffix in path.suffixes[-2:] if suffix.lower() in _PACKED]
    for wrong, what in (
        (not path.exists(), "does not exist"),
        (path.is_dir(), "is a folder"),
        (not path.is_file(), "is a device or pipe, not a regular file"),
        (packed, f"is packed as {''.join(packed)}, not as .gz, .bz2, .xz or .zip"),
    ):
        if wrong:
            raise InputError(f"file {str(path)!r} {what}")
    return path


def _first_line(path: Path) -> tuple[str, list[str]]:
    """What separates the fields, and the fields."""

    def fields(separator: str) -> list[str]:
        options = {"nrows": 1, "header": None, "dtype": str, "keep_default_na": False}
        return [str(name) for name in _parsed(path, sep=separator, **options).iloc[0]]

    first = fields(",")
    if any("\0" in name for name in first):
        raise InputError(f"file {str(path)!r} is not text")
    separator = next((s for s in ";\t" if len(first) == 1 and s in first[0]), ",")
    return separator, fields(separator)


def _is_header(path: Path, first: list[str]) -> bool:
    """Whether the fields are names.  pandas itself writes columns without names as ``,0,1,2``."""
    if len(first) > 1 and first == ["", *map(str, range(len(first) - 1))]:
        return True
    filled = [name for name in first if name.strip()]
    numbers = [name for name in filled if _is_number(name)]
    if numbers and len(numbers) < len(filled):
        raise InputError(
            f"file {str(path)!r} names a column {shown(numbers[0])}: the first line has numbers, "
            f"so it is no header"
        )
    return not numbers


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
    return _guarded(path, lambda: pandas.read_csv(path, skipinitialspace=True, **options))


def _guarded(path: Path, read: Any) -> Any:
    """What ``read`` returns; what pandas raises becomes one sentence."""
    from pandas.errors import EmptyDataError, ParserError

    name = f"file {str(path)!r}"
    try:
        return read()
    except InputError:
        raise
    except EmptyDataError:
        raise InputError(f"{name} is empty") from None
    except ParserError as error:
        reason = str(error).strip().removeprefix("Error tokenizing data. C error: ")
        raise InputError(f"{name} is no table: {reason}") from None
    except UnicodeError:
        raise InputError(f"{name} is not text in UTF-8") from None
    except Exception as error:  # each library that unpacks has errors of its own
        said = getattr(error, "strerror", None) or str(error).strip().split("\n")[0]
        raise InputError(f"{name} cannot be read: {said or type(error).__name__}") from None
