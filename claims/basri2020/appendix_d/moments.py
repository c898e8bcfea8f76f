r"""Appendix D.4: bounds of norms at initialisation from moments, and bounds of how often they fail.

Given h_{l-1}, not 0, the entries of ``W_l h_{l-1}`` are independent Gaussians, so ``norm(h_l)^2`` is
``R_l norm(h_{l-1})^2`` with ``R_l = (2/m) sum_j relu(g_j)^2``, or ``(2/m) chi^2`` with k_l degrees of
freedom, k_l binomial (m, 1/2); the R_l are independent.

*Moments.*  ``R^p <= e^(p (R - 1))`` and ``E e^(t relu(g)^2) = (1 + (1 - 2 t)^(-1/2))/2``, so that with
``x = 4 p/m <= 1/2`` and ``(1 - x)^(-1/2) <= 1 + x/2 + x^2``: ``E R^p <= e^(8 p^2/m)``.  In the same
way, by ``-log(1 - x) <= x + x^2`` for ``x = 2 p/m <= 1/2``, ``E (chi^2_m/m)^p <= e^(2 p^2/m)``.

*Layers.*  Markov's inequality for the p-th moment of ``norm(h_l)^2 = R_0 ... R_l``, with
p = m/(16 (L + 1)), for each l and input.

*Backward.*  Split W_{a+1} along h_a and across it.  Across, it is independent of all that follows, so
that ``S_a = norm(D_a W_{a+1}^T ... D_L B^T)^2`` is ``u^2/norm(h_a)^2 + (2/m) S_{a+1} chi^2``, with
k_a - 1 degrees of freedom.  Here ``u^2 = tau^2 norm(h_L)^2 g^2``; unrolled, S_a is a sum of at most
L + 1 products of g^2 and independent R's, and one of ``tau^2 chi^2`` and such.  Minkowski's inequality
in L^p, with the same p >= 1 (otherwise the probability is over 1) and ``norm(g^2)_p <= 2 p``, bounds
its norm.  The square of the product that ends with W_a is split in the same way; for a = L + 1 it is
``norm(B)^2``.  Networks with a layer that is 0, of probability at most ``n (L + 1)/2^m``, are left out.

*Gradient.*  ``norm(sum_i r_i d_i h_i^T)^2 <= n norm(r)^2 max norm(d_i)^2 max norm(h_i)^2``, r = u - y.

*From below.*  A square that is at least a mean times f independent R's exceeds c at least as often as
Paley and Zygmund say, and as often as one unit of each layer does it alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from freqbias.claims.inequalities import shown_nonnegative
from freqbias.numerics.balls import enclose
from freqbias.theory.finite_width import LAYERS, POINTS, TAU
from freqbias.theory.orders import WIDTH

__all__ = [
    "CITED",
    "SHIFT",
    "Proved",
    "backward",
    "gradient",
    "layer",
    "least_probabilities",
    "moment",
    "rectified_moment",
]

CITED = ("Markov's inequality", "Minkowski's inequality", "rotation invariance of the Gaussian")
_N, _L, _M = POINTS, LAYERS, WIDTH
_R = sp.Rational
_X = sp.Symbol("x", nonnegative=True)
_ROOT, _LOG = _X / 2 + _X**2, _X + _X**2  # of (1 - x)^(-1/2) - 1 and of -log(1 - x), from above
_POWER = _M / (16 * (_L + 1))  # p
_DIGITS = 50
Proved = tuple[Any, Any, Any]  # bound, count, rate: P(square > bound) <= count exp(-rate)
SHIFT = {s: 1 + sp.Symbol(f"{s.name}_1", nonnegative=True) for s in (_N, _L, _M)}


def _rectified(p: Any) -> Any:
    """A bound of ``log E R^p``."""
    return sp.expand(_M * _ROOT.subs(_X, 4 * p / _M) / 2 - p)


def _chi(p: Any) -> Any:
    """A bound of ``log E (chi^2_m/m)^p``."""
    return sp.expand(_M * _LOG.subs(_X, 2 * p / _M) / 2 - p)


def rectified_moment(p: Any) -> Any:
    """A bound of ``E R^p``.

    >>> rectified_moment(3)
    exp(72/m)
    """
    return sp.exp(_rectified(p))


def _require() -> None:
    """That p is small enough for the two bounds, and these for 0 <= x <= 1/2."""
    x = 1 / (2 * (1 + sp.Symbol("t", nonnegative=True)))
    root = (1 + _ROOT) ** 2 * (1 - _X) - 1
    slope = sp.diff(_LOG, _X) * (1 - _X) - 1
    rooms = (root.subs(_X, x), slope.subs(_X, x), _R(1, 2) - 4 * _POWER / _M)
    if not all(shown_nonnegative(sp.simplify(room).subs(SHIFT)) for room in rooms):
        raise ArithmeticError(f"the moments are not bounded: {rooms}")


def _least(*rates: Any) -> Any:
    """The one that is seen to be the least for all L, m >= 1."""
    for rate in map(sp.factor, rates):
        gaps = (sp.simplify(other - rate).subs(SHIFT) for other in rates)
        if all(map(shown_nonnegative, gaps)):
            return rate
    raise ArithmeticError(f"none of the rates {rates} is seen to be the least")


def layer() -> Proved:
    """Of ``norm(h_l)^2``, for all inputs and l.

    >>> layer()
    (E, n*(L + 1), m/(32*(L + 1)))
    """
    _require()
    return sp.E, _N * (_L + 1), sp.factor(_POWER - (_L + 1) * _rectified(_POWER))


def _norm_backward() -> Any:
    """Of S_a in L^p, over tau^2 m."""
    through = sp.exp(sp.simplify((_L + 1) * _rectified(_POWER) / _POWER))  # of L + 1 factors R
    return sp.simplify(through * (_R(1, 2) + (_L + 1) * 2 * _POWER / _M))


def _norm_ending() -> Any:
    """Of the square that ends with W_a, over tau^2 m; it is greatest for L = 1."""
    through = sp.exp(sp.simplify((_L + 1) * _rectified(_POWER) / _POWER))
    across = 2 * sp.exp(sp.simplify(_chi(_POWER) / _POWER)) * _norm_backward()
    return (through * 2 * _POWER / _M + across).subs(_L, 1)


def _dead() -> tuple[Any, Any]:
    """How often some layer is 0: count and rate."""
    return _N * (_L + 1), _M * sp.log(2)


def backward() -> Proved:
    """Of ``norm(B D_L W_L ... D_a W_a)^2``, for all inputs and a = 1, ..., L + 1.

    >>> bound, count, rate = backward()
    >>> rate, sp.expand(count)
    (m/(16*(L + 1)), 2*L*n + n + 1)
    """
    _require()
    count, rate = _dead()
    return sp.E * _norm_ending() * TAU**2 * _M, _N * _L + 1 + count, _least(_POWER, rate)


def gradient() -> Proved:
    """Of ``norm(dPhi/dW_l)^2/Phi``, for all l and targets; Phi is half a sum of squares.

    >>> gradient()[2]
    m/(32*(L + 1))
    """
    square, layers, rate = layer()
    count, dead = _dead()
    bound = 2 * _N * sp.E * _norm_backward() * TAU**2 * _M * square
    return bound, layers + _N * _L + count, _least(rate, _POWER, dead)


def moment(width: Any, power: int) -> Any:
    """``E R^p`` for p = 1, 2, 4, from ``E relu(g)^(2 k) = (2 k - 1)!!/2``.

    >>> moment(WIDTH, 1)
    1
    """
    falling = [sp.ff(width, k) for k in range(5)]
    first, second, third, fourth = (_R(sp.factorial2(2 * k - 1), 2) for k in range(1, 5))
    sums = {
        1: falling[1] * first,
        2: falling[1] * second + falling[2] * first**2,
        4: falling[1] * fourth
        + falling[2] * (4 * third * first + 3 * second**2)
        + falling[3] * 6 * second * first**2
        + falling[4] * first**4,
    }
    return sums[power] * (2 / width) ** power


def least_probabilities(excess: Any, factors: Any, width: Any) -> Iterator[tuple[str, Any]]:
    """Lower bounds of ``log P(R_1 ... R_f > c)``, with the theorem of each.

    :param excess: ``log c``, a number; in logarithms, because there may be 10^8 factors.
    """
    for power in (1, 2):  # of the product, whose mean must be over 2 c^p
        mean, square = (factors * sp.log(moment(width, k)) for k in (power, 2 * power))
        if enclose(mean - power * excess - sp.log(2), _DIGITS).is_positive:
            yield "Paley-Zygmund inequality", 2 * mean - square - sp.log(4)
    x_squared = width * sp.exp(excess / factors) / 2  # one unit of each layer: g^2 over this
    alone = sp.log(x_squared) / 2 - sp.log(1 + x_squared) - x_squared / 2 - sp.log(2 * sp.pi) / 2
    yield "Gordon's inequality", factors * alone
