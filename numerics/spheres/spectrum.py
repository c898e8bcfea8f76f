"""The spectrum under axisymmetric zones, all orders together.

None is missing.  Ritz values are lower bounds, so the ``count``-th largest of them, copies counted, is
a lower bound of the ``count``-th eigenvalue; an order m with ``max(p) sup_{l >= m} mu_l`` below it has
no eigenvalue among those asked for, and the other orders are few.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from itertools import count as counting
from typing import Any

import numpy as np

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.spheres.eigenfunction import SphereFunction
from freqbias.numerics.spheres.zones import OrderSpectrum, ZonalSection
from freqbias.theory.densities import Zones
from freqbias.theory.display import columns, elided, html_lines, html_table
from freqbias.theory.errors import InputError, integer
from freqbias.theory.kernels import Kernel
from freqbias.theory.spheres.harmonics import multiplicity

__all__ = ["SphereRow", "SphereSpectrum", "sphere_spectrum"]

_MOST = 10_000
_LEAST_DEGREES = 120
_FINER = 6  # degrees of a section for each that the count needs
_BATCH = 8


@dataclass(frozen=True)
class SphereRow:
    """An eigenvalue of order m, with the copies that rotations about the axis make.

    :param index: of the first copy; certain only as far as the bounds of neighbours are disjoint.
    :param number: the index among the eigenvalues of the order.
    :param multiplicity: 1 for m = 0; on S^2 two for m >= 1.
    :param lower: a bound from below, up to the usual size of rounding, which is allowed for.
    :param upper: the same from above.
    """

    index: int
    order: int
    number: int
    multiplicity: int
    lower: float
    upper: float

    @property
    def value(self) -> float:
        """The middle of the bounds."""
        return (self.lower + self.upper) / 2


@dataclass(frozen=True, eq=False, repr=False)
class SphereSpectrum:
    """The largest eigenvalues of T on L2(p) of a sphere, decreasing; ``len``: copies counted.

    :param rows: the last may go beyond the count.
    :param section: the matrices they come from.
    """

    kernel: Kernel
    zones: Zones
    rows: tuple[SphereRow, ...]
    section: ZonalSection
    orders: tuple[OrderSpectrum, ...]

    @property
    def method(self) -> str:
        """How the rows were found."""
        return (
            f"Galerkin order by order, degrees below {self.section.degrees}, two-sided bounds from "
            f"degrees below {self.section.beyond}; float64, not certified"
        )

    @cached_property
    def values(self) -> Floats:
        """Middles of the bounds, copies counted."""
        return np.repeat([r.value for r in self.rows], [r.multiplicity for r in self.rows])

    def __len__(self) -> int:
        return sum(row.multiplicity for row in self.rows)

    def function(self, row: int) -> SphereFunction:
        """The eigenfunction of ``rows[row]``."""
        integer("row", row, 0, len(self.rows) - 1)
        found = self.rows[row]
        coefficients = self.orders[found.order].functions[:, found.number]
        return SphereFunction(self.zones, found.order, found.value, coefficients)

    def __repr__(self) -> str:
        return "\n".join([*self._about, columns(_HEAD, elided(self._cells))])

    def _repr_html_(self) -> str:
        return str(html_lines(*self._about, html_table(_HEAD, elided(self._cells))))

    @property
    def _about(self) -> tuple[str, str]:
        return f"kernel {self.kernel.name}, {self.zones}", f"by {self.method}"

    @property
    def _cells(self) -> list[tuple[str, ...]]:
        return [
            (
                str(row.index),
                str(row.multiplicity),
                str(row.order),
                f"{row.value:.16g}",
                f"{(row.upper - row.lower) / 2:.0e}",
            )
            for row in self.rows
        ]


_HEAD = ("index", "copies", "order", "eigenvalue", "within")


def sphere_spectrum(
    kernel: Kernel, zones: Zones, count: int = 12, degrees: int | None = None
) -> SphereSpectrum:
    """At least ``count`` eigenvalues of ``(T f)(x) = integral k(x.y) p(y) f(y) dy``, dy of total 1.

    :param degrees: where the sections end; by default as many as the count needs, at least 120.
    :raises InputError: if the section is too small for the count or too large for memory.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> found = sphere_spectrum(first_layer_bias, Zones.from_text("-1, 0, 1", "12, 1"), 3)
    >>> [(row.order, row.multiplicity, round(row.value, 12)) for row in found.rows]
    [(0, 1, 0.203534968743), (1, 2, 0.080532362442)]
    """
    integer("count", count, 1, _MOST)
    resolved = _degree_of(count, zones.dimension)
    section = ZonalSection(kernel, zones, degrees or max(_LEAST_DEGREES, _FINER * (resolved + 1)))
    least = _least(section, count, min(3 * resolved + 12, section.degrees))
    if least <= 2 * section.unresolved:
        raise InputError(
            f"count {count} needs eigenvalues down to {least:.3g}, which sections of {section.degrees} "
            f"degrees do not tell from those up to {section.unresolved:.3g} that they leave out"
        )
    orders = tuple(_orders(section, least))
    return SphereSpectrum(kernel, zones, _rows(orders, count, zones.dimension), section, orders)


def _degree_of(count: int, dimension: int) -> int:
    """The degree up to which there are ``count`` harmonics."""
    harmonics = accumulate(int(multiplicity(k, dimension)) for k in counting())
    return next(k for k, total in enumerate(harmonics) if total >= count)


def _least(section: ZonalSection, count: int, size: int) -> float:
    """The ``count``-th largest Ritz value of small sections, copies counted: a lower bound."""
    found = np.empty(0)
    for order in range(size):
        if found.size >= count and section.most(order) < found[count - 1]:
            break
        copies = min(int(multiplicity(order, section.zones.dimension - 1)), count)
        found = np.sort(np.append(found, np.repeat(section.ritz_values(order, size), copies)))[::-1]
        found = found[:count]
    return float(found[-1]) if found.size == count else 0.0


def _orders(section: ZonalSection, least: float) -> Any:
    """The orders that can have an eigenvalue larger than ``least``, completely down to it."""
    below = least * (1 - 1e-12)
    last = next((m for m in range(section.degrees) if section.most(m) < below), section.degrees)
    for start in range(0, last, _BATCH):
        yield from section.spectra(range(start, min(start + _BATCH, last)), below)


def _rows(orders: tuple[OrderSpectrum, ...], count: int, dimension: int) -> tuple[SphereRow, ...]:
    """All of them in decreasing order, up to ``count`` copies."""
    found = [
        (float(low - each.rounding), float(high + each.rounding), each.order, number)
        for each in orders
        for number, (low, high) in enumerate(zip(each.lower, each.upper, strict=True))
    ]
    found.sort(key=lambda item: -(item[0] + item[1]))
    rows: list[SphereRow] = []
    index = 0
    for low, high, order, number in found:
        if index >= count:
            break
        copies = int(multiplicity(order, dimension - 1))
        rows.append(SphereRow(index, order, number, copies, low, high))
        index += copies
    return tuple(rows)
