"""The derivation of the Fourier coefficients, for the kernels here and random profiles."""

from dataclasses import replace
from typing import Any

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from freqbias.derivations.derivation import Outcome
from freqbias.derivations.fourier import EVEN, ODD, coefficients, decreasing
from freqbias.numerics.balls import enclose
from freqbias.theory.arccosine import THETA
from freqbias.theory.errors import InputError, NotExponentialPolynomial
from freqbias.theory.exponential_polynomials import ExponentialPolynomial
from freqbias.theory.fourier import FREQUENCY, primitive
from freqbias.theory.kernels import KERNELS, Kernel, deep, first_layer_bias

_TWO = pytest.mark.parametrize(
    "kernel", [KERNELS[n] for n in ("first_layer_bias", "both_layers")], ids=lambda k: k.name
)
_KERNELS = pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda k: k.name)
_TERMS = st.builds(
    lambda n, wave, w: THETA**n * wave(w * THETA),
    st.integers(0, 2),
    st.sampled_from([sp.cos, sp.sin]),
    st.integers(0, 3).map(sp.Integer),
).filter(bool)


def _kernel(profile: Any) -> Kernel:
    return Kernel("random", "none", "none", profile)


def _values(kernel: Kernel) -> list[Any]:
    return [s.right for s in coefficients(kernel).steps if s.rule == "fundamental theorem"]


@_KERNELS
def test_it_ends_with_the_coefficients(kernel: Kernel) -> None:
    khat = kernel.fourier()
    parities = [khat.even.subs(FREQUENCY, EVEN), khat.odd.subs(FREQUENCY, ODD)]
    assert _values(kernel) == [*parities, *khat.exceptional.values()]


@_KERNELS
def test_against_quadrature(kernel: Kernel) -> None:
    """Both formulas at a frequency of their own, and the exceptions."""
    at = [(4, EVEN), (7, ODD), *((m, EVEN) for m in kernel.fourier().exceptional)]
    for (m, symbol), value in zip(at, _values(kernel), strict=True):
        integral = sp.Integral(2 * kernel.expression * sp.cos(m * THETA), (THETA, 0, sp.pi))
        ball = enclose(value.subs(symbol, m) - integral, 25)
        assert ball.contains_zero, f"khat_{m} of {kernel.name} is off by {ball}"


@given(st.lists(_TERMS, min_size=1, max_size=2).map(sum))
@settings(max_examples=4, deadline=None)
def test_every_exponential_polynomial_has_one(profile: Any) -> None:
    if profile != 0:
        coefficients(_kernel(profile)).require()


@given(_TERMS)
@settings(max_examples=5, deadline=None)
def test_the_antiderivative_holds_for_every_other_frequency(profile: Any) -> None:
    antiderivative = primitive(ExponentialPolynomial.of(profile, THETA), THETA)
    for m in (4, 9):
        slope = sp.diff(antiderivative.subs(FREQUENCY, m), THETA)
        defect = sp.expand((slope - 2 * profile * sp.cos(m * THETA)).rewrite(sp.exp))
        assert sp.simplify(defect) == 0, f"m = {m}: {defect} for {profile}"


@_TWO
def test_a_wrong_coefficient_is_caught(kernel: Kernel) -> None:
    for number, step in enumerate(coefficients(kernel).steps, start=1):
        if step.rule in ("antiderivative", "fundamental theorem", "uniform density"):
            wrong = replace(step, right=step.right + sp.Rational(1, 10**12))
            assert wrong.check() is Outcome.FAILED, f"step {number}: {step.left} = {wrong.right}"


def test_no_closed_form_no_derivation() -> None:
    with pytest.raises(NotExponentialPolynomial, match="deep:2"):
        coefficients(deep(2))


@_KERNELS
def test_coefficients_decrease_with_a_bias_only(kernel: Kernel) -> None:
    if "b" not in kernel.trained:
        with pytest.raises(InputError, match="decreases strictly"):
            decreasing(kernel)
        return
    assert decreasing(kernel).steps


def test_the_steps_of_the_descent_are_the_differences() -> None:
    khat, steps = first_layer_bias.fourier(), decreasing().steps
    firsts = [step.right.doit() for step in steps if not step.right.free_symbols]
    for m, step in enumerate(firsts):
        assert sp.expand(step - khat(m) + khat(m + 1)) == 0, (
            f"khat_{m} - khat_{m + 1} is not {step}"
        )
