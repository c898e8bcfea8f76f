"""Section 4.3, the conjecture for S^(d-1): patches of harmonics, and their local degree.

Measured on S^2 for hemispheres 12 : 1, those of figure 8, and on S^3 for 8 : 1, in sections of 400
degrees, which leave less than 1e-8 of an eigenfunction; number 15 to 39 of each of the orders 0, 1, 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp
from scipy.special import lpmv

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_4.figures_2_3 import measured
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Finite
from freqbias.claims.evidence import Evidence
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.flow.section import SectionFlow
from freqbias.numerics.spheres.flow import sphere_section
from freqbias.theory.densities import Zones
from freqbias.theory.kernels import Kernel
from freqbias.theory.spheres.decay import uniform_decay

__all__ = ["CLAIMS", "LocalDegrees", "Patches"]

_CASES = {3: Zones.from_text("-1, 0, 1", "12, 1"), 4: Zones.from_text("-1, 0, 1", "8, 1", 4)}
_NUMBERS = range(15, 40)
_ORDERS = (0, 1, 2)
_DEGREES = 400
_TWO_PERCENT = sp.Rational(1, 50)
_D = sp.Symbol("d", integer=True, positive=True)


@dataclass(frozen=True)
class LocalDegrees:
    """In the median over eigenfunctions of an order the local degrees are as ``p^exponent``.

    :param exponent: in d.
    :param share: how far their ratio may be off.
    """

    exponent: Any
    share: Any = _TWO_PERCENT

    def __str__(self) -> str:
        return f"local degree c p^({self.exponent}), up to {self.share}"


@dataclass(frozen=True)
class Patches:
    """On each zone of S^2 one harmonic of degree nu_j, but for a share of the mean square under p.

    ``lambda = p_j^power C/(nu_j + 1/2)^3``; the share is the median.
    """

    power: Any
    share: Any

    def __str__(self) -> str:
        return f"patches of harmonics, lambda = p_j^({self.power}) mu_nu, up to {self.share}"


@lru_cache(maxsize=6)
def _section(kernel: Kernel, dimension: int, order: int) -> SectionFlow:
    return sphere_section(_CASES[dimension], kernel, order, _DEGREES)


def _on_zones(flow: SectionFlow, number: int) -> Iterator[tuple[Floats, Floats]]:
    """Colatitudes of the nodes, and sqrt(p w) times an eigenfunction there, from the south."""
    for rows in flow.regions:
        yield flow.nodes.points[rows], flow.vectors[rows, number]


def _spacing(theta: Floats, values: Floats) -> float:
    """Of the zeros, in the mean."""
    at_ = np.flatnonzero(values[1:] * values[:-1] < 0)
    share = values[at_] / (values[at_] - values[at_ + 1])
    zeros = theta[at_] + share * (theta[at_ + 1] - theta[at_])
    return float((zeros[-1] - zeros[0]) / (zeros.size - 1))


def _local(context: Context, statement: LocalDegrees) -> Evidence:
    kernel, far, notes = context.kernel("first_layer_bias"), 0.0, []
    for d, density in _CASES.items():
        south, north = (float(zone.value) for zone in density.zones)
        stated = (south / north) ** float(sp.sympify(statement.exponent, strict=True).subs(_D, d))
        for order in _ORDERS:
            flow = _section(kernel, d, order)
            spacings = [[_spacing(*zone) for zone in _on_zones(flow, i)] for i in _NUMBERS]
            ratio = float(np.median([b / a for a, b in spacings]))
            far = max(far, abs(ratio / stated - 1))
            notes.append(f"{ratio:.3f}")
    note = f"ratios of local degrees {', '.join(notes)} (S^2, then S^3), off by at most {far:.2%}"
    return measured(context, far <= float(statement.share), note)


def _left_over(
    flow: SectionFlow, number: int, order: int, statement: Patches, front: float
) -> float:
    """What the regular Legendre functions of the two degrees leave of the mean square."""
    left, zones = 0.0, _CASES[3].zones
    parts = zip(zones, _on_zones(flow, number), flow.regions, (-1, 1), strict=True)
    for zone, (theta, values), rows, pole in parts:
        rate = float(zone.value) ** float(statement.power) * front
        degree = (rate / flow.eigenvalues[number]) ** (1 / 3) - 0.5
        patch = lpmv(order, degree, pole * np.cos(theta)) * np.sqrt(flow.nodes.weights[rows])
        left += float(values @ values - (patch @ values) ** 2 / (patch @ patch))
    return left


def _patches(context: Context, statement: Patches) -> Evidence:
    kernel, worst = context.kernel("first_layer_bias"), 0.0
    front = float(uniform_decay(kernel).at(3).limit)
    for order in _ORDERS:
        flow = _section(kernel, 3, order)
        left = [_left_over(flow, i, order, statement, front) for i in _NUMBERS]
        worst = max(worst, float(np.median(left)))
    note = f"{worst:.2%} of the mean square is left in the median, {statement.share} was allowed"
    return measured(context, worst <= float(statement.share), note)


_PLACE = "section 4.3"
_SETTINGS = (
    "kernel (10)",
    "hemispheres 12 : 1 on S^2, 8 : 1 on S^3",
    "orders 0 to 2, number 15 to 39",
)


def _of_patches(name: str, reading: str, share: Any, **rest: Any) -> Claim:
    powers = (sp.Integer(0), sp.Rational(1, 2), sp.Rational(3, 2), sp.Integer(2))
    return Claim(
        f"basri2020.conj.sphere.{name}",
        at(f"{_PLACE}, 'patches of harmonics', {reading}"),
        Kind.FIGURE,
        f"For hemispheres 12 : 1 on S^2 an eigenfunction is, but for {share} of its mean square, on "
        "each hemisphere one harmonic, regular at the pole, of the degree with lambda = p_j C/(nu_j + "
        "1/2)^3, C = 1/(4 pi): not an integer, so no harmonic of the whole sphere.",
        Patches(sp.Integer(1), share),
        {"d": Finite((3,))},
        _patches,
        tuple(Control(f"lambda as p^({power})", Patches(power, share)) for power in powers),
        _SETTINGS,
        **rest,
    )


CLAIMS = (
    Claim(
        "basri2020.conj.sphere.local",
        at(f"{_PLACE}, 'local frequency grows with the density'"),
        Kind.FIGURE,
        "The local degrees of eigenfunctions on two hemispheres are as p^(1/d), not as sqrt(p), up to "
        "2 % in the median: 12^(1/3) = 2.289 for 12 : 1 on S^2.",
        LocalDegrees(1 / _D),
        {"d": Finite((3, 4))},
        _local,
        (
            Control("sqrt(p), as on the circle", LocalDegrees(sp.Rational(1, 2))),
            Control("p", LocalDegrees(sp.Integer(1))),
            Control("the same everywhere", LocalDegrees(sp.Integer(0))),
            Control("p^(1/(d-1))", LocalDegrees(1 / (_D - 1))),
        ),
        _SETTINGS,
    ),
    _of_patches(
        "patches.exact",
        "to a millionth",
        sp.Rational(1, 10**6),
        correction="basri2020.conj.sphere.patches",
    ),
    _of_patches("patches", "to leading order", sp.Rational(1, 200)),
)
