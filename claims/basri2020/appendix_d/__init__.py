"""Appendix D: deep networks of finite width."""

from freqbias.claims.basri2020.appendix_d import (
    attained,
    increments,
    initialisation,
    iterates,
    kernel_perturbation,
    lemmas,
    raised,
    spectral,
    step_size,
    tails,
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
    tails,
    lemmas,
    iterates,
    attained,
    raised,
)
CLAIMS = tuple(claim for file in _FILES for claim in file.CLAIMS)
