"""The general solution of the half-circle system on an arc, in closed form.

Where p and pbar are constant a solution is a sum of modes ``e^{kappa x}``, s = kappa^2.  With the
symbol ``N_s/L_s`` of the folded kernel (its Fourier transform continued to kappa = i m, free of
resonant factors) a mode has ``F_s/nu = N_s u_s`` and ``h_s = L_s u_s``, where

    (L_+ - nu sigma N_+) u_+ = nu delta N_- u_-,   (L_- - nu sigma N_-) u_- = nu delta N_+ u_+,

so s is a root of ``Q = (L_+ - nu sigma N_+)(L_- - nu sigma N_-) - (nu delta)^2 N_+ N_-``: equation (C)
for the printed kernel.  A resonant frequency w of a half adds the mode s = -w^2, driven by a free
constant c in F_s/nu.  Where roots of Q meet one another or some -w^2, secular terms occur.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import sympy as sp

from freqbias.theory.distribution import DERIVATIVE
from freqbias.theory.exponential_polynomials import canonical
from freqbias.theory.folding import Half, half_circle_system
from freqbias.theory.kernels import Kernel

__all__ = [
    "DELTA",
    "NU",
    "SIGMA",
    "SQUARE",
    "FreeSolution",
    "Modes",
    "Symbol",
    "components",
    "free_solution",
    "modes",
]

SQUARE = sp.Symbol("s")
NU, SIGMA, DELTA = sp.symbols("nu sigma delta", real=True)


@dataclass(frozen=True)
class Symbol:
    """The symbol N/L of one folded kernel as polynomials in s, without resonant factors."""

    numerator: sp.Poly
    denominator: sp.Poly


@dataclass(frozen=True)
class Modes:
    """The modes of a kernel on arcs; polynomials in SQUARE with coefficients in NU, SIGMA, DELTA.

    >>> from freqbias.theory.kernels import first_layer
    >>> modes(first_layer).dispersion.as_expr().subs(SIGMA, 0)
    s**2 + 2*s + 1
    """

    even: Symbol
    odd: Symbol

    @cached_property
    def dispersion(self) -> sp.Poly:
        """Q(s), whose roots are the squares of the exponents on an arc."""
        own = [self._own(half) for half in (self.even, self.odd)]
        leak = (NU * DELTA) ** 2 * self.even.numerator * self.odd.numerator
        return sp.Poly(own[0] * own[1] - leak, SQUARE)

    @cached_property
    def in_nu(self) -> tuple[tuple[Any, ...], ...]:
        """Coefficients of Q, ascending in s, each as its coefficients ascending in NU."""
        return tuple(
            tuple(reversed(sp.Poly(coefficient, NU).all_coeffs()))
            for coefficient in reversed(self.dispersion.all_coeffs())
        )

    @staticmethod
    def _own(half: Symbol) -> Any:
        return half.denominator - half.numerator * (NU * SIGMA)


def modes(kernel: Kernel) -> Modes:
    """The modes of a kernel.

    :raises NotExponentialPolynomial: if the kernel is none.
    """
    return _modes(kernel)


@lru_cache
def _modes(kernel: Kernel) -> Modes:
    even, odd = half_circle_system(kernel).halves
    return Modes(_symbol(even), _symbol(odd))


def _symbol(half: Half) -> Symbol:
    operator = half.matrix.charpoly(DERIVATIVE)
    resonant = half.generator.charpoly(DERIVATIVE) if half.gain.rows else sp.Poly(1, DERIVATIVE)
    numerator, denominator = (
        _in_square(sp.Poly(sp.quo(p, resonant), DERIVATIVE)) for p in (_source(half), operator)
    )
    return Symbol(numerator, denominator)


def components(jump: Sequence[Any], square: Any, first: Any, source: Any) -> list[Any]:
    """The state of a mode from ``y_0 = first`` and ``h = source``: y_j, odd ones over kappa.

    From ``kappa y_j = y_{j+1} + J_j h``; only odd J_j are not zero.  For any commutative ring.

    >>> s, y, h = sp.symbols("s y h")
    >>> components([0, 2, 0], s, y, h)
    [y, y, -2*h + s*y]
    """
    state = [first]
    for j in range(len(jump) - 1):
        state.append(state[-1] * square - jump[j] * source if j % 2 else state[-1])
    return state


def _source(half: Half) -> sp.Poly:
    """``sum_i l_i sum_{j<i} J_j D^(i-1-j)``: L times the first component of ``(D - M)^{-1} J``."""
    operator = half.matrix.charpoly(DERIVATIVE)
    terms = (
        value * half.jump[j] * DERIVATIVE ** (i - 1 - j)
        for (i,), value in operator.terms()
        for j in range(i)
    )
    return sp.Poly(canonical(sp.Add(*terms)), DERIVATIVE)


def _in_square(polynomial: sp.Poly) -> sp.Poly:
    """An even polynomial in D as a polynomial in s = D^2."""
    return sp.Poly(
        sp.Add(*(value * SQUARE ** sp.Rational(i, 2) for (i,), value in polynomial.terms())), SQUARE
    )


@dataclass(frozen=True)
class FreeSolution:
    """``F/nu`` of one half where p = pbar = 0, with the secular terms of L.

    :param terms: ``(n, w, odd)`` for ``x^n cos(w x)`` or, if odd, ``x^n sin(w x)/w``.
    :param coefficients: matrix from the state y at x = 0 to the coefficients of the terms.
    """

    terms: tuple[tuple[int, Any, bool], ...]
    coefficients: sp.Matrix


def free_solution(half: Half) -> FreeSolution:
    """The general solution of ``L(D) F = 0`` in the initial state.

    >>> from freqbias.theory.kernels import first_layer
    >>> free_solution(half_circle_system(first_layer).halves[0]).terms
    ((0, 1, False), (0, 1, True), (1, 1, False), (1, 1, True))
    """
    x = sp.Dummy("x", real=True)
    roots = sp.roots(half.matrix.charpoly(DERIVATIVE))
    orders = {abs(sp.im(root)): order for root, order in roots.items()}
    terms = tuple(
        (n, w, odd)
        for w, order in sorted(orders.items())
        for n in range(order)
        for odd in ((False, True) if w else (False,))
    )
    functions = [x**n * (sp.sin(w * x) / w if odd else sp.cos(w * x)) for n, w, odd in terms]
    values = sp.Matrix(half.order, half.order, lambda j, k: sp.diff(functions[k], x, j).subs(x, 0))
    return FreeSolution(terms, values.inv())
