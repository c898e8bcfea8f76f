"""The result of a sweep: one row for each eigenvalue of each sampled matrix."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

from freqbias.theory.display import columns, elided, html_table
from freqbias.theory.errors import InputError, shown

if TYPE_CHECKING:
    from pandas import DataFrame

    from freqbias.figures import Figure

__all__ = ["COLUMNS", "FORMATS", "Row", "Table", "needs"]

FORMATS = (".csv", ".parquet")
_SHOWN = ("kernel", "points", "n", "seed", "index", "mid", "rad", "exact")


@dataclass(frozen=True)
class Row:
    """An eigenvalue of H/n beside that of T.

    :param run: key of the sampled matrix, which all its eigenvalues share.
    :param version: the project's, with a digest of source and software.
    :param count: how many eigenvalues of the matrix were asked for.
    :param multiplicity: how many eigenvalues of the matrix the enclosure holds, copies counted.
    :param mid: of the enclosure ``[mid - rad, mid + rad]``.
    :param certified: whether enclosure and index are.
    :param exact: eigenvalue of T with the same index, in ``[exact - exact_rad, exact + exact_rad]``.
    :param printed: what formula (20) of 2003.04560 gives; None where it gives nothing.
    :param seconds: for all eigenvalues of the matrix.
    """

    run: str
    version: str
    density: str
    kernel: str
    n: int
    points: str
    seed: int | None
    count: int
    index: int
    multiplicity: int
    mid: float
    rad: float
    certified: bool
    exact: float
    exact_rad: float
    printed: float | None
    seconds: float

    @property
    def deviation(self) -> float:
        """``mid - exact``."""
        return self.mid - self.exact

    @property
    def values(self) -> tuple[Any, ...]:
        """In the order of ``COLUMNS``."""
        return tuple(getattr(self, name) for name in COLUMNS)


COLUMNS = tuple(field.name for field in fields(Row))


@dataclass(frozen=True, repr=False)
class Table(Sequence[Row]):
    """Rows in the order of the sweep; ``len``, index and iteration are of rows.

    :param computed: how many matrices were computed for it; the others were in the store.
    """

    rows: tuple[Row, ...]
    computed: int

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, at: Any) -> Any:
        return self.rows[at]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    @property
    def runs(self) -> int:
        """How many sampled matrices."""
        return len({row.run for row in self.rows})

    def plot(self, indices: Iterable[int] | None = None) -> Figure:
        """``|value - exact|`` against n, see :func:`freqbias.sweeps.plot.plot`."""
        from freqbias.sweeps.plot import plot

        return plot(self, indices)

    def to_pandas(self) -> DataFrame:
        """The same as a pandas DataFrame.

        :raises InputError: if pandas is missing.
        """
        needs("pandas")
        import pandas

        values = [row.values for row in self.rows]
        return pandas.DataFrame(values, columns=list(COLUMNS)).astype({"seed": "Int64"})

    def encoded(self, suffix: str) -> bytes:
        """The table as the content of a file.

        :param suffix: ".csv", or ".parquet", which needs pandas and pyarrow.
        :raises InputError: for another one, or if these are missing.
        """
        if suffix == ".csv":
            text = StringIO()
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(row.values for row in self.rows)
            return text.getvalue().encode()
        if suffix != ".parquet":
            raise InputError(f"suffix {shown(suffix)} is none of {', '.join(FORMATS)}")
        needs("pandas", "pyarrow")
        data = BytesIO()
        self.to_pandas().to_parquet(data, engine="pyarrow", index=False)
        return data.getvalue()

    def __repr__(self) -> str:
        return "\n".join([self._about, columns(_SHOWN, elided(self._cells))])

    def _repr_html_(self) -> str:
        return str(html_table(_SHOWN, elided(self._cells)))

    @property
    def _about(self) -> str:
        certified = sum(row.certified for row in self.rows)
        return (
            f"{self.runs} sampled matrices, {len(self)} eigenvalues, {certified} of them certified"
        )

    @property
    def _cells(self) -> list[tuple[str, ...]]:
        return [tuple(_cell(getattr(row, name)) for name in _SHOWN) for row in self.rows]


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def needs(*modules: str) -> None:
    """Nothing, if they are there.

    :raises InputError: if not.
    """
    from importlib.util import find_spec

    for module in modules:
        if find_spec(module) is None:
            raise InputError(
                f'this needs {module}, which is not installed: pip install "freqbias[data]"'
            )
