"""Appendix C of 2003.04560, (37) and (38): the size of a projection on an eigenfunction of (13)."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from freqbias.derivations.derivation import Notation, Step
from freqbias.derivations.tails import oscillation
from freqbias.derivations.unevaluated import nonnegative, product

__all__ = ["AMPLITUDES", "LEAST", "MEAN", "PROJECTION", "TARGET", "projection_bound"]

_K, _Z, _B, _ORDER, _LOCAL = sp.symbols("k Z B q_i q", positive=True)
_ROOT = sp.Symbol("sqrt(p*)", positive=True)
_EXCESS, _BEYOND = sp.symbols("e t", nonnegative=True)

LEAST = Notation(
    _ROOT, r"\sqrt{p^*}", r"the root of $p^* = p_{\min}$, the least value of the density"
)
TARGET = Notation(_K, "k", "the frequency of the target")
MEAN = Notation(_Z, "Z", r"the mean of $\sqrt{p}$")
AMPLITUDES = Notation(
    _B,
    "B",
    r"the supremum of $\sum_j a_j p_j$ over the eigenfunctions beyond the first $n$, with their "
    r"amplitudes $a_j$",
)
PROJECTION = (
    *oscillation().symbols,
    Notation(_ORDER, "q_i", "the order of the eigenfunction $v_i$, $i > n$"),
    Notation(_EXCESS, "e", r"$\sqrt{p_j} - \sqrt{p^*} \geq 0$"),
    Notation(_BEYOND, "t", r"$q_i \sqrt{p^*} - 2 Z k \geq 0$"),
    AMPLITUDES,
    MEAN,
    LEAST,
)


def projection_bound() -> Iterator[Step]:
    """``abs(g_i) <= 8 B Z/(3 q_i sqrt(p*))``, for matched cosines with ``q_i >= 2 Z k/sqrt(p*)``.

    >>> {step.check().value for step in projection_bound()}
    {'exact'}
    """
    yield from oscillation().steps
    local = _ORDER * (_ROOT + _EXCESS) / _Z
    part = 8 / (3 * _LOCAL)
    yield Step(
        sp.Subs(local, _ORDER, (2 * _Z * _K + _BEYOND) / _ROOT) - 2 * _K,
        nonnegative((_BEYOND * (_ROOT + _EXCESS) + 2 * _Z * _K * _EXCESS) / (_ROOT * _Z)),
        "sign",
        r"On $R_j$, where $\sqrt{p_j} = \sqrt{p^*} + e$, $v_i = a_j \cos(q x + b)$ with $q = q_i "
        r"\sqrt{p_j}/Z$.  Beyond the first entry of (39) $q_i = (2 Z k + t)/\sqrt{p^*}$: so $q \geq "
        r"2 k$.",
    )
    yield Step(
        sp.Subs(part, _LOCAL, _ORDER * _ROOT / _Z) - sp.Subs(part, _LOCAL, local),
        nonnegative(8 * _Z * _EXCESS / (3 * _ORDER * _ROOT * (_ROOT + _EXCESS))),
        "sign",
        r"So the integral of $\cos(k x)\,\cos(q x + b)$ over $R_j$ is at most $8/(3 q)$ in modulus, "
        r"and that at most $8 Z/(3 q_i \sqrt{p^*})$.",
    )
    yield Step(
        product(_B, sp.Subs(part, _LOCAL, _ORDER * _ROOT / _Z)),
        8 * _B * _Z / (3 * _ORDER * _ROOT),
        "linearity",
        r"$g_i = \int p\,\cos(k x)\,v_i\,dx$ is the sum of these integrals times $a_j p_j$: $|g_i|$ is "
        r"at most this, for every $i > n$.",
    )
