"""The half-circle system, the dispersion polynomial and where it factorises."""

from dataclasses import replace
from typing import Any

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.derivations.derivation import Outcome
from freqbias.derivations.factorised import factorised
from freqbias.derivations.folding import half_circle
from freqbias.derivations.modes import arc_operator
from freqbias.theory.arccosine import THETA
from freqbias.theory.differential_equation import LAMBDA, P_BAR, P
from freqbias.theory.distribution import DERIVATIVE
from freqbias.theory.folding import folded
from freqbias.theory.kernels import KERNELS, Kernel
from freqbias.theory.modes import DELTA, NU, SIGMA, SQUARE, modes

_TWO = pytest.mark.parametrize(
    "kernel", [KERNELS[n] for n in ("first_layer_bias", "both_layers")], ids=lambda k: k.name
)
_KERNELS = pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda k: k.name)
_PRINTED = KERNELS["first_layer_bias"]
_DENSITIES = {SIGMA: (P[0] + P_BAR[0]) / 2, DELTA: (P[0] - P_BAR[0]) / 2}


def _right(kernel: Kernel, rule: str) -> list[Any]:
    return [step.right for step in half_circle(kernel).steps if step.rule == rule]


@_KERNELS
def test_it_concludes_what_theory_has(kernel: Kernel) -> None:
    (dispersion,) = _right(kernel, "determinant")
    expected = modes(kernel).dispersion.as_expr().subs(_DENSITIES)
    assert sp.expand(dispersion - expected) == 0
    profiles = [folded(kernel.profile, sign).expression(THETA) for sign in (1, -1)]
    assert _right(kernel, "folded kernel") == profiles


def test_the_cubic_in_lambda_and_densities() -> None:
    """``(pi lambda)^2 s (s+1)^2 + pi lambda (p + pbar)/2 (2 s^2 + s + 1) + (s - 1) p pbar``."""
    s, mean = SQUARE, (P[0] + P_BAR[0]) / 2
    cubic = (sp.pi * LAMBDA) ** 2 * s * (s + 1) ** 2
    cubic += sp.pi * LAMBDA * mean * (2 * s**2 + s + 1) + (s - 1) * P[0] * P_BAR[0]
    (dispersion,) = _right(_PRINTED, "determinant")
    scaled = (sp.pi * LAMBDA) ** 2 * dispersion.subs(NU, 1 / LAMBDA)
    assert sp.expand(scaled - cubic) == 0


@_KERNELS
def test_its_roots_are_exponents_of_the_system(kernel: Kernel) -> None:
    """By the characteristic polynomial of the half-circle system, which does not use the symbols."""
    (dispersion,) = _right(kernel, "determinant")
    chi = arc_operator(kernel).as_expr().subs(_DENSITIES)
    assert sp.rem(chi, dispersion.subs(SQUARE, DERIVATIVE**2), DERIVATIVE).expand() == 0


@given(*(st.fractions(1, 20, max_denominator=9) for _ in range(3)))
@settings(max_examples=5, deadline=None)
def test_sum_and_product_of_the_roots(nu: Any, here: Any, there: Any) -> None:
    for kernel in KERNELS.values():
        values = {s: sp.Rational(str(v)) for s, v in ((NU, nu), (P[0], here), (P_BAR[0], there))}
        (dispersion,), (total,), (times,) = (
            _right(kernel, rule) for rule in ("determinant", "sum", "product")
        )
        roots = sp.Poly(dispersion.subs(values), SQUARE).nroots(n=30, maxsteps=200)
        for stated, true in ((total, sp.Add(*roots)), (times, sp.Mul(*roots))):
            off = abs(sp.N(stated.subs(values) - true, 30))
            assert off < 1e-20, f"{kernel.name} at {values}: {stated} is off by {off}"


@_KERNELS
def test_the_factorised_case_has_the_roots_of_the_general_one(kernel: Kernel) -> None:
    derivation = factorised(kernel)
    scaled = derivation.symbols[-2].symbol
    closed = [s.right for s in derivation.steps if s.rule in ("quadratic formula", "root")]
    at = {scaled: sp.Rational(7, 3)}
    general = modes(kernel).dispersion.as_expr().subs({SIGMA: sp.pi * at[scaled] / NU, DELTA: 0})
    factors = sp.Mul(*(factor.doit().subs(at) for factor in closed))
    assert sp.expand(factors - general) == 0


def test_the_boundary_layer_begins_at_one() -> None:
    """Printed kernel: one root is positive iff mu = p/(pi lambda) > 1."""
    (even, _) = (s.right for s in factorised().steps if s.rule in ("quadratic formula", "root"))
    scaled = factorised().symbols[-2].symbol
    for value, positive in ((sp.Rational(9, 10), 0), (sp.Rational(11, 10), 1)):
        roots = sp.Poly(even.doit().subs(scaled, value).expand(), SQUARE).nroots()
        count = sum(bool(root.is_positive) for root in roots)
        assert count == positive, f"mu = {value}: {roots}"


@_TWO
@pytest.mark.parametrize("build", [half_circle, factorised])
def test_a_wrong_coefficient_is_caught(kernel: Kernel, build: Any) -> None:
    for number, step in enumerate(build(kernel).steps, start=1):
        if not step.rule.startswith("cited"):
            right = step.right.doit() + sp.Rational(1, 10**12)
            wrong = replace(step, right=right)
            assert wrong.check() is Outcome.FAILED, f"step {number}: {step.left} = {right}"
