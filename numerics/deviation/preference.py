"""Which list of eigenvalues sampled matrices prefer, in standard deviations of the normal law.

The statistic is fixed beforehand: over the groups of indices that n samples separate,

    chi^2 = r^T C^{-1} r,     r = sums of lambdahat - mean shift - scale * sums of the list,

with mean shift and covariance C of :mod:`freqbias.numerics.deviation.law`, the same for every list,
and as many degrees of freedom as groups, one less where the scale is the best one.  For the list that
is right it has in the limit the chi^2 law.  At finite n its tails are longer, as C is nearly singular:
for 1 : 2 : 4 the sigmas of the right list scatter by 1.2 to 1.3 instead of 1 (62 runs, n = 3,000 and
50,000), and more under the uniform density, where deviations are squares of normal variables.  So they
rank lists that are far apart, and are no test at a level.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np
from scipy.optimize import brentq
from scipy.special import log_ndtr

from freqbias.numerics.densities import sample
from freqbias.numerics.deviation.groups import GroupLaw
from freqbias.numerics.deviation.law import sampling_law
from freqbias.numerics.deviation.table import SPARE, sampled_eigenvalues
from freqbias.numerics.evaluate import Floats
from freqbias.numerics.gram.operator import GramOperator
from freqbias.theory.densities import Density, PiecewiseConstant
from freqbias.theory.errors import InputError, integer
from freqbias.theory.hill.discriminant import eigenvalue_at
from freqbias.theory.kernels import first_layer_bias
from freqbias.theory.trace import ROOT_MEAN
from freqbias.theory.z_scaling import frequency_of_index, printed_eigenvalue, scaled_eigenvalue

__all__ = ["Fit", "compared", "equivalent_sigmas", "fit", "preference", "proposed_lists"]


@dataclass(frozen=True)
class Fit:
    """How one list fits.

    :param scale: what the list was multiplied by: the best factor, or 1.
    :param degrees: of freedom.
    :param sigmas: :func:`equivalent_sigmas` of chi_square.
    """

    name: str
    scale: float
    chi_square: float
    degrees: int
    sigmas: float


def equivalent_sigmas(chi_square: float, degrees: int) -> float:
    """The z for which a standard normal exceeds z as rarely as chi^2 exceeds its value.

    >>> round(equivalent_sigmas(20.0, 20), 2), round(equivalent_sigmas(1e6, 20), 1)
    (0.11, 999.9)
    """
    context = mpmath.MPContext()
    half, at = degrees / 2, chi_square / 2
    above = context.gammainc(half, at, regularized=True)
    below = context.gammainc(half, 0, at, regularized=True)
    logarithm = float(context.log(min(above, below)))
    size = brentq(lambda z: log_ndtr(-z) - logarithm, -1.0, np.sqrt(-2 * logarithm) + 1)
    return float(size if above < below else -size)


def proposed_lists(density: Density, count: int) -> dict[str, Floats]:
    """What has been proposed for the eigenvalues under the printed kernel, by index; (count,) each.

    The printed list (20); ``Z^2 khat_q``, the right list for the uniform density scaled by Z^2; and the
    leading order ``Z^2/(pi q^2)``, infinite for q = 0.
    """
    formulas: dict[str, Any] = {
        "printed": printed_eigenvalue,
        "uniform times 2 pi Z^2": lambda q: scaled_eigenvalue(first_layer_bias, q),
        "leading order": lambda q: eigenvalue_at(q, ROOT_MEAN),
    }
    mean = density.root_mean
    frequencies = [frequency_of_index(index) for index in range(count)]
    lists = {}
    for name, formula in formulas.items():
        known = [float(formula(q).subs(ROOT_MEAN, mean)) for q in range(1, frequencies[-1] + 1)]
        zero = np.inf if name == "leading order" else float(formula(0).subs(ROOT_MEAN, mean))
        lists[name] = np.array([zero, *known])[frequencies]
    return lists


def fit(name: str, law: GroupLaw, eigenvalues: Floats, values: Floats, scaled: bool) -> Fit:
    """Compare one list with sampled eigenvalues, both by index from 0.

    :param scaled: whether times the best factor, by generalised least squares.
    """
    root = np.linalg.cholesky(law.covariance)
    seen = np.linalg.solve(root, law.sums(eigenvalues) - law.mean)
    model = np.linalg.solve(root, law.sums(values))
    scale = float(model @ seen / (model @ model)) if scaled else 1.0
    chi_square = float(np.sum((seen - scale * model) ** 2))
    degrees = len(law.groups) - int(scaled)
    return Fit(name, scale, chi_square, degrees, equivalent_sigmas(chi_square, degrees))


def compared(
    density: Density, samples: int, eigenvalues: Floats, first: int = 0, count: int | None = None
) -> tuple[Fit, ...]:
    """How the exact spectrum and every list of :func:`proposed_lists` fit eigenvalues of H/n.

    Each list as it stands, then times the best factor (the paper says "up to scale"); the exact
    spectrum as it stands.  Where a list is infinite its indices do not count.

    :param eigenvalues: decreasing, from index 0 on, for the kernel as printed.
    :param first: the first index of the statistic.
    :param count: indices below it count, all of them if left out.
    :raises InputError: if n samples separate fewer than three groups of them.
    """
    total = len(eigenvalues)
    integer("first", first, 0, total - 3)
    last = integer("count", total if count is None else count, first + 3, total)
    law = sampling_law(first_layer_bias, density, total)
    groups = law.at(samples).within(first, last)
    if len(groups.groups) < 3:
        raise InputError(
            f"samples {samples} are too few to separate three groups of eigenvalues "
            f"from {first} to {last - 1}"
        )
    fits = [fit("exact", groups, eigenvalues, law.eigenvalues, scaled=False)]
    for name, values in proposed_lists(density, total).items():
        finite = groups.within(int(np.argmax(np.isfinite(values))), last)
        fits += [fit(name, finite, eigenvalues, values, scaled) for scaled in (False, True)]
    return tuple(fits)


def preference(
    density: PiecewiseConstant, samples: int, seed: int, count: int, first: int = 0
) -> tuple[Fit, ...]:
    """:func:`compared` for ``samples`` independent samples and the indices ``first`` to ``count - 1``.

    >>> p = PiecewiseConstant.from_text("-1, -1/3, 1/3, 1", "1, 2, 4")
    >>> found = {fit.name: fit.sigmas for fit in preference(p, 3000, 0, 12)}
    >>> found["exact"] < 3 < found["printed"]
    True
    """
    operator = GramOperator(sample(density, samples, seed), first_layer_bias)
    eigenvalues = sampled_eigenvalues(operator, min(count + SPARE, samples))
    return compared(density, samples, eigenvalues, first, count)
