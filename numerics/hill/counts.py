"""Rigorous counts of negative eigenvalues of Hill operators with piecewise-constant potentials.

For ``-s D^2 - w`` on a circle of regions with constant w, functions that vanish at the jumps and
those determined by their values there are orthogonal for the form, so the number of its negative
eigenvalues is the sum of the Dirichlet counts of the regions plus the negative inertia of the
stiffness matrix of the nodes.  On a region of length l with ``z = w l^2/s`` that matrix is

    (1/l) [[d, -o], [-o, d]],  d = sqrt(z) cot sqrt(z),  o = sqrt(z)/sin sqrt(z),

entire in z but for the poles ``z = (k pi)^2``, and the Dirichlet count is the number of poles below z.
Where a pole cannot be told from z, regions are cut in two, which changes no eigenvalue.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import isfinite
from typing import Any

from flint import arb

from freqbias.numerics.balls import complex_ball, precision, rational_ball
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.errors import InputError, shown
from freqbias.theory.exact import exact_number
from freqbias.theory.hill.bounds import SymbolBounds, symbol_bounds
from freqbias.theory.kernels import Kernel

__all__ = [
    "hill_count",
    "negative_eigenvalues",
    "pivots",
    "two_sided_count",
]

_CUTS = (None, Fraction(3, 7), Fraction(5, 13), Fraction(11, 29))
_ORDER = 12  # terms of the power series of cos and sin near z = 0

Region = tuple[arb, arb]  # length, w


def negative_eigenvalues(regions: Sequence[Region], slope: arb) -> int | None:
    """The number of negative eigenvalues of the periodic ``-slope D^2 - w``, or None.

    :param regions: length and value of w of each region in turn, as balls.
    :return: None if the balls, at the current precision, leave it undecided: w is a jump of the
        count, or too near one.

    >>> negative_eigenvalues([(2 * arb.pi(), arb(5))], arb(1))  # m^2 < 5 for m = 0, +-1, +-2
    5
    >>> negative_eigenvalues([(2 * arb.pi(), arb(4))], arb(1)) is None
    True
    """
    for cut in _CUTS:
        count = _count(list(_divided(regions, cut)), slope)
        if count is not None:
            return count
    return None


def _divided(regions: Sequence[Region], cut: Fraction | None) -> Iterator[Region]:
    for length, w in regions:
        if cut is None:
            yield length, w
        else:
            share = rational_ball(cut)
            yield length * share, w
            yield length * (1 - share), w


def _count(regions: list[Region], slope: arb) -> int | None:
    total = 0
    diagonal, coupling = [], []
    for length, w in regions:
        part = _stiffness(w * length**2 / slope)
        if part is None:
            return None
        below, own, across = part
        total += below
        diagonal.append(own / length)
        coupling.append(across / length)
    for pivot in pivots(diagonal, coupling):
        if not (pivot < 0 or pivot > 0):
            return None
        total += bool(pivot < 0)
    return total


def pivots(diagonal: Sequence[Any], coupling: Sequence[Any]) -> Iterator[Any]:
    """Pivots of the cyclic stiffness matrix, whose signs are its inertia (Sylvester).

    Node i lies before region i; the last node is eliminated last.  Balls or arrays.
    """
    last = len(diagonal) - 1
    if last == 0:
        yield 2 * (diagonal[0] - coupling[0])
        return
    own = diagonal[last] + diagonal[0]
    end = diagonal[last - 1] + diagonal[last]
    to_end = -coupling[last]
    for i in range(last):
        following = -coupling[i]
        if i == last - 1:
            following = to_end = following + to_end
        yield own
        end = end - to_end**2 / own
        if i < last - 1:
            to_end = -following * to_end / own
            own = diagonal[i] + diagonal[i + 1] - following**2 / own
    yield end


def _stiffness(z: arb) -> tuple[int, arb, arb] | None:
    """Dirichlet count and the entries d, o; None near a pole."""
    if abs(z) < 1:
        cosine, sine = _series(z, 0), _series(z, 1)
        return 0, cosine / sine, 1 / sine
    if z < 0:
        root = (-z).sqrt()
        return 0, root * root.coth(), root * root.csch()
    root = z.sqrt()
    below = (root / arb.pi()).floor().unique_fmpz()
    if not z > 0 or below is None or not root > arb.pi() * int(below):
        return None
    return int(below), root * root.cot(), root * root.csc()


def _series(z: arb, parity: int) -> arb:
    """``cos sqrt(z)`` (0) or ``sin sqrt(z)/sqrt(z)`` (1) for abs(z) < 1, by the power series."""
    term = total = arb(1)
    for k in range(1, _ORDER):
        term = -term * z / ((2 * k - 1 + parity) * (2 * k + parity))
        total += term
    return total + arb(
        0, float(abs(term).upper())
    )  # alternating or not, the tail is below its head


def _exact(value: Any, what: str) -> Any:
    """A ball as it is, a float as the binary fraction it is, otherwise an exact number."""
    if isinstance(value, arb):
        return value
    if isinstance(value, float) and isfinite(value):
        return exact_number(Fraction(value), what)
    return exact_number(value, what)


def _ball(value: Any) -> arb:
    return value if isinstance(value, arb) else complex_ball(value).real


def _shifted(density: PiecewiseConstant, nu: Any, shift: Any, folded: bool) -> list[Region]:
    """The regions of ``w = nu p - shift``, or of ``nu (p + pbar)/2 - shift`` over half a turn."""
    if folded:
        parts = [(a.length, (a.value + b.value) / 2) for a, b in density.refined()]
    else:
        parts = [(region.length, region.value) for region in density.regions]
    return [(_ball(length), _ball(nu) * _ball(value) - _ball(shift)) for length, value in parts]


def _decided(
    density: PiecewiseConstant, nu: Any, shift: Any, bounds: SymbolBounds, bits: int
) -> int | None:
    for attempt in range(3):
        with precision(bits << attempt):
            regions = _shifted(density, nu, shift, bounds.even_only)
            count = negative_eigenvalues(regions, _ball(bounds.slope))
        if count is not None:
            return count
    return None


def hill_count(
    density: PiecewiseConstant, nu: Any, slope: Any, shift: Any = 0, bits: int = 64
) -> int | None:
    """``N = #{negative eigenvalues of -slope D^2 - nu p + shift}`` on the circle, or None.

    :param nu: ball, exact number, or float taken as the binary fraction it is.
    :return: exact, or None where nu is a jump of the count or cannot be told from one.

    >>> from freqbias.theory.densities import uniform
    >>> hill_count(uniform(), 40, 1)  # m^2 < 40/(2 pi) for abs(m) <= 2
    5
    """
    free = SymbolBounds(exact_number(slope, "slope"), 0, 0, False, 0)
    return _decided(density, _exact(nu, "nu"), _exact(shift, "shift"), free, bits)


def two_sided_count(
    kernel: Kernel, density: PiecewiseConstant, nu: Any, bits: int = 64
) -> tuple[int | None, int | None]:
    """Bounds of the number of eigenvalues above 1/nu: ``low <= #{i : lambda_i > 1/nu} <= high``.

    ``low = N(nu p - upper)`` and ``high = N(nu p - lower)`` with the exact extremes of the inverse
    symbol; see :mod:`freqbias.theory.hill.bounds`, also for kernels without bias.  p >= 0, gaps
    included.  An undecided bound is None, never a guess.

    :param nu: ball, exact number, or float taken as the binary fraction it is; positive.
    :raises InputError: if nu is not positive, or the kernel has no such bounds.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> p = PiecewiseConstant.from_text("-1, 0, 1", "4, 1")
    >>> two_sided_count(first_layer_bias, p, 200)  # seven exceed 1/200
    (5, 7)
    """
    nu = _exact(nu, "nu")
    if not nu > 0:
        raise InputError(f"nu {shown(nu)} is not > 0")
    bounds = symbol_bounds(kernel)
    low = _decided(density, nu, bounds.upper, bounds, bits)
    high = _decided(density, nu, bounds.lower, bounds, bits)
    return low, None if high is None else high + bounds.extra
