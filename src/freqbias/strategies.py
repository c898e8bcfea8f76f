"""Hypothesis strategies for densities and kernels.

Needs Hypothesis (``pip install "freqbias[test]"``); nothing else in the package imports it.  Every
density is exact, and a failing example prints the density.  SymPy's first answers are slow, hence
``deadline=None``.

>>> from freqbias.numerics.galerkin import galerkin_spectrum
>>> from hypothesis import given, settings
>>> @settings(deadline=None)
... @given(densities(), kernels())
... def largest_eigenvalue_is_below_the_trace(density, kernel):
...     assert galerkin_spectrum(kernel, density, 8).eigenvalues[0] < kernel.at_zero, density
>>> largest_eigenvalue_is_below_the_trace()
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import accumulate
from typing import Any, TypeVar

import sympy as sp
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from freqbias.theory.densities import Density, PiecewiseConstant, Trigonometric
from freqbias.theory.errors import InputError, shown
from freqbias.theory.kernels import KERNELS, Kernel, deep, random_bias

__all__ = [
    "all_kernels",
    "densities",
    "kernels",
    "non_uniform_densities",
    "pi_periodic_densities",
    "piecewise_constant_densities",
    "symmetric_densities",
    "trigonometric_densities",
]

_FINEST = 10_000  # the shortest piece is at least this part of a turn
_Pieces = list[tuple[int, int]]  # (relative length, weight), lengths summing to at most _FINEST
_Gaussian = tuple[int, int]
_T = TypeVar("_T")


def piecewise_constant_densities(
    min_pieces: int = 1, max_pieces: int = 8, max_ratio: int = 10**6, gaps: bool = True
) -> SearchStrategy[PiecewiseConstant]:
    """Piecewise-constant densities with rational breaks, the seam anywhere.

    Pieces are as short as 1e-4 of a turn; neighbours may have equal weights.  Shrinks to few equal
    pieces that start at -pi.

    :param max_ratio: largest weight over smallest positive weight.
    :param gaps: whether pieces may be empty.
    :raises InputError: on bounds that no density meets.

    >>> from hypothesis import given
    >>> @given(piecewise_constant_densities(max_pieces=3, gaps=False))
    ... def positive_everywhere(p):
    ...     assert p.minimum > 0 and len(p.regions) <= 3, p
    >>> positive_everywhere()
    """
    _check(1 <= min_pieces <= max_pieces <= 100, f"pieces {shown((min_pieces, max_pieces))}")
    pieces = _pieces(min_pieces, max_pieces, max_ratio, gaps)
    return _built(_from_pieces, pieces, _starts())


def symmetric_densities(
    max_ratio: int = 10**6, gaps: bool = True
) -> SearchStrategy[PiecewiseConstant]:
    """Piecewise-constant densities with p(-x) = p(x).

    >>> from hypothesis import given
    >>> @given(symmetric_densities())
    ... def fourier_coefficients_are_real(p):
    ...     assert p.reflected().fourier_coefficient(1) == p.fourier_coefficient(1), p
    >>> fourier_coefficients_are_real()
    """
    return _built(_mirrored, _pieces(1, 4, max_ratio, gaps))


def pi_periodic_densities(
    max_ratio: int = 10**6, gaps: bool = True
) -> SearchStrategy[PiecewiseConstant]:
    """Piecewise-constant densities with p(x + pi) = p(x).

    >>> from hypothesis import given
    >>> @given(pi_periodic_densities())
    ... def antipodes_are_alike(p):
    ...     assert all(arc.value == opposite.value for arc, opposite in p.refined()), p
    >>> antipodes_are_alike()
    """
    halves = _pieces(1, 4, max_ratio, gaps).map(lambda half: half + half)
    return _built(_from_pieces, halves, _starts())


def trigonometric_densities(max_frequency: int = 3) -> SearchStrategy[Trigonometric]:
    """Trigonometric densities ``p ~ |sum_j c_j e^{ijx}|^2`` with Gaussian integers c_j.

    By the theorem of Fejer and Riesz every non-negative trigonometric polynomial is such a square,
    so densities that vanish somewhere are included.

    :raises InputError: if ``max_frequency`` is not between 0 and 16.

    >>> from hypothesis import given
    >>> @given(trigonometric_densities(max_frequency=2))
    ... def no_frequency_above_two(p):
    ...     assert set(p.harmonics) <= {1, 2}, p
    >>> no_frequency_above_two()
    """
    _check(0 <= max_frequency <= 16, f"max_frequency {shown(max_frequency)}")
    part = st.integers(-3, 3)
    factors = st.lists(st.tuples(part, part), min_size=1, max_size=max_frequency + 1)
    return _built(_squared, factors.filter(lambda c: (0, 0) not in (c[0], c[-1])))


def densities() -> SearchStrategy[Density]:
    """Any density: piecewise constant, symmetric, pi-periodic or trigonometric, uniform too.

    >>> from hypothesis import given
    >>> @given(densities())
    ... def mass_is_one(p):
    ...     assert p.fourier_coefficient(0) == 1, p
    >>> mass_is_one()
    """
    return st.one_of(
        piecewise_constant_densities(),
        symmetric_densities(),
        pi_periodic_densities(),
        trigonometric_densities(),
    )


def non_uniform_densities() -> SearchStrategy[Density]:
    """Any density but the uniform one.

    >>> from hypothesis import given
    >>> @given(non_uniform_densities())
    ... def varies(p):
    ...     assert not p.is_uniform, p
    >>> varies()
    """
    return densities().filter(lambda density: not density.is_uniform)


def kernels() -> SearchStrategy[Kernel]:
    """The two-layer kernels with closed Fourier coefficients, all semidefinite.

    >>> from hypothesis import given
    >>> @given(kernels())
    ... def vanishes_at_the_antipode(kernel):
    ...     assert kernel.profile.at(sp.pi) == 0, kernel
    >>> vanishes_at_the_antipode()
    """
    return st.sampled_from(list(KERNELS.values()))


def all_kernels() -> SearchStrategy[Kernel]:
    """The closed family, random bias of several sizes, and depth 1 to 4.

    >>> from hypothesis import given
    >>> @given(all_kernels())
    ... def positive_on_the_diagonal(kernel):
    ...     assert kernel.at_zero > 0, kernel
    >>> positive_on_the_diagonal()
    """
    betas = [sp.Rational(1, 4), sp.Rational(1, 2), sp.Integer(1), sp.Integer(2), sp.Rational(7, 3)]
    without = [*map(random_bias, betas), *map(deep, range(1, 5))]
    return st.one_of(kernels(), st.sampled_from(without))


def _check(holds: bool, what: str) -> None:
    if not holds:
        raise InputError(f"{what} are not bounds of any density")


@st.composite
def _built(draw: st.DrawFn, make: Callable[..., _T], *parts: SearchStrategy[Any]) -> _T:
    """``make`` of drawn parts; unlike ``builds``, Hypothesis prints the value and not the parts."""
    return make(*map(draw, parts))


def _starts() -> SearchStrategy[Fraction]:
    """The first break in units of pi; shrinks to -1."""
    return st.fractions(0, 2, max_denominator=12).map(lambda shift: shift - 1)


def _pieces(fewest: int, most: int, max_ratio: int, gaps: bool) -> SearchStrategy[_Pieces]:
    _check(max_ratio >= 1, f"max_ratio {shown(max_ratio)}")
    lengths = st.one_of(st.integers(1, 6), st.integers(1, _FINEST // most))
    weights = st.one_of(st.integers(1, min(9, max_ratio)), st.integers(1, max_ratio))
    if gaps:
        weights = st.one_of(weights, st.just(0))
    piece = st.tuples(lengths, weights)
    return st.lists(piece, min_size=fewest, max_size=most).filter(
        lambda pieces: any(weight for _, weight in pieces)
    )


def _from_pieces(pieces: _Pieces, start: Fraction) -> PiecewiseConstant:
    total = sum(length for length, _ in pieces)
    ends = accumulate((length for length, _ in pieces), initial=0)
    breaks = (start + Fraction(2 * end, total) for end in ends)
    return PiecewiseConstant(tuple(breaks), tuple(weight for _, weight in pieces))


def _mirrored(half: _Pieces) -> PiecewiseConstant:
    """Pieces from angle 0 to pi, the first one centred at 0 and the last one at pi."""
    total = sum(length for length, _ in half)
    inner = [Fraction(end, total) for end in accumulate(length for length, _ in half[:-1])]
    weights = [weight for _, weight in half]
    if not inner:
        return PiecewiseConstant((-1, 1), tuple(weights))
    breaks = [*(-b for b in reversed(inner)), *inner, 2 - inner[-1]]
    around = [*reversed(weights[1:-1]), *weights[:-1], weights[-1]]
    return PiecewiseConstant(tuple(breaks), tuple(around))


def _squared(factor: list[_Gaussian]) -> Trigonometric:
    """``|sum c_j e^{ijx}|^2`` normalised: r_k = sum_j c_{j+k} conj(c_j) is its k-th coefficient."""
    mean = sum(a * a + b * b for a, b in factor)
    waves = [_correlation(factor, k) for k in range(1, len(factor))]
    return Trigonometric(
        tuple(sp.Rational(2 * real, mean) for real, _ in waves),
        tuple(sp.Rational(-2 * imaginary, mean) for _, imaginary in waves),
    )


def _correlation(factor: list[_Gaussian], k: int) -> _Gaussian:
    pairs = list(zip(factor[k:], factor, strict=False))
    real = sum(a * c + b * d for (a, b), (c, d) in pairs)
    imaginary = sum(b * c - a * d for (a, b), (c, d) in pairs)
    return real, imaginary
