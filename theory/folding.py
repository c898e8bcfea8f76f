"""The half-circle system: every eigenvalue of T as a zero of a finite determinant.

With ``F_s = f + s fbar`` (s = +-1), ``sigma = (p + pbar)/2``, ``delta = (p - pbar)/2`` and
``h_+ = sigma F_+ + delta F_-``, ``h_- = sigma F_- + delta F_+``, the equation ``f = nu T f`` folds to

    F_s(x) = nu integral_0^pi k_s(t) h_s(x - t) dt,   k_s(t) = k(t) + s k(pi - t),

h_s continued by ``h_s(x + pi) = s h_s(x)``.  Let L be the annihilator of k_s, M its companion
matrix and ``K(t) = (k_s, k_s', ...)(t) = e^{M t} K(0)``.  Then the vector
``y_s(x) = integral_0^pi K(t) h_s(x - t) dt`` has first component F_s/nu and satisfies

    y_s' = M y_s + (K(0) - s K(pi)) h_s,     y_s(pi) = s y_s(0).

Where ``e^{i w pi} = s`` for a root i w of L the closure is automatic in that direction; there the
definition itself is required, ``R y_s(0) = s integral_0^pi e^{G (pi - z)} R K(0) h_s(z) dz``, which a
few more components accumulate.  On an arc p and pbar are constant, so the whole is one linear system
with constant coefficients.  The determinant of the closure conditions in the *initial values* is
det(I - nu T) times a constant: I - nu T is a Volterra operator, of determinant 1 because
``k_s(0) = s k_s(pi)`` makes its kernel vanish on the diagonal, plus one of finite rank.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import sympy as sp

from freqbias.theory.distribution import DERIVATIVE, annihilator
from freqbias.theory.errors import InputError
from freqbias.theory.exponential_polynomials import ExponentialPolynomial, canonical
from freqbias.theory.kernels import Kernel

__all__ = ["Half", "HalfCircleSystem", "folded", "half_circle_system"]


def folded(profile: ExponentialPolynomial, sign: int) -> ExponentialPolynomial:
    """``k_s(t) = k(t) + s k(pi - t)``.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> t = sp.Symbol("t", real=True)
    >>> folded(first_layer_bias.profile, -1).expression(t)
    -t/(2*pi) + cos(t)/4 + 1/4
    """
    return profile + profile.reversed().shifted(-sp.pi).scaled(sign)


@dataclass(frozen=True)
class Half:
    """The system for one sign s.

    :param matrix: companion matrix M of the annihilator, of order d.
    :param jump: ``K(0) - s K(pi)``, what a unit of h_s adds to y_s.
    :param closure: rows N with the condition ``N (y_s(0) - s y_s(pi)) = 0``.
    :param resonance: rows R with the condition ``R y_s(0) = s (accumulated)(pi)``.
    :param generator: G with ``R M = G R``; the accumulated components obey ``a' = G a + R K(0) h_s``.
    :param gain: ``R K(0)``.
    """

    sign: int
    matrix: sp.Matrix
    jump: sp.Matrix
    closure: sp.Matrix
    resonance: sp.Matrix
    generator: sp.Matrix
    gain: sp.Matrix

    @property
    def order(self) -> int:
        """The number of components of ``y_s``."""
        return int(self.matrix.rows)

    @cached_property
    def resonances(self) -> tuple[int, ...]:
        """The frequencies w >= 0 with ``e^{i w pi} = s`` among the roots i w of L."""
        if not self.gain.rows:
            return ()
        roots = sp.roots(self.generator.charpoly(DERIVATIVE))
        return tuple(sorted({int(abs(sp.im(root))) for root in roots}))


def _companion(polynomial: sp.Poly) -> sp.Matrix:
    degree = polynomial.degree()
    low = [polynomial.coeff_monomial(DERIVATIVE**j) for j in range(degree)]
    return sp.Matrix(degree, degree, lambda i, j: -low[j] if i == degree - 1 else int(j == i + 1))


def _rows(polynomial: sp.Poly, count: int, order: int) -> sp.Matrix:
    """Coefficients of ``D^j polynomial``, j < count: they annihilate the roots of the polynomial."""
    shifted = [polynomial * sp.Poly(DERIVATIVE**j, DERIVATIVE) for j in range(count)]
    return sp.Matrix(
        count, order, lambda i, j: shifted[i].coeff_monomial(DERIVATIVE**j) if count else 0
    )


def _resonant(profile: ExponentialPolynomial, sign: int) -> sp.Poly:
    """The factor of the annihilator with the roots i w for which ``e^{i w pi} = s``."""
    factor = sp.Poly(1, DERIVATIVE)
    for w in profile.frequencies:
        if w.is_Integer and (-1) ** int(w) == sign:
            if any(n for n, v in profile.terms if abs(v) == w):
                raise InputError(
                    f"the folded kernel has a secular term at the resonant frequency {w}"
                )
            factor *= sp.Poly(DERIVATIVE if w == 0 else DERIVATIVE**2 + w**2, DERIVATIVE)
    return factor


def _half(profile: ExponentialPolynomial, sign: int) -> Half:
    operator = annihilator(profile)
    order = operator.degree()
    derivatives = [profile]
    while len(derivatives) < order:
        derivatives.append(derivatives[-1].derivative())
    start = sp.Matrix([f.at(0) for f in derivatives])
    end = sp.Matrix([f.at(sp.pi) for f in derivatives])
    resonant = _resonant(profile, sign)
    regular = sp.Poly(sp.quo(operator, resonant), DERIVATIVE)
    resonance = _rows(regular, resonant.degree(), order)
    return Half(
        sign,
        _companion(operator),
        (start - sign * end).applyfunc(canonical),
        _rows(resonant, regular.degree(), order),
        resonance,
        _companion(resonant),
        (resonance * start).applyfunc(canonical),
    )


@dataclass(frozen=True)
class HalfCircleSystem:
    """``z' = (constant + nu (sigma * same + delta * mixed)) z`` for ``z = (y_+, y_-, accumulated)``.

    :param orders: for each component the derivative order, by which a solver may balance.
    """

    halves: tuple[Half, Half]
    constant: sp.Matrix
    same: sp.Matrix
    mixed: sp.Matrix
    orders: tuple[int, ...]

    @property
    def unknowns(self) -> int:
        """How many initial values there are: the components of ``y_+`` and ``y_-``."""
        return sum(half.order for half in self.halves)

    @property
    def graded(self) -> tuple[tuple[int, ...], ...]:
        """Components of y of even and of odd order, then the accumulated ones likewise.

        The generator maps even components to odd ones and odd to even.
        """
        y, a = range(self.unknowns), range(self.unknowns, len(self.orders))
        return tuple(
            tuple(i for i in part if self.orders[i] % 2 == parity)
            for part in (y, a)
            for parity in (0, 1)
        )

    def generator(self, nu: Any, sigma: Any, delta: Any) -> sp.Matrix:
        """The coefficient matrix on an arc."""
        return self.constant + nu * (sigma * self.same + delta * self.mixed)


def half_circle_system(kernel: Kernel) -> HalfCircleSystem:
    """The system of a kernel.

    :raises NotExponentialPolynomial: if the kernel is none.

    >>> from freqbias.theory.kernels import first_layer, first_layer_bias
    >>> half_circle_system(first_layer_bias).unknowns, half_circle_system(first_layer).unknowns
    (9, 6)
    """
    return _system(kernel)


@lru_cache
def _system(kernel: Kernel) -> HalfCircleSystem:
    parts = [(folded(kernel.profile, sign), sign) for sign in (1, -1)]
    even, odd = (_half(profile, sign) for profile, sign in parts)
    blocks = [even.matrix, odd.matrix, even.generator, odd.generator]
    constant = sp.diag(*(block for block in blocks if block.rows))
    starts = [0, even.order, even.order + odd.order, even.order + odd.order + even.generator.rows]
    inputs = []
    for half, own, accumulated in ((even, starts[0], starts[2]), (odd, starts[1], starts[3])):
        column = sp.zeros(constant.rows, 1)
        column[own : own + half.order, 0] = half.jump
        column[accumulated : accumulated + half.gain.rows, 0] = half.gain
        inputs.append(column)
    outputs = [sp.zeros(1, constant.rows), sp.zeros(1, constant.rows)]
    for index, half in enumerate((even, odd)):
        if half.order:
            outputs[index][0, starts[index]] = 1
    same = inputs[0] * outputs[0] + inputs[1] * outputs[1]
    mixed = inputs[0] * outputs[1] + inputs[1] * outputs[0]
    orders = [*range(even.order), *range(odd.order)]
    orders += [*range(1, even.gain.rows + 1), *range(1, odd.gain.rows + 1)]
    return HalfCircleSystem((even, odd), constant, same, mixed, tuple(orders))
