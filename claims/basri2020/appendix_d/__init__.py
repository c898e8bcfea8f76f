"""Appendix D: deep networks of finite width."""

from freqbias.claims.basri2020.appendix_d import (
    finite_width,
    increments,
    initialisation,
    kernel_perturbation,
    spectral,
    step_size,
    width,
)

__all__ = ["CLAIMS"]

_FILES = (
    spectral,
    step_size,
    initialisation,
    increments,
    kernel_perturbation,
    width,
    finite_width,
)
CLAIMS = tuple(claim for file in _FILES for claim in file.CLAIMS)
