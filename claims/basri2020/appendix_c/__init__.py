"""Appendix C: the time to convergence."""

from freqbias.claims.basri2020.appendix_c import (
    descent,
    equation_39,
    integrals,
    lemma_2,
    projections,
    tails,
)

__all__ = ["CLAIMS"]

_FILES = (
    integrals,
    projections,
    tails,
    lemma_2,
    equation_39,
    descent,
)
CLAIMS = tuple(claim for file in _FILES for claim in file.CLAIMS)
