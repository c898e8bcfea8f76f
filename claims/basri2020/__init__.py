"""Basri, Galun, Geifman, Jacobs, Kasten, Kritchman 2020: statements by section of the paper."""

from dataclasses import replace

from freqbias.claims.basri2020 import (
    amplitude_bound,
    amplitudes,
    appendix_a,
    coexistence,
    differential_equation,
    dispersion,
    eigenfunctions,
    eigenvalues,
    figure_5,
    figures_2_3,
    gap_widths,
    hill_bounds,
    kernels,
    local_waves,
    model,
    operator,
    reduction,
    spectral_pairs,
    weyl,
)
from freqbias.claims.basri2020.snippets import SNIPPETS

__all__ = ["CLAIMS"]

_SECTIONS = (
    model,
    kernels,
    operator,
    eigenfunctions,
    local_waves,
    dispersion,
    differential_equation,
    eigenvalues,
    spectral_pairs,
    gap_widths,
    hill_bounds,
    weyl,
    figures_2_3,
    figure_5,
    amplitudes,
    appendix_a,
    reduction,
    coexistence,
    amplitude_bound,
)

CLAIMS = tuple(
    replace(claim, snippet=SNIPPETS.get(claim.id, claim.snippet))
    for section in _SECTIONS
    for claim in section.CLAIMS
)
