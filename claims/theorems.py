"""Theorems that verdicts may cite without proof here, with a reference each."""

__all__ = ["THEOREMS"]

THEOREMS = {
    "change to polar coordinates": "change of variables for Lebesgue integrals; Rudin, "
    "Real and Complex Analysis (1987), theorem 7.26",
    "Euler's Gamma integral": "DLMF 5.2.1",
    "Mercer's theorem": "J. Mercer, Phil. Trans. R. Soc. A 209 (1909), for continuous positive "
    "semidefinite kernels on a compact set with a finite measure",
    "rotation invariance of the Gaussian": "the law N(0, I) is invariant under orthogonal maps",
    "integral of a square": "the integral of a square that is not almost everywhere 0 is positive",
    "spectral theorem": "for compact self-adjoint operators; Reed and Simon I (1980), theorem VI.16",
    "convolution theorem": "the Fourier basis diagonalises convolution on the circle; Katznelson, "
    "An Introduction to Harmonic Analysis (2004), I.1.7",
    "Funk-Hecke theorem": "spherical harmonics are the eigenfunctions of kernels that depend on the "
    "angle alone; Mueller, Spherical Harmonics (1966), theorem 6",
    "min-max principle": "for forms bounded below with compact resolvent, with Glazman's form of it "
    "for counts; Reed and Simon IV (1978), theorem XIII.2",
    "Dirichlet-Neumann bracketing": "Reed and Simon IV (1978), XIII.15, proposition 4",
    "determinants of trace-class operators": "det((I + A)(I + B)) = det(I + A) det(I + B), "
    "det(I + A B) = det(I + B A), and Lidskii's theorem, so det(I + A) = 1 for quasi-nilpotent A; "
    "Simon, Trace Ideals (2005), chapter 3",
    "Markov's inequality": "P(Z >= a) <= E Z/a for Z >= 0; Billingsley, Probability and Measure "
    "(1995), section 5",
    "Paley-Zygmund inequality": "P(Z > s E Z) >= (1 - s)^2 (E Z)^2/E Z^2 for Z >= 0 and 0 <= s <= 1, "
    "by the inequality of Cauchy and Schwarz",
    "Maurer's inequality": "P(sum X_j <= sum E X_j - t) <= exp(-t^2/(2 sum E X_j^2)) for independent "
    "X_j >= 0 and t >= 0; A. Maurer, J. Inequal. Pure Appl. Math. 4 (2003), article 15",
    "Gordon's inequality": "P(g >= x) >= x/(1 + x^2) e^(-x^2/2)/sqrt(2 pi) for a standard normal g and "
    "x > 0; R. D. Gordon, Ann. Math. Statist. 12 (1941) 364-366",
    "Chebyshev's inequality": "P(abs(Z - E Z) >= a) <= Var Z/a^2; Billingsley (1995), section 5",
    "Minkowski's inequality": "in L^p, p >= 1; Rudin, Real and Complex Analysis (1987), theorem 3.9",
    "Anderson's inequality": "a centred Gaussian is least likely to be in a symmetric convex set if "
    "that is not moved; T. W. Anderson, Proc. Amer. Math. Soc. 6 (1955) 170-176",
    "infinite width, layer by layer": "as widths tend to infinity one after the other, pre-activations "
    "become independent Gaussian processes and the tangent kernel a constant; Jacot, Gabriel and "
    "Hongler, Neural Tangent Kernel (2018), proposition 1 and theorem 1",
    "convergence of one-step methods": "consistency of order 1 and a Lipschitz condition; Hairer, "
    "Norsett and Wanner, Solving Ordinary Differential Equations I (1993), theorem II.3.4",
    "Funk-Hecke formula": "with Rodrigues' formula and the orthogonality of zonal harmonics; Mueller, "
    "Spherical Harmonics (1966), theorem 6, lemma 4 and lemma 15; on the circle Fourier series",
    "binomial series": "DLMF 4.6.7",
    "Legendre's duplication formula": "DLMF 5.5.5",
    "quotients of Gamma functions": "Gamma(z+a)/Gamma(z+b) ~ z^(a-b) as z grows; DLMF 5.11.12",
    "Green's identity": "the Laplacian of a closed manifold is symmetric on functions whose first "
    "derivatives are continuous and piecewise so; Courant and Hilbert I (1953), V.1",
    "Floquet's theorem": "Magnus and Winkler, Hill's Equation (1966), theorems 1.1 and 2.1",
}
