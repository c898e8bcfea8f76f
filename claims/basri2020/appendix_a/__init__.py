"""Appendix A: six derivatives of the integral equation and what they are taken to imply."""

from freqbias.claims.basri2020.appendix_a import derivatives, integral_equation, reduction

__all__ = ["CLAIMS"]

_FILES = (
    integral_equation,
    derivatives,
    reduction,
)
CLAIMS = tuple(claim for file in _FILES for claim in file.CLAIMS)
