"""Eigenvalues of Hill's equation: counts in balls, values in float64."""
