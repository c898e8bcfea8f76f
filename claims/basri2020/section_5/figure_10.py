"""Section 5, figure 10: eigenvalues of deep kernels for equidistant points of the circle.

"Depth 10" is read as L = 9 hidden layers, if layers of weights are counted, and as L = 10.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from freqbias.claims.basri2020.entries import at
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Finite
from freqbias.claims.evidence import Evidence, Finding, Rigour
from freqbias.numerics.evaluate import Floats, kernel_function
from freqbias.theory.kernels import named

__all__ = ["CLAIMS", "READINGS", "sampled"]

READINGS = (9, 10)


@dataclass(frozen=True)
class Sampled:
    """What is said of H/n for n equidistant points: no eigenvalue vanishes, and where they first rise.

    :param first_rise: the first frequency whose eigenvalue is not above the next; None for none.
    """

    points: int
    depths: tuple[int, ...] = READINGS
    first_rise: int | None = None

    def __str__(self) -> str:
        depths = " and ".join(map(str, self.depths))
        first = "never" if self.first_rise is None else f"first at kappa = {self.first_rise}"
        return f"n = {self.points}, L = {depths}: lambda_kappa > 0, rising {first}"


def sampled(depth: int, points: int) -> Floats:
    """Eigenvalues of H/n at frequencies 0, 1, ..., n//2: H is circulant for equidistant points."""
    angles = 2 * np.pi * np.arange(points) / points
    row = kernel_function(named(f"deep:{depth}"))(np.minimum(angles, 2 * np.pi - angles))
    return np.asarray(np.fft.rfft(row).real / points)


def _first_rise(values: Floats) -> int | None:
    rising = np.flatnonzero(np.diff(values) >= 0)
    return int(rising[0]) if rising.size else None


def _figure(context: Context, statement: Sampled) -> Evidence:
    found = {depth: sampled(depth, statement.points) for depth in statement.depths}
    rises = {depth: _first_rise(values) for depth, values in found.items()}
    least = min(float(values.min() / values.max()) for values in found.values())
    agrees = least > 1e-12 and set(rises.values()) == {statement.first_rise}
    seen = ", ".join(
        f"{'throughout' if k is None else f'up to kappa = {k}'} for L = {d}"
        for d, k in rises.items()
    )
    note = (
        f"{statement.points:,} equidistant points make H circulant, so the eigenvectors of H/n are the "
        f"Fourier series; the least of its eigenvalues is {least:.0e} of the largest, and they fall "
        f"with frequency {seen}."
    )
    if agrees and statement.first_rise is None:
        note = f"The figure is right: {note}  {_NO_LAW}"
    finding = Finding.HOLDS if agrees else Finding.FAILS
    return replace(context.open(note), finding=finding, rigour=Rigour.NUMERICAL)


_NO_LAW = (
    "The law read from it, that the eigenvalues of the kernel itself fall from each frequency to the "
    "next, is false at every depth L >= 2: khat_kappa is (2/kappa^2)(a + b) at large even and "
    "(2/kappa^2)(a - b) at large odd kappa, where b > 0 is the slope of the kernel at theta = pi, so "
    "even frequencies end up above the odd ones before them, first khat_902 > khat_901 for L = 9 and "
    "khat_1352 > khat_1351 for L = 10 (basri2020.fig10.monotone); what holds is decrease among the "
    "even and among the odd ones (fig10.parity).  The figure hides this because sampling adds "
    "khat_(n - kappa) to khat_kappa, at odd n a frequency of the other parity, which evens out the "
    "two kinds: with one point less, n = 1,256, the eigenvalue at 462 is above that at 461 for L = 9 "
    "(fig10.even-points)."
)

CLAIMS = (
    Claim(
        "basri2020.fig10",
        at("section 5, figure 10"),
        Kind.FIGURE,
        "For depth 10 and n = 1,257 equidistant points of the circle the eigenvectors of H/n are the "
        "Fourier series, all frequencies included although there is no bias, and the eigenvalues "
        "decrease with frequency.",
        Sampled(1257),
        {"L": Finite(READINGS)},
        _figure,
        (
            Control("two layers, without odd frequencies", Sampled(1257, (1,))),
            Control("three layers", Sampled(1257, (2,))),
            Control("n = 1,256", Sampled(1256)),
            Control("rising once", Sampled(1257, READINGS, 461)),
        ),
        ("equidistant points", "no bias, c_sigma = 2"),
    ),
    Claim(
        "basri2020.fig10.even-points",
        at("section 5, figure 10, with one point less"),
        Kind.FIGURE,
        "With n = 1,256 points, at L = 9, the eigenvalue of H/n at frequency 462 is above that at 461: "
        "that figure 10 shows none out of order is due to the odd number of its points.",
        Sampled(1256, (9,), 461),
        {"L": Finite((9,))},
        _figure,
        (
            Control("none out of order", Sampled(1256, (9,))),
            Control("from 463", Sampled(1256, (9,), 463)),
            Control("n = 1,257", Sampled(1257, (9,), 461)),
            Control("from 459", Sampled(1256, (9,), 459)),
        ),
        ("equidistant points", "no bias, c_sigma = 2"),
    ),
)
