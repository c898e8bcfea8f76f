"""Appendix C: the time to convergence."""

from freqbias.claims.basri2020.appendix_c import descent, integrals, projections, tails

__all__ = ["CLAIMS"]

_FILES = (
    integrals,
    projections,
    tails,
    descent,
)
CLAIMS = tuple(claim for file in _FILES for claim in file.CLAIMS)
