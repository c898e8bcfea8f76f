"""The spectrum of T under a density: one entry to all routes, and what each proves."""

from __future__ import annotations

import operator
from collections.abc import Iterator
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
from freqbias.numerics.uniform_spectrum import UniformSpectrum
from freqbias.theory.densities import Density, PiecewiseConstant, Trigonometric
from freqbias.theory.depth.recursion import DeepKernel
from freqbias.theory.display import columns, elided, html_lines, html_table, latex_table, mathml
from freqbias.theory.errors import InputError, integer, shown
from freqbias.theory.kernels import Kernel

__all__ = ["Eigenpair", "Spectrum", "spectrum"]

_MOST = 100_000
_MOST_DIGITS = 4000


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
        """The same with about this many digits.

        :raises InputError: for a cluster, an uncertified eigenvalue, or a route without functions.
        """
        integer("digits", digits, 1, _MOST_DIGITS)
        if self.cluster or not self.certified:
            what = "a cluster" if self.cluster else "not certified"
            raise InputError(
                f"eigenvalue {self.index} is {what}, so its function is not determined"
            )
        return self.route.functions(self.row, digits)

    @property
    def function(self) -> Any:
        """The eigenfunction; for the k-th copy of an eigenvalue, the k-th of the basis."""
        return self.functions[self.index - self.row.index]

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
    density: Density
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
        rows = [_cells(row, str(row.value)) for row in self.rows]
        return "\n".join([*self._about, columns(_HEAD, elided(rows))])

    @property
    def _about(self) -> tuple[str, str]:
        """What it is the spectrum of, and how it was found."""
        return f"kernel {self.kernel.name}, {self.density}", f"by {self.route.method}"

    def _repr_latex_(self) -> str:
        rows = [_cells(row, ball_latex(row.value)) for row in self.rows]
        worded = [(*row[:3], rf"\text{{{row[3]}}}") for row in elided(rows)]
        return latex_table(_HEAD, worded)

    def _repr_html_(self) -> str:
        rows = [_cells(row, str(row.value)) for row in self.rows]
        return str(html_lines(*self._about, html_table(_HEAD, elided(rows))))


_HEAD = ("index", "copies", "eigenvalue", "known")


def _cells(row: Eigenvalue, value: str) -> tuple[str, str, str, str]:
    known = "certified" if row.certified else "not certified"
    cluster = ", a cluster" if row.cluster else ""
    return str(row.index), str(row.multiplicity), value, known + cluster


def spectrum(
    kernel: Kernel,
    density: Density,
    count: int = 12,
    digits: int = 30,
    executor: Executor | None = None,
) -> Spectrum:
    """The first ``count`` eigenvalues of ``(T f)(x) = integral k(x - z) p(z) f(z) dz``.

    Certified for kernels with closed Fourier coefficients: under the uniform density from these, under
    piecewise-constant densities from the Fredholm determinant, under trigonometric ones by
    Rayleigh-Ritz; for deep kernels under the uniform density.  Otherwise float64 Fourier-Galerkin, not
    certified.

    :param executor: any ``concurrent.futures.Executor`` to share the work under a piecewise-constant
        density; worth its start from a few hundred eigenvalues on.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> p = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
    >>> spectrum(first_layer_bias, p, 6)[5].value(digits=20)
    [0.00616796762220952063055 +/- 1e-23]
    """
    if not isinstance(kernel, Kernel):
        raise InputError(f"kernel {shown(kernel)} is not a Kernel, say kernels.first_layer_bias")
    if not isinstance(density, Density):
        raise InputError(f"density {shown(density)} is not a density, say uniform()")
    integer("count", count, 1, _MOST)
    integer("digits", digits, 1, _MOST_DIGITS)
    return Spectrum(kernel, density, _route(kernel, density, count, digits, executor))


def _route(
    kernel: Kernel, density: Density, count: int, digits: int, executor: Executor | None
) -> Route:
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
