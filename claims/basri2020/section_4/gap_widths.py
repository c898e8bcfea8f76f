"""Section 4.1, (13) and (20): the pairs of the two-piece Hill equation stay apart as q grows."""

from __future__ import annotations

import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_4.spectra import density_point, witness
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Family, Integers
from freqbias.claims.evidence import Evidence
from freqbias.derivations.two_regions import gap_edges, recurring
from freqbias.numerics.hill.eigenvalues import hill_interval
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.hill.two_pieces import TwoPieces, recurring_offset

__all__ = ["CLAIMS"]

_KAPPA, _SHARE = sp.symbols("kappa w", positive=True)
_TWO_REGIONS = Family(
    "densities of two occupied regions",
    ("density", "piecewise constant", "positive", "two regions"),
)


def _recurring(context: Context, statement: sp.Expr) -> Evidence:
    """Exact by the derivation; second route: certified Hill eigenvalues of three densities."""
    for weights in ("4, 1", "2, 1", "100, 1"):
        density = PiecewiseConstant.from_text("-1, 0, 1", weights)
        pieces, name = TwoPieces(density), weights.replace(",", " :") + " on halves"
        stated = statement.subs({_KAPPA: pieces.contrast, _SHARE: pieces.share})
        for q in range(1, 5):
            width = sp.Max(*(_widest(density, n) for n in (q, q + 1)))
            point = {"p": _two_regions(density, name), "q": q}
            found = witness(point, stated - width, {}, "wider than both gaps by at least")
            if found is not None:
                return context.fails(found)
    ratio = sp.simplify(statement / recurring_offset(_KAPPA, _SHARE))
    if not (ratio.is_number and ratio <= 1):
        return context.open("not what is proved, but not refuted")
    for derivation in (gap_edges(), recurring()):
        context.rely_on(derivation)
    note = "exact, by the derivations hill.gap-edges and hill.recurring; certified samples obey it"
    return context.holds(({"p": _TWO_REGIONS, "q": Integers(1)},), (), note)


def _widest(density: PiecewiseConstant, q: int) -> sp.Expr:
    """An upper bound, from certified counts, of the larger offset of the two edges at q."""
    low, high = hill_interval(density, 2 * q - 1, 1)[0], hill_interval(density, 2 * q, 1)[1]
    edges = [density.root_mean * sp.sqrt(sp.Rational(end)) for end in (low, high)]
    return sp.Max(q - edges[0], edges[1] - q)


def _two_regions(density: PiecewiseConstant, name: str) -> Family:
    occupied = len(density.regions) == 2 and not density.gaps
    traits = density_point(density, name).traits
    return Family(name, (*traits, "two regions") if occupied else traits)


CLAIMS = (
    Claim(
        "basri2020.eq20.pairs.recurring",
        at("section 4.1, (13) and (20), two regions, how far pairs are apart"),
        Kind.INEQUALITY,
        "With kappa = abs(r - 1)/(r + 1): of any two successive q >= 1 one has both eigenvalues of "
        "(13) at effective frequencies at least kappa abs(sin(2 pi w))/(2 pi (1 + kappa)) away from q; "
        "so the pairs do not close as q grows unless w = 1/2 or p is uniform.",
        recurring_offset(_KAPPA, _SHARE),
        {"p": _TWO_REGIONS, "q": Integers(1)},
        _recurring,
        (
            Control("four times as far", 4 * recurring_offset(_KAPPA, _SHARE)),
            Control("1/2", sp.Rational(1, 2) + 0 * _KAPPA),
            Control("kappa", _KAPPA),
        ),
        ("leading-order equation (13)",),
        quantity="abs(x - q) at least",
        derivation="hill.recurring",
    ),
)
