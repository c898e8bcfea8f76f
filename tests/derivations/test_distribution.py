"""The derivation of the distributional equation, and of what it says of eigenfunctions."""

from dataclasses import replace
from typing import Any

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.derivations import distribution
from freqbias.derivations.derivation import Derivation, Outcome
from freqbias.derivations.distribution import equation
from freqbias.theory.arccosine import THETA
from freqbias.theory.differential_equation import LAMBDA, F, normal_form, sixth_order
from freqbias.theory.distribution import DERIVATIVE, distributional_equation
from freqbias.theory.kernels import KERNELS, Kernel

_TWO = pytest.mark.parametrize(
    "kernel", [KERNELS[n] for n in ("first_layer_bias", "both_layers")], ids=lambda k: k.name
)
_KERNELS = pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda k: k.name)
_FACTORS = st.sampled_from([sp.pi - THETA, sp.pi + THETA, (sp.pi - THETA) ** 2, sp.Integer(1)])
_WAVES = st.sampled_from([sp.Integer(1), sp.cos(THETA), sp.sin(THETA), sp.cos(2 * THETA)])


def _last(derivation: Derivation, rule: str) -> Any:
    return [step.right for step in derivation.steps if step.rule == rule][-1]


@_KERNELS
def test_it_ends_with_the_polynomials(kernel: Kernel) -> None:
    derivation, found = equation(kernel), distributional_equation(kernel.profile)
    jumps = [step.right for step in derivation.steps if step.rule == "jumps"]
    assert jumps == [found.at_zero.as_expr(), found.at_pi.as_expr()]


@_KERNELS
def test_its_last_line_is_the_differential_equation(kernel: Kernel) -> None:
    """``lambda L(D) f`` minus that line is what :func:`sixth_order` states, and vanishes."""
    operator = distributional_equation(kernel.profile).operator
    left = LAMBDA * sp.Add(*(c * F[n] for (n,), c in operator.terms()))
    defect = sp.expand(left - _last(equation(kernel), "Leibniz' rule"))
    assert sp.expand(defect - sixth_order(kernel)) == 0
    assert normal_form(defect, kernel) == 0


@given(_FACTORS, _WAVES)
@settings(max_examples=4, deadline=None)
def test_every_exponential_polynomial_has_one(factor: Any, wave: Any) -> None:
    equation(Kernel("random", "none", "none", factor * wave)).require()


@_TWO
def test_a_wrong_coefficient_is_caught(kernel: Kernel) -> None:
    for number, step in enumerate(equation(kernel).steps, start=1):
        if step.rule != "continuation":
            wrong = replace(step, right=sp.Rational(1, 10**12) + step.right)
            assert wrong.check() is Outcome.FAILED, f"step {number}: {step.left} = {wrong.right}"


@pytest.mark.parametrize("side", ["at_zero", "at_pi"])
def test_wrong_polynomials_are_caught(side: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Jumps, Fourier coefficients and Leibniz' rule each tell A and B from A + D^2 and B + D^2."""

    def wrong(profile: Any) -> Any:
        found = distributional_equation(profile)
        return replace(found, **{side: getattr(found, side) + sp.Poly(DERIVATIVE**2, DERIVATIVE)})

    monkeypatch.setattr(distribution, "distributional_equation", wrong)
    steps = equation.__wrapped__(KERNELS["first_layer_bias"]).steps
    failed = {step.rule for step in steps if step.check() is Outcome.FAILED}
    assert failed == {"jumps", "Fourier coefficients", "Leibniz' rule"}
