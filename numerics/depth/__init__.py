"""Kernels of deep networks as numbers: values, Fourier and harmonic coefficients, local waves."""
