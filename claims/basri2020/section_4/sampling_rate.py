"""Section 4, (7): how far the eigenvalues of H/n are from their limits.

Protocol, fixed beforehand.  1 : 2 : 4 on thirds, n = 500, 2,000, 8,000, each with 24 seeds
of its own, first four eigenvalues.  The mean squares of the 24 deviations over the stated variance
have, for all twelve together, the 99 % interval of chi-square.  A first protocol compared all of
their covariance by one number and could not tell it from that without the -1; this one has fresh
seeds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp
from scipy.special import chdtri

from freqbias.claims.basri2020.entries import at
from freqbias.claims.basri2020.section_4.exact_functions import THIRDS
from freqbias.claims.basri2020.section_4.figures_2_3 import measured
from freqbias.claims.basri2020.section_4.spectra import certified
from freqbias.claims.claim import Claim, Control, Kind
from freqbias.claims.context import Context
from freqbias.claims.evidence import Evidence
from freqbias.numerics.densities import sample
from freqbias.numerics.deviation.basis import eigenbasis
from freqbias.numerics.deviation.table import sampled_eigenvalues
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.gram.operator import GramOperator
from freqbias.theory.kernels import Kernel

__all__ = ["CLAIMS", "Deviations"]

_SIZES, _SEEDS, _COUNT = (500, 2000, 8000), 24, 4
_PROTOCOL = 2
_LEVEL = 0.01 / (len(_SIZES) * _COUNT)


@dataclass(frozen=True)
class Deviations:
    """lhat_i has standard deviation ``factor n^-rate lambda_i sqrt(integral f_i^4 p - shift)``."""

    factor: Any = sp.S.One
    rate: Any = sp.S.Half
    shift: Any = sp.S.One

    def __str__(self) -> str:
        return f"{self.factor} n^(-{self.rate}) lambda_i sqrt(integral f_i^4 p - {self.shift})"


@lru_cache(maxsize=4)
def _deviations(kernel: Kernel, seed: int) -> Floats:
    """``lhat_i - lambda_i``; (sizes, seeds, eigenvalues)."""
    exact = [float(ball) for ball in certified(kernel, THIRDS, _COUNT)]
    found = np.empty((len(_SIZES), _SEEDS, _COUNT))
    for row, n in enumerate(_SIZES):
        for run in range(_SEEDS):
            own = int(np.random.SeedSequence((_PROTOCOL, seed, n, run)).generate_state(1)[0])
            gram = GramOperator(sample(THIRDS, n, own), kernel)
            found[row, run] = sampled_eigenvalues(gram, _COUNT) - exact
    return found


def _rate(context: Context, statement: Deviations) -> Evidence:
    kernel = context.kernel("first_layer_bias")
    basis = eigenbasis(kernel, THIRDS, _COUNT)
    spread = np.sqrt(np.diag(basis.moments) - float(statement.shift))
    powers = np.array(_SIZES, dtype=float) ** -float(statement.rate)
    stated = float(statement.factor) * np.outer(powers, basis.eigenvalues * spread)
    ratios = np.mean(_deviations(kernel, context.seed) ** 2, axis=1) / stated**2
    low, high = (float(chdtri(_SEEDS, share)) / _SEEDS for share in (1 - _LEVEL / 2, _LEVEL / 2))
    note = (
        f"mean squares over the stated variances from {ratios.min():.3f} to {ratios.max():.3f}; "
        f"99 % interval of all [{low:.3f}, {high:.3f}]"
    )
    agrees = bool(np.all((ratios >= low) & (ratios <= high)))
    return measured(context, agrees, note)


CLAIMS = (
    Claim(
        "basri2020.eq7.rate",
        at("section 4, (7), how fast"),
        Kind.PROBABILISTIC,
        "For independent samples of 1 : 2 : 4 the first four eigenvalues of H/n have mean square "
        "distance lambda_i^2 (int f_i^4 p - 1)/n from lambda_i, at n = 500, 2,000 and 8,000.",
        Deviations(),
        {},
        _rate,
        (
            Control("n^-1", Deviations(rate=sp.Integer(1))),
            Control("n^(-2/5)", Deviations(rate=sp.Rational(2, 5))),
            Control("n^(-3/5)", Deviations(rate=sp.Rational(3, 5))),
            Control("twice as large", Deviations(factor=sp.Integer(2))),
            Control("half as large", Deviations(factor=sp.Rational(1, 2))),
            Control("without - 1", Deviations(shift=sp.Integer(0))),
        ),
        ("kernel (10)", "independent samples of p"),
    ),
)
