"""Appendix B: amplitudes."""

from freqbias.claims.basri2020.appendix_b import (
    amplitude_bound,
    amplitudes,
    borders,
    coexistence,
    enclosures,
    matching,
)

__all__ = ["CLAIMS"]

_FILES = (
    amplitudes,
    matching,
    borders,
    enclosures,
    coexistence,
    amplitude_bound,
)
CLAIMS = tuple(claim for file in _FILES for claim in file.CLAIMS)
