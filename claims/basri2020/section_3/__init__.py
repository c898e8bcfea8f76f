"""Section 3: the model and its kernels."""

from freqbias.claims.basri2020.section_3 import (
    decay,
    iterations,
    kernels,
    model,
    recursion,
    spheres,
)

__all__ = ["CLAIMS"]

_FILES = (
    model,
    kernels,
    recursion,
    decay,
    iterations,
    spheres,
)
CLAIMS = tuple(claim for file in _FILES for claim in file.CLAIMS)
