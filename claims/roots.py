"""Trees for what is exact but not closed: eigenvalues, frequencies and eigenfunctions on one arc.

An eigenvalue enters a certificate as ``["root", D, "nu", lower, upper]``: a zero, between two rational
numbers, of ``D(nu) = det C(nu)``, the determinant of :mod:`freqbias.theory.characteristic`, with 1/nu
the eigenvalue.  A program that knows nothing of it sees the sign of D change.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.claims.trees import Tree, grid, tree
from freqbias.derivations.modes import arc_operator
from freqbias.numerics.balls import Ball, enclose
from freqbias.theory.characteristic import MatrixExponential, characteristic_matrix
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.differential_equation import LAMBDA
from freqbias.theory.distribution import DERIVATIVE
from freqbias.theory.errors import InputError
from freqbias.theory.folding import half_circle_system
from freqbias.theory.kernels import Kernel
from freqbias.theory.modes import DELTA, NU, SIGMA
from freqbias.theory.sectors import Arc, arcs

__all__ = ["at_eigenvalue", "difference", "quotients"]

_OMEGA = sp.Symbol("omega", positive=True)
_BRACKET = 36  # digits


def at_eigenvalue(
    expression: Any, kernel: Kernel, density: PiecewiseConstant, value: Ball, **waves: Ball
) -> Tree | str:
    """A tree of an expression in LAMBDA (or of a tree in nu) at an eigenvalue that lies in a ball.

    :param waves: for symbols of the expression, frequencies of waves on the one arc of the density.
    """
    if isinstance(expression, str):
        return expression
    try:
        inner = tree(_in_nu(expression)) if isinstance(expression, sp.Basic) else expression
        for name, ball in waves.items():
            inner = ["let", name, _frequency(kernel, density, value, ball), inner]
        return ["let", NU.name, _root(kernel, density, value), inner]
    except InputError as error:
        return str(error)


def difference(kernel: Kernel, density: PiecewiseConstant, first: Ball, second: Ball) -> Tree | str:
    """A tree of ``first - second`` for two eigenvalues."""
    try:
        one, two = (_root(kernel, density, value) for value in (first, second))
    except InputError as error:
        return str(error)
    return ["+", ["^", one, "-1"], ["*", ["q", "-1"], ["^", two, "-1"]]]


def _frequency(kernel: Kernel, density: PiecewiseConstant, value: Ball, near: Ball) -> Tree:
    """A zero of ``chi(i omega)/i``, chi the operator that annihilates f on the arc.

    One step of Newton's method gives a bracket that is narrow enough; the sign change proves it.
    """
    arc = _single(density)
    chi = arc_operator(kernel).as_expr().subs({SIGMA: arc.sigma, DELTA: arc.delta})
    equation = sp.expand(chi.subs(DERIVATIVE, sp.I * _OMEGA) / sp.I)
    start = sp.Rational(near.mid) * sp.Integer(10) ** near.exponent
    nu = sp.Rational(1, value.mid) / sp.Integer(10) ** value.exponent
    step = (equation / sp.diff(equation, _OMEGA)).subs({_OMEGA: start, NU: nu})
    bracket = _bracket(enclose(start - step, _BRACKET), _BRACKET - 4)
    return ["root", tree(equation), _OMEGA.name, *bracket]


def _single(density: PiecewiseConstant) -> Arc:
    found = arcs(density)
    if len(found) > 1:
        raise InputError(
            f"{density} has {len(found)} arcs on the half circle; certificates want one"
        )
    return found[0]


def _in_nu(expression: Any) -> Any:
    return sp.sympify(expression, strict=True).subs(LAMBDA, 1 / NU)


def _root(kernel: Kernel, density: PiecewiseConstant, value: Ball) -> Tree:
    return ["root", _determinant(kernel, density), NU.name, *_bracket(_inverse(value), _BRACKET)]


def _inverse(value: Ball) -> Ball:
    """A ball around 1/x for x in a ball, by its ends."""
    low, high = (
        sp.Rational(value.mid + s * value.rad) * sp.Integer(10) ** value.exponent for s in (-1, 1)
    )
    middle = enclose((1 / low + 1 / high) / 2, value.digits)
    radius = abs(1 / low - 1 / high)
    extra = int(sp.ceiling(radius / sp.Integer(10) ** middle.exponent))
    return Ball(middle.mid, middle.rad + extra, middle.exponent)


def _bracket(value: Ball, digits: int) -> list[str]:
    found = grid(value, digits)
    if isinstance(found, str):
        raise InputError(found)
    return found


@lru_cache(maxsize=8)
def _determinant(kernel: Kernel, density: PiecewiseConstant) -> Tree:
    return ["det", _matrix(characteristic_matrix(kernel, arcs(density), NU))]


def _matrix(expression: Any) -> Tree:
    """A SymPy matrix expression of sums, products and exponentials as a tree."""
    if isinstance(expression, MatrixExponential):
        return ["expm", _matrix(expression.args[0])]
    if isinstance(expression, (sp.MatAdd, sp.MatMul)):
        op = "m+" if isinstance(expression, sp.MatAdd) else "m*"
        first, *others = map(_matrix, expression.args)
        for other in others:
            first = [op, first, other]
        return first
    return ["matrix", *([tree(x) for x in row] for row in expression.tolist())]


def quotients(
    kernel: Kernel, density: PiecewiseConstant, operator: sp.Poly, points: tuple[Any, Any]
) -> Tree | str:
    """A tree in nu of ``g''/g`` at the first point minus that at the second; ``g = operator(D) f``.

    For one arc over the half circle, from -pi: f and fbar have the derivatives ``row A^n z``, up to a
    factor, where ``z' = A z`` starts at a zero vector of C(nu).
    """
    try:
        arc = _single(density)
    except InputError as error:
        return str(error)
    whole = characteristic_matrix(kernel, (arc,), NU)
    _, exponential, first = whole.args[1].args
    generator = exponential.args[0] / arc.length
    even = half_circle_system(kernel).halves[0].order
    parts = [_quotient(generator, operator, even, x) for x in points]
    start: Tree = ["m*", _matrix(first), _zero_vector(whole.shape[0])]
    inner: Tree = ["let", "z", start, ["+", parts[0], ["*", ["q", "-1"], parts[1]]]]
    return ["let", "C", _matrix(whole), inner]


def _zero_vector(size: int) -> Tree:
    """Of the matrix C: its first component is 1, and all equations but the last give the others."""
    unit = sp.eye(size)
    kept, free, fixed = unit[:-1, :], unit[:, 1:], unit[:, :1]
    left: Tree = ["m*", ["m*", _matrix(kept), ["var", "C"]], _matrix(free)]
    right: Tree = ["m*", ["m*", _matrix(-kept), ["var", "C"]], _matrix(fixed)]
    return ["m+", ["m*", _matrix(free), ["solve", left, right]], _matrix(fixed)]


def _quotient(generator: Any, operator: sp.Poly, even: int, x: Any) -> Tree:
    """``g''/g`` at x, for the state z at -pi."""
    side, offset = (-1, x) if x >= 0 else (1, x + sp.pi)  # f or fbar on the arc
    row = sp.zeros(1, generator.rows)
    row[0], row[even] = 1, side
    across: Tree = ["m*", ["expm", _matrix(generator * offset)], ["var", "z"]]
    rows = [
        sum((c * row * generator ** (n + k) for (n,), c in operator.terms()), sp.zeros(*row.shape))
        for k in (2, 0)
    ]
    above, below = (["det", ["m*", _matrix(r.expand()), ["var", "v"]]] for r in rows)
    return ["let", "v", across, ["*", above, ["^", below, "-1"]]]
