"""Why eigenvalues cannot scale with Z^2: the trace does not."""

from __future__ import annotations

import sympy as sp

from freqbias.derivations.derivation import Derivation, Notation, Step
from freqbias.derivations.notation import MEAN_ROOT
from freqbias.derivations.unevaluated import nonnegative, product, total
from freqbias.theory.errors import InputError
from freqbias.theory.kernels import Kernel, first_layer_bias
from freqbias.theory.trace import ROOT_MEAN, scaling_defect, spread, trace

__all__ = ["z_scaling"]

_SUM = Notation(
    sp.Symbol("Sigma", real=True),
    r"\sum_i \lambda_i",
    "sum of the eigenvalues of $T$ for the density $p$, with multiplicity",
)
_SCALED = Notation(
    sp.Symbol("Sigma_Z", real=True),
    r"\sum_i 2\pi Z^2 \lambda_i^{\circ}",
    r"the same sum if the eigenvalues were $2\pi Z^2$ times those, $\lambda_i^{\circ}$, of the uniform "
    "density",
)
_SPREAD = Notation(
    sp.Symbol("Delta", real=True),
    r"\int \left(\sqrt{p} - Z\right)^2 dx",
    r"how far $\sqrt{p}$ is from its mean",
)


def z_scaling(kernel: Kernel = first_layer_bias) -> Derivation:
    """Scaling the uniform eigenvalues by 2 pi Z^2 misses the trace for every non-uniform density."""
    if not kernel.fourier().is_nonnegative:
        raise InputError(f"kernel {kernel.name!r} is not known to be semidefinite, as Mercer needs")
    factor = 2 * sp.pi * ROOT_MEAN**2
    return Derivation(
        "trace.z-scaling",
        r"Eigenvalues $2\pi Z^2$ times the uniform ones have the wrong sum",
        (
            Step(
                _SUM.symbol,
                trace(kernel),
                "cited: Mercer's theorem",
                r"The eigenvalues sum to $\int k(0) p(x)\,dx = k(0)$, for every density.",
            ),
            Step(
                _SCALED.symbol,
                product(factor, trace(kernel)),
                "cited: Mercer's theorem",
                "The same for the uniform density, times the claimed factor.",
            ),
            Step(
                total(1, -2 * ROOT_MEAN * 2 * sp.pi * ROOT_MEAN, 2 * sp.pi * ROOT_MEAN**2),
                spread(),
                "linearity",
                r"The integral of $(\sqrt{p} - Z)^2$, term by term: $\int p\,dx = 1$, "
                r"$\int \sqrt{p}\,dx = 2\pi Z$ and $\int dx = 2\pi$.",
            ),
            Step(
                _SPREAD.symbol,
                nonnegative(spread()),
                "cited: integral of a square",
                r"It is positive unless $\sqrt{p}$ is constant, so for every density but the uniform.",
            ),
            Step(
                scaling_defect(factor, kernel),
                product(trace(kernel), spread()),
                "substitution",
                r"The first sum minus the second is $k(0) \int (\sqrt{p} - Z)^2\,dx$, so they differ "
                "for every density but the uniform.",
            ),
        ),
        (MEAN_ROOT, _SUM, _SCALED, _SPREAD),
    )
