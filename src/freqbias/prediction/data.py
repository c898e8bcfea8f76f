"""From the columns of a table to a circular histogram, with an account of every row."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.histogram import CELLS, Histogram
from freqbias.numerics.samples import Table, Unit
from freqbias.theory.errors import InputError

__all__ = ["Data"]

_MOST_TURNS = 1e9  # beyond, float64 does not tell the cells of the histogram apart
_MOST_TARGET = 1e100  # beyond, sums of squares are not safe from overflow
_SLACK = 1 + 1e-6


@dataclass
class Data:
    """Angles of a file, counted; with sums of a target column if one is named.

    :param columns: one column of angles, or two of coordinates x, y.
    :param unit: of the angles; of coordinates the one they are shown in.
    :param rows: rows read, of which ``missing`` have no finite number in some column that is used and
        ``at_origin`` are points without a direction; the others are in ``histogram``.
    :param least: of the angles, in the unit.
    :param most: the same.
    :param guessed: whether nobody has named the unit.
    """

    path: Path
    columns: tuple[str, ...]
    target: str | None
    unit: Unit
    histogram: Histogram
    rows: int = 0
    missing: int = 0
    at_origin: int = 0
    least: float = np.inf
    most: float = -np.inf
    whole: bool = True
    guessed: bool = False

    @classmethod
    def read(
        cls,
        path: str | Path,
        column: str | None = None,
        unit: Unit | None = None,
        target: str | None = None,
        cells: int = CELLS,
    ) -> Data:
        """Stream a CSV file.

        :param column: a name, or two with a comma between; by default the one numeric column.
        :param unit: by default radians, unless the values cannot be.
        :raises InputError: in one sentence, what is wrong with the file, a column or the values.
        """
        table = Table.open(path)
        columns = _columns(table, column, target)
        if unit is not None and len(columns) == 2:
            raise InputError(f"unit {unit.value!r} has no meaning for the coordinates {column!r}")
        named = [*columns, *([table.column(target)] if target else [])]
        data = cls(table.path, columns, target, unit or Unit.RADIANS, Histogram(cells))
        for chunk in table.chunks(named):
            data._add(chunk)
        data.guessed = unit is None and len(columns) == 1
        data._check()
        return data

    @property
    def doubt(self) -> str | None:
        """A remark if values that are taken for radians look like turns."""
        if self.guessed and (
            0 <= self.least <= self.most <= 1 or max(-self.least, self.most) <= 0.5
        ):
            span = (self.most - self.least) / self.unit.turn
            return f"values span {span:.2g} of a turn of radians; --unit turns?"
        return None

    def _add(self, chunk: Floats) -> None:
        self.rows += len(chunk)
        chunk = chunk[np.isfinite(chunk).all(axis=1)]
        missing = self.rows - self.missing - self.at_origin - self.histogram.total - len(chunk)
        self.missing += missing
        if self.target:
            self._bound(chunk[:, -1])
        if len(self.columns) == 2:
            away = (chunk[:, :2] != 0).any(axis=1)
            self.at_origin += int((~away).sum())
            chunk = chunk[away]
            angles = np.arctan2(chunk[:, 1], chunk[:, 0])
        else:
            angles = chunk[:, 0]
        if angles.size:
            self._see(angles)
            self.histogram.add(self.unit.turns(angles), chunk[:, -1] if self.target else None)

    def _bound(self, target: Floats) -> None:
        if (beyond := np.abs(target) > _MOST_TARGET).any():
            raise InputError(
                f"column {self.target!r} contains {target[beyond][0]:g}, too large for a target: "
                f"beyond {_MOST_TARGET:g} in size"
            )

    def _see(self, angles: Floats) -> None:
        self.least = min(self.least, float(angles.min()))
        self.most = max(self.most, float(angles.max()))
        self.whole = self.whole and bool((angles == np.rint(angles)).all())
        if max(-self.least, self.most) > _MOST_TURNS * self.unit.turn:
            far = max(self.least, self.most, key=abs)
            raise InputError(f"{self._name()} contains {far:g}, too large to be an angle")

    def _check(self) -> None:
        if not self.histogram.total:
            none = "" if self.rows == 0 else f", all {self.rows} of them without an angle"
            raise InputError(f"file {str(self.path)!r} has no rows to use{none}")
        if self.guessed:
            self._could_be_radians()
        if np.count_nonzero(self.histogram.counts) == 1:
            raise InputError(
                f"{self._name()} has all its {self.histogram.total} angles in one place, "
                f"{self.least:.6g} {self.unit.value}, so there is no density"
            )

    def _could_be_radians(self) -> None:
        span = f"{self._name()} runs from {self.least:g} to {self.most:g}"
        units = _fitting(self.least, self.most)
        if not units:
            raise InputError(
                f"{span}, which are no angles of one turn in any unit; if they are of many turns, "
                f"name their unit by --unit"
            )
        if Unit.RADIANS not in units:
            named = " or ".join(unit.value for unit in (*units, Unit.RADIANS))
            raise InputError(
                f"{span}, more than one turn of radians; name its unit: --unit {named}"
            )
        if self.whole and self.most != self.least:
            raise InputError(
                f"{span} in whole numbers only, as angles in radians do not; "
                f"name its unit by --unit"
            )

    def _name(self) -> str:
        return f"column {','.join(self.columns)!r}"


def _columns(table: Table, column: str | None, target: str | None) -> tuple[str, ...]:
    if column is None:
        return (table.only_numeric(besides=target),)
    if column in table.columns:
        return (column,)
    names = [name.strip() for name in column.split(",")]
    if len(names) > 2:
        raise InputError(f"column {column!r} names {len(names)} columns, neither one nor x,y")
    if len(set(names)) < len(names):
        raise InputError(f"column {column!r} names one column twice, so x and y are the same")
    return tuple(table.column(name) for name in names)


def _fitting(least: float, most: float) -> list[Unit]:
    """The units in which the values are angles of one turn."""
    widest = max(-least, most, most - least)
    units = (Unit.HOURS, Unit.DEGREES, Unit.RADIANS)
    return [unit for unit in units if widest <= unit.turn * _SLACK]
