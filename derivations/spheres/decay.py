"""How the eigenvalues decay on S^(d-1), step by step."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.notation import spoken
from freqbias.derivations.spheres.eigenvalues import (
    DEGREE_NOTATION,
    DIMENSION_NOTATION,
    REGULAR,
)
from freqbias.derivations.unevaluated import nonnegative, product, total
from freqbias.theory.kernels import Kernel, first_layer_bias
from freqbias.theory.spheres.decay import BEYOND_START, BEYOND_TWO, ParityDecay, parity_decay
from freqbias.theory.spheres.harmonics import DEGREE, DIMENSION, shifted_degree

__all__ = ["decay"]

_SCALED = sp.Symbol("g", positive=True)


@lru_cache
def decay(kernel: Kernel = first_layer_bias) -> Derivation:
    """``nu^d mu_k`` decreases to its limit along each parity, so that mu_k is O(k^-d) and not o(k^-d).

    :raises InputError: for a kernel without bias, whose odd eigenvalues vanish.

    >>> decay().require()
    """
    parities = [parity_decay(kernel, parity) for parity in (1, 0)]
    nu = shifted_degree()
    least = product(2, 1 / DIMENSION)
    at = 1 + BEYOND_START
    along = {DEGREE: at, DIMENSION: 2 + BEYOND_TWO}
    return Derivation(
        "spheres.decay",
        f"How the eigenvalues of the {spoken(kernel)} decay on spheres",
        (
            *(step for parity in parities for step in _monotone(parity)),
            Step(
                total(at / nu.subs(along), -least.subs(DIMENSION, 2 + BEYOND_TWO)),
                nonnegative(_manifest(at / nu.subs(along) - 2 / (2 + BEYOND_TWO))),
                "sign",
                r"With $\nu = k + (d-2)/2$, $k = 1 + t$ and $d = 2 + s$: $2/d \le k/\nu \le 1$, "
                r"so $k^d \mu_k$ is between $(2/d)^d$ times that limit and the larger of "
                r"$\nu^d \mu_k$ at $k = 1$ and $k = 2$.",
            ),
        ),
        (
            DEGREE_NOTATION,
            DIMENSION_NOTATION,
            Notation(_SCALED, r"\lim \nu^d \mu_k", r"the limit as $k$ grows in its parity"),
            Notation(
                BEYOND_START, "t", r"$k$ less the first degree in question, any number $\ge 0$"
            ),
            Notation(BEYOND_TWO, "s", r"$d - 2$, any number $\ge 0$"),
        ),
    )


def _monotone(along: ParityDecay) -> Iterator[Step]:
    parity = "odd" if along.start % 2 else "even"
    yield Step(
        product(along.formula.subs(DEGREE, DEGREE + 2), 1 / along.formula),
        along.ratio,
        "functional equation of Gamma",
        rf"$\mu_{{k+2}}/\mu_k$ for {parity} $k$, exceptions aside.",
        REGULAR,
    )
    growth = total(*(product(n, sp.log(factor)) for factor, n in along.factors))
    yield Step(
        sp.Derivative(growth, DEGREE),
        along.log_slope,
        "differentiation",
        r"The logarithm of $\nu_{k+2}^d \mu_{k+2}$ over $\nu_k^d \mu_k$, $\nu_k = k + (d-2)/2$: its "
        "derivative by real $k$.",
        REGULAR,
    )
    at = {DEGREE: along.start + BEYOND_START, DIMENSION: 2 + BEYOND_TWO}
    yield Step(
        along.log_slope.subs(at),
        nonnegative(along.forms[0]),
        "sign",
        rf"No coefficient is negative for $k = {along.start} + t$, $d = 2 + s$.  So the logarithm "
        r"increases in $k$; as it tends to $0$ it is $\le 0$, and $\nu^d \mu_k$ decreases.",
    )
    yield Step(
        _SCALED,
        along.limit,
        "cited: quotients of Gamma functions",
        rf"So $\nu^d \mu_k$ is at least this for {parity} $k \ge {along.start}$; an exceptional degree "
        "has more.",
    )


def _manifest(expression: Any) -> Any:
    above, below = sp.fraction(sp.cancel(sp.together(expression)))
    return sp.expand(above) / sp.expand(below)
