"""Appendix C, theorem 3: the number of iterations, step by step."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import step
from freqbias.claims.checks import Derived, identity
from freqbias.claims.context import Context
from freqbias.claims.domain import Domain, Interval
from freqbias.claims.evidence import Evidence
from freqbias.claims.inequalities import at_samples, nonnegative, positives, shown_nonnegative
from freqbias.claims.parameters import Chart, Sample
from freqbias.theory.identities import vanishes

__all__ = ["CLAIMS"]

_FIRST, _LAST, _BETWEEN, _MORE = sp.symbols("a c x s", nonnegative=True)  # eta lambda_1, _n, _i
_K, _Z, _Y, _N, _DELTA = sp.symbols("k Z Y n delta", positive=True)  # Y = (1 - eta lambda)^(2t)
_ROOT, _HALF = sp.Symbol("sqrt(p*)", positive=True), sp.Symbol("d", positive=True)  # d = delta/2
_GAP = sp.Symbol("s", positive=True)
_POWER, _LEVEL = sp.symbols("P C", real=True)  # P = 2 t log(1 - eta lambda)
_RATES: Domain = {
    "eta lambda_1": Interval(Fraction(0), None),
    "lambda_n/lambda_1": Interval(Fraction(0), Fraction(1)),
}
_TRIED = ((3, 1), (2, 1), (Fraction(3, 2), 1), (Fraction(19, 10), Fraction(1, 20)))


def _descending(context: Context, statement: Any) -> Evidence:
    """Whether the condition makes ``abs(1 - eta lambda_i) <= 1 - eta lambda_n`` for i <= n.

    ``(1 - c)^2 - (1 - x)^2 = (x - c)(2 - x - c)`` decides, c <= x <= a.
    """
    square = (1 - _LAST) ** 2 - (1 - _BETWEEN) ** 2
    samples = []
    for a, c in _TRIED:
        values = {_FIRST: sp.Rational(a), _BETWEEN: sp.Rational(a), _LAST: sp.Rational(c)}
        point = {"eta lambda_1": Fraction(a), "lambda_n/lambda_1": Fraction(c) / Fraction(a)}
        if statement.subs(values) == sp.true:
            samples.append(Sample(point, values))
    said = "(1 - eta lambda_n)^2 - (1 - eta lambda_1)^2 is"
    found = at_samples(context, square, samples, said)
    if isinstance(found, Evidence):
        return found
    factors = (_BETWEEN - _LAST) * (2 - _BETWEEN - _LAST)
    given = statement.gts - statement.lts
    room = (2 - _FIRST - _LAST - given).subs(_FIRST, _LAST + _MORE)
    if vanishes(square - factors) is True and shown_nonnegative(sp.expand(room)):
        return context.holds((_RATES,), found)
    return context.open("the condition is not seen to suffice")


_PARAMETERS = positives(_K, _Z, _ROOT, _DELTA, _Y)
_COUNT = 4 * _Z * _K / _ROOT  # n_k


def _substituted(_: Context) -> Derived:
    """(40)'s last expression ``pi n Y`` at n = 4 Z k/sqrt(p*)."""
    return Derived((sp.pi * _N * _Y).subs(_N, _COUNT), sp.pi * _Y * _COUNT)


def _argument(_: Context) -> Derived:
    """The Y at which ``4 Z k/sqrt(p*) Y`` is half of delta."""
    (level,) = sp.solve(_COUNT * _Y - _DELTA / 2, _Y)
    return Derived(level, _DELTA / (2 * _COUNT))


def _below() -> Chart:
    """``Y <= c`` in logarithms: P = C - s, C = log c."""
    box = {"C - P": Interval(Fraction(0), None), "C": Interval(None, None)}
    samples = (
        Sample({"C - P": Fraction(s), "C": Fraction(c)}, {_POWER: c - s, _LEVEL: sp.Integer(c)})
        for s, c in ((1, 2), (1, -9), (7, 40))
    )
    return Chart({_POWER: _LEVEL - _MORE}, box, tuple(samples))


def _strictly_below() -> Chart:
    """``Y < c`` in logarithms: P = C - s, C = log c, and s > 0 by its own logarithm."""
    box = {"log(C - P)": Interval(None, None), "C": Interval(None, None)}
    samples = (
        Sample(
            {"log(C - P)": Fraction(log), "C": Fraction(c)},
            {_POWER: c - sp.exp(log), _LEVEL: sp.Integer(c)},
        )
        for log, c in ((0, 2), (0, -9), (2, 40))
    )
    return Chart({_POWER: _LEVEL - _GAP}, box, tuple(samples))


def _gap(statement: Any) -> Any:
    return statement.gts - statement.lts


_ERRORS = positives(_HALF)
_LOGS, _STRICT_LOGS = _below(), _strictly_below()
_ITERATIONS = "appendix C, proof of theorem 3, "
_LEVELS = _DELTA * _ROOT / (4 * _Z * _K)


def _meets(statement: Any) -> Any:
    return _HALF**2 - statement


