"""Appendix C, (39) as printed: against the tails of two densities."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp
from scipy.linalg import eigh

from freqbias.claims.basri2020.appendix_c.lemma_2 import EPS, SETTING, STEPS, Count, values_of
from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_4.exact_functions import THIRDS
from freqbias.claims.basri2020.section_4.single_frequency import KAPPA, LEAST
from freqbias.claims.basri2020.section_4.spectra import HALVES
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.domain import Finite, Interval
from freqbias.claims.evidence import Evidence, Finding
from freqbias.numerics.galerkin import galerkin_matrix
from freqbias.theory.densities import PiecewiseConstant
from freqbias.theory.kernels import Kernel
from freqbias.theory.trace import ROOT_MEAN

__all__ = ["CLAIMS"]

_B = sp.Symbol("B", positive=True)
_PRINTED = Count(
    (
        4 * ROOT_MEAN * KAPPA / sp.sqrt(LEAST),
        sp.Rational(128, 9) * _B**2 * ROOT_MEAN**2 / (EPS**2 * LEAST),
    ),
    sp.Integer(0),
)
_SAMPLES = {"weights 4 : 1 on halves": HALVES, "weights 1 : 2 : 4 on thirds": THIRDS}
_KAPPAS = (1, 2, 3, 5, 8, 14, 20)
_SECTION, _LAST = 200, 250  # frequencies of the Galerkin section, eigenfunctions looked at
_ROUNDING = 1e-9  # the first entry is an integer for weights 4 : 1


@lru_cache(maxsize=4)
def _squares(kernel: Kernel, density: PiecewiseConstant) -> Any:
    """Rows: ``g_i^2``, i by decreasing eigenvalue, for each of the kappa, by Galerkin's method.

    ``f_i = K^(1/2) u_i/sqrt(lambda_i)`` has norm 1, u_i an eigenvector of the section; so ``g_i^2`` is
    lambda_i pi/khat_kappa times the square of the component of u_i at cos(kappa x).
    """
    values, vectors = eigh(galerkin_matrix(kernel, density, _SECTION))
    khat = [float(kernel.fourier()(kappa)) for kappa in _KAPPAS]
    squares = vectors[list(_KAPPAS)] ** 2 * values * np.pi / np.array(khat)[:, None]
    return squares[:, ::-1]


def _printed(context: Context, statement: Count) -> Evidence:
    """Whether ``sum_{i > n} g_i^2 <= U/n``, for n beyond the first entry; the second one is U/eps^2."""
    kernel = context.kernel("first_layer_bias")
    worst = 0.0
    for density in _SAMPLES.values():
        known = values_of(density)
        least = sp.sqrt(density.minimum * len(density.regions) / (2 * sp.pi))
        values = {**known, _B: least, EPS: 1}
        second = float(statement.entries[1].subs(values))
        for kappa, squares in zip(_KAPPAS, _squares(kernel, density), strict=True):
            first = float(statement.entries[0].subs({**values, KAPPA: kappa}))
            tails = np.cumsum(squares[::-1])[::-1]
            n = np.arange(int(first + _ROUNDING) + 1, _LAST)
            worst = max(worst, float(np.max(n * tails[n]) / second))
    note = f"n times the tail is at most {worst:.2g} of what (39) allows"
    finding = Finding.HOLDS if worst <= 1 else Finding.FAILS
    return replace(context.open(note), finding=finding)


CLAIMS = (
    Claim(
        "basri2020.eq39",
        at("appendix C, (39), as printed"),
        Kind.INEQUALITY,
        "sum_{i > n} g_i^2 < eps^2 once n > max(4 Z kappa/sqrt(p*), 128 B^2 Z^2/(9 eps^2 p*)), "
        "whatever B is read to be: with the least value of B = sum_j a_j p_j that int p v_i^2 = 1 "
        "allows on l equal regions if a_j is the maximum of abs(v_i) there, B = sqrt(p* l/(2 pi)).",
        _PRINTED,
        {"p": Finite(tuple(_SAMPLES)), "kappa": Finite(_KAPPAS), "log eps": Interval(None, None)},
        _printed,
        (
            Control("first entry Z kappa/(2 sqrt(p*))", _PRINTED.times(sp.Rational(1, 8), 1)),
            Control("first entry with p* inverted", _PRINTED.times(LEAST, 1)),
            Control("sqrt(kappa)", _PRINTED.times(1 / sp.sqrt(KAPPA), 1)),
            Control("a thousandth of the second entry", _PRINTED.times(1, sp.Rational(1, 1000))),
        ),
        (*SETTING, "n <= 250"),
        steps=STEPS,
    ),
)
