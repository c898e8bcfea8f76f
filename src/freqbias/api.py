"""The public names about numbers: densities, spectra, samples, times."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from freqbias.numerics.flow import time_to_converge as _time_to_converge
from freqbias.numerics.flow.curve import ResidualCurve, residual_curve
from freqbias.numerics.reading import density_from_function, piecewise_constant, zones
from freqbias.numerics.spectrum import Spectrum
from freqbias.numerics.spectrum import spectrum as _spectrum
from freqbias.numerics.spheres.flow import Harmonic
from freqbias.plots import plot
from freqbias.theory.densities import Density, Trigonometric, Zones, uniform
from freqbias.theory.densities import uniform_sphere as sphere
from freqbias.theory.descent import Descent
from freqbias.theory.errors import InputError, shown
from freqbias.theory.kernels import Kernel, first_layer_bias
from freqbias.theory.targets import Target
from freqbias.theory.text import numbers

if TYPE_CHECKING:
    from freqbias.empirical_spectrum import EmpiricalSpectrum
    from freqbias.numerics.flow.learning import LearningTimes
    from freqbias.numerics.gram.operator import GramOperator
    from freqbias.numerics.spheres.operator import SphereGramOperator

__all__ = [
    "Descent",
    "Harmonic",
    "InputError",
    "Target",
    "density_from_function",
    "empirical",
    "gram",
    "piecewise_constant",
    "plot",
    "residual",
    "spectrum",
    "sphere",
    "time_to_converge",
    "trigonometric",
    "uniform",
    "zones",
]


def spectrum(
    density: Density | Zones,
    kernel: Kernel = first_layer_bias,
    *,
    count: int = 12,
    digits: int = 30,
    executor: Executor | None = None,
) -> Spectrum:
    """The first ``count`` eigenvalues of T on L2(p), ``(T f)(x) = integral k(x, z) p(z) f(z) dz``.

    On the circle certified, with index, multiplicity and closed eigenfunctions, for kernels with closed
    Fourier coefficients; for others (random_bias, deep) float64 estimates that say so.  On a sphere
    certified for the uniform density; under zones bounds from both sides in float64, order by order.

    :param density: p on the circle, with respect to dx, or on a sphere, with respect to the uniform
        probability measure; integral 1.
    :param kernel: by default the kernel as printed in 2003.04560 (10).
    :param digits: significant digits of each enclosure.
    :param executor: a ``concurrent.futures.Executor`` to share the work, for many eigenvalues.

    >>> p = piecewise_constant(breaks="-1, -1/3, 1/3, 1", weights="1, 2, 4")
    >>> s = spectrum(p)
    >>> s[5].value(digits=20), s[5].multiplicity, s[5].certified
    ([0.00616796762220952063055 +/- 1e-23], 1, True)
    >>> s[5].function.local_frequency(region=2)
    [3.960 +/- 6e-3]
    >>> hemispheres = spectrum(zones("-1, 0, 1", "12, 1"), count=3)
    >>> hemispheres[1].row.value, hemispheres[1].multiplicity, hemispheres[1].function.order
    ([0.08053236244196 +/- 1e-14], 2, 1)
    """
    return _spectrum(kernel, density, count, digits, executor)


def gram(
    points: ArrayLike, kernel: Kernel = first_layer_bias, weights: ArrayLike | None = None
) -> GramOperator | SphereGramOperator:
    """The sampled kernel matrix ``H_ij = sqrt(w_i) k(x_i, x_j) sqrt(w_j)`` as a SciPy LinearOperator.

    On the circle a product takes O(n) time and memory, so millions of points are no burden; on S^2
    harmonics below a degree are used, and ``.measured_error`` tells what that costs.  Not divided by n.

    :param points: angles x in radians, any order, shape (n,); or unit vectors, shape (n, 3).
    :param weights: w >= 0, shape (n,); 1 where left out.
    :raises InputError: for angles that are not finite, points off the sphere, weights that do not fit,
        or, on the circle, a kernel that is no exponential polynomial.

    >>> H = gram([0.0, 1.0, -1.0])
    >>> (H @ [1.0, 0.0, 0.0]).round(6)
    array([0.5     , 0.262502, 0.262502])
    """
    _check_kinds(kernel)
    if np.ndim(points) == 2:
        from freqbias.numerics.spheres.operator import SphereGramOperator

        return SphereGramOperator(points, kernel, weights)
    from freqbias.numerics.gram.operator import GramOperator

    return GramOperator(points, kernel, weights)


def empirical(
    density: Density,
    samples: int,
    count: int = 12,
    kernel: Kernel = first_layer_bias,
    *,
    seed: int = 0,
    points: str = "iid",
) -> EmpiricalSpectrum:
    """The largest eigenvalues of H/n for n points from a density, certified, beside those of T.

    A table of rows; ``.vectors()`` are the eigenvectors, ``.report()`` is the table as plain data.  A
    terminal or notebook shows progress.

    :param samples: n; a million take seconds.
    :param points: "iid", or "quantile", ``F^{-1}((i + 1/2)/n)``.
    :param seed: of independent points.
    :raises InputError: for more eigenvalues than points, or more than memory holds, before anything is
        allocated.

    >>> p = piecewise_constant(breaks="-1, -1/3, 1/3, 1", weights="1, 2, 4")
    >>> e = empirical(p, 2000, count=3)
    >>> e.certified, len(e)
    (True, 3)
    """
    from freqbias.empirical_spectrum import Drawn, Experiment
    from freqbias.status import status

    experiment = Experiment(Drawn(density, samples, points, seed), kernel, count)
    with status() as say:
        return experiment.run(say)


def time_to_converge(
    density: Density | Zones,
    target: int | str | Target | Harmonic,
    tolerance: Any = 0.01,
    kernel: Kernel = first_layer_bias,
    *,
    descent: Descent | None = None,
    norm: str = "mean-square",
) -> LearningTimes:
    """The first time after which the error stays at or below the tolerance, in every region.

    Certified on the circle for kernels with closed Fourier coefficients, else estimated in float64.

    :param target: a frequency k, for sin(k x), a formula such as ``"0.4 cos(16x) + cos(x)"``, or a
        Target.  On a sphere a degree, for the zonal harmonic, or ``Harmonic(degree, order)``.
    :param tolerance: what is left of ``integral_R r^2 dx``; a float, text such as "1/100", or exact.
    :param descent: gradient descent, its steps scaled as :class:`Descent` says; None for gradient flow
        in operator time, ``u' = T (g - u)``.
    :param norm: "mean-square" over each region, or, on the circle, "sup", which is estimated only.

    >>> p = piecewise_constant(breaks="-1, -1/3, 1/3, 1", weights="1, 2, 4")
    >>> found = time_to_converge(p, 3, "1/100")
    >>> [row.time.rounded(9) for row in found.regions]
    [[824.121017 +/- 1e-6], [499.495697 +/- 1e-6], [297.468535 +/- 1e-6]]
    >>> [round(row.estimate) for row in time_to_converge(zones("-1, 0, 1", "3, 1"), 6).regions]
    [5257, 13819]
    """
    if isinstance(tolerance, str):
        tolerance, *more = numbers(tolerance, "tolerance")
        if more:
            raise InputError(f"tolerance has {1 + len(more)} numbers, not one")
    _check_kinds(kernel, descent)
    if isinstance(density, Zones):
        return _on_sphere(density, target, tolerance, kernel, descent, norm)
    if isinstance(target, Harmonic):
        raise InputError(f"target {target} is on a sphere, and the density on the circle")
    return _time_to_converge(density, _target(target), tolerance, kernel, descent, norm)


def _on_sphere(
    density: Zones,
    target: object,
    tolerance: Any,
    kernel: Kernel,
    descent: Descent | None,
    norm: str,
) -> LearningTimes:
    from freqbias.numerics.spheres.flow import sphere_time_to_converge

    if norm != "mean-square":
        raise InputError(f"norm {shown(norm)} is not 'mean-square', the one that spheres have")
    if not isinstance(target, (int, Harmonic)):
        raise InputError(
            f"target {shown(target)} is neither a degree nor a Harmonic(degree, order)"
        )
    harmonic = Harmonic(target) if isinstance(target, int) else target
    return sphere_time_to_converge(
        density, harmonic.degree, harmonic.order, tolerance, kernel, descent
    )


def residual(
    density: Density,
    target: int | str | Target,
    times: ArrayLike | None = None,
    kernel: Kernel = first_layer_bias,
    *,
    descent: Descent | None = None,
) -> ResidualCurve:
    """What is left of the error in each region at each time, float64: arrays, a table, ``plot(curve)``.

    :param target: as for :func:`time_to_converge`.
    :param times: operator times, or whole numbers of steps with ``descent``; by default about 200, up
        to where the highest frequency is learned everywhere.
    :raises InputError: for other times, an unstable step, or a density that is not piecewise constant.

    >>> p = piecewise_constant(breaks="-1, -1/3, 1/3, 1", weights="1, 2, 4")
    >>> residual(p, 3, [0, 300]).regions.round(6)  # -1 to -1/3, -1/3 to 1/3, 1/3 to 1
    array([[1.      , 0.2404  ],
           [1.      , 0.053159],
           [1.      , 0.00973 ]])
    """
    _check_kinds(kernel, descent)
    return residual_curve(density, _target(target), times, kernel, descent)


def _check_kinds(kernel: object, descent: object = None) -> None:
    for name, given, kind in (("kernel", kernel, Kernel), ("descent", descent, Descent | None)):
        if not isinstance(given, kind):
            raise InputError(f"{name} {shown(given)} is not a {name.capitalize()}")


def _target(target: int | str | Target) -> Target:
    if isinstance(target, str):
        return Target.from_text(target)
    return target if isinstance(target, Target) else Target.sine(target)


def trigonometric(text: str) -> Trigonometric:
    """A trigonometric density from a formula in x, normalised to integral 1.

    >>> trigonometric("(3 cos(2x+pi)+4.5)/(9 pi)").minimum
    1/(6*pi)
    """
    return Trigonometric.from_text(text)
