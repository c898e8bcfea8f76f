r"""Appendix D.4, lemma 7: in the range of omega that is printed the backward product can explode.

Let s = alpha m entries of every D_l be raised by 3, at places fixed beforehand, and no weight be
moved.  With ``E_l = D_l + D'''_l`` and ``q_l = norm(E_l W_{l+1}^T E_{l+1} ... E_L B^T)^2`` split
W_{l+1} along h_l and across it.  Across, it is independent of all that follows, so that by Anderson's
inequality q_l is stochastically at least ``(2/m) q_{l+1} norm(E_l P g)^2``, g standard normal and P
the projection across h_l.  Entries of E_l^2 are 1 or 0 outside the s places and 16 or 9 there, with
chances 1/2, independently, so the factor has mean at least ``1 + 24 alpha - 32/m``.  It is
stochastically at least a sum of independent terms, one fewer, as eigenvalues interlace; so by Maurer's
inequality it is at least ``1 + 12 alpha`` but for a probability exp(-c alpha^2 m), for alpha <= 1 and
large alpha^2 m.  Then q_1 is at least ``(1 + 12 alpha)^(L - 1) tau^2 m/4``, while the product that is
not raised has norm at most 3 tau sqrt(m), by lemma 8.

If omega = c/L^a and s = C m omega^(2/3) L, then alpha may be as large as a multiple of
``L^(1 - 2 a/3)``, whatever c and C are, though not over 1.  The logarithm of the change is then of the
order ``L log(1 + 12 alpha)``, that is ``L^(2 - 2 a/3)`` for ``3/2 <= a < 3`` and L for smaller a: a
power of L, while the logarithm of the bound of lemma 7, for m = L^8, is of the order log(L).
``alpha^2 m`` is at least a power of L too, so all layers behave with a probability that tends to 1.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from freqbias.claims.basri2020.appendix_d.increments import is_order
from freqbias.claims.basri2020.entries import at
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Family
from freqbias.claims.evidence import Evidence, Spot, Witness
from freqbias.claims.trees import tree_or_reason
from freqbias.numerics.balls import enclose
from freqbias.theory.finite_width import LAYERS, OMEGA, POINTS, TAU, THEOREM_4
from freqbias.theory.orders import WIDTH

__all__ = ["CLAIMS", "growth_exponent"]

_L, _R = LAYERS, sp.Rational
_DIGITS = 50
_SHARE = _R(1, 100)  # alpha, of entries that are raised, over the power of L
_ALL = Family("omega = c/L^a, s = C m omega^(2/3) L", ("s <= C m omega^(2/3) L", "omega <= c/L^a"))
_CITED = ("rotation invariance of the Gaussian", "Anderson's inequality", "Maurer's inequality")
_SNIPPET = (
    "from mpmath import log, mp, mpf\nmp.dps = 30\n"
    "a = mpf(3)/2  # omega = c/L^a\n"
    "def logarithm(L):  # of the change of the backward product\n"
    "    alpha = L**(1 - 2*a/3)/100  # share of the entries that are raised by 3, in each layer\n"
    "    mean = (1 - alpha)/2*1 + alpha/2*(4**2 + 3**2)  # of an entry of E^2\n"
    "    return L/2*log((2*mean + 1)/2)  # half of what is over 1 is certain for wide layers\n"
    "L = mpf(10)**12\n"
    "print(log(logarithm(L**2)/logarithm(L))/log(L))\n"
)


def growth_exponent(a: Any) -> Any:
    """The power of L like which the logarithm of the change grows, between L = 10^12 and 10^24.

    >>> growth_exponent(sp.Rational(3, 2))
    1
    """
    share = _SHARE * _L ** sp.Min(0, 1 - 2 * a / 3)
    logarithm = _L / 2 * sp.log(1 + 12 * share)
    start = sp.Integer(10) ** 12
    first, second = (logarithm.subs(_L, length) for length in (start, start**2))
    return sp.log(second / first) / sp.log(start)


def _explodes(context: Context, statement: Any) -> Evidence:
    """Refuted for a < 3: the logarithm of the change grows like a power of L."""
    a = sp.sympify(statement, strict=True)
    if a >= 3:
        return context.open("12 alpha L, which bounds the logarithm of the change, does not grow")
    context.claim("basri2020.lemma8")
    for theorem in _CITED:
        context.cite(theorem)
    exponent = growth_exponent(a)
    share = f"m L^({sp.Min(0, 1 - 2 * a / 3)})/100"
    family = Family(f"omega = c/L^({a}), s = {share}, m = L^8, L -> oo", _ALL.traits)
    spot = Spot({"parameters": family}, enclose(exponent, _DIGITS))
    meaning = "the logarithm of the change of the backward product grows like L to the power"
    return context.fails(Witness(spot, meaning, tree_or_reason(exponent)))


CLAIMS = (
    Claim(
        "basri2020.lemma7.range",
        at("appendix D.4, lemma 7, its range omega = O(1/L^(3/2))"),
        Kind.PROBABILISTIC,
        "For omega = O(1/L^a), a = 3/2, and all diagonal matrices with s = O(m omega^(2/3) L) entries "
        "in [-3, 3] the backward product changes by O(tau omega^(1/3) L^2 sqrt(m log m)).  It fails "
        "for every a < 3; for omega = O(1/L^6), such as that of lemma 4, see lemma7.",
        sp.Rational(3, 2),
        {"parameters": _ALL},
        _explodes,
        (
            Control("every omega", sp.Integer(0)),
            Control("a = 2", sp.Integer(2)),
            Control("a = 5/2", _R(5, 2)),
            Control("a = 14/5", _R(14, 5)),
        ),
        ("networks (D.1) at initialisation",),
        quantity="a",
        correction="basri2020.lemma7.range.corrected",
        snippet=_SNIPPET,
    ),
    is_order(
        "lemma7.range.corrected",
        "appendix D.4, where lemma 7 is applied, for m and tau as in theorem 4",
        "The omega of lemma 4 is O(1/L^6), in which range lemma7 is measured.",
        THEOREM_4,
        ((OMEGA, _L**-6),),
        {
            "with n^12": (OMEGA, _L**-6 / POINTS**12),
            "with tau^3": (OMEGA, _L**-6 * TAU**3),
            "with m": (OMEGA, _L**-6 / WIDTH),
        },
        derivation="corrections.D.lemma7-range",
    ),
)
