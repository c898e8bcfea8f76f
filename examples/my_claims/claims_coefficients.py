"""Claims of one's own as data, as those of the papers are: ``pytest --claims examples/my_claims``.

The check encloses the statement by balls through an integral that does not use the closed form.
"""

import sympy as sp

from freqbias.claims.checks import Derived, identity
from freqbias.claims.claim import Claim, Control, Kind, Source
from freqbias.claims.domain import Integers
from freqbias.claims.parameters import frequencies
from freqbias.theory.arccosine import THETA

M = sp.Symbol("m", integer=True, nonnegative=True)


def coefficient(context):
    """khat_m for odd m >= 3, and the integral that defines it."""
    kernel = context.kernel("first_layer_bias")
    integrand = 2 * kernel.expression * sp.cos(M * THETA)
    return Derived(kernel.fourier().odd.subs(sp.Symbol("m", integer=True), M),
                   sp.Integral(integrand, (THETA, 0, sp.pi)))  # fmt: skip


CLAIMS = [
    Claim(
        "mine.odd-coefficients",
        Source("notes of one's own", "today", "first line"),
        Kind.IDENTITY,
        "The coefficients of the first-layer kernel are 1/(pi m^2) for odd m >= 3.",
        1 / (sp.pi * M**2),
        {"m": Integers(3, 2)},
        identity(coefficient, [frequencies(M, 3, 2)]),
        (
            Control("doubled", 2 / (sp.pi * M**2)),
            Control("without pi", 1 / M**2),
            Control("another power", 1 / (sp.pi * M**3)),
        ),
        quantity="khat_m",
    )
]
