"""Densities of period pi, under which even and odd part of an eigenfunction decouple, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.folding import EXPONENT, VALUES, determinant
from freqbias.derivations.notation import spoken
from freqbias.derivations.unevaluated import nonnegative, product
from freqbias.theory.differential_equation import F_BAR, P_BAR, F, P
from freqbias.theory.kernels import Kernel, first_layer_bias
from freqbias.theory.modes import DELTA, NU, SIGMA, SQUARE, Symbol, modes

__all__ = ["factorised"]

_SCALED, _BEYOND = sp.symbols("mu t", positive=True)


@lru_cache
def factorised(kernel: Kernel = first_layer_bias) -> Derivation:
    r"""Where p(x + pi) = p(x): even and odd part decouple, and the roots of Q in closed form.

    :param kernel: one whose profile is an exponential polynomial.

    >>> factorised().require()
    """
    found = modes(kernel)
    equal = found.dispersion.as_expr().subs({SIGMA: P[0], DELTA: 0})
    halves = [(found.even, "+"), (found.odd, "-")]
    return Derivation(
        f"factorised.{kernel.name}",
        rf"The {spoken(kernel)} under a density of period $\pi$",
        (
            *(_decoupled(sign) for sign in (1, -1)),
            Step(
                equal,
                product(*(determinant(half, NU * P[0]) for half, _ in halves)),
                "factoring",
                r"With $\bar p = p$, so $\delta = 0$, the determinant $Q$ is the product of those "
                "of $F_+$ and $F_-$.",
            ),
            *(step for half, name in halves for step in _closed_form(half, name)),
        ),
        (
            *(n for n in VALUES if n.symbol is not P_BAR[0]),
            *EXPONENT,
            Notation(_SCALED, r"\mu", r"$\nu p/\pi$, that is $p/(\pi \lambda)$, on an arc"),
            Notation(
                _BEYOND, "t", r"how far $\mu$ is beyond the value at which the product changes sign"
            ),
        ),
    )


def _decoupled(sign: int) -> Step:
    name = "+" if sign == 1 else "-"
    return Step(
        P[0] * F[0] + sign * P[0] * F_BAR[0],
        product(P[0], F[0] + sign * F_BAR[0]),
        "half turn",
        rf"$h_{name} = p F_{name}$: the equation of $F_{name} = f {name} \bar f$ does not contain "
        "the other.",
    )


def _closed_form(half: Symbol, name: str) -> Iterator[Step]:
    """The factor of one half in mu, with its roots by the quadratic formula."""
    shown = determinant(half, sp.pi * _SCALED)
    factor = sp.Poly(shown.doit(integrals=False), SQUARE)
    if factor.degree() < 1:
        return
    lead, *middle, last = (sp.expand(c) for c in factor.all_coeffs())
    if not middle:
        yield Step(
            shown,
            product(lead, SQUARE - sp.expand(-last / lead)),
            "root",
            rf"The factor of $F_{name}$, with $\nu p = \pi \mu$: one root, the frequency "
            r"$\sqrt{-s}$.",
        )
        return
    discriminant = sp.factor(middle[0] ** 2 - 4 * lead * last)
    roots = ((-middle[0] + side * sp.sqrt(discriminant)) / (2 * lead) for side in (1, -1))
    yield Step(
        shown,
        product(lead, *(SQUARE - root for root in roots)),
        "quadratic formula",
        rf"The factor of $F_{name}$, with $\nu p = \pi \mu$.",
    )
    yield Step(
        discriminant,
        nonnegative(sp.expand(discriminant)),
        "sign",
        "The discriminant: both roots are real, and their sum is negative.",
    )
    threshold = sp.solve(last, _SCALED)[0] + _BEYOND
    negative = sp.expand(-last / lead)
    yield Step(
        sp.Subs(negative, _SCALED, threshold),
        nonnegative(sp.expand(negative.subs(_SCALED, threshold))),
        "sign",
        rf"Minus their product, for $\mu = {sp.latex(threshold)}$: one root is positive, a "
        r"boundary layer $e^{\pm \sqrt{s}\,x}$, and the other a frequency $\sqrt{-s}$; for "
        r"smaller $\mu$ both are frequencies.",
    )
