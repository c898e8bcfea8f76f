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
    later(
        "fig9",
        "section 4.3, figure 9, with appendix E",
        Kind.FIGURE,
        "Two layers with bias on S^2, hemispheres 1 : r with r = 2, 3, 4 (300 and 300 r points, m "
        "= 8000, tau = 0.2, eta = 0.004): time is cubic in kappa, with median ratios 1.76, 2.45, 2.99.",
        "median ratios of times (1.76, 2.45, 2.99)",
        _NETWORKS,
    ),
)
_DEEP = (
    later(
        "eq6.depth",
        "section 3, (6), for L > 1",
        Kind.IDENTITY,
        "For every depth L the recursion (6) gives the kernel that (1) gives for network (3).",
        "Theta_L = Theta_(L-1) SigmaDot_L + Sigma_L",
        _DEPTH,
    ),
    later(
        "fig10",
        "section 5, figure 10",
        Kind.FIGURE,
        "The eigenvectors of the kernel of depth 10, n = 1,257 uniform points of the circle, are "
        "the Fourier series, all frequencies included.",
        "eigenvectors of H/n",
        _DEPTH,
    ),
    later(
        "fig10.monotone",
        "section 5, below figure 10",
        Kind.INEQUALITY,
        "For depth 10 and the uniform density on the circle lambda_(kappa+1) < lambda_kappa for "
        "every kappa >= 0.",
        "lambda_(kappa+1) < lambda_kappa",
        _DEPTH,
    ),
    later(
        "fig11",
        "section 5, figure 11, with appendix E",
        Kind.FIGURE,
        "Networks of 3 and 7 layers (m = 256, eta = 0.05, delta = 0.05; n = 630 on S^1, 1,000 on "
        "S^2) need the numbers of steps that the eigenvalues predict.",
        "steps measured = steps predicted",
        _NETWORKS,
    ),
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
    later(
        "deep.nonuniform",
        "section 5, last paragraph",
        Kind.IDENTITY,
        "For a piecewise-constant density the kernel of depth 10 has the local frequencies of two "
        "layers, and its eigenvalues are those of the uniform density times a constant.",
        "lambda_i(p) = c(p) lambda_i(uniform)",
        _DEPTH,
    ),
)
CLAIMS = _HIGHER + _DEEP
