"""Theorem 1 of 2003.04560: how the time depends on the error for a fixed frequency."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.notation import LEAST_DENSITY, merged
from freqbias.derivations.saturation import no_logarithm, power
from freqbias.derivations.unevaluated import nonnegative
from freqbias.theory.hill.bounds import symbol_bounds
from freqbias.theory.kernels import Kernel, first_layer_bias
from freqbias.theory.rates import power_bound

__all__ = ["error_exponent"]

_T, _KHAT, _KAPPA = sp.symbols("t khat kappa", positive=True)
_LEAST = LEAST_DENSITY[0].symbol
_PIECES = sp.Symbol("l", integer=True, positive=True)
_ERROR, _CONSTANT = sp.symbols("delta C", positive=True)
_MORE = sp.Symbol("omega", nonnegative=True)
_EXPONENT = sp.Rational(5, 4)
_SYMBOLS = (
    Notation(_MORE, r"\omega", r"$\sqrt{t} - 1$, for $t \geq 1$"),
    Notation(_CONSTANT, "C", r"the bound of $\|r(t)\|$ at $t = 1$"),
    Notation(_ERROR, r"\delta", "the error to be reached"),
)


@lru_cache
def error_exponent(kernel: Kernel = first_layer_bias) -> Derivation:
    """For fixed p and kappa the time to an error delta is ``O(delta^(-4/5))``, and no smaller power.

    >>> error_exponent().require()
    """
    upper, lower = power(kernel), no_logarithm(kernel)
    return Derivation(
        "corrections.theorem-1.delta",
        r"For a fixed frequency the time grows like $\delta^{-4/5}$, and not like a logarithm",
        (
            *upper.steps,
            _decreasing(kernel),
            *(step for step in lower.steps if step not in upper.steps),
            Step(
                sp.Subs(_CONSTANT * _T**-_EXPONENT, _T, _CONSTANT ** (1 / _EXPONENT) * _order()),
                _ERROR,
                "exponents",
                r"$\|r(t)\| \leq C t^{-5/4}$ is $\delta$ at $t = (C/\delta)^{4/5}$; and were the "
                r"time $O(\delta^{-c})$ with $c < 4/5$, it would be $\|r(t)\| = O(t^{-1/c})$ with "
                "$1/c > 5/4$, which is false where $g/p$ jumps.",
            ),
        ),
        merged(*upper.symbols, *lower.symbols, *_SYMBOLS),
    )


def _order() -> Any:
    """``delta^(-4/5)``."""
    return _ERROR ** (-1 / _EXPONENT)


def _decreasing(kernel: Kernel) -> Step:
    """``t^(5/4)`` times the bound is at most the bound at t = 1; of its second part, squared."""
    upper = symbol_bounds(kernel).upper
    bound = power_bound(_T, _KAPPA, _KHAT, _PIECES, _LEAST, upper)
    rough = sp.sqrt(2 * _PIECES / _LEAST) / (sp.E * sp.root(_T, 4) ** 5)
    smooth = sp.powsimp((bound * _KHAT - rough) ** 2)
    later = (1 + _MORE) ** 2
    left = sp.Subs(smooth, _T, 1) - sp.Subs(sp.sqrt(_T) ** 5 * smooth, _T, later)
    return Step(
        left,
        nonnegative(sp.factor(left.doit(integrals=False))),
        "sign",
        "$t^{5/4}$ times the first part of the bound does not depend on $t$; of the second part "
        r"this is the square at $1$ less that at $t = (1 + \omega)^2 \geq 1$: so $\|r(t)\| \leq C "
        "t^{-5/4}$ there.",
    )
