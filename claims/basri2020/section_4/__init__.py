"""Section 4: eigenfunctions, eigenvalues and convergence on the circle."""

from freqbias.claims.basri2020.section_4 import (
    convergence,
    differential_equation,
    dispersion,
    eigenfunctions,
    eigenvalues,
    error_dependence,
    figure_1,
    figure_5,
    figure_6,
    figure_7,
    figures_2_3,
    gap_widths,
    hill_bounds,
    local_rates,
    local_waves,
    operator,
    spectral_pairs,
    theorem_1,
    weyl,
)

__all__ = ["CLAIMS"]

_FILES = (
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
    figure_6,
    figure_7,
    figure_1,
    theorem_1,
    local_rates,
    error_dependence,
    convergence,
)
CLAIMS = tuple(claim for file in _FILES for claim in file.CLAIMS)
