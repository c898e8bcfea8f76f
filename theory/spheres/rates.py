"""How fast a harmonic is learned on S^(d-1), for every density that is bounded away from 0.

``r(t) = e^{-tT} g``, ``T f = integral k(x.y) p(y) f(y) dy`` over the uniform probability measure, p
relative to it, g a harmonic of degree kappa, ``integral g^2 = 1``.  As K g = mu_kappa g, the source
condition of :mod:`freqbias.theory.rates` holds with mu_kappa for khat_kappa.
:mod:`freqbias.derivations.sphere_rates` proves it.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from freqbias.theory.kernels import Kernel
from freqbias.theory.spheres.decay import uniform_decay
from freqbias.theory.spheres.harmonics import DIMENSION

__all__ = ["harmonic_time", "uniform_harmonic_time"]


def harmonic_time(eigenvalue: Any, error: Any, minimum: Any) -> Any:
    """A time after which the error in L2(dx), dx uniform, is at most delta: ``1/(e delta mu p*)``.

    Best possible: the uniform density attains it at ``delta = 1/e``.

    >>> harmonic_time(sp.Rational(7, 96), sp.exp(-1), 1)
    96/7
    """
    return 1 / (sp.E * error * eigenvalue * minimum)


def uniform_harmonic_time(
    kernel: Kernel, degree: Any, error: Any, minimum: Any, dimension: Any = DIMENSION
) -> Any:
    """The same in powers of kappa >= 1: ``kappa^d/(e delta c_d p*)`` with ``c_d <= kappa^d mu_kappa``.

    :raises InputError: if the decay of the kernel's eigenvalues is not proved.

    >>> from freqbias.theory.kernels import first_layer_bias
    >>> uniform_harmonic_time(first_layer_bias, 5, sp.exp(-1), 1, 3)
    3375*pi/2
    """
    least = uniform_decay(kernel).least.subs(DIMENSION, dimension)
    return harmonic_time(sp.simplify(least) / degree**dimension, error, minimum)
