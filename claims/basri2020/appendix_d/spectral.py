"""Appendix D.3: gradient descent near a fixed kernel, (52)-(54)."""

from __future__ import annotations

from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Family, Integers
from freqbias.claims.evidence import Evidence, Spot, Witness
from freqbias.claims.trees import tree_or_reason
from freqbias.numerics.balls import enclose
from freqbias.theory.gradient_descent import (
    ERROR,
    INDEX,
    KERNEL,
    LIMIT_KERNEL,
    RESIDUAL,
    STEP_SIZE,
    TIME,
    Unrolled,
    is_unrolled,
    remainder,
)

__all__ = ["CLAIMS"]

_DIGITS = 50
_MATRICES = Family("symmetric matrices and vectors", ("symmetric",))
_EXAMPLE = Family("H = ((2, 1), (1, 3)), Hinf = ((2, -1), (-1, 2)), eta = 1/7", ("symmetric",))
_VALUES = {
    KERNEL: sp.Matrix([[2, 1], [1, 3]]),
    LIMIT_KERNEL: sp.Matrix([[2, -1], [-1, 2]]),
    RESIDUAL: sp.Matrix([1, 2]),
    ERROR: sp.Matrix([sp.Rational(1, 3), sp.Rational(-1, 5)]),
}
_ETA = sp.Rational(1, 7)
_STEP = sp.eye(2) - _ETA * _VALUES[LIMIT_KERNEL]
_TIMES = (5, 2, 1, 0)
_EIGENVALUE, _COEFFICIENT = sp.symbols("lambda c", real=True)


def _compared(point: dict[str, Any], defect: Any) -> Witness:
    """The defect at a point, a counterexample if its ball excludes zero."""
    spot = Spot(point, enclose(defect, _DIGITS))
    return Witness(spot, "stated minus true is", tree_or_reason(defect))


def _decided(context: Context, proved: bool, domain: Domain, found: list[Witness]) -> Evidence:
    """Proved; or the first defect whose ball excludes zero; or open."""
    if proved:
        return context.holds((domain,), tuple(witness.spot for witness in found))
    against = next((witness for witness in found if witness.spot.excludes_zero), None)
    if against is None:
        return context.open("neither proved nor refuted by the example")
    return context.fails(against)


def _one_step(context: Context, statement: Any) -> Evidence:
    defect = sp.expand(statement - remainder())
    step = _VALUES[RESIDUAL] - _ETA * _VALUES[KERNEL] * _VALUES[RESIDUAL] + _VALUES[ERROR]
    true = step - _STEP * _VALUES[RESIDUAL]
    found = _compared({"matrices": _EXAMPLE}, (_evaluated(statement) - true)[0])
    return _decided(context, defect == 0, {"matrices": _MATRICES}, [found])


def _evaluated(expression: Any) -> Any:
    """A sum of products of non-commuting symbols, with the matrices of the example."""
    total = sp.zeros(2, 1)
    for term in sp.Add.make_args(sp.expand(expression)):
        numbers, factors = term.args_cnc()
        product = sp.Mul(*numbers).subs(STEP_SIZE, _ETA) * sp.eye(2)
        for factor in factors:
            product = product * _VALUES[factor]
        total += product
    return total


def _unrolling(context: Context, statement: Unrolled) -> Evidence:
    found = [
        _compared({"t": t, "matrices": _EXAMPLE}, (_sum(statement, t) - _descent(t))[0])
        for t in _TIMES
    ]
    domain: Domain = {"t": Integers(0), "matrices": _MATRICES}
    return _decided(context, is_unrolled(statement), domain, found)


def _noise(s: Any) -> Any:
    return sp.Matrix([sp.Rational(s + 2, 5), sp.Rational(3 - s * s, 5)])


def _descent(t: int) -> Any:
    value = _VALUES[RESIDUAL]
    for s in range(t):
        value = _STEP * value + _noise(s)
    return value


def _sum(form: Unrolled, t: int) -> Any:
    value = _STEP ** form.power.subs(TIME, t) * _VALUES[RESIDUAL]
    for i in range(int(form.last.subs(TIME, t)) + 1):
        now = {TIME: t, INDEX: i}
        value += _STEP ** form.exponent.subs(now) * _noise(form.argument.subs(now))
    return value


