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
    later(
        "fig12",
        "section 5, figure 12, with appendix E",
        Kind.FIGURE,
        "Eigenvalues for depths 3 to 50 and uniform data (n = 16,383 on S^1, 20,000 on S^2): "
        "slopes 1.94 from kappa = 50 and 2.80 from kappa = 10; deeper is flatter at low frequencies.",
        "slopes (-1.94, -2.80)",
        _SAMPLES,
    ),
    later(
        "fig12.slopes",
        "section 5, figure 12, the limits of the slopes",
        Kind.LIMIT,
        "At every depth the eigenvalues fall like kappa^-2 on S^1 and kappa^-3 on S^2.",
        "log(lambda_kappa)/log(kappa) -> -d",
        _DEPTH,
    ),
)
CLAIMS = _HIGHER + _DEEP
