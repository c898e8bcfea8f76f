"""Sections 4.3 and 5: what is stated there and not examined yet, with the reason."""

from __future__ import annotations

from freqbias.claims.basri2020.entries import later
from freqbias.claims.claim import Kind

__all__ = ["CLAIMS"]

_SPHERES, _DEPTH, _SAMPLES = "higher spheres", "depth", "large samples"
_NETWORKS = "networks"


_HIGHER = (
    later(
        "fig8",
        "section 4.3, figure 8",
        Kind.FIGURE,
        "Eigenfunctions on S^2 for hemispheres of density 12 : 1 and n = 9,926.",
        "eigenvectors of H/n",
        _SPHERES,
    ),
)
_DEEP = (
)
CLAIMS = _HIGHER + _DEEP
