"""Figure 9: times to learn harmonics on S^2, hemispheres of density 1 : r, r = 2, 3, 4.

Protocol.  300 and 300 r independent points, as appendix E says, and the linear dynamics of infinitely
many units.  What is not printed: which harmonics (here zonal ones, or the sectoral ones Re(x_1 + i
x_2)^kappa), the range of kappa (here 2 to 10), and when a hemisphere has converged (here at a hundredth
of its first mean square, as the amplitude is not printed).  Eight runs with seeds of their own; what is
printed is compared with Student's 99 % prediction interval of one run, too wide to tell it from r.  The
operator's own times stand beside: what they lack to r is leakage through the interface.  The networks
themselves (m = 8000) are not trained here.

A first set of runs, with other seeds, was seen before the statements were fixed.  It had contradicted
the exponent 3 as an exact one, which is a claim of its own since then beside the nearest half; and it
had not been able to tell 2, 3, 4 from what is printed, which is no control therefore.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_4.figures_2_3 import measured
from freqbias.claims.basri2020.section_4.intervals import prediction_interval
from freqbias.claims.claim import Check, Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Finite
from freqbias.claims.evidence import Evidence
from freqbias.numerics.evaluate import Floats, kernel_function
from freqbias.numerics.flow import times_to_converge
from freqbias.numerics.flow.sampled import SampledFlow
from freqbias.numerics.spheres.flow import harmonic_times
from freqbias.numerics.spheres.overlaps import radial_functions
from freqbias.numerics.spheres.points import angles_between
from freqbias.numerics.spheres.samples import zone_points
from freqbias.theory.densities import Zones
from freqbias.theory.kernels import Kernel

__all__ = ["CLAIMS", "Medians", "hemispheres", "sampled_times"]

_RATIOS = (2, 3, 4)
_KAPPAS = tuple(range(2, 11))
_POINTS, _RUNS, _TOLERANCE = 300, 8, 0.01
_FRESH = 2000  # seeds below were those of the first runs
_ZONAL, _SECTORAL = 0, 1


@dataclass(frozen=True)
class Medians:
    """Over kappa, of the time of the sparse hemisphere over that of the dense one, for r = 2, 3, 4."""

    values: tuple[Any, Any, Any]

    def __str__(self) -> str:
        return ", ".join(map(str, self.values))


def hemispheres(ratio: int) -> Zones:
    """The density 1 : r on S^2, dense in the north."""
    return Zones((-1, 0, 1), (1, ratio))


@lru_cache(maxsize=32)
def sampled_times(kernel: Kernel, ratio: int, seed: int) -> Floats:
    """Times on the two hemispheres in one run, shape (2, harmonics, kappas): zonal, sectoral."""
    counts = (_POINTS, _POINTS * ratio)
    x = zone_points(hemispheres(ratio), counts, seed)
    flow = SampledFlow.of(kernel_function(kernel)(angles_between(x, x)), counts)
    zonal = radial_functions(x[:, 2].tolist(), [0], _KAPPAS[-1] + 1, 3)[list(_KAPPAS), 0].T
    sectoral = ((x[:, :1] + 1j * x[:, 1:2]) ** np.array(_KAPPAS)).real
    targets = np.concatenate([zonal, sectoral], axis=1) / np.sqrt(len(x))
    return times_to_converge(flow, targets, _TOLERANCE).reshape(2, 2, -1)


def _runs(context: Context, ratio: int, harmonic: int) -> Floats:
    """Times of the runs, shape (runs, hemispheres, kappas)."""
    kernel = context.kernel("first_layer_bias")
    first = _FRESH + 100 * context.seed
    seeds = range(first, first + _RUNS)
    return np.array([sampled_times(kernel, ratio, seed)[:, harmonic] for seed in seeds])


def _medians(context: Context, ratio: int, harmonic: int) -> Floats:
    times = _runs(context, ratio, harmonic)
    return np.asarray(np.median(times[:, 0] / times[:, 1], axis=1))


@lru_cache(maxsize=3)
def _operator_median(kernel: Kernel, ratio: int) -> float:
    times = harmonic_times(hemispheres(ratio), _KAPPAS, 0, _TOLERANCE, kernel).times
    return float(np.median(times[0] / times[1]))


def _exponents(context: Context) -> list[tuple[float, float]]:
    """For each r the 99 % interval of one run's least-squares exponent of kappa, in the mean over the
    hemispheres.

    The operator's own, from 2 to 10, are 3.1, for mu is like ``(kappa + 1/2)^-3 (1 + c/nu^2)``.
    """
    found = []
    for ratio in _RATIOS:
        logs = np.log(_runs(context, ratio, _ZONAL))
        slopes = [np.polyfit(np.log(_KAPPAS), run.T, 1)[0].mean() for run in logs]
        found.append(prediction_interval(slopes, logarithms=False))
    return found


def _growth(reach: float) -> Check:
    """Whether all intervals lie within ``reach`` of the exponent; 0: whether it lies in all."""

    def check(context: Context, statement: Any) -> Evidence:
        exponent, intervals = float(statement), _exponents(context)
        inside = [low <= exponent <= high for low, high in intervals]
        near = [exponent - reach < low <= high < exponent + reach for low, high in intervals]
        note = ", ".join(f"[{low:.2f}, {high:.2f}]" for low, high in intervals)
        return measured(
            context, all(near if reach else inside), f"99 % intervals of one run {note}"
        )

    return check


def _one_run(harmonic: int) -> Check:
    def check(context: Context, statement: Medians) -> Evidence:
        agrees, notes = True, []
        for ratio, stated in zip(_RATIOS, statement.values, strict=True):
            low, high = prediction_interval(_medians(context, ratio, harmonic), logarithms=True)
            agrees &= low <= float(stated) <= high
            notes.append(f"[{low:.2f}, {high:.2f}]")
        return measured(context, agrees, f"99 % intervals of one run {', '.join(notes)}")

    return check


def _of_operator(context: Context, statement: Medians) -> Evidence:
    kernel = context.kernel("first_layer_bias")
    found = [_operator_median(kernel, ratio) for ratio in _RATIOS]
    far = max(abs(f / float(s) - 1) for f, s in zip(found, statement.values, strict=True))
    note = f"without sampling {', '.join(f'{f:.3f}' for f in found)}: off by {far:.1%}, 1 % allowed"
    return measured(context, far <= 0.01, note)


_PRINTED = Medians((sp.Rational(176, 100), sp.Rational(245, 100), sp.Rational(299, 100)))
_AS_DENSITIES = Medians((2, 3, 4))
_WRONG = (
    Control("no effect of the density", Medians((1, 1, 1))),
    Control("roots of the densities", Medians((sp.sqrt(2), sp.sqrt(3), 2))),
    Control("squares of the densities", Medians((4, 9, 16))),
)
_OTHER_EXPONENTS = tuple(Control(f"exponent {e}", sp.Rational(e)) for e in ("2", "5/2", "7/2", "4"))
_SETTINGS = ("kernel (10)", "linear dynamics", "kappa = 2, ..., 10", "converged at a hundredth")
_DOMAIN = {"r": Finite(_RATIOS)}


def _claim(name: str, place: str, reading: str, statement: Any, check: Check, **rest: Any) -> Claim:
    return Claim(
        f"basri2020.fig9{name}",
        at(f"figure 9, {place}"),
        Kind.FIGURE,
        reading,
        statement,
        _DOMAIN,
        check,
        rest.pop("controls"),
        _SETTINGS,
        **rest,
    )


CLAIMS = (
    _claim(
        "",
        "with appendix E, 'cubic'",
        "On 300 and 300 r points of two hemispheres the time to learn a zonal harmonic is cubic in its "
        "degree, to the nearest half of an exponent.  The ratios: fig9.ratios; why they are not r: "
        "fig9.leakage.",
        sp.Integer(3),
        _growth(0.25),
        controls=_OTHER_EXPONENTS,
        quantity="exponent of kappa",
        slow=True,
    ),
    _claim(
        ".exact",
        "with appendix E, 'cubic', as an exact exponent",
        "The exponent of the degree, fitted from 2 to 10, is 3 within what samples give.",
        sp.Integer(3),
        _growth(0),
        controls=_OTHER_EXPONENTS,
        quantity="exponent of kappa",
        correction="basri2020.fig9",
        slow=True,
    ),
    _claim(
        ".ratios",
        "caption, zonal harmonics",
        "The printed median ratios 1.76, 2.45, 2.99 are within what samples give for zonal harmonics.",
        _PRINTED,
        _one_run(_ZONAL),
        controls=_WRONG,
        slow=True,
    ),
    _claim(
        ".ratios.sectoral",
        "caption, sectoral harmonics",
        "The printed median ratios are within what samples give for the sectoral harmonics.",
        _PRINTED,
        _one_run(_SECTORAL),
        controls=_WRONG,
        slow=True,
    ),
    _claim(
        ".sampling",
        "'due to sampling', without it",
        "Without sampling the median ratios are those of the densities, 2, 3 and 4, up to 1 %.",
        _AS_DENSITIES,
        _of_operator,
        controls=_WRONG,
        correction="basri2020.fig9.leakage",
    ),
    _claim(
        ".leakage",
        "what the ratios lack to r, without sampling",
        "Without sampling they are 1.81, 2.63 and 3.46 up to 1 %: the faster hemisphere waits for what "
        "leaks through the interface; what the printed ones lack to these is of sampling.",
        Medians((sp.Rational(181, 100), sp.Rational(263, 100), sp.Rational(346, 100))),
        _of_operator,
        controls=(
            *_WRONG,
            Control("as the densities", _AS_DENSITIES),
            Control("as printed", _PRINTED),
        ),
    ),
)
