"""Gradient flow on the circle for any kernel: Fourier sections, for kernels without closed form."""

from __future__ import annotations

import numpy as np

from freqbias.numerics.evaluate import Floats
from freqbias.numerics.flow.section import (
    SectionFlow,
    SettledTimes,
    gauss_nodes,
    settled_times,
)
from freqbias.numerics.fourier import coefficients
from freqbias.theory.densities import Density, PiecewiseConstant
from freqbias.theory.descent import Descent
from freqbias.theory.errors import InputError, integer, shown
from freqbias.theory.kernels import Kernel
from freqbias.theory.targets import Target

__all__ = ["fourier_section", "section_times"]

_MOST = 800  # frequencies, each of which is two functions


def fourier_section(density: Density, kernel: Kernel, frequencies: int) -> SectionFlow:
    """The kernel cut off above a frequency: ``sum khat_m e_m(x) e_m(y)`` with the orthonormal functions
    ``1/sqrt(2 pi), cos(m x)/sqrt(pi), sin(m x)/sqrt(pi)`` of L2(dx).

    :raises InputError: if the density is not piecewise constant, or the kernel not semidefinite.

    >>> from freqbias.theory.densities import uniform
    >>> from freqbias.theory.kernels import deep
    >>> fourier_section(uniform(), deep(2), 30).eigenvalues[:3].round(6)
    array([1.082505, 0.587789, 0.587789])
    """
    if not isinstance(density, PiecewiseConstant):
        raise InputError(f"density {shown(density)} is not piecewise constant")
    integer("frequency", frequencies, 1, 10_000)
    khat = coefficients(kernel, frequencies + 1)
    pieces = [
        (float(region.left) * np.pi, float(region.right) * np.pi, float(region.value))
        for region in density.regions
    ]
    nodes = gauss_nodes(pieces, frequencies + 1)
    basis = _waves(nodes.points, frequencies)
    return SectionFlow.of(nodes, basis, np.concatenate([khat, khat[1:]]))


def section_times(
    density: Density,
    target: Target,
    tolerance: float,
    kernel: Kernel,
    descent: Descent | None = None,
) -> SettledTimes:
    """Times of the regions and of the circle, as :func:`freqbias.numerics.flow.times.times_to_converge`
    has them, for any kernel.

    :raises InputError: as for :func:`fourier_section`, for an unstable step, or a frequency that
        needs more functions than there may be.
    """

    def resolved(frequencies: int) -> tuple[SectionFlow, Floats]:
        flow = fourier_section(density, kernel, frequencies)
        values = _values(target, flow.nodes.points)
        return (flow.descent(descent) if descent else flow), flow.coordinates(values)

    return settled_times(resolved, tolerance, 2 * target.frequency + 32, _MOST)


def _waves(x: Floats, frequencies: int) -> Floats:
    phases = x[:, None] * np.arange(frequencies + 1)
    constant = np.full((x.size, 1), 1 / np.sqrt(2 * np.pi))
    waves = [np.cos(phases[:, 1:]), np.sin(phases[:, 1:])]
    return np.concatenate([constant, *(wave / np.sqrt(np.pi) for wave in waves)], axis=1)


def _values(target: Target, x: Floats) -> Floats:
    """One function, shape (points, 1)."""
    waves = [
        float(a) * np.cos(k * x) + float(b) * np.sin(k * x) for k, a, b in target.scaled().waves
    ]
    return np.asarray(np.sum(waves, axis=0)[:, None])
