"""Kernels of deep networks as numbers: float64, balls, Fourier and harmonic coefficients, local waves."""
