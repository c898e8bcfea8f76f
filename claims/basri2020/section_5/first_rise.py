"""Section 5, below figure 10: where the eigenvalues of deep kernels first rise, certified."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import sympy as sp
from flint import arb

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_4.spectra import arb_of
from freqbias.claims.basri2020.section_5.monotone import COMPUTED, coefficients
from freqbias.claims.claim import Check, Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Finite
from freqbias.claims.evidence import Evidence, Rigour, Spot, Witness
from freqbias.numerics.balls import Ball, precision
from freqbias.numerics.depth.certified import certified_sphere_eigenvalues
from freqbias.theory.kernels import named

__all__ = ["CLAIMS"]

_BITS, _DIGITS = 200, 30
_CIRCLE = {2: 7, 3: 21, 4: 51}
_DEEPER = {5: 107, 6: 201, 7: 351, 8: 577, 9: 901, 10: 1351, 11: 1961, 12: 2771}
_SPHERE = {2: 9, 3: 29, 4: 75}
_DEEPER_SPHERE = {5: 159, 6: 301}


def _differences(depth: int, count: int, dimension: int) -> list[arb]:
    """Each of the first ``count`` eigenvalues, up to a factor, minus the one before it."""
    if dimension == 2:
        values = coefficients(depth, count)
    else:
        balls = certified_sphere_eigenvalues(named(f"deep:{depth}"), count, dimension, _DIGITS)
        values = tuple(map(arb_of, balls))
    with precision(_BITS):
        return [b - a for a, b in pairwise(values)]


def _first_rises(dimension: int) -> Check:
    """Every difference up to the stated frequency is negative, and there it is positive, in balls."""

    def check(context: Context, statement: sp.Dict) -> Evidence:
        for depth, kappa in ((int(d), int(k)) for d, k in statement.items()):
            context.kernel(f"deep:{depth}")
            found = _differences(depth, kappa + 2, dimension)
            first = next((m for m, rise in enumerate(found) if not rise < 0), None)
            if first == kappa and found[first] > 0:
                continue
            off = kappa if first is None else first
            spot = Spot({"L": depth}, Ball.of(found[off], _DIGITS))
            said = (
                f"from {off} to {off + 1}, though {kappa} is said to be the first rise, it grows by"
            )
            return context.fails(Witness(spot, said, COMPUTED))
        box = {"L": Finite(tuple(int(depth) for depth in statement))}
        return replace(context.holds((box,), ()), rigour=Rigour.BALLS)

    return check


def _claim(name: str, dimension: int, rises: dict[int, int], *, slow: bool = False) -> Claim:
    first, deepest = min(rises), max(rises)
    said = ", ".join(f"{kappa} (L = {depth})" for depth, kappa in rises.items())
    return Claim(
        f"basri2020.fig10.first-rise{name}",
        at(f"section 5, below figure 10, where decrease ends on S^{dimension - 1}"),
        Kind.EXISTENCE,
        f"On S^{dimension - 1} the first kappa whose eigenvalue is below the next one is {said}.",
        sp.Dict(rises),
        {"L": Finite(tuple(rises))},
        _first_rises(dimension),
        tuple(
            Control(f"{rises[depth] + off} at L = {depth}", _moved(rises, depth, off))
            for depth, off in ((first, -2), (first, 2), (first, -1), (deepest, -2))
        ),
        ("uniform density", "L hidden layers, no bias, c_sigma = 2"),
        quantity="first kappa with lambda_(kappa+1) > lambda_kappa, by L",
        slow=slow,
    )


def _moved(rises: dict[int, int], depth: int, off: int) -> sp.Dict:
    return sp.Dict({**rises, depth: rises[depth] + off})


CLAIMS = (
    _claim("", 2, _CIRCLE),
    _claim(".deeper", 2, _DEEPER, slow=True),
    _claim(".sphere", 3, _SPHERE),
    _claim(".sphere.deeper", 3, _DEEPER_SPHERE, slow=True),
)
