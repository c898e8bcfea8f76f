"""How large the amplitudes of C^1-matched cosines can be."""

from __future__ import annotations

import sympy as sp

from freqbias.derivations.derivation import Derivation, Step

__all__ = ["amplitude_bound"]


def amplitude_bound() -> Derivation:
    """``a_i^2 <= (p_max/p_min)^(l-1) / (pi - (Z/2q) sum_j p_j^(-1/2))``, where the divisor is > 0.

    On l equal regions with local frequencies ``q sqrt(p_j)/Z`` and ``int f^2 dx = 1``.

    >>> amplitude_bound().require()
    """
    x, b, start = sp.symbols("x b u", real=True)
    length, local = sp.symbols("h q_j", positive=True)
    index, count = sp.symbols("j l", integer=True, positive=True)
    order, mean, density, ratio = sp.symbols("q Z p_j rho", positive=True)
    primitive = x / 2 + sp.sin(2 * local * x + 2 * b) / (4 * local)
    upper, lower = (sp.sin(2 * (local * at + b)) for at in (start + length, start))
    integral = primitive.subs(x, start + length) - primitive.subs(x, start)
    return Derivation(
        "amplitudes.bound",
        "A bound for the amplitudes of C^1-matched cosines on equal regions",
        (
            Step(
                sp.diff(primitive, x),
                sp.cos(local * x + b) ** 2,
                "antiderivative",
                "The integrand of one region, amplitude 1.",
            ),
            Step(
                integral - (length / 2 - 1 / (2 * local)),
                ((1 + upper) + (1 - lower)) / (4 * local),
                "fundamental theorem",
                "Both brackets are >= 0, so the integral over a region is at least h/2 - 1/(2 q_j).",
            ),
            Step(
                count * (2 * sp.pi / count) / 2,
                sp.pi,
                "summation over equal regions",
                "With h = 2 pi/l the first parts sum to pi.",
            ),
            Step(
                (1 / (2 * local)).subs(local, order * sp.sqrt(density) / mean),
                mean / (2 * order) / sp.sqrt(density),
                "substitution",
                "The others to (Z/2q) sum p_j^(-1/2); so 1 = int f^2 >= a_min^2 times the bracket.",
            ),
            Step(
                ratio ** (index - 1) * ratio,
                ratio**index,
                "induction over the borders",
                "(21), in either direction: each of at most l - 1 borders multiplies a^2 by at most "
                "rho = p_max/p_min.",
            ),
        ),
    )
