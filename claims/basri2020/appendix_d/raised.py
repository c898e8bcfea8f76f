r"""Appendix D.4, lemma 7: in the range of omega that is printed the backward product can explode.

Let s = alpha m entries of every D_l be raised by 3, at places fixed beforehand, and no weight be
moved.  With ``E_l = D_l + D'''_l`` and ``q_l = norm(E_l W_{l+1}^T E_{l+1} ... E_L B^T)^2`` split
W_{l+1} along h_l and across it.  Across, it is independent of all that follows, so that by Anderson's
inequality q_l is stochastically at least ``(2/m) q_{l+1} norm(E_l P g)^2``, g standard normal and P
the projection across h_l.  Entries of E_l^2 are 1 or 0 outside the s places and 16 or 9 there, with
chances 1/2, independently, so the factor has mean at least ``1 + 24 alpha - 32/m`` and is at least
``1 + 12 alpha`` but for a probability exp(-c(alpha) m).  So q_1 is at least
``(1 + 12 alpha)^(L - 1) tau^2 m/4``, while the product that is not raised has norm at most
3 tau sqrt(m), by lemma 8.

If omega = c/L^a and s = C m omega^(2/3) L, then alpha = C c^(2/3) L^(1 - 2 a/3) does not vanish for
a <= 3/2, whatever c and C are: the change grows like ``(1 + 12 alpha)^(L/2)``, the bound of lemma 7
like a power of L and sqrt(log m), where m may be a power of L.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Family
from freqbias.claims.evidence import Evidence, Spot, Witness
from freqbias.claims.trees import tree_or_reason
from freqbias.numerics.balls import enclose

__all__ = ["CLAIMS"]

_DIGITS = 50
_SHARE = sp.Rational(1, 100)  # alpha, of entries that are raised
_ALL = Family("omega = c/L^a, s = C m omega^(2/3) L", ("s <= C m omega^(2/3) L", "omega <= c/L^a"))
_SNIPPET = (
    "from mpmath import log, mp, mpf\nmp.dps = 30\n"
    "alpha = mpf(1)/100  # share of the entries that are raised by 3, in each layer\n"
    "mean = (1 - alpha)/2*1 + alpha/2*(4**2 + 3**2)  # of an entry of E^2\n"
    "excess = 2*mean - 1  # 24 alpha, of which a half is certain for wide layers\n"
    "print(log(1 + excess/2)/2)\n"
)


def _explodes(context: Context, statement: Any) -> Evidence:
    """Refuted for a <= 3/2: the rate with which the change grows in each layer is positive."""
    if sp.sympify(statement, strict=True) > sp.Rational(3, 2):
        return context.open("the share of the entries vanishes as L grows")
    context.claim("basri2020.lemma8")
    for theorem in ("rotation invariance of the Gaussian", "Anderson's inequality"):
        context.cite(theorem)
    rate = sp.log(1 + 12 * _SHARE) / 2
    family = Family(f"omega = c/L^({statement}), s = m/100, m = L^2, L -> oo", _ALL.traits)
    spot = Spot({"parameters": family}, enclose(rate, _DIGITS))
    meaning = "the change of the backward product grows exponentially in L, with the rate"
    return context.fails(Witness(spot, meaning, tree_or_reason(rate)))


CLAIMS = (
    Claim(
        "basri2020.lemma7.range",
        at("appendix D.4, lemma 7, its range omega = O(1/L^(3/2))"),
        Kind.PROBABILISTIC,
        "For omega = O(1/L^a), a = 3/2, and all diagonal matrices with s = O(m omega^(2/3) L) entries "
        "in [-3, 3] the backward product changes by O(tau omega^(1/3) L^2 sqrt(m log m)).  For much "
        "smaller omega, such as that of lemma 4, see lemma7.",
        sp.Rational(3, 2),
        {"parameters": _ALL},
        _explodes,
        (
            Control("a = 1", sp.Integer(1)),
            Control("a = 1/2", sp.Rational(1, 2)),
            Control("every omega", sp.Integer(0)),
        ),
        ("networks (D.1) at initialisation",),
        quantity="a",
        correction="basri2020.lemma3.range.corrected",
        snippet=_SNIPPET,
    ),
)
