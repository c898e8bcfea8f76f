"""Where points come from: drawn from a density, or recorded in a file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from freqbias.numerics import densities
from freqbias.numerics.evaluate import Floats
from freqbias.theory.densities import Density
from freqbias.theory.errors import InputError, integer, nearest, shown

if TYPE_CHECKING:
    from freqbias.numerics.samples import Unit
    from freqbias.prediction.data import Data

__all__ = ["POINTS", "Drawn", "Recorded", "Sample"]

POINTS = ("iid", "quantile")
_MOST = 10**9


class Sample(Protocol):
    """Points, known by their number before there is memory for them."""

    @property
    def size(self) -> int:
        """n."""

    @property
    def density(self) -> Density | None:
        """p that the points follow, if it is known."""

    @property
    def independent(self) -> bool:
        """Whether they are independent draws from that density."""

    def angles(self) -> Floats:
        """The points, radians, shape (n,)."""

    def report(self) -> dict[str, Any]:
        """Where they come from, for JSON."""


@dataclass(frozen=True)
class Drawn:
    """n points from a density.

    :param points: "iid", independent by a seed; or "quantile", ``F^{-1}((i + 1/2)/n)``.
    :param seed: without effect on quantile points.
    :raises InputError: for what is out of range, or an unknown kind of points.

    >>> from freqbias.theory.densities import uniform
    >>> Drawn(uniform(), 4, "quantile").angles().round(3)
    array([-2.356, -0.785,  0.785,  2.356])
    >>> print(Drawn(uniform(), 1000, seed=7))
    1,000 independent samples, seed 7
    """

    density: Density
    size: int
    points: str = "iid"
    seed: int = 0

    def __post_init__(self) -> None:
        if not isinstance(self.density, Density):
            raise InputError(f"density {shown(self.density)} is not a density, say uniform()")
        integer("samples", self.size, 1, _MOST)
        integer("seed", self.seed, 0, 2**63)
        if self.points not in POINTS:
            raise nearest("kind of points", str(self.points), POINTS)

    @property
    def independent(self) -> bool:
        """Whether they are "iid"."""
        return self.points == "iid"

    def angles(self) -> Floats:
        """The points, radians, shape (n,)."""
        if self.independent:
            return densities.sample(self.density, self.size, self.seed)
        return densities.quantile_points(self.density, self.size)

    def report(self) -> dict[str, Any]:
        """For JSON: ``seed`` is null for quantile points."""
        return {
            "density": str(self.density),
            "samples": self.size,
            "points": self.points,
            "seed": self.seed if self.independent else None,
        }

    def __str__(self) -> str:
        kind = f"independent samples, seed {self.seed}" if self.independent else "quantile points"
        return f"{self.size:,} {kind}"


@dataclass(frozen=True)
class Recorded:
    """The angles in a column of a CSV file, which is read twice: to count and check, then to keep.

    :param data: the account of the first reading.
    :param density: p, if one is to be compared with.

    >>> from tempfile import NamedTemporaryFile
    >>> from freqbias.numerics.samples import Unit
    >>> with NamedTemporaryFile("w", suffix=".csv") as file:
    ...     _ = file.write("angle\\n90\\n\\n-45.5\\n")
    ...     file.flush()
    ...     Recorded.open(file.name, unit=Unit.DEGREES).angles().round(4)
    array([ 1.5708, -0.7941])
    """

    data: Data
    density: Density | None = None

    @classmethod
    def open(
        cls,
        path: str | Path,
        column: str | None = None,
        unit: Unit | None = None,
        density: Density | None = None,
    ) -> Recorded:
        """Read once.

        :param column: by default the one numeric column.
        :param unit: by default radians, unless the values cannot be.
        :raises InputError: in one sentence, what is wrong with the file, the column or the values.
        """
        from freqbias.prediction.data import Data  # imports more than points that are drawn need

        data = Data.read(path, column, unit)
        if len(data.columns) != 1:
            raise InputError(f"column {shown(column)} names coordinates, not one column of angles")
        return cls(data, density)

    @cached_property
    def size(self) -> int:
        """n: rows with a finite number."""
        return self.data.histogram.total

    @property
    def independent(self) -> bool:
        """Not claimed."""
        return False

    def angles(self) -> Floats:
        """The points, radians, shape (n,)."""
        from freqbias.numerics.samples import Table

        chunks = Table.open(self.data.path).chunks(list(self.data.columns))
        turns = [self.data.unit.turns(chunk[np.isfinite(chunk)]) for chunk in chunks]
        return 2 * np.pi * np.concatenate(turns)

    def report(self) -> dict[str, Any]:
        """For JSON: file, column and unit in place of a seed; rows without a finite number."""
        return {
            "density": None if self.density is None else str(self.density),
            "samples": self.size,
            "points": "file",
            "file": str(self.data.path),
            "column": self.data.columns[0],
            "unit": self.data.unit.value,
            "left_out": self.data.missing,
        }

    def __str__(self) -> str:
        name, unit = self.data.columns[0], self.data.unit.value
        missing = self.data.missing
        tail = f" ({missing:,} without a finite number left out)" if missing else ""
        of = f" of {self.data.rows:,}" if missing else ""
        return f"{self.data.path.name}: {self.size:,}{of} rows, {name} in {unit}{tail}"
