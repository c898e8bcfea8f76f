"""The Fourier coefficients of a kernel, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.notation import ANGLE, spoken
from freqbias.derivations.unevaluated import nonnegative, product, total
from freqbias.theory.arccosine import THETA
from freqbias.theory.errors import InputError
from freqbias.theory.exponential_polynomials import ExponentialPolynomial
from freqbias.theory.fourier import FREQUENCY, primitive
from freqbias.theory.hill.bounds import STEP, nonnegative_form, regular_start, strictly_decreasing
from freqbias.theory.kernels import Kernel, first_layer_bias

__all__ = ["EVEN", "ODD", "PARITIES", "coefficients", "decreasing"]

EVEN = sp.Symbol("m_+", even=True, nonnegative=True)
ODD = sp.Symbol("m_-", odd=True, positive=True)
PARITIES = (
    Notation(EVEN, "m_+", r"an even frequency, an integer $\geq 0$, so $\cos(\pi m_+) = 1$"),
    Notation(ODD, "m_-", r"an odd frequency, an integer $\geq 1$, so $\cos(\pi m_-) = -1$"),
)
_EIGENVALUE, _COEFFICIENT = sp.symbols("lambda_m khat_m", real=True)


@lru_cache
def coefficients(kernel: Kernel = first_layer_bias) -> Derivation:
    """``khat_m = 2 integral_0^pi k(theta) cos(m theta) dtheta``: both parities and the exceptions.

    With the eigenvalues ``khat_m/(2 pi)`` of T for the uniform density.

    :param kernel: one with a closed form.

    >>> coefficients().require()
    """
    resonant = [int(w) for w in kernel.profile.frequencies if w.is_Integer]
    general = primitive(kernel.profile, THETA)
    return Derivation(
        f"fourier.{kernel.name}",
        f"The Fourier coefficients of the {spoken(kernel)}",
        (
            _differentiated(
                general,
                2 * kernel.expression * sp.cos(FREQUENCY * THETA),
                r"$\hat k_m = \int_{-\pi}^{\pi} k(|t|) \cos(m t)\,dt$ is twice the integral "
                r"over $[0, \pi]$.  This is an antiderivative for all $m \geq 0$ but "
                f"{_listed(resonant)}, where a denominator vanishes.",
            ),
            *(_parity(kernel, m, general.subs(FREQUENCY, m)) for m in (EVEN, ODD)),
            *(step for m in resonant for step in _exception(kernel, m)),
            Step(
                _EIGENVALUE,
                _COEFFICIENT / (2 * sp.pi),
                "cited: convolution theorem",
                r"For the uniform density $p = 1/(2 \pi)$ the functions $\cos(m x)$ and $\sin(m "
                "x)$ are eigenfunctions of $T$ with this eigenvalue.",
            ),
            *(_eigenvalue(kernel, m) for m in (EVEN, ODD, *resonant)),
        ),
        (
            ANGLE,
            Notation(FREQUENCY, "m", r"any frequency, an integer $\geq 0$"),
            *PARITIES,
            Notation(_COEFFICIENT, r"\hat k_m", "the Fourier coefficient of the kernel"),
            Notation(_EIGENVALUE, r"\lambda_m", "the eigenvalue of $T$ for the uniform density"),
        ),
    )


def _listed(frequencies: list[int]) -> str:
    return "$" + ", ".join(map(str, frequencies)) + "$"


def _differentiated(antiderivative: Any, integrand: Any, why: str) -> Step:
    return Step(sp.Derivative(antiderivative, THETA), integrand, "antiderivative", why)


def _between_limits(antiderivative: Any) -> Any:
    return total(antiderivative.subs(THETA, sp.pi), -antiderivative.subs(THETA, 0))


def _parity(kernel: Kernel, m: Any, antiderivative: Any) -> Step:
    """The difference of the limits, where ``cos(pi m)`` is 1 or -1."""
    sign = -1 if m.is_odd else 1
    return Step(
        _between_limits(antiderivative),
        _formula(kernel, m),
        "fundamental theorem",
        rf"$\hat k_m$ for {_spoken(m)}: the difference between the limits $\pi$ "
        rf"and $0$, with $\cos(\pi m) = {sign}$, but where $m$ is an exception.",
    )


def _exception(kernel: Kernel, m: int) -> Iterator[Step]:
    integrand = 2 * kernel.expression * sp.cos(m * THETA)
    antiderivative = ExponentialPolynomial.of(integrand, THETA).antiderivative(THETA)
    yield _differentiated(antiderivative, integrand, f"The same at $m = {m}$.")
    yield Step(
        _between_limits(antiderivative),
        kernel.fourier()(m),
        "fundamental theorem",
        rf"$\hat k_{m}$, by value.",
    )


def _eigenvalue(kernel: Kernel, m: Any) -> Step:
    khat = kernel.fourier()
    value = khat(m) if isinstance(m, int) else _formula(kernel, m)
    return Step(
        product(value, 1 / (2 * sp.pi)),
        khat.eigenvalue(m) if isinstance(m, int) else value / (2 * sp.pi),
        "uniform density",
        rf"$\lambda_m$ for {_spoken(m)}{'' if isinstance(m, int) else ', if no exception'}.",
    )


def _formula(kernel: Kernel, m: Any) -> Any:
    khat = kernel.fourier()
    return (khat.odd if m.is_odd else khat.even).subs(FREQUENCY, m)


def _spoken(m: Any) -> str:
    return f"$m = {m}$" if isinstance(m, int) else "odd $m = m_-$" if m.is_odd else "even $m = m_+$"


@lru_cache
def decreasing(kernel: Kernel = first_layer_bias) -> Derivation:
    """``khat_0 > khat_1 > ...``: for the uniform density 0 is simple and every m >= 1 exactly double.

    :raises InputError: for a kernel whose coefficients do not decrease strictly.

    >>> decreasing().require()
    """
    if not strictly_decreasing(kernel):
        raise InputError(f"kernel {kernel.name!r}: that khat_m decreases strictly is not proved")
    khat = kernel.fourier()
    first = max(regular_start(khat, parity) for parity in (0, 1))
    first += first % 2
    return Derivation(
        "fourier.decreasing",
        f"The Fourier coefficients of the {spoken(kernel)} decrease",
        (
            *(_step_down(khat(m), khat(m + 1), f"$m = {m}$") for m in range(first)),
            *(_steps_down(kernel, m, first + m % 2) for m in (0, 1)),
        ),
        (Notation(STEP, "j", "an integer, at least $0$"),),
    )


def _step_down(here: Any, following: Any, where: str) -> Step:
    return Step(
        total(here, -following),
        nonnegative(sp.expand(here - following)),
        "sign",
        rf"$\hat k_m - \hat k_{{m+1}} > 0$ for {where}.",
    )


def _steps_down(kernel: Kernel, parity: int, start: int) -> Step:
    """The reciprocals, which increase, at m = start + 2 j."""
    khat = kernel.fourier()
    following = khat.parity(1 - parity).subs(FREQUENCY, FREQUENCY + 1)
    gap = 1 / following - 1 / khat.parity(parity)
    at = start + 2 * STEP
    return Step(
        total(*(term.subs(FREQUENCY, at) for term in (1 / following, -1 / khat.parity(parity)))),
        nonnegative(nonnegative_form(gap, start)),
        "sign",
        rf"$1/\hat k_{{m+1}} - 1/\hat k_m > 0$ for $m = {sp.latex(at)}$: no coefficient is "
        r"negative.  So $\cos(m x)$ and $\sin(m x)$, $m \geq 1$, are all that belongs to $\hat "
        "k_m$.",
    )