def _spectral(context: Context, statement: Any) -> Evidence:
    """The sum over eigenvectors of the statement, against the square of the norm."""
    context.cite("spectral theorem")
    amplitude = (1 - STEP_SIZE * _EIGENVALUE) ** TIME * _COEFFICIENT
    proved = sp.powsimp(sp.expand(statement - amplitude**2)) == 0
    found = []
    for t in _TIMES:
        vector = _STEP**t * _VALUES[RESIDUAL]
        defect = _over_eigenvectors(statement, t) - vector.dot(vector)
        found.append(_compared({"t": t, "matrices": _EXAMPLE}, sp.expand(defect)))
    return _decided(context, proved, {"t": Integers(0), "matrices": _MATRICES}, found)


def _over_eigenvectors(summand: Any, t: int) -> Any:
    total = sp.Integer(0)
    for eigenvalue, _, (vector,) in _VALUES[LIMIT_KERNEL].eigenvects():
        part = vector.dot(_VALUES[RESIDUAL]) / vector.norm()
        values = {STEP_SIZE: _ETA, TIME: t, _EIGENVALUE: eigenvalue, _COEFFICIENT: part}
        total += summand.subs(values)
    return total


_TRUE = Unrolled(TIME, TIME - 1, INDEX, TIME - 1 - INDEX)
_DECAY = (1 - STEP_SIZE * _EIGENVALUE) ** (2 * TIME) * _COEFFICIENT**2
_SWAPPED = STEP_SIZE * (KERNEL - LIMIT_KERNEL) * RESIDUAL + ERROR

CLAIMS = (
    Claim(
        "basri2020.D.52",
        at("appendix D.3, (52)"),
        Kind.PROOF_STEP,
        "(I - eta H) v + e = (I - eta Hinf) v + xi with xi = eta (Hinf - H) v + e, v = u - y.",
        STEP_SIZE * (LIMIT_KERNEL - KERNEL) * RESIDUAL + ERROR,
        {"matrices": _MATRICES},
        _one_step,
        (
            Control("H and Hinf exchanged", _SWAPPED),
            Control("without eta", (LIMIT_KERNEL - KERNEL) * RESIDUAL + ERROR),
            Control("without the error", STEP_SIZE * (LIMIT_KERNEL - KERNEL) * RESIDUAL),
            Control("error times eta", remainder() + (STEP_SIZE - 1) * ERROR),
        ),
        aliases=("basri2020.eq52",),
        quantity="xi",
    ),
    Claim(
        "basri2020.D.53",
        at("appendix D.3, (53)"),
        Kind.PROOF_STEP,
        "If v(t) = P v(t-1) + xi(t-1) with P = I - eta Hinf, then v(t) = P^t v(0) + "
        "sum_(i<t) P^i xi(t-1-i), for every t >= 0.",
        _TRUE,
        {"t": Integers(0), "matrices": _MATRICES},
        _unrolling,
        (
            Control("power t + 1", Unrolled(TIME + 1, TIME - 1, INDEX, TIME - 1 - INDEX)),
            Control("sum to t - 2", Unrolled(TIME, TIME - 2, INDEX, TIME - 1 - INDEX)),
            Control("sum to t", Unrolled(TIME, TIME, INDEX, TIME - 1 - INDEX)),
            Control("xi(t - i)", Unrolled(TIME, TIME - 1, INDEX, TIME - INDEX)),
            Control("xi(i)", Unrolled(TIME, TIME - 1, INDEX, INDEX)),
            Control("P^(i+1)", Unrolled(TIME, TIME - 1, INDEX + 1, TIME - 1 - INDEX)),
        ),
        aliases=("basri2020.eq53",),
    ),
    Claim(
        "basri2020.D.54",
        at("appendix D.3, (54), squared"),
        Kind.IDENTITY,
        "norm((I - eta H)^t y)^2 = sum_i (1 - eta lambda_i)^(2t) (v_i.y)^2 for symmetric H with "
        "orthonormal eigenvectors v_i; c is v_i.y.",
        _DECAY,
        {"t": Integers(0), "matrices": _MATRICES},
        _spectral,
        (
            Control("power t", (1 - STEP_SIZE * _EIGENVALUE) ** TIME * _COEFFICIENT**2),
            Control("plus eta lambda", _DECAY.subs(_EIGENVALUE, -_EIGENVALUE)),
            Control("coefficients not squared", _DECAY / _COEFFICIENT),
            Control("power 2 t + 2", _DECAY * (1 - STEP_SIZE * _EIGENVALUE) ** 2),
        ),
        aliases=("basri2020.eq54",),
        quantity="summand",
    ),
)
