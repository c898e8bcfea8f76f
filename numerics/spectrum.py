"""The spectrum of T under a density: one entry to all routes, and what each proves."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from freqbias.numerics.balls import Ball
from freqbias.numerics.depth.spectrum import DeepUniformSpectrum
from freqbias.numerics.display import ball_latex
from freqbias.numerics.eigenvalue import Eigenvalue
from freqbias.numerics.exact.spectrum import ExactSpectrum
from freqbias.numerics.routes import GalerkinRoute, RitzRoute
from freqbias.numerics.spheres.routes import SphereRoute, ZonesRoute, sphere_route
from freqbias.numerics.uniform_spectrum import UniformSpectrum
from freqbias.theory.densities import Density, PiecewiseConstant, Trigonometric, Zones
from freqbias.theory.depth.recursion import DeepKernel
from freqbias.theory.display import columns, elided, html_lines, html_table, latex_table, mathml
from freqbias.theory.errors import InputError, integer, shown
from freqbias.theory.kernels import Kernel

__all__ = ["Eigenpair", "Spectrum", "spectrum"]

_MOST = 100_000
_MOST_DIGITS = 4000


Cells = tuple[str, ...]


class Route(Protocol):
    """A way to compute a spectrum."""

    method: str
    eigenvalues: tuple[Eigenvalue, ...]

    def refined(self, row: Eigenvalue, digits: int) -> Ball:
        """The same eigenvalue to more digits; InputError if that is impossible."""

    def functions(self, row: Eigenvalue, digits: int) -> tuple[Any, ...]:
        """An orthonormal basis of the eigenspace; InputError if there is none."""


@dataclass(frozen=True, repr=False)
class Eigenpair:
    """One eigenvalue of T with its eigenfunction, addressed by index, copies counted.

    :param index: from 0, decreasing.
    :param row: what is known of the eigenvalue and its other copies, or of the cluster it is in.
    """

    index: int
    row: Eigenvalue
    route: Route

    @property
    def multiplicity(self) -> int:
        """How many copies there are; for a cluster, of all its eigenvalues together."""
        return self.row.multiplicity

    @property
    def cluster(self) -> bool:
        """Whether these are several eigenvalues that may differ."""
        return self.row.cluster

    @property
    def certified(self) -> bool:
        """Whether index, multiplicity and enclosure are proved."""
        return self.row.certified

    def value(self, digits: int = 15) -> Ball:
        """A ball with at least this many certain digits.

        :raises InputError: if it cannot be enclosed so far: a cluster, or an uncertified eigenvalue.
        """
        integer("digits", digits, 1, _MOST_DIGITS)
        if self.row.value.digits >= digits:
            return self.row.value.rounded(digits + 1)
        if self.cluster or not self.certified:
            what = "a cluster" if self.cluster else "not certified"
            raise InputError(
                f"digits {digits} is too many for eigenvalue {self.index}, which is {what} and known "
                f"as {self.row.value}"
            )
        return self.route.refined(self.row, digits)

    @cached_property
    def functions(self) -> tuple[Any, ...]:
        """An orthonormal basis in L2(p) of the eigenspace."""
        return self.basis()

    def basis(self, digits: int = 30) -> tuple[Any, ...]:
        """The same with about this many digits; under zones, in float64 whatever is asked.

        :raises InputError: for a cluster, an uncertified eigenvalue on the circle, or a route without
            functions.
        """
        integer("digits", digits, 1, _MOST_DIGITS)
        estimated = not (self.certified or isinstance(self.route, ZonesRoute))
        if self.cluster or estimated:
            what = "a cluster" if self.cluster else "not certified"
            raise InputError(
                f"eigenvalue {self.index} is {what}, so its function is not determined"
            )
        return self.route.functions(self.row, digits)

    @property
    def function(self) -> Any:
        """The eigenfunction; for the k-th copy of an eigenvalue, the k-th of the basis.

        Under zones the others of order m are images of the first under rotations, which stands for all.
        """
        return self.functions[(self.index - self.row.index) % len(self.functions)]

    def __repr__(self) -> str:
        return f"eigenvalue {self.index}: {self.row.value}, {self.row.standing}"

    @property
    def _formula(self) -> str:
        return rf"\lambda_{{{self.index}}} = {ball_latex(self.row.value)}"

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle {self._formula} \quad \text{{({self.row.standing})}}$"

    def _repr_html_(self) -> str:
        return str(html_lines(mathml(self._formula), self.row.standing))


@dataclass(frozen=True, repr=False)
class Spectrum:
    """The largest eigenvalues of T on L2(p), decreasing.

    ``s[i]`` is the eigenpair of index i, copies counted; ``len(s)`` how many there are here.
    """

    kernel: Kernel
    density: Density | Zones
    route: Route

    @property
    def rows(self) -> tuple[Eigenvalue, ...]:
        """One row for each distinct eigenvalue or cluster; the last may go beyond the count."""
        return self.route.eigenvalues

    @property
    def certified(self) -> bool:
        """Whether every row is."""
        return all(row.certified for row in self.rows)

    def __len__(self) -> int:
        return sum(row.multiplicity for row in self.rows)

    def __getitem__(self, index: int) -> Eigenpair:
        wanted = operator.index(index)
        wanted += len(self) if wanted < 0 else 0
        for row in self.rows:
            if row.index <= wanted < row.index + row.multiplicity:
                return Eigenpair(wanted, row, self.route)
        raise IndexError(f"index {index} is not between 0 and {len(self) - 1}")

    def __iter__(self) -> Iterator[Eigenpair]:
        return (self[index] for index in range(len(self)))

    def __repr__(self) -> str:
        head, rows = self.table()
        return "\n".join([*self._about, columns(head, elided(rows))])

    def table(self, write: Callable[[Ball], str] = str) -> tuple[Cells, list[Cells]]:
        """Head and rows of what is shown; on a sphere also which harmonics a row belongs to."""
        rows = [_cells(row, write(row.value)) for row in self.rows]
        if not isinstance(self.route, SphereRoute):
            return _HEAD, rows
        origins = [self.route.origin(row) for row in self.rows]
        joined = [(*row[:2], origin, *row[2:]) for row, origin in zip(rows, origins, strict=True)]
        return (*_HEAD[:2], "harmonics", *_HEAD[2:]), joined

    @property
    def _about(self) -> tuple[str, str]:
        """What it is the spectrum of, and how it was found."""
        return f"kernel {self.kernel.name}, {self.density}", f"by {self.route.method}"

    def _repr_latex_(self) -> str:
        head, rows = self.table(ball_latex)
        worded = [
            (*row[:2], *map(_text, row[2:-2]), row[-2], _text(row[-1])) for row in elided(rows)
        ]
        return latex_table(head, worded)

    def _repr_html_(self) -> str:
        head, rows = self.table()
        return str(html_lines(*self._about, html_table(head, elided(rows))))


_HEAD = ("index", "copies", "eigenvalue", "known")


def _cells(row: Eigenvalue, value: str) -> Cells:
    known = "certified" if row.certified else "not certified"
    cluster = ", a cluster" if row.cluster else ""
    return str(row.index), str(row.multiplicity), value, known + cluster


def _text(cell: str) -> str:
    return rf"\text{{{cell}}}"


def spectrum(
    kernel: Kernel,
    density: Density | Zones,
    count: int = 12,
    digits: int = 30,
    executor: Executor | None = None,
) -> Spectrum:
    """The first ``count`` eigenvalues of ``(T f)(x) = integral k(x, z) p(z) f(z) dz``.

    Certified for the uniform density of circle and spheres, for kernels with a closed form and deep
    ones; on the circle also, for kernels with closed Fourier coefficients, under piecewise-constant
    densities, from the Fredholm determinant, and trigonometric ones, by Rayleigh-Ritz.  Otherwise
    float64, not certified: Fourier-Galerkin, and under zones bounds from both sides, order by order.

    :param executor: any ``concurrent.futures.Executor`` to share the work under a piecewise-constant
        density; worth its start from a few hundred eigenvalues on.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> p = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
    >>> spectrum(first_layer_bias, p, 6)[5].value(digits=20)
    [0.00616796762220952063055 +/- 1e-23]
    """
    if not isinstance(kernel, Kernel):
        raise InputError(f"kernel {shown(kernel)} is not a Kernel, say kernels.first_layer_bias")
    if not isinstance(density, Density | Zones):
        raise InputError(f"density {shown(density)} is not a density, say uniform()")
    integer("count", count, 1, _MOST)
    integer("digits", digits, 1, _MOST_DIGITS)
    return Spectrum(kernel, density, _route(kernel, density, count, digits, executor))


def _route(
    kernel: Kernel, density: Density | Zones, count: int, digits: int, executor: Executor | None
) -> Route:
    if isinstance(density, Zones):
        return sphere_route(kernel, density, count, digits)
    if kernel.is_exponential_polynomial:
        if density.is_uniform:
            return UniformSpectrum(kernel, count, digits)
        if isinstance(density, PiecewiseConstant):
            return ExactSpectrum(kernel, density, count, digits, executor)
        if isinstance(density, Trigonometric):
            return RitzRoute(kernel, density, count, digits)
    elif isinstance(kernel, DeepKernel) and density.is_uniform:
        return DeepUniformSpectrum(kernel, count, digits)
    return GalerkinRoute(kernel, density, count)
