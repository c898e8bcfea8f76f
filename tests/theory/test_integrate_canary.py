"""SymPy's ``integrate`` is wrong on absolute values; the two routes used here are not.

The integral of |sin x cos x| over a turn is 2: four quarter turns of 1/2 each.
"""

from __future__ import annotations

import pytest
import sympy as sp

from freqbias.numerics.balls import enclose
from freqbias.theory.exponential_polynomials import ExponentialPolynomial

X = sp.Symbol("x", real=True)
QUARTERS = [(k * sp.pi / 2, (k + 1) * sp.pi / 2) for k in range(4)]


@pytest.mark.xfail(strict=True, reason="SymPy issue 29072: integrate returns 1")
def test_sympy_integrates_an_absolute_value_over_a_turn() -> None:
    x = sp.Symbol("x")
    value = sp.integrate(sp.Abs(sp.sin(x) * sp.cos(x)), (x, 0, 2 * sp.pi))
    assert value == 2, f"SymPy says {value}"


def test_antiderivative_split_at_the_zeros() -> None:
    """sin x cos x changes sign at every quarter turn, so |.| is +- it on each."""
    profile = ExponentialPolynomial.of(sp.sin(X) * sp.cos(X), X)
    parts = [(-1) ** k * profile.integral(*quarter) for k, quarter in enumerate(QUARTERS)]
    assert parts == [sp.Rational(1, 2)] * 4, f"the quarters give {parts}"
    assert sum(parts) == 2, f"the turn gives {sum(parts)}"


@pytest.mark.parametrize("quarter", QUARTERS, ids=str)
def test_ball_quadrature_of_the_absolute_value_on_a_quarter(
    quarter: tuple[sp.Expr, sp.Expr],
) -> None:
    integral = sp.Integral(sp.Abs(sp.sin(X) * sp.cos(X)), (X, *quarter))
    defect = enclose(integral - sp.Rational(1, 2), 30)
    assert defect.contains_zero, f"from {quarter[0]} to {quarter[1]}: 1/2 is off by {defect}"


def test_ball_quadrature_of_the_signed_quarters_adds_up_to_two() -> None:
    signed = [
        (-1) ** k * sp.Integral(sp.sin(X) * sp.cos(X), (X, *quarter))
        for k, quarter in enumerate(QUARTERS)
    ]
    defect = enclose(sp.Add(*signed) - 2, 50)
    assert defect.contains_zero, f"the turn is off 2 by {defect}"