CLAIMS = (
    step(
        "C.40",
        "appendix C, (40), last inequality, 'arranged in a descending order'",
        "For every eta > 0 and lambda_1 >= ... >= lambda_n > 0: sum_i (1 - eta lambda_i)^(2t) g_i^2 <= "
        "pi n (1 - eta lambda_n)^(2t) if all g_i^2 <= pi, as abs(1 - eta lambda_i) <= abs(1 - eta "
        "lambda_n).",
        sp.true,
        _RATES,
        _descending,
        aliases=("basri2020.eq40",),
        controls=(
            ("eta (lambda_1 + lambda_n) <= 3", sp.Le(_FIRST + _LAST, 3)),
            ("eta lambda_1 <= 2", sp.Le(_FIRST, 2)),
            ("eta lambda_n <= 1", sp.Le(_LAST, 1)),
        ),
        correction="basri2020.C.40.corrected",
        tacit=True,
        quantity="condition on the step size",
    ),
    step(
        "C.40.corrected",
        "appendix C, (40), with its condition",
        "The same if eta (lambda_1 + lambda_n) <= 2.",
        sp.Le(_FIRST + _LAST, 2),
        _RATES,
        _descending,
        controls=(
            ("no condition", sp.true),
            ("eta lambda_1 <= 2", sp.Le(_FIRST, 2)),
            ("eta lambda_1 <= 3/2", sp.Le(_FIRST, sp.Rational(3, 2))),
            ("eta lambda_n <= 1", sp.Le(_LAST, 1)),
        ),
        quantity="condition on the step size",
        derivation="corrections.C.40",
    ),
    step(
        "C.pi",
        _ITERATIONS + "'substituting for n_k and lambda_{n_k}'",
        "(40) becomes 4 Z k/sqrt(p*) Y, Y = (1 - eta lambda)^(2t).",
        _COUNT * _Y,
        _PARAMETERS.box,
        identity(_substituted, (_PARAMETERS,)),
        controls=(("2 pi", 2 * sp.pi * _COUNT * _Y), ("pi^2", sp.pi**2 * _COUNT * _Y), ("Y", _Y)),
        correction="basri2020.C.pi.corrected",
        quantity="bound for Delta^2",
    ),
    step(
        "C.pi.corrected",
        _ITERATIONS + "'substituting', with the pi of (40)",
        "(40) becomes 4 pi Z k/sqrt(p*) Y, Y = (1 - eta lambda)^(2t).",
        sp.pi * _COUNT * _Y,
        _PARAMETERS.box,
        identity(_substituted, (_PARAMETERS,)),
        controls=(
            ("no pi", _COUNT * _Y),
            ("Y^2", sp.pi * _COUNT * _Y**2),
            ("1/Y", sp.pi * _COUNT / _Y),
        ),
        quantity="bound for Delta^2",
        derivation="corrections.C.pi",
    ),
    step(
        "C.delta",
        _ITERATIONS + "'to bound Delta^2 < deltatilde'",
        "Delta^2 < d makes Delta < d, d = delta/2.",
        _HALF,
        _ERRORS.box,
        nonnegative(_meets, _ERRORS, "d^2 minus the bound for Delta^2 is"),
        controls=(("d^3", _HALF**3), ("2 d^2", 2 * _HALF**2), ("sqrt(d)", sp.sqrt(_HALF))),
        correction="basri2020.C.delta.corrected",
        quantity="bound for Delta^2",
    ),
    step(
        "C.delta.corrected",
        _ITERATIONS + "the bound for Delta^2",
        "Delta^2 < d^2 makes Delta < d, d = delta/2.",
        _HALF**2,
        _ERRORS.box,
        nonnegative(_meets, _ERRORS, "d^2 minus the bound for Delta^2 is"),
        controls=(("d", _HALF), ("2 d^2", 2 * _HALF**2), ("d^3", _HALF**3)),
        quantity="bound for Delta^2",
        derivation="corrections.C.level",
    ),
    step(
        "C.logarithm",
        _ITERATIONS + "'Taking log', the argument",
        "4 Z k/sqrt(p*) Y < delta/2 iff Y < delta sqrt(p*)/(4 Z k).",
        _LEVELS,
        _PARAMETERS.box,
        identity(_argument, (_PARAMETERS,)),
        controls=(("2 Z k", 2 * _LEVELS), ("p*", _LEVELS * _ROOT), ("Z^2", _LEVELS / _Z)),
        correction="basri2020.C.logarithm.corrected",
        quantity="least upper bound for Y",
    ),
    step(
        "C.logarithm.corrected",
        _ITERATIONS + "'Taking log', the argument",
        "4 Z k/sqrt(p*) Y < delta/2 iff Y < delta sqrt(p*)/(8 Z k).",
        _LEVELS / 2,
        _PARAMETERS.box,
        identity(_argument, (_PARAMETERS,)),
        controls=(("4 Z k", _LEVELS), ("p*", _LEVELS * _ROOT / 2), ("Z^2", _LEVELS / _Z / 2)),
        quantity="least upper bound for Y",
        derivation="corrections.C.level",
    ),
    step(
        "C.direction",
        _ITERATIONS + "'Taking log', the sign of the inequality",
        "Y < c gives P > C in logarithms, P = log Y = 2 t log(1 - eta lambda), C = log c.",
        sp.Gt(_POWER, _LEVEL),
        _LOGS.box,
        nonnegative(_gap, _LOGS, "larger side minus smaller is"),
        controls=(
            ("P > C + 1", sp.Gt(_POWER, _LEVEL + 1)),
            ("2 P > C", sp.Gt(2 * _POWER, _LEVEL)),
            ("P > 2 C", sp.Gt(_POWER, 2 * _LEVEL)),
        ),
        correction="basri2020.C.direction.corrected",
        misprint=True,
    ),
    step(
        "C.direction.corrected",
        _ITERATIONS + "'Taking log'",
        "Y < c gives P < C in logarithms; dividing by the negative log(1 - eta lambda) turns the sign.",
        sp.Lt(_POWER, _LEVEL),
        _STRICT_LOGS.box,
        nonnegative(_gap, _STRICT_LOGS, "larger side minus smaller is"),
        controls=(
            ("P > C, as printed", sp.Gt(_POWER, _LEVEL)),
            ("P < C - 2", sp.Lt(_POWER, _LEVEL - 2)),
            ("2 P < C", sp.Lt(2 * _POWER, _LEVEL)),
        ),
        derivation="corrections.C.direction",
    ),
)
