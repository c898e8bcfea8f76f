"""Why eigenvalues cannot scale with Z^2: the trace does not."""

from __future__ import annotations

import sympy as sp

from freqbias.derivations.derivation import Derivation, Step
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel, first_layer_bias
from freqbias.theory.trace import ROOT_MEAN, scaling_defect, spread, trace

__all__ = ["z_scaling"]


def z_scaling(kernel: Kernel = first_layer_bias) -> Derivation:
    """Scaling the uniform eigenvalues by 2 pi Z^2 misses the trace for every non-uniform density."""
    if not kernel.fourier().is_nonnegative:
        raise InputError(f"kernel {kernel.name!r} is not known to be semidefinite, as Mercer needs")
    total, scaled, gap = sp.symbols("Sigma Sigma_Z Delta", real=True)
    factor = 2 * sp.pi * ROOT_MEAN**2
    return Derivation(
        "trace.z-scaling",
        "Eigenvalues 2 pi Z^2 times the uniform ones have the wrong sum",
        (
            Step(
                total,
                trace(kernel),
                "cited: Mercer's theorem",
                "sum of the eigenvalues = integral of k(0) p(x) dx = k(0), for every density.",
            ),
            Step(
                scaled,
                factor * trace(kernel),
                "cited: Mercer's theorem",
                "The same for the uniform density, times the claimed factor.",
            ),
            Step(
                spread(),
                1 - factor,
                "linearity",
                "Delta = integral (sqrt(p) - Z)^2 dx, from the moments 2 pi, 2 pi Z and 1 of sqrt(p).",
            ),
            Step(
                gap,
                spread(),
                "cited: integral of a square",
                "Delta is the integral of a square, so it is positive unless sqrt(p) is constant.",
            ),
            Step(
                scaling_defect(factor, kernel),
                trace(kernel) * spread(),
                "substitution",
                "Sigma - Sigma_Z = k(0) Delta.",
            ),
        ),
    )
